"""What people typed is data: never markup, never an escape sequence.

Three lines of defence: text is cleaned where it enters (`fields`, `make_answer`), shown as `Content` or segments and
never as markup, and a filter over every rendered line takes out what still got through.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

__all__ = ["SafeFilter", "harmless"]

_HARMFUL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _mark(match: re.Match[str]) -> str:
    return "·" * cell_len(match.group())


def harmless(text: str) -> str:
    """`text` without anything a terminal obeys or hides, as wide as it was."""
    return text if text.isprintable() else _HARMFUL.sub(_mark, text)


class SafeFilter(LineFilter):
    """The backstop: no control, bidi, tag or zero-width character in what is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, with harmful characters replaced."""
        if all(segment.control or segment.text.isprintable() for segment in segments):
            return segments
        return [s if s.control or s.text.isprintable() else Segment(harmless(s.text), s.style) for s in segments]
