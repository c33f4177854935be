"""The terminal screens. `run` opens the program; nothing else here is needed from outside."""

from __future__ import annotations

from functools import partial

from gesprek.process import protect, scrub_environment

__all__ = ["run", "scrub_environment"]


def run(language: str | None = None, card: str = "landelijk", *, dossier: str = "", keep: bool = True) -> int:
    """Open the program on this terminal, in a process of its own. Returns the exit code: 0 after a normal quit only.

    dossier: the code of a dossier to open at once. keep: False keeps nothing; a conversation then lives in memory only.
    """
    protect()
    from gesprek.i18n import choose_language
    from gesprek.tui.supervisor import supervise

    choose_language(language)
    return supervise(partial(_program, card, dossier, keep))


def _program(card: str, dossier: str, keep: bool) -> int:
    """In the process of the program: only here the library of the screens is loaded."""
    import logging

    logging.disable()  # the library of the loop logs errors with what they are about
    from gesprek.paths import vault_dir
    from gesprek.place import see_place
    from gesprek.sitting.desk import Desk
    from gesprek.tui.app import GesprekApp, now
    from gesprek.tui.driver import SupervisedDriver
    from gesprek.tui.supervisor import when_leaving, when_stopped

    app = GesprekApp(card=card, desk=Desk(see_place(vault_dir()), card, now) if keep else None, dossier=dossier)
    app.driver_class = SupervisedDriver
    when_leaving(app.safe.leave)
    when_stopped(app.safe.lock)
    app.run()
    return 1 if app.return_code is None else app.return_code
