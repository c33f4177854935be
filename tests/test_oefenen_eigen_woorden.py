"""What words of one's own are about: the question at hand, another one, or none; and what the person then says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesprek.knowledge.yaml_source import read_yaml
from gesprek.practice import Session, load_scenario
from gesprek.practice.fitting import fitting_of
from gesprek.practice.replay import replay
from gesprek.practice.results import from_bytes, to_bytes
from gesprek.practice.scenario import scenario_files
from gesprek.practice.score import measure
from gesprek.practice.wording import understood
from gesprek.sitting.practising import Practising
from tests.oefenhulp import BEGIN, minute

SENTENCES = read_yaml(Path(__file__).parent / "voorbeelden" / "eigen_woorden.yaml")


def baksteen() -> Session:
    return Session(load_scenario("baksteen"), 7, BEGIN)


@pytest.mark.parametrize("name", [path.stem for path in scenario_files()])
def test_every_wording_that_is_offered_fits_its_own_question_when_it_is_typed(name: str) -> None:
    """Also by its words alone, as when it is typed with a slip."""
    scenario = load_scenario(name)
    fitting = fitting_of(scenario)
    for question in scenario.knowledge.questions.values():
        if question.hoe in ("vragen", "vertellen"):
            for wording in scenario.kinds.wordings(question):
                for text in (wording.text, "Nou, " + wording.text):
                    fit = fitting.fit(question.id, text)
                    assert (fit.how, fit.question) == ("hier", question.id), (text, fit)


def test_sentences_of_ones_own_are_about_what_a_reader_would_say() -> None:
    """A sensible way to ask the question at hand is never taken for something else."""
    fitting = fitting_of(load_scenario("baksteen"))
    found = [(one, fitting.fit(one["vraag"], one["tekst"])) for one in SENTENCES]
    assert [(one["tekst"], fit) for one, fit in found if fit.how != one["hoe"]] == []
    assert [(one["tekst"], fit) for one, fit in found if one["hoe"] == "elders" and fit.question != one["waar"]] == []
    assert sum(one["hoe"] == "hier" for one in SENTENCES) > 80


@pytest.mark.parametrize("text", ["Vertelt u eens.", "En toen?", "Kunt u daar iets meer over zeggen?", "Hoe was dat?"])
@pytest.mark.parametrize("question", ["relaas", "angst", "doel", "gevolgen", "voorgeschiedenis", "wie"])
def test_a_general_opener_fits_every_question(question: str, text: str) -> None:
    """It is about whatever is at hand."""
    assert fitting_of(load_scenario("baksteen")).fit(question, text).how == "hier"


@pytest.mark.parametrize("text", ["Wilt u iets drinken?", "U liet zeker het raam open?", "Wat vindt u van voetbal?"])
def test_words_about_nothing_get_a_neutral_line_and_bring_nothing(text: str) -> None:
    """And the reason says that they were not recognised."""
    practice = baksteen()
    answered = practice.ask("relaas", text, minute(1), own=True)
    assert answered.text in practice.scenario.persoon.reacties[answered.kind]
    assert (answered.released, answered.agreed, answered.how) == ({}, {}, "niets")
    assert "niet herkend als vraag over 'eigen verhaal'" in understood(practice, answered)
    assert not measure(practice).topics[0].reached and practice.known == {}


def test_words_about_another_question_are_answered_there() -> None:
    """The facts of that question are told, and the moment says so; the question at hand was not asked."""
    practice = baksteen()
    answered = practice.ask("angst", "Wat zou u het liefst willen?", minute(1), own=True)
    assert set(answered.released) == {"doel_slachtoffer", "doel_eigen_woorden"}
    assert practice.moments[answered.moment].data["about"] == "doel" and answered.here == "angst"
    assert "op 'wat aangever wil bereiken' kreeg u antwoord" in understood(practice, answered)
    assert any("kreeg u antwoord" in line.text for line in replay(practice, measure(practice))[1].lines)
    assert practice.ask("angst", "Bent u bang?", minute(2), own=True).question == "angst"


def test_the_screen_shows_at_the_question_at_hand_what_was_said_there() -> None:
    """Also when it was about another question, or about none."""
    holding = Practising(baksteen())
    holding.talk.move("feit_relaas")
    holding.ask("Bent u bang voor hem?", own=True)
    assert holding.question.id == "relaas" and holding.asked is not None and holding.asked.question == "angst"
    assert "angst voor de verdachte" in holding.how_read()[0][0]
    holding.ask("asdfgh", own=True)
    assert holding.how_read() == [("Hier staat geen woord in dat te begrijpen is. Het telt niet als vraag.", "zacht")]


@pytest.mark.parametrize("text", ["asdfgh", "x", "???", "qwrt zxcv", "12"])
def test_what_nobody_understands_is_no_question(text: str) -> None:
    """The person asks what is meant; nothing is counted, no time passes, and it comes back the same."""
    practice = baksteen()
    answered = practice.ask("relaas", text, minute(1), own=True)
    assert (answered.text, answered.kind, answered.released) == ("Wat bedoelt u?", "", {})
    assert practice.asked == [] and practice.minutes == 0 and measure(practice).questions == ()
    assert replay(practice, measure(practice))[1].minute == 0
    again = from_bytes(to_bytes(practice), practice.scenario)
    assert again.said == practice.said and again.unclear == practice.unclear


def test_the_duty_is_not_done_by_talking_about_something_else() -> None:
    """Words that fit nothing at the information on restoration do not give it."""
    practice = baksteen()
    practice.ask("doel", "Wat wilt u?", minute(1), own=True)
    practice.ask("info5j", "Wat vindt u van voetbal?", minute(2), own=True)
    practice.finish(minute(3))
    assert any(remark.error == "plicht_niet_gegeven" for remark in measure(practice).remarks)


def test_a_blame_is_quoted_in_the_words_that_were_used() -> None:
    """Not in the words of the rule."""
    answered = baksteen().ask("relaas", "Waarom liet u dat gebeuren?", minute(1), own=True)
    assert answered.kind == "verwijtend" and "'waarom liet u'" in answered.reason
