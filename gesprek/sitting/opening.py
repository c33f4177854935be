"""Beginning a sitting: a new conversation, one from the vault, or the filled-in example. Loads the content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gesprek.dialogue.conversation import Conversation
from gesprek.i18n import _
from gesprek.knowledge import load_card, load_knowledge
from gesprek.paths import flows_dir
from gesprek.sitting.talk import Talk

if TYPE_CHECKING:
    from gesprek.sitting.desk import Desk

__all__ = ["kept_talk", "new_talk"]

_ONE_CONVERSATION = timedelta(hours=4)
"""Whoever comes back within this time goes on with the same conversation, and its clock."""
EXAMPLE = ("aangifte", "voorbeeld.yaml")


def new_talk(what: str, card: str, clock: Callable[[], datetime], desk: Desk | None) -> Talk:
    """Begin "heel", "noodset" or "voorbeeld". In the vault when it is open; the example, and without a vault, in memory only.

    Raises GesprekError when the content cannot be read or the vault refuses.
    """
    if what != "voorbeeld" and desk is not None and desk.vault is not None:
        keeping = desk.begin(noodset=what == "noodset")
        return Talk(keeping.conversation, clock, noodset=what == "noodset", keeping=keeping)
    knowledge = load_knowledge("aangifte")
    known = load_card("volledig" if what == "voorbeeld" and card == "landelijk" else card, knowledge)
    conversation = Conversation(knowledge, known, clock().date())
    if what == "voorbeeld":
        from gesprek.play import read_case

        case = read_case(flows_dir().joinpath(*EXAMPLE), load_knowledge)
        for fact, answer in case.antwoorden.items():
            conversation.answer(fact, answer, clock())
    return Talk(conversation, clock, noodset=what == "noodset", example=what == "voorbeeld")


def kept_talk(desk: Desk, code: str, clock: Callable[[], datetime], unkept: dict[str, Any] | None) -> tuple[Talk, str]:
    """Go on with the conversation of a dossier, where it was; and what to say first. Raises GesprekError.

    unkept: what was being typed and could not be kept, when there is such.
    """
    from gesprek.keeping import beginning_of

    keeping = desk.open(code)
    dossier = keeping.dossier
    talk = Talk(keeping.conversation, clock, noodset=beginning_of(dossier).noodset, keeping=keeping)
    begun = datetime.fromisoformat(dossier.rows[0].at).replace(tzinfo=None, microsecond=0)
    if timedelta() <= clock() - begun < _ONE_CONVERSATION:
        talk.started = begun
    draft = unkept or dossier.draft
    came_back = bool(draft) and talk.take_up(draft or {})
    if not draft and (following := talk.forward()):
        talk.here = following
    return talk, _told(talk, came_back)


def _told(talk: Talk, came_back: bool) -> str:
    """What to say first: that it can only be read, or that what was being typed is there again."""
    assert talk.keeping is not None
    dossier = talk.keeping.dossier
    if dossier.read_only:
        return dossier.why_read_only
    if came_back:
        return _("Dit gesprek is terug waar het was. Wat u aan het typen was, staat er weer.")
    return _("Dit gesprek is terug waar het was.")
