"""The conversation in lines, for a screen reader, a braille line or a dumb terminal: `run` opens it.

The same conversation, vault and rules as on the screen; nothing of the library of the screens is loaded.
"""

from __future__ import annotations

__all__ = ["run"]


def run(*, dossier: str = "", keep: bool = True) -> int:
    """Open the program in lines on this terminal or pipe. Returns the exit code: 0 after leaving in order only.

    dossier: the code of a dossier to open at once. keep: False keeps nothing; a conversation then lives in memory only.
    Raises GesprekError when a setting is wrong.
    """
    from gesprek.process import protect

    protect()
    from gesprek.paths import own_vault_dir
    from gesprek.place import see_place
    from gesprek.regel.program import Program
    from gesprek.regel.terminal import Terminal
    from gesprek.settings import current
    from gesprek.sitting.desk import Desk
    from gesprek.sitting.watch import Watch, now

    settings = current()
    desk = Desk(see_place(settings.kluis or own_vault_dir()), settings.kaart, now) if keep else None
    watch = Watch(settings.leeg_minuten * 60, settings.slot_minuten * 60)
    return Program(Terminal(watch), now, settings.kaart, desk, dossier, dots=settings.gevoelig_als_punten).run()
