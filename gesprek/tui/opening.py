"""Opening a conversation: a new one, one from the vault, or the filled-in example. Loads the content, which the first screen
does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gesprek.dialogue.conversation import Conversation
from gesprek.i18n import _
from gesprek.knowledge import load_card, load_knowledge
from gesprek.paths import flows_dir
from gesprek.sitting.talk import Talk
from gesprek.tui.conversation import ConversationScreen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["open_conversation", "open_dossier"]

_ONE_CONVERSATION = timedelta(hours=4)
"""Whoever comes back within this time goes on with the same conversation, and its clock."""
EXAMPLE = ("aangifte", "voorbeeld.yaml")


def open_conversation(app: GesprekApp, what: str) -> None:
    """Open "heel", "noodset" or "voorbeeld". In the vault when it is open; the example, and without a vault, in memory only.

    Raises GesprekError when the content cannot be read or the vault refuses.
    """
    if what != "voorbeeld" and app.desk is not None and app.desk.vault is not None:
        keeping = app.desk.begin(noodset=what == "noodset")
        _show(app, Talk(keeping.conversation, app.clock, noodset=what == "noodset", keeping=keeping))
        return
    knowledge = load_knowledge("aangifte")
    card = load_card("volledig" if what == "voorbeeld" and app.card == "landelijk" else app.card, knowledge)
    conversation = Conversation(knowledge, card, app.clock().date())
    if what == "voorbeeld":
        from gesprek.play import read_case

        case = read_case(flows_dir().joinpath(*EXAMPLE), load_knowledge)
        for fact, answer in case.antwoorden.items():
            conversation.answer(fact, answer, app.clock())
    _show(app, Talk(conversation, app.clock, noodset=what == "noodset", example=what == "voorbeeld"))


def open_dossier(app: GesprekApp, code: str) -> None:
    """Go on with the conversation of a dossier, where it was. Raises GesprekError."""
    from gesprek.keeping import beginning_of

    assert app.desk is not None
    keeping = app.desk.open(code)
    dossier = keeping.dossier
    talk = Talk(keeping.conversation, app.clock, noodset=beginning_of(dossier).noodset, keeping=keeping)
    begun = datetime.fromisoformat(dossier.rows[0].at).replace(tzinfo=None, microsecond=0)
    if timedelta() <= app.clock() - begun < _ONE_CONVERSATION:
        talk.started = begun
    draft = app.safe.taken_up(code) or dossier.draft
    came_back = bool(draft) and talk.take_up(draft or {})
    if not draft and (following := talk.forward()):
        talk.here = following
    _show(app, talk, resumed=True, message=_told(talk, came_back))


def _told(talk: Talk, came_back: bool) -> str:
    """What to say first: that it can only be read, or that what was being typed is there again."""
    assert talk.keeping is not None
    dossier = talk.keeping.dossier
    if dossier.read_only:
        return dossier.why_read_only
    if came_back:
        return _("Dit gesprek is terug waar het was. Wat u aan het typen was, staat er weer.")
    return _("Dit gesprek is terug waar het was.")


def _show(app: GesprekApp, talk: Talk, *, resumed: bool = False, message: str = "") -> None:
    app.talk = talk
    app.unfinished.clear()
    app.unfinished.update(talk.lines)
    talk.lines = app.unfinished
    if talk.keeping is not None:
        talk.keeping.draft = lambda: talk.draft() if talk.typed else None
    app.safe.begun(talk.keeping.dossier.draft if talk.keeping is not None else None)
    app.push_screen(ConversationScreen(talk, resumed=resumed, message=message))
