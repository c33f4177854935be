"""Loading content: every mistake has a file, a line and what was expected; all of them in one run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gesprek.errors import InputProblems
from gesprek.knowledge import FLOWS, load_card, load_knowledge
from gesprek.paths import flows_dir
from tests.hulp import knowledge

Change = Callable[[str], str]


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A copy of the content that may be spoilt."""
    return Path(shutil.copytree(flows_dir(), tmp_path / "flows"))


def spoil(flows: Path, name: str, change: Change) -> None:
    path = flows / name
    before = path.read_text()
    after = change(before)
    assert after != before, "the change must change something"
    path.write_text(after)


def mistakes(flows: Path) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        load_knowledge("aangifte", flows)
    return [str(p) for p in caught.value.problems]


def test_the_shipped_content_loads() -> None:
    """The control of everything below."""
    assert len(knowledge().questions) > 100


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("aangifte/flow.yaml", lambda t: t.replace("feiten: [acuut_gevaar]", "feiten: [acuut_gevar]"), "u 'acuut_gevaar'"),
        ("aangifte/flow.yaml", lambda t: t.replace("    waarom:", "    waarm:", 1), "onbekende sleutel 'waarm'"),
        ("aangifte/flow.yaml", lambda t: re.sub(r"wanneer: .*", "wanneer: stalking_patron = ja", t, count=1), "stalking_patroon"),
        ("aangifte/flow.yaml", lambda t: t.replace("hoe: vragen", "hoe: roepen", 1), "hoe"),
        ("feiten.yaml", lambda t: t.replace("soort: keuze", "soort: keus", 1), "soort"),
        ("feiten.yaml", lambda t: re.sub(r"  bron: \[.*\]", "  bron: []", t, count=1), "zonder bron"),
        ("feiten.yaml", lambda t: t.replace("bron: [cahier", "bron: [cahir", 1), "Bedoelde u 'cahier'"),
        ("poorten.yaml", lambda t: t.replace("speelt: acuut_gevaar = ja", "speelt: acuut_gevaar = jaa"), "bedoelde u 'ja'"),
        ("poorten.yaml", lambda t: t.replace("[benadert_verdachte]", "[benadert_verdacht]", 1), "u 'benadert_verdachte'"),
        ("poorten.yaml", lambda t: t.replace("speelt: acuut_gevaar = ja", "speelt: poort zeden"), "mag hier niet"),
        ("voorzieningen/perspectief.yaml", lambda t: t.replace("als_niet: gesloten", "als_niet: dicht", 1), "als_niet"),
        ("bronnen.yaml", lambda t: t.replace("gecontroleerd_op: 2026-11-23", "gecontroleerd_op: gisteren", 1), "_op"),
        ("informatieplicht.yaml", lambda t: t.replace("kerntekst:", "kerntext:", 1), "kerntekst"),
    ],
)  # fmt: skip
def test_a_mistake_in_content_is_named_with_file_and_line(flows: Path, name: str, change: Change, said: str) -> None:
    """Whatever file it is in."""
    spoil(flows, name, change)
    found = mistakes(flows)
    assert any(line.startswith(name + ":") and re.match(rf"{name}:\d+: ", line) and said in line for line in found), found


def test_practice_that_would_close_a_route_does_not_load(flows: Path) -> None:
    """Practice and perception never close."""
    spoil(flows, "voorzieningen/perspectief.yaml", lambda t: t.replace("aard: aanbieder", "aard: praktijk"))
    assert any("praktijk sluit nooit" in line for line in mistakes(flows))


def test_all_mistakes_of_all_files_are_named_in_one_run(flows: Path) -> None:
    """Not one at a time."""
    spoil(flows, "feiten.yaml", lambda t: t.replace("soort: keuze", "soort: keus", 2))
    spoil(flows, "bronnen.yaml", lambda t: t.replace("zekerheid: ", "zekerhed: ", 3))
    found = mistakes(flows)
    assert len({line.partition(": ")[0] for line in found if line.startswith(("feiten.yaml", "bronnen.yaml"))}) >= 5


def test_a_circle_of_conditions_does_not_load(flows: Path) -> None:
    """A question cannot depend on itself, not even by a detour."""
    spoil(flows, "aangifte/flow.yaml", lambda t: t.replace(
        "feiten: [letsel]", "feiten: [letsel]\n    wanneer: geweld_gebruikt = nee", 1).replace(
        "feiten: [geweld_gebruikt]", "feiten: [geweld_gebruikt]\n    wanneer: letsel = geen", 1))  # fmt: skip
    assert mistakes(flows)


def test_the_fingerprint_is_over_the_content(flows: Path) -> None:
    """Another byte, another sha256; the same bytes, the same."""
    assert load_knowledge("aangifte", flows).sha256 == knowledge().sha256
    spoil(flows, "poorten.yaml", lambda t: t + "\n# iets\n")
    load_knowledge.cache_clear()
    assert load_knowledge("aangifte", flows).sha256 != knowledge().sha256


def test_an_unknown_map_is_named_with_the_nearest() -> None:
    """A name or a path."""
    with pytest.raises(InputProblems, match="Bedoelde u 'volledig'"):
        load_card("volledg", knowledge())


def test_a_map_with_an_unknown_route_names_file_and_line(tmp_path: Path) -> None:
    """A map of one's own is checked as strictly."""
    path = tmp_path / "eigen.yaml"
    path.write_text("kaart: eigen\nomschrijving: proef\nvoorzieningen:\n- {route: perspectif, naam: P, geldig_van: 2020-01-01}\n")
    with pytest.raises(InputProblems, match=r"eigen.yaml:4: onbekende voorziening 'perspectif'.*Bedoelde u 'perspectief'"):
        load_card(str(path), knowledge())


def test_every_claim_has_a_source_and_every_uncertain_source_says_so() -> None:
    """A claim without a source does not load; what was not verified is shown as such."""
    known = knowledge()
    for route in known.routes.values():
        assert route.bron
        for condition in route.voorwaarden:
            assert condition.bron, (route.id, condition.id)
    uncertain = next(s.bron for s in known.sources.values() if s.zekerheid == "KNV")
    assert known.cite(f"{uncertain} iets").endswith("(controleer)")


@pytest.mark.parametrize("flow", FLOWS)
def test_no_sentence_to_say_aloud_uses_a_forbidden_phrase(flow: str) -> None:
    """Neither questions nor routes nor gates steer (informatieplicht C3)."""
    known = load_knowledge(flow)
    texts = [q.zeg for q in known.questions.values()] + [g.zeg + g.gevolg for g in known.gates]
    texts += [r.wat + r.start + r.voorwaarde for r in known.routes.values() if r.proposed]
    texts += [claim.tekst for r in known.routes.values() for claim in r.vertellen] + list(known.duty.kerntekst)
    for banned in known.duty.toon_verboden:
        for text in texts:
            assert not re.search(banned.patroon, text.lower()), (banned.patroon, text)


@pytest.mark.parametrize("flow", FLOWS)
def test_spoken_sentences_are_short(flow: str) -> None:
    """B1: no sentence said aloud is longer than 25 words."""
    for question in load_knowledge(flow).questions.values():
        for sentence in re.split(r"(?<=[.?!])\s+", question.zeg):
            assert len(sentence.split()) <= 25, (question.id, sentence)


def test_the_noodset_is_what_the_ten_minute_version_needs() -> None:
    """B0: 26 facts, and these only."""
    noodset = {fact for q in knowledge().questions.values() if q.noodset == "ja" for fact in q.feiten}
    assert noodset == {
        "type_contact", "aangifte_status", "aangifte_wens", "delict_categorie", "feit_relaas", "geweld_gebruikt", "letsel",
        "doel_slachtoffer", "doel_eigen_woorden", "verwachting_aangifte", "besef_gevolgen_aangifte", "openheid_contact",
        "relatie_tot_verdachte", "eerdere_bemiddeling", "wijkagent_betrokken", "acuut_gevaar", "stalking_patroon",
        "kan_vrij_spreken", "hulpvraag_slachtoffer", "verslaving_slachtoffer", "verslaving_verdachte",
        "psychische_problematiek_slachtoffer", "psychische_problematiek_verdachte", "leeftijdsgroep_verdachte", "tolk_nodig",
        "info5j_status"}  # fmt: skip


@pytest.mark.parametrize("flow", FLOWS)
def test_goals_are_asked_after_the_free_account_and_before_any_word_of_mediation(flow: str) -> None:
    """The order is part of the neutrality."""
    known = load_knowledge(flow)
    topics = [t.id for t in known.flow.onderwerpen]
    assert topics.index("verhaal") < topics.index("doelen") < topics.index("herstel")
    for topic in known.flow.onderwerpen[: topics.index("herstel")]:
        for question in topic.vragen:
            if question.hoe == "vragen" and topics.index(topic.id) < topics.index("doelen"):
                assert "bemiddel" not in question.zeg.lower() and "herstel" not in question.zeg.lower(), question.id
