"""Text of people as a terminal may get it: nothing in it is obeyed, nothing is hidden."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["harmless", "harmless_lines", "plain_json"]

_HARMFUL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _mark(match: re.Match[str]) -> str:
    return "·" * len(match.group())


def _mark_as_wide(match: re.Match[str]) -> str:
    from rich.cells import cell_len  # only when there is something to mark

    return "·" * cell_len(match.group())


def harmless(text: str, *, as_wide: bool = False) -> str:
    """`text` with a mark for each character that a terminal obeys or hides.

    as_wide: as wide as it was, for a screen where everything has its place; what has no width then gets no mark.
    """
    return text if text.isprintable() else _HARMFUL.sub(_mark_as_wide if as_wide else _mark, text)


def harmless_lines(text: str) -> str:
    """`text` of several lines, each line made `harmless`."""
    return "\n".join(map(harmless, text.split("\n")))


def plain_json(value: Any) -> str:
    """JSON on one line in which what a terminal could obey or hide is an escape; read back, nothing of it has changed."""
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
