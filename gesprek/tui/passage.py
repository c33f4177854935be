"""A document sentence by sentence: one of them is pointed at, so that it can be followed to its answer, or rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from gesprek.report import Documents, Sentence, located
from gesprek.sitting.wrapping import Line, wrap
from gesprek.tui.panel import TextPanel

__all__ = ["PassagePanel", "Spot", "spots_of"]

_ROOMY = 30
"""Rows from which there is an empty line between two lines: it reads more calmly, together with somebody else."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a sentence stands: its paragraph, and from which to which character of it."""

    sentence: Sentence
    row: int
    begin: int
    end: int


def spots_of(documents: Documents, name: str) -> list[Spot]:
    """Where the sentences of a document stand, in order. A sentence that cannot be found has no place."""
    text = documents.texts[name]
    found = []
    for sentence, begin in located(documents):
        if sentence.document == name and begin >= 0:
            start = text.rfind("\n", 0, begin) + 1
            found.append(Spot(sentence, text.count("\n", 0, begin), begin - start, begin - start + len(sentence.zin)))
    return found


class PassagePanel(TextPanel):
    """Shows a document, one sentence pointed at. Message: Followed (a click on one)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"passage--aangewezen", "passage--herschreven"}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "point(-1)", show=False), Binding("down", "point(1)", show=False)]

    class Followed(Message):
        """A sentence was clicked on."""

        def __init__(self, sentence: Sentence) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, paragraphs: Iterable[Line] = (), *, id: str | None = None) -> None:
        super().__init__(paragraphs, id=id)
        self._spots: Sequence[Spot] = ()
        self._pieces: list[list[tuple[int, int, int]]] = []
        self.at = -1

    @property
    def sentence(self) -> Sentence | None:
        """The one pointed at."""
        return self._spots[self.at].sentence if 0 <= self.at < len(self._spots) else None

    def tell(self, paragraphs: Iterable[Line], spots: Sequence[Spot]) -> None:
        """Show another document; what is pointed at stays as far as there are sentences."""
        self._spots = tuple(spots)
        self.at = min(self.at, len(spots) - 1)
        self.show(paragraphs, follow=False)
        self.refresh()

    def wrapped(self, width: int) -> list[Line]:
        """The paragraphs as lines, and which part of each belongs to which sentence."""
        lines: list[Line] = []
        self._pieces = []
        for row, (text, kind) in enumerate(self._paragraphs):
            here = [(index, spot) for index, spot in enumerate(self._spots) if spot.row == row]
            at = 0
            for number, line in enumerate(wrap(text, width)):
                if number and kind != "kop" and self.size.height >= _ROOMY:
                    lines.append(("", ""))
                    self._pieces.append([])
                body = line.strip()
                begin = max(0, text.find(body, at))
                at = begin + len(body)
                lead = begin - (len(line) - len(line.lstrip()))
                parts = ((max(spot.begin, begin), min(spot.end, at), index) for index, spot in here)
                self._pieces.append([(first - lead, last - lead, index) for first, last, index in parts if first < last])
                lines.append((line, kind))
        return lines

    def action_point(self, by: int) -> None:
        """Point at the next or the last sentence, and bring it in sight."""
        if self._spots:
            self.point(min(len(self._spots) - 1, max(0, self.at + by)))

    def point(self, index: int) -> None:
        """Point at a sentence, and bring it in sight."""
        self.at = index
        rows = [y for y, pieces in enumerate(self._pieces) if any(piece[2] == index for piece in pieces)]
        if rows:
            top, height = self.scroll_offset.y, max(1, self.size.height)
            if rows[0] < top or rows[-1] >= top + height:
                self.scroll_to(y=max(0, rows[0] - 2), animate=False)
        self.refresh()

    def first_in_sight(self) -> int:
        """The first sentence that begins on what is shown now; -1 when there is none."""
        top = self.scroll_offset.y
        return next((piece[2] for pieces in self._pieces[top:] for piece in pieces), -1)

    def on_click(self, event: events.Click) -> None:
        """Follow the sentence under the mouse."""
        spot = event.get_content_offset(self)
        y = (spot.y if spot else event.y) + self.scroll_offset.y
        x = spot.x if spot else event.x
        for begin, end, index in self._pieces[y] if y < len(self._pieces) else ():
            if begin <= x < end:
                self.point(index)
                self.post_message(self.Followed(self._spots[index].sentence))

    def render_line(self, y: int) -> Strip:
        """One line of the window; the sentence pointed at stands out, and so does one that was rewritten."""
        row = y + self.scroll_offset.y
        pieces = self._pieces[row] if row < len(self._pieces) else []
        if not pieces or row >= len(self._lines):
            return super().render_line(y)
        text, kind = self._lines[row]
        plain = self.get_component_rich_style(f"panel--{kind or 'plain'}")
        segments, at = [], 0
        for begin, end, index in pieces:
            segments += [Segment(text[at:begin], plain), Segment(text[begin:end], self._style(index, plain))]
            at = end
        segments.append(Segment(text[at:], plain))
        return Strip(segments).simplify().adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, index: int, plain: Style) -> Style:
        if index == self.at:
            return self.get_component_rich_style("passage--aangewezen")
        return self.get_component_rich_style("passage--herschreven") if self._spots[index].sentence.origineel else plain
