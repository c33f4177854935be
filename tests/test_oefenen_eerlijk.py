"""The remarks are fair: none contradicts itself, none blames for what shows, and what was never reached is not judged."""

from __future__ import annotations

from typing import Any

import pytest

from gesprek.dialogue import read_answer
from gesprek.practice import Session, load_scenario
from gesprek.practice.measures import FactMeasure, Measures
from gesprek.practice.page import page
from gesprek.practice.report import debrief_text
from gesprek.practice.results import from_bytes, to_bytes
from gesprek.practice.score import measure
from tests.oefenhulp import BEGIN, ask, minute, session
from tests.oefenstudenten import STUDENTS


def record(practice: Session, fact: str, value: Any) -> None:
    known = practice.scenario.knowledge
    practice.conversation.answer(fact, read_answer(known, known.facts[fact], value), minute(len(practice.moments)))


def shipped(name: str) -> Session:
    return Session(load_scenario(name), 1, BEGIN)


def fact_of(measures: Measures, name: str) -> FactMeasure:
    return next(one for one in measures.facts if one.fact == name)


def share(measures: Measures, name: str) -> float | None:
    return next(part.share for part in measures.parts if part.name == name)


# -- what was not asked -----------------------------------------------------------------------------------------------------


def test_what_is_right_and_was_not_asked_is_one_mild_remark_without_the_reason() -> None:
    """A language shows by itself and costs nothing; the age is half."""
    practice = shipped("baksteen")
    for fact, value in (("taal_slachtoffer", "Nederlands"), ("tolk_nodig", "nee"), ("leeftijdsgroep_verdachte", "meerderjarig")):
        record(practice, fact, value)
    practice.finish(minute(30))
    found = measure(practice)
    assert {fact_of(found, name).state for name in ("taal_slachtoffer", "tolk_nodig", "leeftijdsgroep_verdachte")} == {
        "ongevraagd"
    }
    remarks = found.about("vastlegging")
    assert len(remarks) == 1 and not remarks[0].error
    assert remarks[0].text.startswith("Dit klopt, maar u vroeg het niet: ") and "niet nodig" in remarks[0].text
    assert "Gevraagd en beantwoord" not in remarks[0].text
    expected = sum(1 for fact in found.facts if fact.expected)
    assert share(found, "vastlegging") == pytest.approx(2.5 / expected, abs=0.0001)


def test_a_value_that_differs_or_is_about_safety_is_filled_in_and_the_reason_is_left_out() -> None:
    """Also when it happens to be true."""
    practice = shipped("baksteen")
    record(practice, "acuut_gevaar", "nee")
    record(practice, "leeftijdsgroep_verdachte", "minderjarig")
    practice.finish(minute(30))
    found = measure(practice)
    assert {fact_of(found, name).state for name in ("acuut_gevaar", "leeftijdsgroep_verdachte")} == {"ingevuld"}
    assert not any("Zij zegt zelf" in remark.text for remark in found.about("vastlegging"))


def test_what_the_first_words_hold_is_not_called_unasked() -> None:
    """The neighbour of whom somebody speaks at once is a neighbour."""
    practice = shipped("baksteen")
    practice.ask("relaas", next(w.text for w in practice.wordings("relaas") if w.kind == "open"), minute(1))
    assert "relatie_tot_verdachte" not in practice.known
    record(practice, "relatie_tot_verdachte", practice.scenario.reference_values["relatie_tot_verdachte"])
    practice.finish(minute(30))
    assert fact_of(measure(practice), "relatie_tot_verdachte").state == "klopt"


def test_what_was_only_seen_is_called_seen() -> None:
    """Nobody told it."""
    practice = session()
    practice.look("delict", minute(1))
    practice.finish(minute(30))
    text = next(r.text for r in measure(practice).about("vastlegging") if r.error == "niet_vastgelegd")
    assert "dit was te zien" in text and "verteld" not in text


def test_the_duty_is_one_remark_with_what_was_left_out_as_a_list() -> None:
    """No sentences of the core text, and no two full stops."""
    practice = session()
    ask(practice, "doel", "open")
    ask(practice, "info5j", "uitleg")
    record(practice, "info5j_inhoud", ["vrijwillig"])
    practice.finish(minute(30))
    found = measure(practice)
    (remark,) = found.about("plicht")
    assert "Van de kern" in remark.text and "U kunt altijd aangifte doen" not in remark.text
    assert ".." not in remark.text and ".;" not in remark.text
    assert not any("info5j" in fact.label for fact in found.facts if fact.state == "ingevuld")


# -- what was never reached -------------------------------------------------------------------------------------------------


def test_what_there_was_no_occasion_for_is_neither_praised_nor_counted() -> None:
    """Two questions, and then it was stopped."""
    practice = session()
    ask(practice, "acuut_gevaar", "gericht")
    ask(practice, "relaas", "open")
    practice.give_up(minute(9))
    found = measure(practice)
    assert [part.name for part in found.parts if part.share is None] == ["plicht", "route", "onderbrekingen"]
    text = debrief_text(found)
    short = text[: text.index("HOE U VROEG")]
    assert "onderbrekingen" not in short and "signalen" not in short.partition("meest te winnen")[0]
    assert "U stopte voor het einde." in text and "over wat aan bod kwam" in text
    assert "Onderbrekingen: niet aan de orde" in text


def test_a_stopped_exercise_does_not_give_the_rest_away() -> None:
    """Nor its signals, its route or its reference: it can be begun again."""
    practice = session()
    ask(practice, "relaas", "open")
    record(practice, "angst_voor_verdachte", "enige")
    practice.give_up(minute(9))
    found = measure(practice)
    whole = debrief_text(found) + page(practice, found)
    for hidden in (
        "omloopt",
        "Wie omloopt",
        "Na het doel",
        "Zij wil dat het stopt",
        "Perspectief",
        "Er is geen patroon",
        "laten stoppen",
    ):
        assert hidden not in whole
    assert not fact_of(found, "angst_voor_verdachte").expected


@pytest.mark.parametrize("questions", [0, 2])
def test_an_exercise_that_was_cut_off_is_judged_as_not_finished(questions: int) -> None:
    """As when the machine went off: the file has no end."""
    practice = session()
    for name in ("relaas", "wie")[:questions]:
        ask(practice, name, "open" if name == "relaas" else "gericht")
    found = measure(from_bytes(to_bytes(practice), practice.scenario))
    assert found.stopped and not [remark for remark in found.errors if remark.error == "gehaast"]
    assert ("afgebroken" in debrief_text(found)) == bool(questions)


def test_one_signal_is_one() -> None:
    """In the singular."""
    practice = session()
    ask(practice, "relaas", "open")
    practice.give_up(minute(9))
    assert "Er was 1 signaal. U legde er 0 vast." in debrief_text(measure(practice))


# -- words, numbers and length ----------------------------------------------------------------------------------------------


def test_two_percentages_that_differ_are_explained() -> None:
    """The share of recommended questions, and the half points of the figure."""
    practice = session()
    ask(practice, "relaas", "open")
    ask(practice, "angst", "gesloten")
    practice.finish(minute(9))
    text = " ".join(debrief_text(measure(practice)).split())
    assert "1 daarvan zoals aanbevolen (50 %)" in text and "Hoe u vroeg: 75 %" in text
    assert "telt een vraag die niet opent en niet schaadt voor de helft; daarom staat er geen 50 %" in text


def test_what_went_well_is_quoted_before_what_did_not() -> None:
    """At most three moments, each with its number."""
    practice = session()
    ask(practice, "relaas", "open")
    for question, kind in (("wie", "gericht"), ("doel", "open"), ("angst", "open")):
        ask(practice, question, kind)
    record(practice, "angst_voor_verdachte", "enige")
    practice.finish(minute(19))
    found = measure(practice)
    assert [remark.moment for remark in found.praise] == [1, 4, 5]
    assert all(remark.quote and not remark.error for remark in found.praise)
    text = debrief_text(found)
    assert text.index("IN HET KORT") < text.index("WAT GOED GING") < text.index("HOE U VROEG")


@pytest.mark.parametrize(("student", "most"), [("gehaast", 150), ("sturend", 220)])
def test_the_report_can_be_read_at_once(student: str, most: int) -> None:
    """The page holds all of it."""
    played = STUDENTS[student](load_scenario("baksteen"))
    found = measure(played)
    assert len(debrief_text(found).splitlines()) <= most
    whole = page(played, found)
    assert whole.count('<div class="remark') >= len(found.remarks)
    assert whole.count("<details>") == whole.count("</details>") >= 1 and "details::details-content" in whole


def test_the_topics_that_were_not_spoken_about_are_one_remark_with_three_sentences_to_say() -> None:
    """The list is whole."""
    found = measure(STUDENTS["gehaast"](load_scenario("baksteen")))
    (remark,) = [remark for remark in found.about("onderwerp") if remark.error == "onderwerp_gemist"]
    silent = [topic.title for topic in found.topics if not topic.reached and topic.title in remark.text]
    assert len(silent) > 3 and remark.text.count("“") == 3


def test_a_sentence_to_say_is_offered_for_own_words_only_when_they_were_about_that_question() -> None:
    """Otherwise it answers what nobody asked."""
    practice = session()
    practice.ask("doel", "Kijkt u graag naar voetbal op zondag?", minute(1), own=True)
    practice.ask("doel", "U wilt zeker dat hij straf krijgt?", minute(2), own=True)
    other, same = [remark for remark in measure(practice).about("vraag") if remark.error]
    assert not other.instead and same.instead
