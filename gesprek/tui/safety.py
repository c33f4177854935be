"""What people typed is data: never markup, never an escape sequence.

Three lines of defence: text is cleaned where it enters (`fields`, `make_answer`), shown as `Content` or segments and
never as markup, and a filter over every rendered line takes out what still got through.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from gesprek.harmless import harmless

__all__ = ["SafeFilter"]


class SafeFilter(LineFilter):
    """The backstop: no control, bidi, tag or zero-width character in what is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, with harmful characters replaced."""
        if all(segment.control or segment.text.isprintable() for segment in segments):
            return segments
        return [s if s.control or s.text.isprintable() else Segment(harmless(s.text, as_wide=True), s.style) for s in segments]
