"""One conversation as a list of events, and the state that follows from it.

State is a fold over the events: undo, resume and "what changed after it was read back" are questions to the list.
No clock: whoever calls gives the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from gesprek.dialogue.answers import Answer, make_answer
from gesprek.dialogue.machine import FINAL_STATES, INTERRUPTED, Stages
from gesprek.dialogue.situation import Situation, assess
from gesprek.errors import NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import Card, Knowledge, Question, clean_text

__all__ = ["Conversation", "Decision", "Event", "Keeper", "Link", "Note"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: answered, retracted, noted, linked, moved, decided, edited, read_back, fixed, exported, ..."""

    kind: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """That words of a note tell something of a fact: their places in it, and the option they seem to name. Never an answer."""

    fact: str
    spans: tuple[tuple[int, int], ...] = ()
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Free text on a topic, as it came; and the facts it was linked to."""

    topic: str
    text: str
    at: datetime
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the officer decided: a route, or none (empty), with the reason where it deviates."""

    route: str
    reason: str


HANDED = "handed"
"""The event with which a conversation of one flow goes on in another."""
_OF_ONE_CONVERSATION = frozenset({"moved", "read_back", "fixed", "decided", "deviated", "edited"})
"""What does not go along when a conversation is handed over: where it was, and what was decided and worded there."""

Keeper = Callable[[Sequence[Event]], None]
"""Keeps the events of one action, all or none; raises GesprekError when it cannot, and then the action did not happen."""


class Conversation:
    """A conversation. Every change is an event; nothing typed is ever dropped from the list.

    keeper: called with the events of each action before it counts. What it refuses has not happened.
    rewritten: by document and sentence as it was made, the sentence as the officer wrote it.
    """

    def __init__(self, knowledge: Knowledge, card: Card, day: date, keeper: Keeper | None = None) -> None:
        self.knowledge = knowledge
        self.card = card
        self.day = day
        self.keeper = keeper
        self.events: list[Event] = []
        self.begins = 0
        self.answers: dict[str, Answer] = {}
        self.notes: list[Note] = []
        self.decision: Decision | None = None
        self.rewritten: dict[tuple[str, str], str] = {}
        self._situation: Situation | None = None
        self._acting = False
        self.stages = Stages([topic.id for topic in knowledge.flow.onderwerpen], self)

    # -- what the state machine asks ------------------------------------------------------------------------------

    def may_talk(self) -> bool:
        """True unless acute danger stands in the way and has not been lifted with a reason."""
        return not self._danger() or self.danger_lifted()

    def may_fix(self) -> bool:
        """True when the noodset, the duty and the facts of open gates are there, and nothing is unexplained."""
        return not self.situation.blockers

    def danger_lifted(self) -> bool:
        """True when there is no acute danger (any more), or the reason why it has been lifted was given."""
        answer = self.answers.get("gevaar_opgeheven")
        return not self._danger() or bool(answer and answer.waarde)

    def _danger(self) -> bool:
        return any(s.gate.id == "acuut" for s in self.situation.open_gates)

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def situation(self) -> Situation:
        """What follows from the answers now."""
        if self._situation is None:
            self._situation = assess(self.knowledge, dict(self.answers), self.card, self.day)
        return self._situation

    @property
    def fixed(self) -> bool:
        """True when the text has been fixed: nothing changes any more."""
        return self.stages.state in ("vastgesteld", "overgedragen", "gewist")

    @property
    def reading(self) -> bool:
        """True while the text is being read back."""
        return self.stages.state == FINAL_STATES[0]

    @property
    def exported_once(self) -> bool:
        """True when the texts were written to files since they were fixed."""
        written = [bool(event.data["files"]) for event in self.events[self.begins :] if event.kind == "exported"]
        return self.fixed and bool(written) and written[-1]

    @property
    def begun(self) -> bool:
        """True when something would be lost by leaving."""
        return bool(self.events)

    def changed_since_read_back(self) -> list[str]:
        """The facts answered or retracted after the last reading back, oldest first."""
        last = self._last("read_back")
        if last is None:
            return []
        changes = [e.data for e in self.events[last + 1 :] if e.kind in ("answered", "retracted")]
        said = [(f, was, data["after"][f]) for data in changes for f, was in data["before"].items()]
        changed = [f for f, was, now in said if was or now.status != "niet_gevraagd"]
        return list(dict.fromkeys(changed))

    def _last(self, kind: str) -> int | None:
        """The number of the last event of a kind in this conversation, not in one that was handed over to it."""
        return max((i for i, e in enumerate(self.events) if e.kind == kind and i >= self.begins), default=None)

    def rewritten_since_read_back(self) -> list[tuple[str, str]]:
        """The sentences (document, as it was made) rewritten or put back after the last reading back, oldest first."""
        last = self._last("read_back")
        if last is None:
            return []
        changed = [(e.data["document"], e.data["was"]) for e in self.events[last + 1 :] if e.kind == "edited"]
        return list(dict.fromkeys(changed))

    # -- one action ------------------------------------------------------------------------------------------------

    @contextmanager
    def action(self) -> Iterator[None]:
        """Everything done inside is one action: kept as a whole, or undone as a whole when something in it is refused."""
        if self._acting:
            yield
            return
        before = (len(self.events), dict(self.answers), list(self.notes), self.decision, self._situation, self.stages.place())
        rewritten = dict(self.rewritten)
        self._acting = True
        try:
            yield
            if self.keeper is not None and len(self.events) > before[0]:
                self.keeper(self.events[before[0] :])
        except BaseException:
            count, self.answers, self.notes, self.decision, self._situation, place = before
            self.rewritten = rewritten
            del self.events[count:]
            self.stages.back_to(place)
            raise
        finally:
            self._acting = False

    @classmethod
    def from_events(
        cls, knowledge: Knowledge, card: Card, day: date, events: Sequence[Event], keeper: Keeper | None = None
    ) -> Conversation:
        """The conversation that these events were (a fold over them); what is done next goes to `keeper`."""
        found = cls(knowledge, card, day)
        found.begins = max((number for number, event in enumerate(events, 1) if event.kind == HANDED), default=0)
        for event in events:
            found._replay(event)
        found.keeper = keeper
        return found

    def _replay(self, event: Event) -> None:
        kind, data = event.kind, event.data
        if len(self.events) < self.begins and kind in _OF_ONE_CONVERSATION:
            pass
        elif kind in ("answered", "retracted", HANDED):
            event = self._put(event, data["after"])
        elif kind == "noted":
            self.notes.append(Note(data["topic"], data["text"], event.at))
        elif kind == "linked":
            self._link(data)
        elif kind in ("decided", "deviated"):
            self.decision = Decision(data["route"], data["reason"])
        elif kind == "edited":
            self._rewrite(data["document"], data["was"], data["text"])
        elif kind == "undone":
            self._put_back(data["event"])
        elif kind in ("moved", "read_back", "fixed"):
            self.stages.restore(data["to"])
        self.events.append(event)

    def _put(self, event: Event, new: dict[str, Answer | None]) -> Event:
        """Give these answers; the event, with what they were before."""
        before = {fact: self.answers.get(fact) for fact in new}
        self._give(new)
        return Event(event.kind, event.at, {"before": before, "after": new})

    def _put_back(self, index: int) -> dict[str, Answer | None]:
        before: dict[str, Answer | None] = self.events[index].data["before"]
        self._give(before)
        return before

    def _give(self, new: dict[str, Answer | None]) -> None:
        for fact, answer in new.items():
            if answer is None:
                self.answers.pop(fact, None)
            else:
                self.answers[fact] = answer
        self._situation = None

    # -- doing -----------------------------------------------------------------------------------------------------

    def answer(self, fact: str, answer: Answer, at: datetime) -> None:
        """Give or replace the answer to one fact."""
        self._change("answered", {fact: answer}, at)

    def retract(self, fact: str, at: datetime) -> None:
        """Take the answer to a fact back; the event keeps what it was."""
        if fact in self.answers:
            self._change("retracted", {fact: None}, at)

    def mark_rest(self, reason: str, at: datetime) -> int:
        """Mark everything still open on the path as not asked, with one reason. Returns how many were marked."""
        reason = clean_text(reason)
        if not reason:
            raise NotAllowed(_("Niet gevraagd kan alleen met een reden."))
        marked = 0
        with self.action():
            while rest := self.situation.unanswered:  # marking can put other questions on the path
                new: dict[str, Answer | None] = {
                    f: make_answer(self.knowledge.facts[f], status="niet_gevraagd", reden=reason) for f in rest
                }
                self._change("answered", new, at)
                marked += len(rest)
        return marked

    def note(self, topic: str, text: str, at: datetime) -> None:
        """Keep a free note on a topic."""
        text = clean_text(text)
        if text:
            with self.action():
                self.notes.append(Note(topic, text, at))
                self.events.append(Event("noted", at, {"topic": topic, "text": text}))

    def rewrite(self, document: str, sentence: str, text: str, at: datetime) -> None:
        """The officer words a sentence of a document. The sentence as it was made is kept; an empty text puts it back."""
        self._refuse_when_fixed()
        text = " ".join(clean_text(text).split())
        if text == sentence:
            text = ""
        if text == self.rewritten.get((document, sentence), ""):
            return
        with self.action():
            self._rewrite(document, sentence, text)
            self.events.append(Event("edited", at, {"document": document, "was": sentence, "text": text}))

    def _rewrite(self, document: str, sentence: str, text: str) -> None:
        if text:
            self.rewritten[document, sentence] = text
        else:
            self.rewritten.pop((document, sentence), None)

    def link(self, note: int, fact: str, spans: Sequence[tuple[int, int]], at: datetime, *, choice: str = "") -> None:
        """Link a note (its number) to a fact that its words tell of; once is enough. Refused when there is no such note."""
        self._refuse_when_fixed()
        if not 0 <= note < len(self.notes) or fact not in self.knowledge.facts:
            raise NotAllowed(_("Die notitie of vraag is er niet."))
        if any(link.fact == fact for link in self.notes[note].links):
            return
        data = {"note": note, "fact": fact, "spans": [list(span) for span in spans], "choice": choice}
        with self.action():
            self._link(data)
            self.events.append(Event("linked", at, data))

    def _link(self, data: dict[str, Any]) -> None:
        number, fact = data["note"], data["fact"]
        if 0 <= number < len(self.notes):
            spans = tuple((start, end) for start, end in data["spans"])
            note = self.notes[number]
            self.notes[number] = replace(note, links=(*note.links, Link(fact, spans, data.get("choice", ""))))

    def told(self, question: Question) -> list[tuple[Note, Link]]:
        """What was told of a question before it was asked: the notes that were linked to it, oldest first."""
        return [(note, link) for note in self.notes for link in note.links if link.fact in question.feiten]

    def decide(self, route: str, reason: str, at: datetime) -> None:
        """The officer accepts, chooses another route or none (""). Deviating from what stands first needs a reason."""
        reason = clean_text(reason)
        first = {v.route.id for v in self.situation.verdicts if v.oordeel == "primair"}
        if route not in first and not reason:
            raise NotAllowed(_("Afwijken van het voorstel mag, met een reden."))
        with self.action():
            self.decision = Decision(route, reason)
            self.events.append(Event("decided" if route in first else "deviated", at, {"route": route, "reason": reason}))

    def undo(self, at: datetime) -> list[str]:
        """Undo the last answer or retraction that has not been undone; returns the facts it touched."""
        index = self._last_change()
        if index is None:
            return []
        self._refuse_when_fixed()
        with self.action():
            facts = list(self._put_back(index))
            self.events.append(Event("undone", at, {"event": index}))
        return facts

    def _last_change(self) -> int | None:
        undone = {e.data["event"] for e in self.events if e.kind == "undone"}
        for index in range(len(self.events) - 1, self.begins - 1, -1):
            if self.events[index].kind in ("answered", "retracted") and index not in undone:
                return index
        return None

    def before(self, fact: str) -> Answer | None:
        """What the answer to a fact was before its last change; None when it had none."""
        changes = (e.data["before"] for e in reversed(self.events) if e.kind in ("answered", "retracted"))
        return next((before[fact] for before in changes if fact in before), None)

    def what_undo_does(self) -> list[str]:
        """The facts that `undo` would put back, without doing it."""
        index = self._last_change()
        return [] if index is None else list(self.events[index].data["before"])

    def _change(self, kind: str, new: dict[str, Answer | None], at: datetime) -> None:
        self._refuse_when_fixed()
        with self.action():
            one = next(iter(new)) if len(new) == 1 else None
            following = self._situation.after(one, new[one]) if self._situation and one else None
            self.events.append(self._put(Event(kind, at), new))
            self._situation = following

    def _refuse_when_fixed(self) -> None:
        if self.fixed:
            raise NotAllowed(_("De tekst is vastgesteld; er verandert niets meer."))

    # -- moving ----------------------------------------------------------------------------------------------------

    def go(self, topic: str, at: datetime) -> None:
        """Move to a topic. Moving never changes an answer."""
        if topic != self.stages.state:
            self._fire(f"naar_{topic}", at, _("Er is acuut gevaar: het gesprek is onderbroken."))

    def interrupt(self, at: datetime) -> None:
        """Interrupt for acute danger."""
        self._fire("onderbreek", at, _("Het gesprek is al onderbroken."))

    def resume(self, at: datetime) -> None:
        """Go on after an interruption; the reason why the danger is over must have been given."""
        back = self.stages.interrupted_at()
        self._fire(f"hervat_{back}", at, _("Zet eerst neer waarom het gevaar voorbij is."))

    @property
    def interrupted(self) -> bool:
        """True while acute danger has interrupted the conversation."""
        return self.stages.state == INTERRUPTED

    def read_back(self, at: datetime) -> None:
        """Begin reading back."""
        self._fire("lees_voor", at, _("Er is acuut gevaar: het gesprek is onderbroken."), kind="read_back")

    def fix(self, at: datetime) -> None:
        """Fix the text. NotAllowed with every reason why not."""
        self._fire("stel_vast", at, _("Vaststellen kan nog niet."), self.situation.blockers, kind="fixed")

    def exported(self, names: Sequence[str], at: datetime) -> None:
        """Remember that texts were written to files (names only); no names: what was said before this did not come about."""
        with self.action():
            self.events.append(Event("exported", at, {"files": list(names)}))

    def _fire(self, trigger: str, at: datetime, refusal: str, reasons: Sequence[str] = (), kind: str = "moved") -> None:
        with self.action():
            self.stages.fire(trigger, refusal, reasons)
            self.events.append(Event(kind, at, {"to": self.stages.state}))
