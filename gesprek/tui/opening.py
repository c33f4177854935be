"""Opening a conversation on the screen: a new one, one from the vault, or the filled-in example. Loads the content, which the
first screen does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.sitting.opening import kept_talk, new_talk, zeden_talk
from gesprek.sitting.talk import Talk
from gesprek.tui.conversation import ConversationScreen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["hand_to_zeden", "open_conversation", "open_dossier"]


def open_conversation(app: GesprekApp, what: str) -> None:
    """Open "heel", "noodset", "zeden" or an example; see `new_talk`. Raises GesprekError."""
    _show(app, new_talk(what, app.card, app.clock, app.desk))


def open_dossier(app: GesprekApp, code: str) -> None:
    """Go on with the conversation of a dossier, where it was. Raises GesprekError."""
    assert app.desk is not None
    talk, message = kept_talk(app.desk, code, app.clock, app.safe.taken_up(code))
    _show(app, talk, resumed=True, message=message)


def hand_to_zeden(app: GesprekApp, talk: Talk) -> None:
    """Go on with a conversation as an informatief gesprek. Raises GesprekError, and then it stands as it was."""
    new, message = zeden_talk(talk, app.desk, app.clock)
    app.empty_screen()
    _show(app, new, resumed=True, message=message)


def _show(app: GesprekApp, talk: Talk, *, resumed: bool = False, message: str = "") -> None:
    app.talk = talk
    talk.dots = talk.dots or app.settings.gevoelig_als_punten
    app.unfinished.clear()
    app.unfinished.update(talk.lines)
    talk.lines = app.unfinished
    if talk.keeping is not None:
        talk.keeping.draft = lambda: talk.draft() if talk.typed else None
    app.safe.begun(talk.keeping.dossier.draft if talk.keeping is not None else None)
    app.push_screen(ConversationScreen(talk, resumed=resumed, message=message))
