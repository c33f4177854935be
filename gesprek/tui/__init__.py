"""The terminal screens. `run` opens the program; nothing else here is needed from outside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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

    return supervise(partial(_program, current(), dossier, keep))


def _program(settings: Settings, dossier: str, keep: bool) -> int:
    """In the process of the program: only here the library of the screens is loaded."""
    import logging

    logging.disable()  # the library of the loop logs errors with what they are about
    from gesprek.paths import own_vault_dir
    from gesprek.place import see_place
    from gesprek.sitting.desk import Desk
    from gesprek.sitting.watch import Watch
    from gesprek.tui.app import GesprekApp, now
    from gesprek.tui.driver import SupervisedDriver
    from gesprek.tui.supervisor import when_leaving, when_stopped

    desk = Desk(see_place(settings.kluis or own_vault_dir()), settings.kaart, now) if keep else None
    watch = Watch(settings.leeg_minuten * 60, settings.slot_minuten * 60)
    app = GesprekApp(card=settings.kaart, desk=desk, dossier=dossier, watch=watch, settings=settings)
    app.driver_class = SupervisedDriver
    when_leaving(app.safe.leave)
    when_stopped(app.safe.lock)
    app.run()
    return 1 if app.return_code is None else app.return_code
