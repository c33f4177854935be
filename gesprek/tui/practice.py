"""Practising on the screen: `run` plays an exercise on this terminal; `open_practice` puts it on the screen of a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.i18n import _
from gesprek.practice import Session
from gesprek.sitting.practising import Practising
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import ChoiceDialog
from gesprek.tui.practice_screen import PracticeScreen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["ask_to_stop", "open_practice", "run"]


def run(session: Session, keep: Callable[[], None]) -> int:
    """Play an exercise on this terminal. keep: keeps it, after each step. Returns the exit code.

    Whatever way it ends, the exercise has ended then. In the process itself: there is nothing here that must not leak.
    Raises GesprekError when a setting is wrong.
    """
    from gesprek.settings import current
    from gesprek.sitting.watch import Watch
    from gesprek.tui.app import GesprekApp

    settings = current()
    watch = Watch(settings.leeg_minuten * 60, settings.slot_minuten * 60)
    app = GesprekApp(watch=watch, settings=settings, begin=lambda app: open_practice(app, session, keep))
    app.run()
    Practising(session).stop()
    return 1 if app.return_code is None else app.return_code


def open_practice(app: GesprekApp, session: Session, keep: Callable[[], None] = lambda: None) -> PracticeScreen:
    """Put an exercise on the screen, with its introduction over it. In memory, and in no vault."""
    practice = Practising(session, keep)
    app.talk = practice.talk
    practice.talk.lines = app.unfinished
    app.safe.begun()
    screen = PracticeScreen(practice)
    app.push_screen(screen)
    return screen


def ask_to_stop(app: GesprekApp, practice: Practising) -> None:
    """Leave an exercise: at once when it has ended, else after a yes. What was done so far stays."""
    if practice.over:
        app.go()
        return

    def answered(choice: str | None) -> None:
        if choice == "stop":
            practice.stop()
            app.go()

    message = _("De oefening is nog niet afgerond. Stopt u nu, dan telt wat u tot nu toe deed; u krijgt daar het verslag van.")
    dialog = ChoiceDialog(_("Stoppen?"), message, [Choice("blijf", _("Blijven")), Choice("stop", _("Stoppen"))])
    dialog.purpose = "weg"
    app.push_screen(dialog, answered)
