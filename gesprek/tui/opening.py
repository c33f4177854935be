"""Opening a conversation: a new one, or the filled-in example. Loads the content, which the first screen does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.dialogue.conversation import Conversation
from gesprek.knowledge import load_card, load_knowledge
from gesprek.paths import flows_dir
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.talk import Talk

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["open_conversation"]

EXAMPLE = ("aangifte", "voorbeeld.yaml")


def open_conversation(app: GesprekApp, what: str) -> None:
    """Open "heel", "noodset" or "voorbeeld". Raises GesprekError when the content cannot be read."""
    knowledge = load_knowledge("aangifte")
    card = load_card("volledig" if what == "voorbeeld" and app.card == "landelijk" else app.card, knowledge)
    conversation = Conversation(knowledge, card, app.clock().date())
    if what == "voorbeeld":
        from gesprek.play import read_case

        case = read_case(flows_dir().joinpath(*EXAMPLE), load_knowledge)
        for fact, answer in case.antwoorden.items():
            conversation.answer(fact, answer, app.clock())
    talk = Talk(conversation, app.clock, noodset=what == "noodset", example=what == "voorbeeld")
    app.talk = talk
    app.unfinished.clear()
    app.push_screen(ConversationScreen(talk))
