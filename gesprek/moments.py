"""Days and moments for people: 25-11-2026 14:05. What is kept, and JSON, has them in ISO form."""

from __future__ import annotations

import re
from datetime import date, datetime

__all__ = ["day_and_time", "in_text", "only_day", "read_day"]

_ISO = re.compile(r"\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)?)?")


def day_and_time(text: str) -> str:
    """A moment (ISO) as it is shown; a question mark when it is none."""
    try:
        return f"{datetime.fromisoformat(text):%d-%m-%Y %H:%M}"
    except ValueError:
        return "?"


def only_day(text: str) -> str:
    """The day of a moment (ISO) as it is shown; a question mark when it is none."""
    return day_and_time(text).split(" ")[0]


def in_text(text: str) -> str:
    """`text` with every moment or day in it as it is shown."""
    return _ISO.sub(lambda found: (day_and_time if "T" in found[0] else only_day)(found[0]), text)


def read_day(text: str) -> date:
    """The day that somebody typed, as 2026-11-25 or 25-11-2026. Raises ValueError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone
