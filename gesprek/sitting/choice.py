"""One thing to choose from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its value, what is shown, a second line in soft text, and words it can be found by.

    name: how it is called, when more is shown than that. spoken: the stems of the words in which people speak of it.
    """

    id: str
    label: str
    detail: str = ""
    words: str = ""
    name: str = ""
    spoken: frozenset[str] = frozenset()
