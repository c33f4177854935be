"""One thing to choose from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its value, how it is called, a second line in soft text, and words it can be found by."""

    id: str
    label: str
    detail: str = ""
    words: str = ""
