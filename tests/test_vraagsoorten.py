"""The rules that tell kinds of question apart: on the sentences they were made with, and on new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesprek.knowledge import FLOWS, load_knowledge
from gesprek.knowledge.yaml_source import read_yaml
from gesprek.practice import load_kinds
from gesprek.practice.kinds import HARMFUL
from tests.hulp import knowledge

EXAMPLES = Path(__file__).parent / "voorbeelden"
MADE_WITH = read_yaml(EXAMPLES / "vraagsoorten.yaml")
SENTENCES = read_yaml(EXAMPLES / "vraagsoorten_nieuw.yaml")


def test_every_sentence_that_the_rules_were_made_with_is_of_its_kind() -> None:
    kinds = load_kinds(knowledge())
    wrong = [
        one
        for one in MADE_WITH
        if kinds.classify(one["tekst"], goal_asked=one["na_doel"] == "ja", safety_asked=True).kind != one["soort"]
    ]
    assert wrong == []
    assert len(MADE_WITH) > 400


@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_that_a_flow_says_itself_is_read_as_harmful(flow: str) -> None:
    known = load_knowledge(flow)
    kinds = load_kinds(known)
    for question in known.questions.values():
        said = kinds.classify(question.zeg, goal_asked=True, safety_asked=True)
        assert said.kind not in HARMFUL, (question.id, said)


def test_on_new_sentences_the_rules_accuse_nobody_wrongly_and_miss_one_in_three_at_most() -> None:
    """The bounds lie just under what was measured (see decision 017)."""
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
