"""One conversation: stages, guards, undo, reading back; whichever door a caller tries."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gesprek.dialogue import make_answer, read_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.errors import NotAllowed
from tests.hulp import DAY, NEUTRAAL, full_card, knowledge, random_answers

NOW = datetime(2026, 11, 23, 10, 0)


def fresh(**facts: object) -> Conversation:
    talk = Conversation(knowledge(), full_card(), DAY)
    for name, raw in facts.items():
        talk.answer(name, read_answer(talk.knowledge, talk.knowledge.facts[name], raw), NOW)
    return talk


def complete() -> Conversation:
    talk = fresh(**NEUTRAAL)
    talk.mark_rest("Het gesprek liep uit.", NOW)
    return talk


def test_from_any_topic_to_any_other_and_moving_changes_no_answer() -> None:
    """Navigation never changes anything."""
    talk = fresh(geweld_gebruikt="nee")
    topics = [t.id for t in talk.knowledge.flow.onderwerpen]
    before = dict(talk.answers)
    for start in topics:
        for target in topics:
            talk.go(start, NOW)
            talk.go(target, NOW)
            assert talk.stages.state == target
    assert talk.answers == before


def test_fixing_is_refused_with_every_reason_until_all_is_explained() -> None:
    """Incomplete is allowed, unexplained is not."""
    talk = fresh()
    talk.read_back(NOW)
    with pytest.raises(NotAllowed) as caught:
        talk.fix(NOW)
    assert any("informatieplicht" in r for r in caught.value.reasons)
    assert not talk.fixed


def test_marking_the_rest_with_one_reason_is_enough_when_the_duty_is_met() -> None:
    """One reason in one go; then it can be fixed."""
    talk = complete()
    talk.read_back(NOW)
    talk.fix(NOW)
    assert talk.fixed
    with pytest.raises(NotAllowed):
        talk.answer("geweld_gebruikt", make_answer(talk.knowledge.facts["geweld_gebruikt"], "nee"), NOW)


def test_the_duty_cannot_pass_silently() -> None:
    """Without the information there is no fixing, however complete the rest is."""
    without = {k: v for k, v in NEUTRAAL.items() if not k.startswith("info5j")}
    talk = fresh(**without)
    talk.mark_rest("Geen tijd.", NOW)
    talk.read_back(NOW)
    with pytest.raises(NotAllowed) as caught:
        talk.fix(NOW)
    assert any("informatieplicht" in r for r in caught.value.reasons)


def test_the_text_cannot_be_fixed_before_it_was_read_back() -> None:
    """Whichever door is tried."""
    talk = complete()
    with pytest.raises(NotAllowed):
        talk.fix(NOW)


def test_marking_needs_a_reason() -> None:
    """Not asked because."""
    with pytest.raises(NotAllowed):
        fresh().mark_rest("  ", NOW)


def test_acute_danger_interrupts_and_only_a_reason_lifts_it() -> None:
    """No topic, no reading back, until the danger is over."""
    talk = fresh()
    talk.go("doelen", NOW)
    talk.answer("acuut_gevaar", make_answer(talk.knowledge.facts["acuut_gevaar"], "ja"), NOW)
    talk.interrupt(NOW)
    with pytest.raises(NotAllowed):
        talk.go("route", NOW)
    with pytest.raises(NotAllowed):
        talk.read_back(NOW)
    with pytest.raises(NotAllowed):
        talk.resume(NOW)
    talk.answer("gevaar_opgeheven", make_answer(talk.knowledge.facts["gevaar_opgeheven"], "Noodhulp is bij haar."), NOW)
    talk.resume(NOW)
    assert talk.stages.state == "doelen"


def test_undo_puts_back_what_was_and_says_so_beforehand() -> None:
    """Undo is a command of its own."""
    talk = fresh(geweld_gebruikt="nee")
    talk.answer("geweld_gebruikt", make_answer(talk.knowledge.facts["geweld_gebruikt"], "ja_tegen_goederen"), NOW)
    assert talk.what_undo_does() == ["geweld_gebruikt"]
    talk.undo(NOW)
    assert talk.answers["geweld_gebruikt"].waarde == "nee"
    talk.undo(NOW)
    assert "geweld_gebruikt" not in talk.answers
    assert talk.undo(NOW) == []


def test_deviating_from_the_proposal_is_free_and_needs_a_reason() -> None:
    """The officer decides."""
    talk = fresh(**NEUTRAAL)
    with pytest.raises(NotAllowed):
        talk.decide("mis", "", NOW)
    talk.decide("mis", "Aangever noemde het zelf.", NOW)
    assert talk.decision is not None and talk.decision.route == "mis"


def test_what_changed_after_reading_back_is_listed() -> None:
    """A question to the list of events."""
    talk = complete()
    talk.read_back(NOW)
    assert talk.changed_since_read_back() == []
    talk.answer("letsel", make_answer(talk.knowledge.facts["letsel"], "licht"), NOW)
    assert talk.changed_since_read_back() == ["letsel"]


class AnyConversation(RuleBasedStateMachine):
    """Whatever an officer does, in whatever order."""

    @initialize()
    def start(self) -> None:
        self.talk = Conversation(knowledge(), full_card(), DAY)
        self.at = NOW

    def tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def attempt(self, what: object, *args: object) -> None:
        with contextlib.suppress(NotAllowed):
            what(*args, self.tick())  # type: ignore[operator]

    @rule(given=random_answers(size=3))
    def answer(self, given: dict[str, object]) -> None:
        for fact, answer in given.items():
            self.attempt(self.talk.answer, fact, answer)

    @rule(topic=st.sampled_from(["welkom", "doelen", "herstel", "afronden", "route"]))
    def go(self, topic: str) -> None:
        before = dict(self.talk.answers)
        self.attempt(self.talk.go, topic)
        assert self.talk.answers == before

    @rule()
    def undo(self) -> None:
        self.attempt(self.talk.undo)

    @rule()
    def read_back(self) -> None:
        self.attempt(self.talk.read_back)

    @rule()
    def fix(self) -> None:
        ready = not self.talk.situation.blockers
        self.attempt(self.talk.fix)
        if self.talk.stages.state == "vastgesteld" and self.talk.events[-1].kind == "fixed":
            assert ready

    @rule(text=st.text(max_size=20))
    def note(self, text: str) -> None:
        count = len(self.talk.notes)
        self.attempt(self.talk.note, "verhaal", text)
        assert len(self.talk.notes) in (count, count + 1)

    @invariant()
    def aangifte_is_always_open(self) -> None:
        if hasattr(self, "talk"):
            assert "regulier_strafrecht" not in {v.route.id for v in self.talk.situation.verdicts}


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
