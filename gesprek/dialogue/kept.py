"""Events as plain values, and back. Answers are kept as a case file holds them, so that a newer flow can still read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from gesprek.dialogue.answers import Answer, make_answer
from gesprek.dialogue.conversation import Event
from gesprek.knowledge import Knowledge, ValueProblem, parse_value, plain_value

__all__ = ["Kept", "event_of", "events_of", "kept_of"]


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a record: what kind of thing happened, when (ISO, no zone), and its data as plain values."""

    kind: str
    at: str
    data: dict[str, Any] = {}


def kept_of(event: Event) -> Kept:
    """An event as it is kept. What an answer was before follows from the events before it, and is not kept twice."""
    data = dict(event.data)
    if "after" in data:
        data = {"after": {fact: _plain(answer) for fact, answer in data["after"].items()}}
    return Kept(event.kind, event.at.isoformat(), data)


def _plain(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    found: dict[str, Any] = {"s": answer.status} if answer.status else {"w": plain_value(answer.waarde)}
    found["p"] = answer.spreker
    if answer.reden:
        found["r"] = answer.reden
    return found


def event_of(row: Kept, knowledge: Knowledge, orphans: dict[str, Any] | None = None) -> Event:
    """The event of a row, read with a flow. An answer that this flow has no place for goes to `orphans` as it was kept."""
    data = dict(row.data)
    if "after" in data:
        after: dict[str, Answer | None] = {}
        for fact, raw in data["after"].items():
            try:
                after[fact] = _answer(knowledge, fact, raw)
            except (KeyError, ValueProblem):
                if orphans is not None:
                    orphans[fact] = raw
            else:
                if orphans is not None:
                    orphans.pop(fact, None)
        data = {"after": after}
    return Event(row.kind, datetime.fromisoformat(row.at), data)


def _answer(knowledge: Knowledge, fact: str, raw: Mapping[str, Any] | None) -> Answer | None:
    known = knowledge.facts[fact]
    if raw is None:
        return None
    reden, spreker = raw.get("r", ""), raw.get("p", "")
    if "s" in raw:
        return make_answer(known, status=raw["s"], spreker=spreker, reden=reden)
    return make_answer(known, parse_value(known, raw["w"], knowledge.routes), spreker=spreker, reden=reden)


def events_of(rows: Iterable[Kept], knowledge: Knowledge, orphans: dict[str, Any] | None = None) -> list[Event]:
    """The events of rows, in order."""
    return [event_of(row, knowledge, orphans) for row in rows]
