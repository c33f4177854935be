"""Beginning a sitting: a new conversation, one from the vault, or the filled-in example. Loads the content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gesprek.dialogue.conversation import Conversation
from gesprek.dialogue.handing import hand_to
from gesprek.errors import NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import load_card, load_knowledge
from gesprek.paths import flows_dir
from gesprek.sitting.talk import Talk

if TYPE_CHECKING:
    from gesprek.sitting.desk import Desk

__all__ = ["kept_talk", "new_talk", "zeden_talk"]

_ONE_CONVERSATION = timedelta(hours=4)
"""Whoever comes back within this time goes on with the same conversation, and its clock."""
ZEDEN = "informatief-gesprek"
"""The flow of the team zeden."""


def new_talk(what: str, card: str, clock: Callable[[], datetime], desk: Desk | None) -> Talk:
    """Begin "heel", "noodset", "zeden", or an example: "voorbeeld", "voorbeeld-zeden".

    In the vault when it is open; the example, and without a vault, in memory only.

    Raises GesprekError when the content cannot be read or the vault refuses.
    """
    example = what.startswith("voorbeeld")
    flow = ZEDEN if what.endswith("zeden") else "aangifte"
    if not example and desk is not None and desk.vault is not None:
        keeping = desk.begin(noodset=what == "noodset", flow=flow)
        return Talk(keeping.conversation, clock, noodset=what == "noodset", keeping=keeping)
    knowledge = load_knowledge(flow)
    known = load_card("volledig" if example and card == "landelijk" else card, knowledge)
    conversation = Conversation(knowledge, known, clock().date())
    if example:
        from gesprek.play import read_case

        case = read_case(flows_dir() / flow / "voorbeeld.yaml", load_knowledge)
        for fact, answer in case.antwoorden.items():
            conversation.answer(fact, answer, clock())
    return Talk(conversation, clock, noodset=what == "noodset", example=example)


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


def zeden_talk(talk: Talk, desk: Desk | None, clock: Callable[[], datetime]) -> tuple[Talk, str]:
    """Go on with what was told at the desk as an informatief gesprek; and what to say first. Nothing is asked again.

    In the same dossier, when there is one. Raises GesprekError when no sexual offence was recorded, or the vault refuses.
    """
    if not may_hand(talk):
        raise NotAllowed(_("Overdragen aan zeden kan als vaststaat dat het om een zedenzaak gaat, en er geen acuut gevaar is."))
    draft = {**talk.draft(), "spoor": [], "venster": "", "langs": []}
    if talk.keeping is not None and desk is not None:
        from gesprek.keeping import hand_to_flow

        hand_to_flow(desk.open_vault, talk.keeping, ZEDEN)
        new, _message = kept_talk(desk, talk.keeping.dossier.code, clock, draft if talk.typed else None)
    else:
        knowledge = load_knowledge(ZEDEN)
        now = clock()
        conversation = hand_to(talk.c, knowledge, load_card(talk.c.card.kaart, knowledge), now.date(), now)
        new = Talk(conversation, clock, example=talk.example)
        if talk.typed:
            new.take_up(draft)
    if not new.typed:
        new.here = next(iter(new.k.question_of))
        if new.here in new.c.answers:
            new.here = new.forward() or new.here
    return new, _("Alles wat aan de balie is verteld, staat hier. Vraag het niet opnieuw.")


def may_hand(talk: Talk) -> bool:
    """True when the team zeden can go on with this conversation."""
    return talk.c.may_talk() and any(state.gate.id == "zeden" for state in talk.c.situation.open_gates)


def _told(talk: Talk, came_back: bool) -> str:
    """What to say first: that it can only be read, or that what was being typed is there again."""
    assert talk.keeping is not None
    dossier = talk.keeping.dossier
    if dossier.read_only:
        return dossier.why_read_only
    if came_back:
        return _("Dit gesprek is terug waar het was. Wat u aan het typen was, staat er weer.")
    return _("Dit gesprek is terug waar het was.")
