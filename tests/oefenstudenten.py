"""Three students who play any exercise through the same session as a person: excellent, hurried and steering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gesprek.dialogue import make_answer, read_answer
from gesprek.knowledge import Question
from gesprek.practice import Scenario, Session
from gesprek.practice.kinds import HARMFUL, RECOMMENDED
from tests.oefenhulp import BEGIN


class Student:
    """One exercise being played; every action takes a minute of the clock."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        self.session = Session(scenario, seed, BEGIN)
        self.scenario = scenario

    @property
    def at(self) -> Any:
        return BEGIN + timedelta(minutes=len(self.session.moments))

    def say(self, question: Question, kinds: tuple[str, ...]) -> Any:
        """Ask in the first wording of one of these kinds; in that of the flow where there is none."""
        offered = self.session.wordings(question.id)
        text = next((w.text for kind in kinds for w in offered if w.kind == kind), question.zeg)
        return self.session.ask(question.id, text, self.at)

    def cope(self, good: bool) -> None:
        """Deal with what comes in between, well or not."""
        while pending := self.session.pending:
            choices = self.scenario.onderbrekingen[pending.number].keuzes
            wanted = "ja" if good else "nee"
            text = next((c.tekst for c in choices if c.goed == wanted), choices[0].tekst)
            self.session.choose(pending, pending.choices.index(text), self.at)

    def record(self, fact: str, value: Any) -> None:
        known = self.scenario.knowledge
        self.session.conversation.answer(fact, read_answer(known, known.facts[fact], value), self.at)

    def look(self, question: Question) -> None:
        self.session.look(question.id, self.at)

    def questions(self) -> list[Question]:
        """The questions that are on the path, in the order of the flow, each once; what comes onto it later too."""
        return [q for topic in self.scenario.knowledge.flow.onderwerpen for q in topic.vragen]

    def on_path(self, question: Question) -> bool:
        return bool(set(question.feiten) & set(self.session.conversation.situation.path.facts))

    def end(self) -> Session:
        self.session.finish(self.at)
        return self.session


def excellent(scenario: Scenario, seed: int = 1) -> Session:
    """Asks all that matters openly, in order, and records what was told; what was not told stays not asked."""
    student = Student(scenario, seed)
    parts = scenario.replies.keys() | scenario.observations.keys()
    for question in student.questions():
        if question.id not in parts:
            continue
        if question.hoe in ("vragen", "vertellen"):
            answered = student.say(question, ("open", "uitleg", "gericht"))
            student.cope(good=True)
            if answered.closed or answered.kind == "te_vroeg":
                student.say(question, ("open", "uitleg", "gericht"))
                student.cope(good=True)
        else:
            student.look(question)
        for fact in question.feiten:
            if fact in student.session.known:
                student.record(fact, student.session.known[fact])
    for question in student.questions():
        for fact in question.feiten:
            if fact in student.session.known and fact not in student.session.conversation.answers:
                student.record(fact, student.session.known[fact])
    for signal in scenario.signalen:
        if signal.signaal in student.session.noticed:
            for fact, value in signal.feiten.items():
                if fact not in student.session.conversation.answers:
                    student.record(fact, value)
    route = scenario.route.past[0] if scenario.route.past else ""
    student.session.conversation.decide(route, "Past bij wat aangever wil.", student.at)
    return student.end()


def hurried(scenario: Scenario, seed: int = 1) -> Session:
    """Asks only what must be, short or several things at once, and records what comes; the rest is left."""
    student = Student(scenario, seed)
    parts = scenario.replies.keys() | scenario.observations.keys()
    for question in student.questions():
        if question.noodset != "ja" or question.id not in parts:
            continue
        if question.hoe in ("vragen", "vertellen"):
            student.say(question, ("gericht", "gesloten", "meervoudig", "uitleg", "open"))
            student.cope(good=False)
        else:
            student.look(question)
        for fact in question.feiten:
            if fact in student.session.known:
                student.record(fact, student.session.known[fact])
    student.session.conversation.decide("", "Geen tijd.", student.at)
    return student.end()


def steering(scenario: Scenario, seed: int = 1) -> Session:
    """Fills in, presses and discourages; records what the person went along with, and else what suits."""
    student = Student(scenario, seed)
    harmful = ("sturend", "ontmoedigend", "verwijtend", "belovend", "te_vroeg")
    assert set(harmful) == HARMFUL
    for question in student.questions():
        if question.id not in scenario.replies or (question.noodset != "ja" and not question.niet_zo):
            continue
        answered = student.say(question, harmful)
        student.cope(good=False)
        for fact in question.feiten:
            if fact in answered.agreed:
                student.record(fact, answered.agreed[fact])
            elif fact not in student.session.conversation.answers:
                _fill_in(student, fact)
    route = next(iter(scenario.route.past_niet), "")
    student.session.conversation.decide(route, "Dit is het beste voor iedereen.", student.at)
    return student.end()


def _fill_in(student: Student, fact: str) -> None:
    """What nobody said: that there is no danger, and else the first option there is."""
    known = student.scenario.knowledge.facts[fact]
    if fact == "acuut_gevaar":
        student.record(fact, "nee")
    elif known.soort == "keuze":
        student.record(fact, next(iter(known.waarden)))
    elif known.soort == "meerkeuze":
        student.record(fact, [next(iter(known.waarden))])
    elif known.soort in ("tekst", "citaat"):
        student.session.conversation.answer(fact, make_answer(known, "Geen bijzonderheden."), student.at)


STUDENTS = {"uitstekend": excellent, "gehaast": hurried, "sturend": steering}
assert {"open", "gericht", "uitleg"} == RECOMMENDED
