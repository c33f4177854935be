"""Handing a conversation over to another flow: what was told goes along, and is not asked again. Pure."""

from __future__ import annotations

from datetime import date, datetime

from gesprek.dialogue.conversation import HANDED, Conversation, Event
from gesprek.knowledge import Card, Knowledge

__all__ = ["hand_to", "handed"]


def handed(conversation: Conversation, knowledge: Knowledge, at: datetime) -> Event:
    """The event with which a conversation goes on in the flow of `knowledge`."""
    return Event(HANDED, at, {"from": conversation.knowledge.flow.flow, "to": knowledge.flow.flow})


def hand_to(conversation: Conversation, knowledge: Knowledge, card: Card, day: date, at: datetime) -> Conversation:
    """The same record, gone on with in the flow of `knowledge` from its first topic.

    Every answer, status, speaker and note goes along; an answer that the new flow does not ask for stays in the record, off its
    path. Where the old conversation stood, what was decided and which sentences were worded there stay behind. A fixed
    conversation can be handed over too: what was fixed is in the record as it was.
    """
    return Conversation.from_events(knowledge, card, day, [*conversation.events, handed(conversation, knowledge, at)])
