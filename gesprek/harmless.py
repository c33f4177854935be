"""Text of people as a terminal may get it: nothing in it is obeyed, nothing is hidden."""

from __future__ import annotations

import re

__all__ = ["harmless"]

_HARMFUL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _mark(match: re.Match[str]) -> str:
    from rich.cells import cell_len  # only when there is something to mark

    return "·" * cell_len(match.group())


def harmless(text: str) -> str:
    """`text` without anything a terminal obeys or hides, as wide as it was."""
    return text if text.isprintable() else _HARMFUL.sub(_mark, text)
