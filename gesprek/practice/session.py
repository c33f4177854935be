"""One exercise as it goes: what is asked, what the person says, what is recorded. A fold over its moments, like a conversation.

No clock, no files, and no chance but the seed: the same moments give the same exercise, byte for byte.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from gesprek.dialogue.conversation import Conversation, Event
from gesprek.dialogue.kept import kept_of
from gesprek.errors import NotAllowed, UnknownName, nearest
from gesprek.i18n import _
from gesprek.knowledge import Question, clean_text
from gesprek.practice.fitting import Fit, How, fitting_of
from gesprek.practice.kinds import HARMFUL, Classified, Wording, same_words
from gesprek.practice.moments import Asked, Chosen, Contested, Looked, Moment, Recorded, plain
from gesprek.practice.person import Listener
from gesprek.practice.scenario import Scenario, reference_situation

__all__ = ["Answered", "Interrupted", "Moment", "Said", "Session"]

GOAL = "doel_slachtoffer"
SAFETY = ("acuut_gevaar", "angst_voor_verdachte")


class Said(msgspec.Struct, frozen=True):
    """Something said or seen. who: persoon, agent, or situatie (what happens or can be seen)."""

    who: str
    text: str


class Interrupted(msgspec.Struct, frozen=True):
    """An interruption as it is shown: its number, what happens, and what can be done (in repeatable random order)."""

    number: int
    text: str
    choices: tuple[str, ...]


class Answered(msgspec.Struct, frozen=True):
    """What came of a question.

    released: what the person told, by fact, as a case file holds it; agreed: what they only went along with when pressed.
    question: the one that was answered; here: the one at hand; how: whether the words were understood to be about that one.
    moment: its number; noticed: what can be noticed now; words and source: of the reason; trust: after it (0 to 4).
    """

    text: str
    kind: str
    reason: str
    released: dict[str, Any]
    interruption: Interrupted | None
    moment: int
    question: str
    asked: str
    own: bool
    words: str = ""
    source: tuple[str, ...] = ()
    agreed: dict[str, Any] = {}
    closed: bool = False
    noticed: tuple[str, ...] = ()
    minutes: int = 1
    trust: int = 0
    here: str = ""
    how: How = "hier"

    @property
    def fits(self) -> bool:
        """True when it asks a question; words of one's own may be about none."""
        return self.how in ("hier", "elders")


class Session:
    """An exercise that goes on. at: when it begins; every action gets its own moment from whoever calls.

    conversation: the record, kept through the same Conversation as a real one. said: all that was said so far.
    asked: what came of each question; unclear: of what nobody can understand, which is no question.
    known: by fact what was told or seen; agreed: what was only gone along with.
    """

    def __init__(self, scenario: Scenario, seed: int, at: datetime) -> None:
        self.scenario = scenario
        self.seed = seed
        self.moments: list[Moment] = []
        self.said: list[Said] = []
        self.asked: list[Answered] = []
        self.unclear: list[Answered] = []
        self.looked: list[str] = []
        self.known: dict[str, Any] = {}
        self.agreed: dict[str, Any] = {}
        self.noticed: dict[str, int] = {}
        self.choices: dict[int, int] = {}
        self.contested: dict[int, str] = {}
        self.over = ""
        self._person = Listener(scenario)
        self._goal = _goal_questions(scenario)
        self.conversation = Conversation(scenario.knowledge, scenario.card, scenario.dag, self._kept)
        self._add("begun", at)
        self.said.append(Said("persoon", scenario.persoon.begint))
        self._notice("begin")

    # -- looking ----------------------------------------------------------------------------------------------------

    @property
    def minutes(self) -> int:
        """How long it took, in virtual minutes: no clock has a say in it. What is only seen takes no time."""
        notes = sum(event.kind == "noted" for event in self.conversation.events)
        looked_up = sum(self._question(name).hoe == "opzoeken" for name in self.looked)
        return sum(answered.minutes for answered in self.asked) + looked_up + notes

    @property
    def trust(self) -> int:
        """How much the person trusts the officer now: 0 (closed) to 4 (open)."""
        return self._person.trust

    @property
    def pending(self) -> Interrupted | None:
        """The interruption that waits for a choice."""
        for number, part in enumerate(self.scenario.onderbrekingen):
            if number not in self.choices and part.na <= len(self.asked):
                return Interrupted(number, part.gebeurt, tuple(part.keuzes[index].tekst for index in self._order(number)))
        return None

    def wordings(self, question_id: str) -> list[Wording]:
        """The ways to ask a question, in an order that is the same for everyone with this seed."""
        found = self.scenario.kinds.wordings(self._question(question_id))
        self._random(question_id).shuffle(found)
        return found

    def _random(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:{self.scenario.oefening}:{name}")  # noqa: S311 - an order, not a secret

    def _order(self, number: int) -> list[int]:
        order = list(range(len(self.scenario.onderbrekingen[number].keuzes)))
        self._random(f"onderbreking {number}").shuffle(order)
        return order

    def _question(self, ident: str) -> Question:
        questions = self.scenario.knowledge.questions
        if ident not in questions:
            near = nearest(ident, questions)
            hint = _("Bedoelde u '{naam}'?").format(naam=near) if near else ""
            raise UnknownName(_("Er is geen vraag '{naam}'.").format(naam=ident), hint=hint)
        return questions[ident]

    # -- doing ------------------------------------------------------------------------------------------------------

    def ask(self, question_id: str, text: str, at: datetime, own: bool = False) -> Answered:
        """Ask a question aloud, in one of its wordings or in words of one's own. Raises UnknownName or NotAllowed."""
        question = self._question(question_id)
        text = clean_text(text)
        self._may_go_on()
        if not text:
            raise NotAllowed(_("U hebt niets gezegd."))
        if question.hoe not in ("vragen", "vertellen"):
            raise NotAllowed(_("Dit vraagt u niet hardop: u ziet het, zoekt het op of beslist het zelf."))
        offered = not own and any(same_words(w.text, text) for w in self.scenario.kinds.wordings(question))
        fit = Fit("hier", question.id) if offered else fitting_of(self.scenario).fit(question.id, text)
        if fit.how == "onverstaanbaar":
            return self._not_understood(question, text, at)
        about = self._question(fit.question or question.id)
        wording = next((w for w in self.scenario.kinds.wordings(about) if same_words(w.text, text)), None)
        found = self._classified(about, text, wording)
        heard = self._person.hear(about.id, found.kind) if fit.question else self._person.wonder(found.kind)
        asked = Asked(
            question=question.id,
            about=fit.question,
            text=text,
            own=not offered,
            kind=found.kind,
            answer=heard.text,
            released=heard.released,
            agreed=heard.agreed,
            closed=heard.closed,
        )
        number = self._add("asked", at, asked)
        self.said += [Said("agent", text), Said("persoon", heard.text)]
        self.known.update(heard.released)
        self.agreed.update({fact: value for fact, value in heard.agreed.items() if fact not in self.known})
        tells = bool(heard.released) or (heard.answered and not self.scenario.replies[about.id].feiten)
        noticed = self._notice(about.id) if tells else ()
        self.asked.append(self._answered(about, asked, found, number, noticed, fit.how))
        if interruption := self.pending:
            self.said.append(Said("situatie", interruption.text))
            self.asked[-1] = msgspec.structs.replace(self.asked[-1], interruption=interruption)
        return self.asked[-1]

    def _not_understood(self, question: Question, text: str, at: datetime) -> Answered:
        """Words in which there is no word: the person asks what is meant, and it is no question."""
        answer = "Wat bedoelt u?"
        asked = Asked(
            question=question.id, about="", text=text, own=True, kind="", answer=answer, released={}, agreed={}, closed=False
        )
        number = self._add("asked", at, asked)
        self.said += [Said("agent", text), Said("persoon", answer)]
        nothing = Classified("", "", "")
        self.unclear.append(self._answered(question, asked, nothing, number, (), "onverstaanbaar"))
        return self.unclear[-1]

    def _answered(
        self, about: Question, asked: Asked, found: Classified, number: int, noticed: tuple[str, ...], how: How
    ) -> Answered:
        return Answered(
            text=asked.answer,
            kind=found.kind,
            reason=found.reason,
            released=asked.released,
            interruption=None,
            moment=number,
            question=about.id,
            asked=asked.text,
            own=asked.own,
            words=found.words,
            source=found.source,
            agreed=asked.agreed,
            closed=asked.closed,
            noticed=noticed,
            minutes=_minutes(about, found.kind, how),
            trust=self.trust,
            here=asked.question,
            how=how,
        )

    def _classified(self, question: Question, text: str, wording: Wording | None) -> Classified:
        kinds, before = self.scenario.kinds, self._asked_well()
        goal = not self._goal or bool(before & self._goal) or self._is_duty_in_time(question, before)
        safety = any(name in before for name in self._questions_of(SAFETY))
        if wording is None:
            return kinds.classify(text, goal_asked=goal, safety_asked=safety)
        early = kinds.too_early(text, goal_asked=goal, safety_asked=safety) if wording.kind not in HARMFUL else None
        return early or kinds.explained(wording)

    def _asked_well(self) -> set[str]:
        """The questions that were asked in a way that leaves the answer to the other."""
        return {answered.question for answered in self.asked if answered.fits and answered.kind not in HARMFUL}

    def _questions_of(self, facts: Sequence[str]) -> list[str]:
        known = self.scenario.knowledge.question_of
        return [known[fact].id for fact in facts if fact in known]

    def _is_duty_in_time(self, question: Question, before: set[str]) -> bool:
        """True for the information that everyone gets (art. 5j), once what should come first was asked."""
        needed = {*self.scenario.knowledge.duty.gegeven.aanwezig}
        is_duty = any(fact.startswith("info5j") or fact in needed for fact in question.feiten)
        return is_duty and before >= set(self.scenario.plicht.after)

    def look(self, question_id: str, at: datetime) -> str:
        """See, look up or decide what is not asked aloud; what there is to see. Raises UnknownName or NotAllowed."""
        question = self._question(question_id)
        self._may_go_on()
        if question.hoe in ("vragen", "vertellen"):
            raise NotAllowed(_("Dit ziet u niet: u vraagt of vertelt het hardop."))
        there = self.scenario.observations.get(question.id)
        text = there.te_zien if there else _("Hier is niets bijzonders te zien of te vinden.")
        if question.id in self.looked:
            return text
        self._add("looked", at, Looked(question=question.id))
        self.looked.append(question.id)
        self.said.append(Said("situatie", text))
        if there:
            self.known.update(plain(there.feiten))
            self._notice(question.id)
        return text

    def choose(self, interruption: Interrupted | int, index: int, at: datetime) -> str:
        """Deal with an interruption. index: of the choices as they were shown. Returns what was done. Raises NotAllowed."""
        number = interruption if isinstance(interruption, int) else interruption.number
        self._may_record()
        pending = self.pending
        if pending is None or pending.number != number or not 0 <= index < len(pending.choices):
            raise NotAllowed(_("Die keuze is er nu niet."))
        return self._choose(number, self._order(number)[index], at)

    def _choose(self, number: int, choice: int, at: datetime) -> str:
        chosen = self.scenario.onderbrekingen[number].keuzes[choice]
        self._add("chosen", at, Chosen(interruption=number, choice=choice))
        self.choices[number] = choice
        self._person.feel(chosen.vertrouwen)
        self.said.append(Said("agent", chosen.tekst))
        return chosen.tekst

    def contest(self, moment: int, reason: str, at: datetime) -> None:
        """Disagree with the kind that a question was given: the number of its moment, and why. Also when the exercise is over."""
        reason = clean_text(reason)
        if not any(answered.moment == moment for answered in self.asked):
            raise NotAllowed(_("Op dat moment is niets gevraagd."))
        if not reason:
            raise NotAllowed(_("Zeg erbij waarom u het er niet mee eens bent."))
        self._add("contested", at, Contested(moment=moment, reason=reason))
        self.contested[moment] = reason

    def finish(self, at: datetime) -> None:
        """End the exercise. Raises NotAllowed when it has ended."""
        self._end("finished", at)

    def give_up(self, at: datetime) -> None:
        """Stop before the end."""
        self._end("given_up", at)

    def _end(self, how: str, at: datetime) -> None:
        self._may_record()
        self._add(how, at)
        self.over = how

    def _may_record(self) -> None:
        if self.over:
            raise NotAllowed(_("De oefening is afgelopen."))

    def _may_go_on(self) -> None:
        self._may_record()
        if self.pending:
            raise NotAllowed(_("Er gebeurt iets. Kies eerst wat u doet."))

    # -- keeping ----------------------------------------------------------------------------------------------------

    def _add(self, kind: str, at: datetime, data: msgspec.Struct | None = None) -> int:
        self.moments.append(Moment(kind, at, msgspec.structs.asdict(data) if data else {}))
        return len(self.moments) - 1

    def _kept(self, events: Sequence[Event]) -> None:
        """The conversation keeps its events here. Raises NotAllowed when the exercise is over."""
        self._may_record()
        rows = [msgspec.to_builtins(kept_of(event)) for event in events]
        self._add("recorded", events[0].at, Recorded(events=rows))

    def _notice(self, where: str) -> tuple[str, ...]:
        found = []
        for signal in self.scenario.signalen:
            if signal.bij == where and signal.signaal not in self.noticed:
                self.noticed[signal.signaal] = len(self.moments) - 1
                self.said.append(Said("situatie", signal.te_merken))
                found.append(signal.te_merken)
        return tuple(found)

    def to_builtins(self) -> dict[str, Any]:
        """Everything, as plain values; see `gesprek.practice.results` for the way back."""
        from gesprek.practice.results import session_to_builtins

        return session_to_builtins(self)

    @classmethod
    def from_builtins(cls, data: Any, scenario: Scenario) -> Session:
        """The exercise that `to_builtins` wrote, played again. Raises ResultProblem when it is not one of this scenario."""
        from gesprek.practice.results import session_from_builtins

        return session_from_builtins(data, scenario)


def _minutes(about: Question, kind: str, how: How) -> int:
    """Explaining takes longer; what nobody understands is no question and takes no time."""
    if how == "onverstaanbaar":
        return 0
    return 2 if about.hoe == "vertellen" and kind == "uitleg" and how != "niets" else 1


def _goal_questions(scenario: Scenario) -> set[str]:
    """The question after the goals; none where the flow does not ask for them in this case (zeden)."""
    question = scenario.knowledge.question_of.get(GOAL)
    if question is None:
        return set()
    return {question.id} if GOAL in reference_situation(scenario).path.facts else set()
