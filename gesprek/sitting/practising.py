"""An exercise as a student holds it: the conversation that is practised, what was said so far, and what can be done next.

The screen and the lines share this. Everything is Dutch and made up, and nothing of it comes near the vault.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from gesprek.errors import NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import Question
from gesprek.practice import Answered, Interrupted, Session
from gesprek.practice.debrief import made_up
from gesprek.practice.score import measure
from gesprek.practice.wording import understood
from gesprek.sitting.choice import Choice
from gesprek.sitting.debriefing import debrief_lines
from gesprek.sitting.talk import Talk
from gesprek.sitting.wrapping import Line

__all__ = ["Practising"]


class Practising:
    """One exercise that goes on. keep: keeps it where the student asked for it, whenever something happened.

    talk: the place in the conversation; what is recorded goes through it as in a real one. asking: own words at the question
    that is being asked and were not said yet.
    """

    def __init__(self, session: Session, keep: Callable[[], None] = lambda: None) -> None:
        self.session = session
        self.asking: dict[str, str] = {}
        self._keep = keep
        self._kept = 0
        self.talk = Talk(session.conversation, self._moment)
        self.talk.practice = self

    def _moment(self) -> datetime:
        """The moment in the exercise: it begins at its own day and time, and every minute of it is one that was used."""
        return self.session.scenario.begins + timedelta(minutes=self.session.minutes)

    def keep(self) -> None:
        """Keep the exercise when something happened since the last time. Raises GesprekError when that cannot be done."""
        count = len(self.session.moments)
        if count != self._kept:
            self._keep()
            self._kept = count

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def mark(self) -> str:
        """That all of it is made up; stands on every screen and above every text."""
        return made_up()

    @property
    def person(self) -> str:
        """The name of the one at the other side."""
        return self.session.scenario.persoon.naam

    @property
    def minutes(self) -> int:
        """Minutes used, counted by what was done and not by a clock."""
        return self.session.minutes

    @property
    def available(self) -> int:
        """Minutes that there are."""
        return self.session.scenario.duur_minuten

    @property
    def over(self) -> bool:
        """True when it has ended."""
        return bool(self.session.over)

    @property
    def pending(self) -> Interrupted | None:
        """What happens now and waits for a choice."""
        return None if self.over else self.session.pending

    @property
    def question(self) -> Question:
        """The question at hand."""
        return self.talk.question

    @property
    def aloud(self) -> bool:
        """True when the question at hand is asked or told aloud."""
        return self.question.hoe in ("vragen", "vertellen")

    @property
    def asked(self) -> Answered | None:
        """What came of what was said at the question at hand, the last time; also when it was about another one."""
        here = [one for one in (*self.session.asked, *self.session.unclear) if one.here == self.question.id]
        return max(here, key=lambda one: one.moment, default=None)

    @property
    def to_ask(self) -> bool:
        """True when the question at hand is one to ask, and was neither asked nor answered."""
        return self.aloud and self.asked is None and self.talk.answer is None and self.talk.here not in self.talk.drafts

    def intro(self) -> list[Line]:
        """What is known and seen before the first word, and what can be learnt."""
        scenario = self.session.scenario
        return [
            (self.mark, "let"),
            ("", ""),
            (_("Wat u weet en ziet"), "kop"),
            (scenario.inleiding, ""),
            ("", ""),
            (_("Wat u hier oefent"), "kop"),
            (scenario.leerdoel, ""),
            ("", ""),
            (_("Hoe het gaat"), "kop"),
            (_("U kiest bij elke vraag eerst hoe u haar stelt, of typt uw eigen woorden. De ander antwoordt daarnaar."), ""),
            (_("Dan legt u vast wat u hoorde, zoals in een echt gesprek. U hoeft niet alles te vragen."), ""),
            (_("Elke vraag kost een minuut; er zijn er {n}.").format(n=self.available), ""),
            ("", ""),
            (_("Het gesprek begint"), "kop"),
            self._said("persoon", scenario.persoon.begint),
            *(self._said("situatie", signal.te_merken) for signal in scenario.signalen if signal.bij == "begin"),
        ]

    def so_far(self) -> list[Line]:
        """All that was said and seen, in order."""
        return [(self.mark, "let"), ("", ""), *(self._said(one.who, one.text) for one in self.session.said)]

    def heard(self) -> list[Line]:
        """What was said or is seen at the question at hand; when nothing yet, what the other said last."""
        if not self.aloud:
            return [(_("Wat u ziet of vindt: {tekst}").format(tekst=self._seen()), "")]
        one = self.asked
        if one is None:
            last = next((said for said in reversed(self.session.said) if said.who == "persoon"), None)
            return [(_("Eerder zei {naam}: “{tekst}”").format(naam=self.person, tekst=last.text), "zacht")] if last else []
        lines = [self._said("agent", one.asked), self._said("persoon", one.text)]
        return [*lines, *(self._said("situatie", text) for text in one.noticed), *self.how_read()]

    def how_read(self) -> list[Line]:
        """How own words at the question at hand were read, and why; nothing for a wording that was offered."""
        one = self.asked
        if one is None or not one.own:
            return []
        about = understood(self.session, one)
        if not one.kind:
            return [(about, "zacht")]
        title = self.session.scenario.kinds.title(one.kind)
        told = _("Gelezen als {soort}. {reden}").format(soort=title, reden=one.reason)
        if one.words and len(one.words) > 1:
            told += " " + _("Het gaat om: “{woorden}”.").format(woorden=one.words)
        told += f" {about}" if about else ""
        if one.moment in self.session.contested:
            told += " " + _("U bent het er niet mee eens: {reden}").format(reden=self.session.contested[one.moment])
        return [(told, "zacht")]

    def _said(self, who: str, text: str) -> Line:
        if who == "situatie":
            return (f"({text})", "")
        name = _("U") if who == "agent" else self.person
        return (f"{name}: “{text}”", "zacht" if who == "agent" else "")

    def _seen(self) -> str:
        there = self.session.scenario.observations.get(self.question.id)
        return there.te_zien if there else _("Hier is niets bijzonders te zien of te vinden.")

    # -- doing -------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """See what there is to see at the question at hand; once, and not while something else happens."""
        if not self.aloud and not self.over and not self.pending and self.question.id not in self.session.looked:
            self.session.look(self.question.id, self._moment())

    def wordings(self) -> list[Choice]:
        """The ways to ask the question at hand, in their order; their kind is nowhere in it. Raises NotAllowed."""
        if self.over:
            raise NotAllowed(_("De oefening is afgelopen."))
        if not self.aloud:
            raise NotAllowed(_("Dit vraagt u niet hardop: u ziet het, zoekt het op of beslist het zelf."))
        found = self.session.wordings(self.question.id)
        return [Choice(str(number), wording.text) for number, wording in enumerate(found)]

    def ask(self, text: str, *, own: bool) -> Answered:
        """Ask the question at hand. own: in words of one's own. Raises NotAllowed."""
        answered = self.session.ask(self.question.id, text, self._moment(), own)
        self.asking.pop(self.question.id, None)
        return answered

    def cope(self, chosen: str) -> str:
        """Deal with what happens, by the number of the choice; what was done. Raises NotAllowed."""
        pending = self.pending
        if pending is None:
            raise NotAllowed(_("Die keuze is er nu niet."))
        return self.session.choose(pending, int(chosen), self._moment())

    def ways(self, pending: Interrupted) -> list[Choice]:
        """What can be done about what happens."""
        return [Choice(str(number), text) for number, text in enumerate(pending.choices)]

    def contestable(self) -> Answered:
        """Own words whose reading can be contested: at the question at hand, else the last. Raises NotAllowed."""
        own = [one for one in self.session.asked if one.own]
        here = [one for one in own if one.here == self.question.id]
        if not own:
            raise NotAllowed(_("U hebt nog niets in eigen woorden gevraagd; alleen daarvan staat erbij hoe het is gelezen."))
        return (here or own)[-1]

    def contest(self, one: Answered, reason: str) -> None:
        """Disagree with how own words were read, and say why. Raises NotAllowed."""
        self.session.contest(one.moment, reason, self._moment())

    def finish(self) -> list[str]:
        """End the exercise. What stands typed is recorded first: the facts where that cannot be; then it goes on."""
        unread = self.talk.commit_all()
        if not unread:
            self.session.finish(self._moment())
        return unread

    def stop(self) -> None:
        """Stop before the end; nothing happens when it has ended."""
        if not self.over:
            self.session.give_up(self._moment())

    def debrief(self) -> list[Line]:
        """What can be said of it, in words: paragraphs with their headings."""
        return debrief_lines(measure(self.session))
