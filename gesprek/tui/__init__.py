"""The terminal screens. `run` opens the program; nothing else here is needed from outside."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.process import protect, scrub_environment

if TYPE_CHECKING:
    from gesprek.settings import Settings

__all__ = ["run", "scrub_environment"]


def run(*, dossier: str = "", keep: bool = True) -> int:
    """Open the program on this terminal, in a process of its own. Returns the exit code: 0 after a normal quit only.

    dossier: the code of a dossier to open at once. keep: False keeps nothing; a conversation then lives in memory only.
    Raises GesprekError when a setting is wrong.
    """
    protect()
    from gesprek.settings import current
    from gesprek.tui.supervisor import supervise

    note = _Note()
    after = partial(_how_on, note) if keep else _nothing_kept
    return supervise(partial(_program, current(), dossier, keep, note, after), after)


class _Note:
    """A code, in memory that the program shares with the process that guards it: all that this one may know of a case."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 64)

    def write(self, code: str) -> None:
        """Remember this code; an empty text for none."""
        self._shared[:] = code.encode()[:63].ljust(64, b"\0")

    def read(self) -> str:
        """The code, or an empty text."""
        return self._shared[:].rstrip(b"\0").decode(errors="replace")


def _how_on(note: _Note) -> str:
    """After the program was cut off: what is kept, and how to go on."""
    code = note.read()
    command = f"gesprek dossier openen {code}" if code else "gesprek dossiers"
    said = _("Wat u hebt vastgelegd is bewaard, en wat u typte tot op de laatste seconde.")
    return said + "\n" + _("Ga verder met: {opdracht}").format(opdracht=command)


def _nothing_kept() -> str:
    return _("Er is niets bewaard: u werkte zonder kluis.")


def _program(settings: Settings, dossier: str, keep: bool, note: _Note, after: Callable[[], str]) -> int:
    """In the process of the program: only here the library of the screens is loaded."""
    import logging

    logging.disable()  # the library of the loop logs errors with what they are about
    from gesprek.paths import own_vault_dir
    from gesprek.place import see_place
    from gesprek.sitting.desk import Desk
    from gesprek.sitting.watch import Watch
    from gesprek.tui.app import GesprekApp, now
    from gesprek.tui.driver import SupervisedDriver
    from gesprek.tui.supervisor import last_words, when_leaving, when_stopped

    desk = Desk(see_place(settings.kluis or own_vault_dir()), settings.kaart, now) if keep else None
    if dossier and (desk is None or not desk.has_vault):
        raise GesprekError(_("Er is nog geen kluis, dus ook geen dossier {code}.").format(code=dossier))
    if desk is not None:
        desk.working_on = note.write
    watch = Watch(settings.leeg_minuten * 60, settings.slot_minuten * 60)
    app = GesprekApp(card=settings.kaart, desk=desk, dossier=dossier, watch=watch, settings=settings)
    app.driver_class = SupervisedDriver
    when_leaving(app.safe.leave)
    when_stopped(app.safe.lock)
    app.run()
    if app.return_code != 0:
        last_words(after())
    return 1 if app.return_code is None else app.return_code
