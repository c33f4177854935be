"""What must hold in every case whatsoever: the twelve invariants, the twins, and that order never matters."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.dialogue import Answer, Situation, assess
from gesprek.dialogue.questions import ask_again
from gesprek.knowledge import Card
from tests.hulp import DAY, full_card, knowledge, national_card, neutral, offered, random_answers, situation, verdicts

CONTACT = {
    "perspectief",
    "mis",
    "mediation_politiefase_extern",
    "mediation_politiefase_intern",
    "pendel_politie",
    "bemiddeling_hg_eer",
    "bemiddeling_wijkagent",
    "bemiddeling_familieagent",
    "bemiddeling_zeden",
    "schadebemiddeling_is",
    "schadebemiddeling_zsm",
    "groepsgesprek_lokaal",
    "buurtbemiddeling",
    "panel_deurbeleid",
}
APPROACHES = CONTACT | {"stopgesprek", "gesprek_ouders", "gesprekken_omgeving"}
LOCAL_POLICE = ("mediation_politiefase_extern", "mediation_politiefase_intern", "pendel_politie", "bemiddeling_hg_eer")
OPEN = ("primair", "alternatief")
ZEDEN = {"seksueel_misbruik", "zeden_overig", "grooming", "sexting"}
DECIDING = tuple(
    sorted(
        {
            "acuut_gevaar",
            "delict_categorie",
            "stalking_patroon",
            "aangifte_status",
            "slachtoffer_type",
            "houding_verdachte",
            "leeftijdsgroep_verdachte",
            "leeftijdsgroep_slachtoffer",
            "geweld_gebruikt",
            "relatie_tot_verdachte",
            "openheid_contact",
            "kan_vrij_spreken",
            "gesprek_alleen_slachtoffer",
            "onderzoeksbelang_contact",
            "verdachte_bekend",
            "doel_slachtoffer",
            "behoefte_emotioneel",
            "fase_strafproces",
            "hulpvraag_slachtoffer",
            "hulpvraag_verdachte",
            "verslaving_slachtoffer",
            "verslaving_verdachte",
            "psychische_problematiek_slachtoffer",
            "psychische_problematiek_verdachte",
            "strafbaar_feit_status",
            "ambtshalve_vervolging",
            "eerdere_bemiddeling",
            "bedreiging_geuit",
            "stopgesprek_instemming",
            "eercomponent",
            "individuele_beoordeling",
            "vergeldingsrisico",
            "type_contact",
            "toestemming_ouders_slachtoffer",
            "angst_voor_verdachte",
        }
    )
)


def judged(answers: dict[str, Answer], card: Card | None = None) -> Situation:
    return assess(knowledge(), answers, card or full_card(), DAY)


def test_the_groups_of_routes_are_the_ones_of_the_rules() -> None:
    """D0: which routes bring contact, and of which the suspect hears."""
    assert knowledge().groups["contactroutes"] == CONTACT
    assert knowledge().groups["benadert_verdachte"] == APPROACHES


@settings(max_examples=1500)
@given(random_answers(DECIDING, 30))
def test_the_invariants_hold_whatever_is_answered(answers: dict[str, Answer]) -> None:
    """Invariants 1-8 of the rules, over random answers to the deciding facts."""
    found = judged(answers)
    say, v = verdicts(found), found.path.view.values
    assert "regulier_strafrecht" not in say and "info_5j" not in say
    if v.get("stalking_patroon") == "ja":
        assert not CONTACT & set(offered(found))
    if v.get("geweld_gebruikt") == "ja_tegen_personen":
        assert say["buurtbemiddeling"] not in OPEN
    if v.get("slachtoffer_type") in ("bedrijf", "overheid_of_instelling") and found.stand != "poort":
        assert say["perspectief"] == "gesloten"
    if v.get("leeftijdsgroep_verdachte") == "meerderjarig":
        assert say["halt"] not in OPEN
    if found.stand != "poort" and v.get("houding_verdachte") == "ontkent":
        assert say["perspectief"] == "gesloten"
    no_report = v.get("aangifte_status") in ("geen_niet_gewenst", "alleen_melding", "bedenktijd", "nog_te_beslissen")
    if no_report and not ZEDEN & v.get("delict_categorie", frozenset()):
        assert say["perspectief"] != "primair"
    vulnerable = [
        f"{what}_{who}" for what in ("hulpvraag", "verslaving", "psychische_problematiek") for who in ("slachtoffer", "verdachte")
    ]
    if any(v.get(f) != "nee" for f in vulnerable):
        assert not set(LOCAL_POLICE) & set(offered(found))
    if found.stand == "poort":
        assert set(say.values()) == {"later"}


@settings(max_examples=600)
@given(random_answers(DECIDING, 30))
def test_silence_and_ignorance_never_close(answers: dict[str, Answer]) -> None:
    """What is not known closes nothing: every closing has a reason that stands on a known fact."""
    for verdict in judged(answers).verdicts:
        if verdict.oordeel == "gesloten":
            closing = [r for r in verdict.redenen if r.uitkomst == "nee"]
            assert closing, verdict.route.id
            assert all(r.aard != "praktijk" or r.gevolg != "gesloten" for r in closing)


def test_with_nothing_answered_nothing_is_closed_and_nothing_comes_first_with_contact() -> None:
    """The empty conversation."""
    found = situation({})
    assert "gesloten" not in verdicts(found).values()
    assert not CONTACT & {v.route.id for v in found.verdicts if v.oordeel == "primair"}
    assert found.stand == "doorvragen"


@settings(max_examples=400)
@given(random_answers(DECIDING, 30))
def test_contact_never_comes_first_without_a_wish_of_the_victim(answers: dict[str, Answer]) -> None:
    """No default on wishes: without a goal, a need or openness no route with contact is primair."""
    found = judged(answers)
    v = found.path.view.values
    goal = v.get("doel_slachtoffer", frozenset()) - {"weet_nog_niet"}
    need = v.get("behoefte_emotioneel", frozenset()) - {"weet_nog_niet", "geen"}
    if not goal and not need and v.get("openheid_contact") != "ja":
        assert not CONTACT & {x.route.id for x in found.verdicts if x.oordeel == "primair"}


@settings(max_examples=400)
@given(random_answers(DECIDING, 30))
def test_a_local_route_is_only_offered_when_the_map_has_it_today(answers: dict[str, Answer]) -> None:
    """Invariant 10, on the map with national routes only."""
    for verdict in judged(answers, national_card()).verdicts:
        if verdict.route.bereik == "lokaal":
            assert verdict.oordeel not in OPEN


def test_a_map_that_has_expired_offers_nothing_local() -> None:
    """Validity is a day, not a promise."""
    found = assess(knowledge(), dict(neutral().answers), full_card(), date(2100, 1, 1))
    assert not [v for v in found.verdicts if v.route.bereik == "lokaal" and v.oordeel in OPEN]


@settings(max_examples=300)
@given(random_answers(), st.randoms(use_true_random=False))
def test_the_order_of_answering_changes_nothing(answers: dict[str, Answer], shuffle: random.Random) -> None:
    """Same answers, same outcome: verdicts, questions, duty."""
    names = list(answers)
    shuffle.shuffle(names)
    one, two = judged(answers), judged({name: answers[name] for name in names})
    assert one.verdicts == two.verdicts
    assert one.duty == two.duty
    assert one.unanswered == two.unanswered


@settings(max_examples=300)
@given(random_answers(), random_answers(size=5))
def test_an_answer_changed_and_changed_back_leaves_no_trace(answers: dict[str, Answer], other: dict[str, Answer]) -> None:
    """Off the path means absent; nothing is lost; all returns."""
    before = judged(answers)
    changed = judged({**answers, **other})
    assert changed.verdicts is not None
    again = judged(answers)
    assert again.verdicts == before.verdicts and again.path.answers == before.path.answers


@settings(max_examples=300)
@given(random_answers())
def test_what_is_off_the_path_is_absent(answers: dict[str, Answer]) -> None:
    """An answer whose question fell away is kept and not seen."""
    found = judged(answers)
    for fact in found.path.off:
        assert fact in answers
        assert fact not in found.path.answers and fact not in found.path.view.values


@settings(max_examples=300)
@given(random_answers())
def test_what_was_refused_is_never_asked_again(answers: dict[str, Answer]) -> None:
    """No second time for what somebody did not want to say."""
    found = judged(answers)
    asked = {q.feit for q in found.questions} | set(found.unanswered)
    refused = {f for f, a in found.path.answers.items() if a.status in ("wil_niet_zeggen", "nvt")}
    assert not asked & refused
    assert all(ask_again(found.path, f) is False for f in refused)


@settings(max_examples=200)
@given(random_answers(DECIDING, 30))
def test_the_order_is_verdict_first_and_goals_next(answers: dict[str, Answer]) -> None:
    """Primair, alternatief, later, niet in eenheid, gesloten."""
    ranks = ["primair", "alternatief", "later", "niet_in_eenheid", "gesloten"]
    order = [ranks.index(v.oordeel) for v in judged(answers).verdicts]
    assert order == sorted(order)


TWINS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("T01 an earlier offence", {}, {"pv_misdrijf_eerder_naar_om": "ja"}),
    ("T02 an earlier Halt", {}, {"halt_eerder_misdrijf": "ja"}),
    ("T04 workload", {"gespreksruimte_minuten": "15"}, {"gespreksruimte_minuten": "120"}),
    ("T05 priority", {}, {"prioritering": "laag"}),
    ("T16 expected conviction", {}, {"om_inschatting_haalbaarheid": "laag", "fase_strafproces": None}),
    ("T23 own share", {}, {"eigen_aandeel_eigen_woorden": "Ik heb ook weleens iets geroepen."}),
    ("personal circumstances of the suspect", {}, {"persoonlijke_omstandigheden_verdachte": "Hij studeert."}),
    ("culture", {}, {"culturele_context": "Bij ons praat je met de oudste."}),
]


@pytest.mark.parametrize(("name", "one", "two"), TWINS, ids=[t[0] for t in TWINS])
@pytest.mark.parametrize("goals", [{}, {"doel_slachtoffer": ["erkenning"], "openheid_contact": "ja"}])
def test_what_may_not_matter_does_not_matter(name: str, one: dict[str, Any], two: dict[str, Any], goals: dict[str, Any]) -> None:
    """R14: record, study, origin, shared guilt, seriousness, expected conviction and workload change no route, order or word."""
    first, second = neutral(**goals, **one), neutral(**goals, **two)
    assert first.verdicts == second.verdicts
    assert first.duty == second.duty


def test_serious_injury_closes_nothing() -> None:
    """R11: light and serious injury leave the same routes open."""
    light, serious = neutral(letsel="licht"), neutral(letsel="ernstig")
    assert verdicts(light) == verdicts(serious)


def test_ambtshalve_closes_instead_of_but_not_beside() -> None:
    """R27."""
    found = neutral(ambtshalve_vervolging="ja")
    for verdict in found.verdicts:
        if verdict.oordeel in (*OPEN, "later"):
            assert verdict.verhouding in ("naast", "los") or verdict.route.klasse != "herstelrechtvoorziening"
    assert verdicts(found)["perspectief"] in OPEN and verdicts(found)["mis"] in OPEN


@settings(max_examples=300)
@given(random_answers(), random_answers(size=6), st.booleans())
def test_going_on_from_a_situation_is_the_same_as_starting_anew(
    answers: dict[str, Answer], more: dict[str, Answer], take_back: bool
) -> None:
    """The quick way (`after`) and the whole way agree: path, gates, verdicts, questions, duty."""
    quick = judged(answers)
    assert quick.verdicts
    now = dict(answers)
    for fact, answer in more.items():
        given = None if take_back and fact in answers else answer
        now.pop(fact, None)
        if given is not None:
            now[fact] = given
        quick = quick.after(fact, given)
        whole = judged(now)
        assert quick.verdicts == whole.verdicts
        assert (quick.path.facts, quick.path.due, quick.path.off) == (whole.path.facts, whole.path.due, whole.path.off)
        assert quick.path.view == whole.path.view and quick.path.gates == whole.path.gates
        assert {q.feit for q in quick.questions} == {q.feit for q in whole.questions} and quick.duty == whole.duty


def test_the_quick_way_sees_that_a_second_fact_makes_the_same_gate_play() -> None:
    """Found by the property above: the gate played already, and the reason must name the new fact too."""
    first = neutral(hulpvraag_slachtoffer=None, hulpvraag_verdachte="ja")
    assert first.verdicts
    whole = neutral(hulpvraag_slachtoffer="ja", hulpvraag_verdachte="ja")
    assert first.after("hulpvraag_slachtoffer", whole.answers["hulpvraag_slachtoffer"]).verdicts == whole.verdicts


def test_a_gate_that_could_only_hold_what_is_closed_waits_for_nothing() -> None:
    """With stalking all contact is closed: not knowing of an addiction of the suspect holds no proposal back."""
    known = {"delict_categorie": ["stalking"], "stalking_patroon": "ja", "doel_slachtoffer": ["laten_stoppen"]}
    assert neutral(**known, aangifte_status="geen_niet_gewenst", verslaving_verdachte="onbekend").stand == "voorstel"
    assert (
        neutral(doel_slachtoffer=["erkenning"], delict_categorie=["mishandeling"], verslaving_verdachte="onbekend").stand
        == "doorvragen"
    )
