"""What happened in an exercise, as plain data: each moment with its kind, when it was, and what it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

__all__ = ["Asked", "Chosen", "Contested", "Looked", "Moment", "Recorded", "plain"]


class Moment(msgspec.Struct, frozen=True):
    """One thing that happened: begun, asked, looked, chosen, contested, recorded, finished or given_up.

    Its number is its place in the list (0 is `begun`). data: plain values, by kind as the structs below.
    """

    kind: str
    at: datetime
    data: dict[str, Any] = {}


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question was asked aloud, and what came of it.

    about: the question that the words were understood to be about, and that was answered; empty when there was none.
    kind: empty when nothing could be understood at all. released: what the person told, by fact; agreed: what they only went
    along with; closed: they kept it to themselves.
    """

    question: str
    about: str
    text: str
    own: bool
    kind: str
    answer: str
    released: dict[str, Any]
    agreed: dict[str, Any]
    closed: bool


class Looked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The officer saw, looked up or decided something."""

    question: str


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was done at an interruption; both are numbers in the file of the scenario."""

    interruption: int
    choice: int


class Contested(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The student does not agree with the kind that a question (the number of its moment) was given."""

    moment: int
    reason: str


class Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One action in the record: the events of the conversation as they are kept."""

    events: list[dict[str, Any]]


def plain(value: Any) -> Any:
    """A value of a YAML file without its line numbers: text, lists and mappings."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
