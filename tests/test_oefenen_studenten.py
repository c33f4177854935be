"""Every exercise that is shipped, played by three students: they score in order by a wide margin, and the debrief says why."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from gesprek.practice import Session, load_scenario
from gesprek.practice.kinds import HARMFUL
from gesprek.practice.measures import Measures
from gesprek.practice.page import page
from gesprek.practice.report import debrief_text
from gesprek.practice.results import from_bytes, to_bytes
from gesprek.practice.scenario import scenario_files
from gesprek.practice.score import measure
from tests.oefenstudenten import STUDENTS

FILES = scenario_files()
NAMES = [path.stem for path in FILES]


@functools.cache
def played(name: str, student: str) -> Session:
    return STUDENTS[student](load_scenario(name))


@functools.cache
def measured(name: str, student: str) -> Measures:
    return measure(played(name, student))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_an_exercise_can_be_played_to_its_end(path: Path) -> None:
    """Every question has three wordings of different kinds, and everything that the record asks for can be heard or seen."""
    scenario = load_scenario(path)
    assert scenario.kinds.gaps(scenario.knowledge) == []
    best = played(scenario.oefening, "uitstekend")
    assert scenario.reference_values.keys() <= best.known.keys()
    assert {signal.signaal for signal in scenario.signalen} == best.noticed.keys()
    assert best.minutes <= scenario.duur_minuten


@pytest.mark.parametrize("name", NAMES)
def test_the_excellent_the_hurried_and_the_steering_student_score_in_that_order_by_a_wide_margin(name: str) -> None:
    """Nobody passes by steering, and asking well is worth it."""
    best, hurried, steering = (measured(name, student).score for student in ("uitstekend", "gehaast", "sturend"))
    assert best >= 85 and steering <= 15, (best, hurried, steering)
    assert best >= hurried + 30 and hurried >= steering + 15, (best, hurried, steering)


@pytest.mark.parametrize("name", NAMES)
def test_the_debrief_of_the_excellent_student_finds_next_to_nothing(name: str) -> None:
    """A teacher who finds fault with everything is not believed."""
    found = measured(name, "uitstekend")
    assert found.share is not None and found.share >= 0.95
    assert not [remark for remark in found.errors if remark.error in HARMFUL], found.errors
    assert len(found.errors) <= 3, found.errors


@pytest.mark.parametrize("name", NAMES)
def test_the_debrief_of_the_hurried_student_names_what_was_not_asked_and_not_told(name: str) -> None:
    """Topics, the duty, and the time that was left."""
    errors = {remark.error for remark in measured(name, "gehaast").errors}
    assert {"onderwerp_gemist", "gehaast"} <= errors and errors & {
        "plicht_niet_gegeven",
        "plicht_zonder_vertellen",
        "plicht_stand",
    }, errors
    assert not errors & HARMFUL, errors


@pytest.mark.parametrize("name", NAMES)
def test_the_debrief_of_the_steering_student_names_the_words_the_passage_and_what_became_of_it(name: str) -> None:
    """Every harmful moment, with what to say instead; and a record that nobody told."""
    session, found = played(name, "sturend"), measured(name, "sturend")
    harm = [remark for remark in found.about("vraag") if remark.error in HARMFUL]
    assert [remark.moment for remark in harm] == [a.moment for a in session.asked if a.kind in HARMFUL]
    assert len(harm) >= 10 and all(remark.instead and remark.source and remark.quote for remark in harm)
    assert any("Cahier" in source for remark in harm for source in remark.source)
    assert {"ingevuld", "meegegaan"} <= {remark.error for remark in found.errors}


@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_played_again_is_the_same_byte_for_byte(name: str, student: str) -> None:
    """The file, the debrief and the page."""
    session = played(name, student)
    data = to_bytes(session)
    assert to_bytes(STUDENTS[student](load_scenario(name))) == data
    again = from_bytes(data, load_scenario(name))
    assert to_bytes(again) == data
    assert debrief_text(measure(again)) == debrief_text(measured(name, student))
    assert page(again, measure(again)) == page(session, measured(name, student))
