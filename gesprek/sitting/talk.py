"""The conversation as the screen holds it: where the officer is, what is typed but not yet given, and where they came from.

Knows nothing of widgets. Moving never loses anything: what was typed is an answer when it can be one, and stays as typed
when it cannot.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gesprek.dialogue import Answer, Situation, assess, make_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.dialogue.typed import show_moment
from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.knowledge import Fact, Question, Topic, ValueProblem
from gesprek.sitting.entry import SHORT, rows_text, show_value
from gesprek.sitting.progress import next_fact
from gesprek.sitting.readings import read_entry

if TYPE_CHECKING:
    from gesprek.keeping import Keeping
    from gesprek.sitting.practising import Practising

__all__ = ["SEVERAL", "SINGLE_LINE", "SPEAKERS", "Talk"]

SEVERAL = ("meerkeuze", "meerkeuze_route")
SINGLE_LINE = ("datum", "datumtijd", "getal", "bedrag")
SPEAKERS = ("aangever", "verbalisant", "systeem", "derde")
Draft = str | tuple[str, ...]


class Talk:
    """One conversation and the officer's place in it. keeping: where it is kept; None: in memory only."""

    def __init__(
        self,
        conversation: Conversation,
        clock: Callable[[], datetime],
        *,
        noodset: bool = False,
        example: bool = False,
        keeping: Keeping | None = None,
    ) -> None:
        self.c = conversation
        self.k = conversation.knowledge
        self.clock = clock
        self.started = clock()
        self.noodset = noodset
        self.example = example
        self.drafts: dict[str, Draft] = {}
        self.chosen: dict[str, tuple[str, int]] = {}
        self.speakers: dict[str, str] = {}
        self.trail: list[str] = []
        self.note_draft = ""
        self.danger_draft = ""
        self.lines: dict[str, str] = {}
        self.window = ""
        self.passage = ("aangifte", -1)
        self.passed: set[str] = set()
        self.dots = False
        self.keeping = keeping
        self.practice: Practising | None = None
        self.here = next(iter(self.k.question_of))
        self._untouched = len(conversation.events)

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def fact(self) -> Fact:
        """The fact being asked."""
        return self.k.facts[self.here]

    @property
    def question(self) -> Question:
        """The question it belongs to."""
        return self.k.question_of[self.here]

    @property
    def topic(self) -> Topic:
        """The topic it belongs to."""
        return self.k.topic_of[self.question.id]

    @property
    def answer(self) -> Answer | None:
        """The answer given to the current fact, on the path or off it."""
        return self.c.answers.get(self.here)

    @property
    def minutes(self) -> int:
        """Whole minutes since the conversation was opened; in an exercise those that what was done takes."""
        if self.practice is not None:
            return self.practice.minutes
        return max(0, int((self.clock() - self.started).total_seconds() // 60))

    @property
    def available(self) -> int:
        """Minutes there are: what the officer said, or the length of the flow."""
        if self.practice is not None:
            return self.practice.available
        told = self.c.answers.get("gespreksruimte_minuten")
        return told.waarde if told and isinstance(told.waarde, int) else self.k.flow.duur_minuten

    @property
    def unsaved(self) -> bool:
        """True when leaving would lose something that was typed or given here."""
        if self.keeping is not None or self.practice is not None:
            return False
        changed = any(event.kind != "moved" for event in self.c.events[self._untouched :])
        return changed or self.typed

    @property
    def typed(self) -> bool:
        """True when something stands typed that is no answer or note yet."""
        marked = any(draft.strip() if isinstance(draft, str) else draft for draft in self.drafts.values())
        lines = (self.note_draft, self.danger_draft, *self.lines.values())
        return marked or any(line.strip() for line in lines)

    @property
    def locked(self) -> bool:
        """True when nothing may be changed here: the dossier is elsewhere, or something is wrong with it."""
        return self.keeping is not None and self.keeping.dossier.read_only

    @property
    def why_locked(self) -> str:
        """Why nothing can be changed here; empty when there is nowhere that it is kept."""
        return self.keeping.dossier.why_read_only if self.keeping is not None else ""

    @property
    def exported(self) -> bool:
        """True when the texts were written to files after the last change."""
        return bool(self.c.events) and self.c.events[-1].kind == "exported" and bool(self.c.events[-1].data["files"])

    def speaker(self, fact: str | None = None) -> str:
        """Who speaks in the answer to a fact."""
        name = fact or self.here
        given = self.c.answers.get(name)
        return self.speakers.get(name) or (given.spreker if given else self.k.facts[name].spreker)

    @property
    def one_line(self) -> bool:
        """True when the current fact is typed on one line."""
        return self.fact.soort in SINGLE_LINE or (self.here in SHORT and "\n" not in self.text())

    def text(self) -> str:
        """What stands in the text field of the current fact."""
        draft = self.drafts.get(self.here)
        if isinstance(draft, str):
            return draft
        answer = self.answer
        if answer is None or answer.status:
            return ""
        if self.fact.soort == "lijst":
            return rows_text(self.fact, answer.waarde, self.k.routes)
        if self.fact.soort == "datum":
            return f"{answer.waarde:%d-%m-%Y}"
        if self.fact.soort == "datumtijd":
            return f"{answer.waarde:%d-%m-%Y %H:%M}"
        if self.fact.soort == "bedrag":
            return str(answer.waarde).replace(".", ",")
        return str(answer.waarde)

    def picked(self) -> tuple[str, ...]:
        """What is marked of the options of the current fact."""
        draft = self.drafts.get(self.here)
        if isinstance(draft, tuple):
            return draft
        answer = self.answer
        if answer is None or answer.status:
            return ()
        return answer.waarde if isinstance(answer.waarde, tuple) else (str(answer.waarde),)

    def read_draft(self, fact: str) -> Answer | None:
        """The answer that what was typed stands for; None when it is empty. Raises ValueProblem."""
        draft, known = self.drafts[fact], self.k.facts[fact]
        if isinstance(draft, tuple):
            return make_answer(known, draft, spreker=self.speaker(fact)) if draft else None
        if not draft.strip():
            return None
        value = read_entry(self, known, draft)
        return make_answer(known, value, spreker=self.speaker(fact)) if value not in ("", ()) else None

    def read_back_typed(self) -> tuple[str, bool]:
        """What the field of the current fact stands for, in full, and whether it is good. ("", True) when empty."""
        if self.here not in self.drafts:
            return "", True
        try:
            found = self.read_draft(self.here)
        except ValueProblem as problem:
            return f"{problem.found} {problem.expected}", False
        if found is not None and self.fact.soort == "datumtijd":
            return show_moment(found.waarde), True
        return (show_value(self.k, self.fact, found.waarde), True) if found else ("", True)

    def preview(self) -> Situation:
        """The situation as it would be with everything that stands typed now."""
        extra: dict[str, Answer] = {}
        for fact in self.drafts:
            try:
                found = self.read_draft(fact)
            except ValueProblem:
                continue
            if found is not None:
                extra[fact] = found
        if not extra:
            return self.c.situation
        return assess(self.k, {**self.c.answers, **extra}, self.c.card, self.c.day)

    # -- what is being typed -----------------------------------------------------------------------------------------

    def draft(self) -> dict[str, Any]:
        """What is typed and where the officer is, as plain values."""
        return {
            "hier": self.here,
            "getypt": {fact: list(draft) if isinstance(draft, tuple) else draft for fact, draft in self.drafts.items()},
            "sprekers": dict(self.speakers),
            "notitie": self.note_draft,
            "gevaar": self.danger_draft,
            "regels": dict(self.lines),
            "venster": self.window,
            "noodset": self.noodset,
            "spoor": self.trail[-20:],
            "passage": list(self.passage),
            "punten": self.dots,
            "langs": sorted(self.passed),
        }

    def take_up(self, draft: dict[str, Any]) -> bool:
        """Put back what `draft` held. True when text came back. What this flow has no place for becomes a note to finish."""
        for fact, typed in draft.get("getypt", {}).items():
            if fact in self.k.question_of:
                self.drafts[fact] = tuple(typed) if isinstance(typed, list) else typed
            elif isinstance(typed, str):
                self.note_draft += typed + "\n"
        self.speakers.update(draft.get("sprekers", {}))
        self.note_draft = draft.get("notitie", "") + self.note_draft
        self.danger_draft = draft.get("gevaar", "")
        self.lines.update(draft.get("regels", {}))
        self.window = draft.get("venster", "")
        self.noodset = bool(draft.get("noodset", self.noodset))
        self.trail = [fact for fact in draft.get("spoor", []) if fact in self.k.question_of]
        self.passed.update(draft.get("langs", []))
        self.dots = bool(draft.get("punten", self.dots))
        document, at = draft.get("passage", self.passage)
        self.passage = (str(document), int(at))
        if draft.get("hier") in self.k.question_of:
            self.here = draft["hier"]
        return self.typed

    # -- one action --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def action(self) -> Iterator[None]:
        """Everything inside is kept as one action. When it is refused, all stands as before, what was typed too."""
        before = (dict(self.drafts), dict(self.speakers), list(self.trail), self.note_draft, self.here, dict(self.lines))
        try:
            with self.c.action():
                yield
        except BaseException:
            self.drafts, self.speakers, self.trail, self.note_draft, self.here, lines = before
            self.lines.update(lines)
            raise

    # -- answering ---------------------------------------------------------------------------------------------------

    def commit(self, fact: str | None = None) -> str:
        """Make an answer of what stands typed at a fact. Returns what is wrong with it, or an empty text."""
        name = fact or self.here
        if name not in self.drafts:
            return ""
        try:
            found = self.read_draft(name)
        except ValueProblem as problem:
            return f"{problem.found} {problem.expected}"
        before = self.c.answers.get(name)
        with self.action():
            del self.drafts[name]
            if found is None:
                if before is not None and not before.status:
                    self.c.retract(name, self.clock())
            elif found != before:
                self.c.answer(name, found, self.clock())
        return ""

    def commit_all(self) -> list[str]:
        """Commit everything typed anywhere. Returns the facts that could not be read."""
        return [fact for fact in list(self.drafts) if self.commit(fact)]

    def give(self, value: Any) -> None:
        """Answer the current fact with a value."""
        with self.action():
            self.drafts.pop(self.here, None)
            self.c.answer(self.here, make_answer(self.fact, value, spreker=self.speaker()), self.clock())

    def give_status(self, status: str, reason: str = "") -> None:
        """Answer the current fact with a status. What stood typed is kept as a note, never dropped."""
        with self.action():
            draft = self.drafts.pop(self.here, "")
            if isinstance(draft, str) and draft.strip():
                kept = _("Getypt bij '{feit}': {tekst}").format(feit=_(self.fact.label), tekst=draft.strip())
                self.c.note(self.topic.id, kept, self.clock())
            given = make_answer(self.fact, status=status, spreker=self.speaker(), reden=reason)
            self.c.answer(self.here, given, self.clock())

    def next_speaker(self) -> str:
        """Let another speak in the current answer."""
        name = SPEAKERS[(SPEAKERS.index(self.speaker()) + 1) % len(SPEAKERS)]
        with self.action():
            self.speakers[self.here] = name
            given = self.answer
            if given is not None and self.here not in self.drafts:
                changed = (
                    make_answer(self.fact, status=given.status, spreker=name, reden=given.reden)
                    if given.status
                    else make_answer(self.fact, given.waarde, spreker=name)
                )
                self.c.answer(self.here, changed, self.clock())
        return name

    def undo(self) -> list[str]:
        """Undo the last answer and go there. Returns the facts that were put back. A text that goes is kept as a note."""
        before = dict(self.c.answers)
        with self.action():
            facts = self.c.undo(self.clock())
            for fact in facts:
                self.drafts.pop(fact, None)
                self.speakers.pop(fact, None)
                self._keep_undone(fact, before.get(fact))
            if facts and facts[0] in self.k.question_of:
                self.move(facts[0])
        return facts

    def _keep_undone(self, fact: str, given: Answer | None) -> None:
        """Somebody's words are never dropped: what was told stays as a note."""
        if given is not None and self.stays_as_note(fact, given) and given != self.c.answers.get(fact):
            topic = self.k.topic_of[self.k.question_of[fact].id]
            kept = _("Teruggedraaid bij '{feit}': {tekst}").format(feit=_(self.k.facts[fact].label), tekst=given.waarde)
            self.c.note(topic.id, kept, self.clock())

    def stays_as_note(self, fact: str, given: Answer | None) -> bool:
        """True for an answer of which the words are kept as a note when it is undone."""
        told = given is not None and isinstance(given.waarde, str) and fact in self.k.question_of
        return told and self.k.facts[fact].soort in ("tekst", "citaat")

    # -- moving ------------------------------------------------------------------------------------------------------

    def move(self, fact: str) -> None:
        """Go to a fact. What stands typed becomes an answer if it can; otherwise it stays typed."""
        self.commit()
        if fact == self.here:
            return
        self.trail.append(self.here)
        self._stand(fact)

    def back(self) -> bool:
        """Go where the officer was before. False when there is no such place."""
        if not self.trail:
            return False
        self.commit()
        self._stand(self.trail.pop())
        return True

    def _stand(self, fact: str) -> None:
        self.here = fact
        topic = self.topic.id
        if self.c.stages.state != topic and not self.c.interrupted and not self.locked:
            with contextlib.suppress(GesprekError):  # looking is always allowed; the stage then stays where it is
                self.c.go(topic, self.clock())

    def place(self, target: str) -> str:
        """The fact meant by a fact, or by "onderwerp:ID": the first open (else the first) fact of that topic."""
        kind, _colon, ident = target.rpartition(":")
        if kind != "onderwerp":
            return target
        on = self.c.situation.path
        facts = [f for q in next(t for t in self.k.flow.onderwerpen if t.id == ident).vragen for f in q.feiten]
        open_ = [f for f in facts if f in on.due and f not in on.answers] + [f for f in facts if f in on.facts] + facts
        return open_[0]

    def forward(self) -> str:
        """The next fact to ask: due and unanswered, in the order of the flow. Empty when there is none."""
        return next_fact(self.c.situation, self.here, self.noodset, self.passed)

    def advance(self) -> None:
        """To the next question; or stand still, when there is danger."""
        if not self.c.may_talk():
            if not self.c.interrupted and not self.c.fixed:
                self.c.interrupt(self.clock())
        elif following := self.forward():
            if self.here not in self.c.answers:
                self.passed.add(self.here)
            self.move(following)
