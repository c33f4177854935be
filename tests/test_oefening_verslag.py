"""The debrief: it names what went otherwise, where, why and what to say instead; it is kind, and the same every time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.dialogue import make_answer, read_answer
from gesprek.practice import ResultProblem, Session
from gesprek.practice.debrief import debrief
from gesprek.practice.files import new_result, read_result, write_result
from gesprek.practice.measures import Measures, Remark
from gesprek.practice.page import page
from gesprek.practice.replay import replay
from gesprek.practice.report import debrief_text
from gesprek.practice.results import from_bytes, to_bytes
from gesprek.practice.score import WEIGHTS, measure
from gesprek.practice.wording import part_titles
from tests.oefenhulp import ask, minute, proef, root, session
from tests.oefenstudenten import STUDENTS


def record(practice: Session, fact: str, value: Any) -> None:
    known = practice.scenario.knowledge
    practice.conversation.answer(fact, read_answer(known, known.facts[fact], value), minute(len(practice.moments)))


def only(measures: Measures, error: str) -> Remark:
    found = [remark for remark in measures.remarks if remark.error == error]
    assert len(found) == 1, measures.errors
    return found[0]


def state(measures: Measures, fact: str) -> str:
    return next(one.state for one in measures.facts if one.fact == fact)


def test_the_weights_of_the_score_are_a_hundred_together() -> None:
    """A share is a share."""
    assert sum(WEIGHTS.values()) == 100


def test_the_guide_names_the_parts_of_the_score_with_their_points() -> None:
    """What a student reads is what is counted."""
    guide = (Path(__file__).parent.parent / "docs" / "oefenen.md").read_text("utf-8")
    table = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", guide, re.MULTILINE))
    titles = {name: title.partition(" (")[0] for name, title in part_titles().items()}
    assert table == {titles[name]: str(weight) for name, weight in WEIGHTS.items()}


def test_a_steering_question_is_named_with_its_words_the_passage_and_what_to_say_instead() -> None:
    """And with its moment."""
    practice = session()
    ask(practice, "doel", "sturend")
    remark = only(measure(practice), "sturend")
    assert remark.moment == 1 and remark.quote == "U wilt zeker dat hij straf krijgt?" and remark.words == "u wilt zeker"
    assert remark.instead.startswith("Wat moet er gebeuren")
    assert remark.source == ("Cahier r3798-3801",)
    assert "ging mee" in remark.text


def test_a_closed_question_counts_as_recommended_only_after_an_open_one() -> None:
    """First wide, then narrow."""
    before, after = session(), session()
    ask(before, "relaas", "gesloten")
    ask(after, "relaas", "open")
    ask(after, "relaas", "gesloten")
    assert measure(before).share == 0.0
    assert measure(after).share == 1.0


def test_contested_moments_are_shown_with_and_without() -> None:
    """The student has a say, and the teacher sees both."""
    practice = session()
    ask(practice, "relaas", "open")
    ask(practice, "doel", "sturend")
    practice.contest(2, "Zij zei dat zelf al.", minute(9))
    found = measure(practice)
    assert (found.share, found.share_uncontested) == (0.5, 1.0)
    assert "Zij zei dat zelf al." in debrief_text(found) and "100 %" in debrief_text(found)


def test_what_was_only_gone_along_with_is_not_what_was_told() -> None:
    """Recorded, it is an error of its own."""
    practice = session()
    ask(practice, "doel", "sturend")
    record(practice, "doel_slachtoffer", ["straf"])
    found = measure(practice)
    assert state(found, "doel_slachtoffer") == "meegegaan"
    assert only(found, "meegegaan").moment == 2


def test_what_nobody_told_is_filled_in_even_when_it_happens_to_be_true() -> None:
    """'Not asked' is an answer of its own and never filled in."""
    practice = session()
    record(practice, "angst_voor_verdachte", "enige")
    record(practice, "letsel", "geen")
    facts = practice.scenario.knowledge.facts
    practice.conversation.answer("strafwens", make_answer(facts["strafwens"], status="niet_gevraagd", reden="tijd"), minute(5))
    found = measure(practice)
    assert [one.fact for one in found.facts if one.state == "ingevuld"] == ["letsel", "angst_voor_verdachte"]


def test_what_was_told_and_recorded_otherwise_or_not_at_all_is_named_with_the_reason() -> None:
    """And words of one's own are not called wrong by a machine."""
    practice = session()
    ask(practice, "relaas", "open")
    record(practice, "feit_datum", "2026-11-19")
    record(practice, "feit_relaas", "Er was iets met vervoer.")
    ask(practice, "wie", "gericht")
    practice.finish(minute(9))
    found = measure(practice)
    assert state(found, "feit_datum") == "anders" and "20-11-2026" in only(found, "anders").text
    assert state(found, "feit_relaas") == "vergelijk"
    assert state(found, "verdachte_bekend") == "niet_vastgelegd"
    assert state(found, "doel_slachtoffer") == "niet_gevraagd"


def test_a_signal_is_seen_shown_and_missed_or_never_reached() -> None:
    """Three different things to say."""
    practice = session()
    ask(practice, "doel", "open")
    ask(practice, "angst", "open")
    found = measure(practice)
    assert [(s.signal, s.shown >= 0, s.seen) for s in found.signals] == [("omlopen", True, False), ("natte_tas", True, False)]
    record(practice, "angst_voor_verdachte", "enige")
    assert [s.seen for s in measure(practice).signals] == [True, False]
    never = session()
    never.finish(minute(9))
    assert [s.shown >= 0 for s in measure(never).signals] == [False, True]


def test_the_duty_recorded_as_given_but_never_told_is_named() -> None:
    """A record that is not true is worse than one that is empty."""
    practice = session()
    ask(practice, "relaas", "open")
    record(practice, "info5j_status", "gegeven")
    practice.finish(minute(30))
    found = measure(practice)
    remark = only(found, "plicht_zonder_vertellen")
    assert "dat is niet zo gebeurd" in remark.text and "Na het doel" in remark.text and len(found.about("plicht")) == 1


def test_the_duty_told_before_what_should_come_first_is_too_early_and_told_back_or_not_is_seen() -> None:
    """When and how, both."""
    early, late = session(), session()
    ask(early, "info5j", "uitleg")
    assert "te_vroeg" in {remark.error for remark in measure(early).errors}
    ask(late, "doel", "open")
    ask(late, "info5j", "uitleg")
    found = measure(late)
    (told,) = found.about("plicht")
    assert told.moment == 2 and told.text.startswith("U vertelde over herstel na 3 minuten. Na het doel")


def test_a_contested_kind_that_is_recommended_is_shown_too_but_is_no_error() -> None:
    """The teacher sees every moment that is contested."""
    practice = session()
    ask(practice, "relaas", "open")
    practice.contest(1, "Ik vind dit sturend.", minute(3))
    found = measure(practice)
    assert [r.contested for r in found.about("vraag")] == ["Ik vind dit sturend."]
    assert not [r for r in found.about("vraag") if r.error]


def test_a_route_that_the_case_does_not_support_is_argued_against_with_the_reason() -> None:
    """And the one that it does support is named."""
    practice = session()
    ask(practice, "relaas", "open")
    practice.conversation.decide("stopgesprek", "Dan stopt het.", minute(5))
    remark = only(measure(practice), "route_past_niet")
    assert "Er is geen patroon." in remark.text and "Perspectief" in remark.text and remark.moment == 2


def test_all_three_students_score_in_order_by_a_wide_margin_also_in_a_small_exercise() -> None:
    """Excellent, hurried, steering."""
    scores = {name: measure(play(proef())).score for name, play in STUDENTS.items()}
    assert scores["uitstekend"] >= scores["gehaast"] + 25 >= scores["sturend"] + 45, scores


def test_who_asked_nothing_gets_a_friendly_word_and_no_numbers() -> None:
    """Nothing to divide by."""
    found = measure(session())
    assert found.share is None
    assert next(section.name for section in debrief(found)) == "kort"
    assert "begin gerust opnieuw" in debrief_text(found) and "van 100" not in debrief_text(found)


def test_the_debrief_covers_everything_and_is_marked_as_made_up() -> None:
    """In words first, the numbers last."""
    text = debrief_text(measure(STUDENTS["sturend"](proef())))
    titles = [
        "In het kort", "Hoe u vroeg", "Woorden die kunnen schaden", "Wat aan bod kwam", "Signalen", "Informatie over herstel",
        "Uw vastlegging", "De weg die u koos", "Wat ertussen kwam", "Tijd", "Voor de volgende keer", "In cijfers",
    ]  # fmt: skip
    places = [text.index("\n" + title.upper()) for title in titles]
    assert places == sorted(places)
    assert text.startswith("OEFENING – verzonnen gegevens") and text.rstrip().endswith("OEFENING – verzonnen gegevens")
    assert max(map(len, text.splitlines())) <= 78


@pytest.mark.parametrize("name", STUDENTS)
def test_everything_after_an_exercise_is_the_same_when_it_is_played_again(name: str) -> None:
    """The debrief and the page follow from the file, byte for byte."""
    played = STUDENTS[name](proef())
    again = from_bytes(to_bytes(played), proef())
    assert debrief_text(measure(again)) == debrief_text(measure(played))
    assert page(again, measure(again)) == page(played, measure(played))


@pytest.mark.parametrize("name", STUDENTS)
def test_every_remark_of_the_page_points_at_a_moment_further_down_and_nothing_at_the_network(name: str) -> None:
    """And the mark stands at the head and the foot of every printed page."""
    played = STUDENTS[name](proef())
    text = page(played, measure(played))
    targets = set(re.findall(r'id="(m\d+)"', text))
    assert set(re.findall(r'href="#(m\d+)"', text)) <= targets
    assert not re.findall(r'(?:src|href)="(?!#)', text) and "<script" not in text and "url(" not in text
    assert text.count("OEFENING – verzonnen gegevens") == 3
    assert len(targets) == len(played.moments)
    assert "<svg" in text


def test_what_a_student_typed_is_text_on_the_page() -> None:
    """Never markup."""
    practice = session()
    practice.ask("relaas", "<script>alert(1)</script> wat is er?", minute(1), own=True)
    practice.contest(1, "<b>niet eens</b>", minute(2))
    text = page(practice, measure(practice))
    assert "<script>" not in text and "<b>" not in text and "&lt;script&gt;" in text


def test_the_replay_shows_every_moment_with_what_was_said_and_recorded() -> None:
    """In the order in which it happened."""
    practice = session()
    ask(practice, "relaas", "open")
    record(practice, "feit_datum", "2026-11-20")
    practice.conversation.note("verhaal", "Natte tas.", minute(4))
    practice.look("delict", minute(5))
    steps = replay(practice, measure(practice))
    assert [step.number for step in steps] == list(range(len(practice.moments)))
    said = ["; ".join(line.text for line in step.lines) for step in steps]
    assert "20-11-2026" in said[2] and "Natte tas." in said[3] and "Een kapotte fiets" in said[4]
    assert [step.good for step in steps] == [None, True, None, None, None]


# -- files ------------------------------------------------------------------------------------------------------------------


def test_a_result_is_written_whole_and_read_back(tmp_path: Path) -> None:
    """And a new one never lands on an old one."""
    played = STUDENTS["gehaast"](proef())
    path = new_result(tmp_path, proef())
    write_result(played, path, new=True)
    assert path.name == "proef-1.oefening.json"
    assert to_bytes(read_result(path, root())) == to_bytes(played)
    assert new_result(tmp_path, proef()).name == "proef-2.oefening.json"
    with pytest.raises(ResultProblem, match="niets overschreven"):
        write_result(played, path, new=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]


def changed(old: bytes, new: bytes) -> Any:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[: len(data) // 2], "afgebroken"),
        (lambda data: b"", "leeg"),
        (lambda data: b'{"casus": "iets"}', "geen resultaat"),
        (lambda data: b"\x00\xff\xfe", "geen resultaat"),
        (lambda data: b"[" * 100_000, "geen resultaat"),
        (changed(b'"versie":1', b'"versie":2'), "andere versie van dit programma"),
        (changed(b'"zaad":1', b'"zaad":2'), "controlesom"),
        (changed(b'"kind":"finished"', b'"kind":"fineshed"'), "beschadigd"),
        (changed(b'"oefening":"proef"', b'"oefening":"praef"'), "controlesom"),
    ],
)  # fmt: skip
def test_a_wrong_cut_off_or_foreign_file_is_refused_in_one_sentence(tmp_path: Path, change: Any, said: str) -> None:
    """And what is wrong is said with the name of the file."""
    path = tmp_path / "x.oefening.json"
    path.write_bytes(change(to_bytes(STUDENTS["gehaast"](proef()))))
    with pytest.raises(ResultProblem) as caught:
        read_result(path, root())
    text = str(caught.value)
    assert said in text and text.startswith("x.oefening.json: ") and "\n" not in text


def test_a_result_whose_answers_do_not_follow_from_what_was_asked_is_refused(tmp_path: Path) -> None:
    """Also when somebody made the checksum fit."""
    from gesprek.practice.results import _checksum

    data = STUDENTS["gehaast"](proef()).to_builtins()
    asked = next(row for row in data["momenten"] if row["kind"] == "asked")
    asked["data"] = {**asked["data"], "kind": "open", "answer": "Alles is goed."}
    data["controle"] = _checksum({key: value for key, value in data.items() if key != "controle"})
    with pytest.raises(ResultProblem, match="volgt niet"):
        Session.from_builtins(data, proef())


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 255), st.sampled_from(["byte", "weg", "erbij", "einde"]))
def test_a_file_in_which_anything_changed_is_refused_and_never_a_crash(place: int, byte: int, how: str) -> None:
    """Or it is the same file."""
    whole = to_bytes(STUDENTS["gehaast"](proef()))
    place %= len(whole)
    data = {
        "byte": whole[:place] + bytes([byte]) + whole[place + 1 :],
        "weg": whole[:place] + whole[place + 1 :],
        "erbij": whole[:place] + bytes([byte]) + whole[place:],
        "einde": whole[:place],
    }[how]
    try:
        again = from_bytes(data, proef())
    except ResultProblem as problem:
        assert str(problem) and "\n" not in str(problem)
    else:
        assert to_bytes(again) == whole
