"""An exercise: the person answers according to how they are asked, and everything can be played again, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesprek.dialogue import read_answer
from gesprek.errors import GesprekError, NotAllowed, UnknownName
from gesprek.knowledge import ValueProblem
from gesprek.practice import Session
from gesprek.practice.kinds import KINDS
from gesprek.practice.moments import plain
from gesprek.practice.person import Listener
from gesprek.practice.results import from_bytes, to_bytes
from tests.oefenhulp import ask, minute, proef, session, worded


def record(practice: Session, fact: str, value: Any) -> None:
    known = practice.scenario.knowledge
    practice.conversation.answer(fact, read_answer(known, known.facts[fact], value), minute(len(practice.moments)))


def test_an_open_question_brings_the_story_and_a_closed_one_does_not() -> None:
    """What a kind of question releases is what the scenario says."""
    practice = session()
    assert not practice.ask("relaas", worded(practice, "relaas", "gesloten"), minute(1)).released
    answered = practice.ask("relaas", worded(practice, "relaas", "open"), minute(2))
    assert answered.kind == "open" and set(answered.released) == {"feit_relaas", "feit_datum"}


def test_what_is_asked_twice_in_the_same_way_brings_nothing_new() -> None:
    """The person says that they told it already."""
    practice = session()
    ask(practice, "relaas", "open")
    assert ask(practice, "relaas", "open") == "Dat heb ik al verteld."


def test_without_trust_the_person_keeps_it_to_themselves() -> None:
    """And an open question makes room for the next one."""
    practice = session()
    answered = practice.ask("angst", worded(practice, "angst", "open"), minute(1))
    assert answered.closed and not answered.released and answered.text == "Daar wil ik het niet over hebben."
    again = practice.ask("angst", worded(practice, "angst", "open"), minute(2))
    assert again.released == {"angst_voor_verdachte": "enige"}
    assert again.noticed == ("Zij kijkt naar de deur als zij dit zegt.",)


def test_who_is_pressed_goes_along_and_tells_nothing() -> None:
    """What is only gone along with is kept apart from what was told."""
    practice = session()
    answered = practice.ask("doel", worded(practice, "doel", "sturend"), minute(1))
    assert not answered.released and answered.agreed == {"doel_slachtoffer": ["straf"]}
    assert practice.trust == 0


def test_a_route_named_before_the_goal_was_asked_is_too_early_and_afterwards_it_is_not() -> None:
    """Also in the recommended wording."""
    practice = session()
    text = worded(practice, "info5j", "uitleg")
    early = practice.ask("info5j", text, minute(1))
    assert early.kind == "te_vroeg" and early.words and early.source
    ask(practice, "doel", "open")
    assert practice.ask("info5j", text, minute(3)).kind == "uitleg"


def test_words_of_ones_own_are_classified_with_the_words_and_the_reason() -> None:
    """And they can be contested, with a reason."""
    practice = session()
    answered = practice.ask("relaas", "Waarom bent u niet thuis gebleven?", minute(1), own=True)
    assert (answered.kind, answered.words) == ("verwijtend", "waarom bent u")
    with pytest.raises(NotAllowed):
        practice.contest(answered.moment, " ", minute(2))
    practice.contest(answered.moment, "Ik wilde weten of zij getuige was.", minute(2))
    assert practice.contested == {answered.moment: "Ik wilde weten of zij getuige was."}


def test_an_interruption_waits_for_a_choice() -> None:
    """And it is shown in an order that the seed decides."""
    practice = session()
    for question in ("relaas", "wie"):
        practice.ask(question, practice.scenario.knowledge.questions[question].zeg, minute(1))
    answered = practice.ask("doel", worded(practice, "doel", "open"), minute(2))
    assert answered.interruption == practice.pending and answered.interruption is not None
    with pytest.raises(NotAllowed):
        practice.ask("angst", worded(practice, "angst", "open"), minute(3))
    practice.choose(answered.interruption, 0, minute(3))
    assert practice.pending is None


def test_the_same_seed_gives_everyone_the_same_order_of_wordings() -> None:
    """Another seed may give another."""
    one, other = session(3), session(3)
    assert [w.text for w in one.wordings("doel")] == [w.text for w in other.wordings("doel")]
    orders = {tuple(w.text for w in session(seed).wordings("doel")) for seed in range(12)}
    assert len(orders) > 1
    assert {w.kind for w in one.wordings("doel")} == {"open", "sturend", "te_vroeg", "gesloten"}


def test_virtual_time_counts_questions_explanations_notes_and_what_is_looked_up() -> None:
    """No clock has a say in it."""
    practice = session()
    ask(practice, "doel", "open")
    ask(practice, "info5j", "uitleg")
    practice.look("delict", minute(400))
    practice.look("wijkagent", minute(401))
    practice.look("wijkagent", minute(402))
    practice.conversation.note("verhaal", "Natte tas.", minute(500))
    assert practice.minutes == 1 + 2 + 1 + 1


def test_after_the_end_nothing_is_asked_or_recorded_any_more() -> None:
    """But contesting is still possible: the debrief comes after the end."""
    practice = session()
    ask(practice, "relaas", "open")
    practice.finish(minute(9))
    for refused in (lambda: ask(practice, "doel", "open"), lambda: record(practice, "letsel", "geen")):
        with pytest.raises(NotAllowed):
            refused()
    assert "letsel" not in practice.conversation.answers
    practice.contest(1, "Dit was open.", minute(10))


def test_a_question_that_is_not_there_is_answered_with_the_nearest() -> None:
    """Whatever it is used for."""
    with pytest.raises(UnknownName, match="relaas"):
        session().ask("relas", "Wat is er?", minute(1))
    with pytest.raises(NotAllowed):
        session().ask("delict", "Wat is er?", minute(1))
    with pytest.raises(NotAllowed):
        session().look("relaas", minute(1))


_ASKED = st.tuples(st.just("ask"), st.sampled_from(["relaas", "wie", "angst", "doel", "info5j", "letsel"]), st.integers(0, 6))
_OWN = st.tuples(st.just("own"), st.sampled_from(["relaas", "doel"]), st.sampled_from(["Vertelt u eens.", "U wilt toch straf?"]))
_RECORD = st.tuples(st.just("record"), st.sampled_from(["letsel", "strafwens"]), st.sampled_from(["geen", "niet_gevraagd"]))
_OTHER = st.tuples(
    st.sampled_from(["look", "note", "undo", "contest", "choose", "move", "decide"]), st.just(""), st.integers(0, 3)
)


def do(practice: Session, step: tuple[str, str, Any]) -> None:
    """One step of a random exercise; what is refused did not happen."""
    what, name, n = step
    at = minute(len(practice.moments))
    talk = practice.conversation
    try:
        if what == "ask":
            texts = practice.wordings(name)
            practice.ask(name, texts[n % len(texts)].text, at)
        elif what == "own":
            practice.ask(name, n, at, own=True)
        elif what == "record":
            record(practice, name, n)
        elif what == "look":
            practice.look(["delict", "info5j_status", "wijkagent", "strafbaar"][n], at)
        elif what == "note":
            talk.note("verhaal", "Zij trilt «echt» 😀", at)
        elif what == "undo":
            talk.undo(at)
        elif what == "contest":
            practice.contest(n, "Dat zie ik anders.", at)
        elif what == "choose":
            practice.choose(0, n, at)
        elif what == "move":
            talk.go("doelen", at)
        elif what == "decide":
            talk.decide("perspectief", "Past bij wat zij wil.", at)
    except (GesprekError, ValueProblem):
        return


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_ASKED, _OWN, _RECORD, _OTHER), max_size=14), st.integers(0, 99))
def test_whatever_was_done_an_exercise_comes_back_byte_for_byte(steps: list[tuple[str, str, Any]], seed: int) -> None:
    """The moments are enough to rebuild everything."""
    practice = session(seed)
    for step in steps:
        do(practice, step)
    data = to_bytes(practice)
    again = from_bytes(data, proef())
    assert to_bytes(again) == data
    assert again.moments == practice.moments and again.said == practice.said and again.asked == practice.asked
    assert again.conversation.answers == practice.conversation.answers
    assert again.conversation.events == practice.conversation.events
    assert (again.known, again.agreed, again.minutes, again.trust) == (
        practice.known, practice.agreed, practice.minutes, practice.trust,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["relaas", "wie", "angst", "doel", "info5j"]), st.sampled_from(KINDS)), max_size=25))
def test_however_they_are_asked_a_person_tells_only_what_is_true_and_never_more_than_trust_allows(
    asked: list[tuple[str, str]],
) -> None:
    """What is told is the reference; trust stays between closed and open; who is closed tells nothing."""
    listener = Listener(proef())
    truth = proef().reference_values
    for question, kind in asked:
        before = listener.trust
        heard = listener.hear(question, kind)
        assert 0 <= listener.trust <= 4 and abs(listener.trust - before) <= 1
        assert heard.text and heard.released.items() <= {fact: plain(value) for fact, value in truth.items()}.items()
        assert not (heard.closed and (heard.released or heard.agreed))
        assert not heard.released or kind in ("open", "gericht", "uitleg", "gesloten")
        if heard.released and question == "angst":
            assert before >= 2


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_gets_one_kind_with_a_reason_and_words_that_stand_in_it(text: str, goal: bool, safety: bool) -> None:
    """Whatever is typed; the same every time."""
    kinds = proef().kinds
    found = kinds.classify(text, goal_asked=goal, safety_asked=safety)
    assert found == kinds.classify(text, goal_asked=goal, safety_asked=safety)
    assert found.kind in KINDS and found.reason
    assert found.words in " ".join(text.lower().split())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vertelt u eens wat er is gebeurd.", "open"),
        ("Wat gebeurde er toen?", "open"),
        ("Hoe was dat voor u?", "open"),
        ("Wanneer was dat?", "gericht"),
        ("Hoe vaak is dat gebeurd?", "gericht"),
        ("Op welke dag was dat?", "gericht"),
        ("Hebt u hem gezien?", "gesloten"),
        ("En was het donker?", "gesloten"),
        ("Wie was het? En waar woont hij?", "meervoudig"),
        ("U krijgt straks een afschrift van mij.", "uitleg"),
        ("U wilt zeker dat hij straf krijgt?", "sturend"),
        ("Daar komt toch niets van.", "ontmoedigend"),
    ],
)  # fmt: skip
def test_the_form_of_a_sentence_shows_its_kind(text: str, kind: str) -> None:
    """First the rules, then the question words."""
    assert kind == proef().kinds.classify(text, goal_asked=True, safety_asked=True).kind
