"""A read-only text that is redrawn line by line: cheap enough to follow every key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gesprek.sitting.wrapping import Line, wrap

__all__ = ["TextPanel"]


class TextPanel(ScrollView, can_focus=True):
    """Shows paragraphs, wrapped. `show` refreshes only the lines that changed, and brings the first of them in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "panel--plain",
        "panel--kop",
        "panel--zacht",
        "panel--goed",
        "panel--fout",
        "panel--let",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, paragraphs: Iterable[Line] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paragraphs: tuple[Line, ...] = tuple(paragraphs)
        self._lines: list[Line] = []
        self._width = 0

    @property
    def text(self) -> str:
        """Everything in it, as one text."""
        return "\n".join(text for text, kind in self._paragraphs)

    def show(self, paragraphs: Iterable[Line], follow: bool = True) -> None:
        """Show other paragraphs. follow: scroll to the first line that changed, unless the reader is in the panel."""
        self._paragraphs = tuple(paragraphs)
        self._lay_out(follow and not self.has_focus)

    def _lay_out(self, follow: bool) -> None:
        width = self.scrollable_content_region.width or self.size.width
        if width <= 0:
            return
        old, self._width = self._lines, width
        new = self.wrapped(width)
        self._lines = new
        if len(old) != len(new):
            self.virtual_size = Size(width, len(new))
            self.refresh(layout=self.styles.height is not None and self.styles.height.is_auto)
        changed = [y for y in range(len(new)) if y >= len(old) or old[y] != new[y]]
        for y in changed:
            self.refresh_line(y)
        for y in range(len(new), len(old)):
            self.refresh_line(y)
        if follow and old and changed and len(changed) < len(new):
            self._bring_in_sight(changed[0])

    def wrapped(self, width: int) -> list[Line]:
        """The paragraphs as lines of this width."""
        return [(line, kind) for text, kind in self._paragraphs for line in wrap(text, width)]

    def _bring_in_sight(self, y: int) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if not top <= y < top + height:
            self.scroll_to(y=max(0, y - height // 2), animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again at another width."""
        self._lines = []
        self._lay_out(follow=False)
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text takes at this width."""
        return max(1, len(self.wrapped(width)))

    def action_page_down(self) -> None:
        """A page on, with one line kept in sight."""
        self.scroll_to(y=self.scroll_offset.y + max(1, self.size.height - 1), animate=False)

    def action_page_up(self) -> None:
        """A page back, with one line kept in sight."""
        self.scroll_to(y=self.scroll_offset.y - max(1, self.size.height - 1), animate=False)

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        row = y + self.scroll_offset.y
        if row >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        text, kind = self._lines[row]
        style = self.get_component_rich_style(f"panel--{kind or 'plain'}")
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, self.rich_style)
