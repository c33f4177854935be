"""How often the rules are wrong, measured on sentences that were not used to make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesprek.knowledge.yaml_source import read_yaml
from gesprek.paths import flows_dir
from gesprek.practice import load_kinds
from gesprek.practice.kinds import HARMFUL
from tests.hulp import knowledge

SENTENCES = read_yaml(Path(__file__).parent / "voorbeelden" / "vraagsoorten_nieuw.yaml")


@pytest.mark.skipif(not (flows_dir() / "oefeningen" / "vraagsoorten.yaml").is_file(), reason="de regels zijn er nog niet")
def test_on_new_sentences_the_rules_accuse_nobody_wrongly_and_miss_one_in_three_at_most() -> None:
    """The bounds lie just under what was measured (see decision 016)."""
    kinds = load_kinds(knowledge())
    found = [
        (one["soort"], kinds.classify(one["tekst"], goal_asked=one["soort"] != "te_vroeg", safety_asked=True).kind)
        for one in SENTENCES
    ]
    harmful = [said in HARMFUL for kind, said in found if kind in HARMFUL]
    accused = [kind for kind, said in found if kind not in HARMFUL and said in HARMFUL]
    assert len(accused) <= 1, accused
    assert sum(harmful) >= 0.7 * len(harmful)
    assert sum(kind == said for kind, said in found) >= 0.75 * len(found)
