"""Practising in lines: the same exercise as on the screen, for a screen reader, a simple terminal or a pipe."""

from __future__ import annotations

from collections.abc import Callable

from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.practice import Session
from gesprek.regel.asking import Asking, Leave, ToReport
from gesprek.regel.commands import shown_name
from gesprek.regel.conversation import Conversing
from gesprek.regel.practice_deeds import PracticeDeeds
from gesprek.regel.program import Program
from gesprek.regel.terminal import Ended, Terminal
from gesprek.sitting.practising import Practising

__all__ = ["PracticeConversing", "PracticeProgram", "run"]


def run(session: Session, keep: Callable[[], None]) -> int:
    """Play an exercise in lines on this terminal or pipe. keep: keeps it, after each step. Returns the exit code.

    Whatever way it ends, the exercise has ended then. Raises GesprekError when a setting is wrong.
    """
    from gesprek.settings import current
    from gesprek.sitting.watch import Watch

    settings = current()
    practice = Practising(session, keep)
    watch = Watch(settings.leeg_minuten * 60, settings.slot_minuten * 60)
    try:
        return PracticeProgram(Terminal(watch), practice).run()
    finally:
        practice.stop()


class PracticeConversing(Conversing):
    """An exercise on a terminal."""

    def __init__(self, asking: Asking, practice: Practising) -> None:
        super().__init__(asking, practice.talk)
        self.practice = practice
        self._deeds = PracticeDeeds(self)

    def keep(self) -> None:
        """Keep the exercise. A disk that refuses is said, once."""
        before = self.trouble
        try:
            self.practice.keep()
            self.trouble = ""
        except GesprekError as problem:
            self.trouble = said(problem)
        if before != self.trouble:
            self.say(self.trouble or _("Er wordt weer bewaard."))

    def close(self) -> None:
        """There is no other conversation to go to: closing is stopping."""
        raise Leave

    def _step(self) -> None:
        if self.practice.pending is not None:
            self._cope()
            return
        self.practice.look()
        super()._step()

    def _cope(self) -> None:
        """Something comes in between: it waits until something was chosen."""
        pending = self.practice.pending
        assert pending is not None
        try:
            chosen = self.asking.choose(_("Er gebeurt iets"), pending.text, self.practice.ways(pending))
        except Ended:
            raise Leave from None
        except ToReport:
            chosen = None
        if chosen is None:
            self.say(_("Dit gebeurt nu. Kies met een cijfer wat u doet; daarna gaat u verder."))
            return
        self.say(_("U: “{tekst}”").format(tekst=self.practice.cope(chosen)))
        self.show_again()


class PracticeProgram(Program):
    """One exercise, and then the end. No vault, and nothing that must be taken off the terminal afterwards."""

    def __init__(self, terminal: Terminal, practice: Practising) -> None:
        super().__init__(terminal, practice.talk.clock, "", None)
        self.practice = practice

    def _welcome(self) -> None:
        self.say(self.practice.mark, "", self.practice.session.scenario.titel)
        self.say(*(text for text, _kind in self.practice.intro()[1:]))
        self.say(
            "",
            _("U werkt in regels. {vraag}: kies hoe u het vraagt, met een nummer of in uw eigen woorden.").format(
                vraag=shown_name("vraag_het")
            ),
            _("{afronden}: de oefening is klaar. {hulp}: alle opdrachten.").format(
                afronden=shown_name("oefening_afronden"), hulp=shown_name("hulp")
            ),
        )

    def _do(self, what: str) -> str:
        if what in ("begin", "hier"):
            if self._conversing is None:
                self._conversing = PracticeConversing(self.asking, self.practice)
            self._conversing.hold("", resumed=False, again=what == "hier")
            return "einde"
        return super()._do(what)

    def _may_leave(self, *, asked: bool) -> bool:
        """Stopping before the end is asked, when there is somebody to ask."""
        if self.practice.over:
            return True
        message = _(
            "De oefening is nog niet afgerond. Stopt u nu, dan telt wat u tot nu toe deed; u krijgt daar het verslag van."
        )
        try:
            return self.asking.sure(_("Stoppen?"), message, _("Stoppen"), _("Blijven"))
        except (Ended, Leave):
            return True
        except ToReport:
            return False
