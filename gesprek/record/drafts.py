"""What is being typed, as it is kept beside a dossier: the words in it, apart from where the officer was."""

from __future__ import annotations

from typing import Any

__all__ = ["typed_in"]

_WHERE = frozenset({"hier", "spoor", "venster", "sprekers", "passage", "langs"})
"""What a draft holds besides what was typed."""


def typed_in(draft: dict[str, Any] | None) -> list[str]:
    """The words that stand typed in a draft; where the officer was in the conversation does not count."""
    words: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str) and value.strip():
            words.append(value)
        elif isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                gather(part)

    gather({name: value for name, value in (draft or {}).items() if name not in _WHERE})
    return words
