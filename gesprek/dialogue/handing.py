"""Handing a conversation over to another flow: what was told goes along, and is not asked again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from gesprek.dialogue.answers import Answer, make_answer
from gesprek.dialogue.conversation import HANDED, Conversation, Event
from gesprek.knowledge import Card, Knowledge

__all__ = ["hand_to", "handed"]

_FIRST_HEARD = "aan_balie_verteld"


def handed(conversation: Conversation, knowledge: Knowledge, at: datetime) -> Event:
    """The event with which a conversation goes on in the flow of `knowledge`.

    What belongs to the sitting before (`opnieuw` of the flow: who sat there, when, where) is taken off; by whom and when the
    story was first heard is kept in one fact.
    """
    answers = conversation.answers
    after: dict[str, Answer | None] = {fact: None for fact in knowledge.flow.opnieuw if fact in answers}
    heard = _first_heard(answers)
    if heard and _FIRST_HEARD in knowledge.question_of:
        after[_FIRST_HEARD] = make_answer(knowledge.facts[_FIRST_HEARD], heard, spreker="systeem")
    return Event(HANDED, at, {"after": after})


def _first_heard(answers: Mapping[str, Answer]) -> str:
    """ "K. Bos, agent, op 25-11-2026 om 10:30 uur"; empty when nobody's name or time was recorded."""
    who = [str(answers[f].waarde) for f in ("verbalisant_naam", "verbalisant_rang") if f in answers and answers[f].waarde]
    begun = answers.get("gesprek_begin")
    when = f"op {begun.waarde:%d-%m-%Y} om {begun.waarde:%H:%M} uur" if begun is not None and begun.waarde else ""
    return ", ".join([*who, when] if when else who)


def hand_to(conversation: Conversation, knowledge: Knowledge, card: Card, day: date, at: datetime) -> Conversation:
    """The same record, gone on with in the flow of `knowledge` from its first topic.

    Every answer, status, speaker and note goes along, but for what belongs to the sitting before; an answer that the new flow
    does not ask for stays in the record, off its path. Where the old conversation stood, what was decided and which sentences
    were worded there stay behind. A fixed conversation can be handed over too: what was fixed is in the record as it was.
    """
    return Conversation.from_events(knowledge, card, day, [*conversation.events, handed(conversation, knowledge, at)])
