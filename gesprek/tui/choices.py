"""A list to choose from with one key each: options of a question, menus, and lists with a filter.

Nothing is chosen or pointed at to begin with, unless a menu asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gesprek.i18n import _
from gesprek.sitting.choice import Choice
from gesprek.sitting.wrapping import fit, wrap

__all__ = ["KEYS", "Choice", "Choices"]

KEYS = "123456789abcdefghijklmoqrtyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""One key per option. n, p, s, u, v, w and x are left out: they mean something else outside a text field."""


class Choices(ScrollView, can_focus=True):
    """The list. `multi` lets several be marked. Messages: Chosen (one, with its key or Enter) and Toggled (several)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choices--key",
        "choices--plain",
        "choices--picked",
        "choices--detail",
        "choices--cursor",
        "choices--suggested",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("left", "column(-1)", show=False),
        Binding("right", "column(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("space", "mark", show=False),
        Binding("enter", "enter", show=False),
    ]

    class Chosen(Message):
        """One option was chosen."""

        def __init__(self, choices: Choices, id: str) -> None:
            super().__init__()
            self.choices = choices
            self.id = id
            self.token = choices.token

        @property
        def control(self) -> Choices:
            """The list it comes from."""
            return self.choices

    class Toggled(Message):
        """The set of marked options changed."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices
            self.token = choices.token

        @property
        def control(self) -> Choices:
            """The list it comes from."""
            return self.choices

    class Skipped(Message):
        """Enter without an option pointed at, or Enter in a list of which several can be marked."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices
            self.token = choices.token

        @property
        def control(self) -> Choices:
            """The list it comes from."""
            return self.choices

    class Pointed(Message):
        """Another option is pointed at."""

        def __init__(self, choices: Choices, id: str) -> None:
            super().__init__()
            self.choices = choices
            self.id = id

        @property
        def control(self) -> Choices:
            """The list it comes from."""
            return self.choices

    def __init__(
        self, items: Sequence[Choice] = (), *, numbered: bool = True, marks: bool = True, cursor: int = -1, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.items: tuple[Choice, ...] = tuple(items)
        self.numbered = numbered
        self.marks = marks
        self.multi = False
        self.picked: tuple[str, ...] = ()
        self.cursor = cursor
        self.token = ""
        self.suggested = ""
        self._columns = 1
        self._rows: list[tuple[int, str, bool]] = []
        self._first_row: list[int] = []
        self._overflows = False

    def load(
        self,
        items: Sequence[Choice],
        *,
        multi: bool = False,
        picked: Sequence[str] = (),
        cursor: int = -1,
        token: str = "",
        suggested: str = "",
    ) -> None:
        """Show other options. token: goes along with every message, so that a key pressed too soon is known as such.

        suggested: an option with a mark of its own, neither chosen nor pointed at.
        """
        self.token, self.suggested = token, suggested
        self.items, self.multi, self.picked, self.cursor = tuple(items), multi, tuple(picked), cursor
        self.scroll_to(y=0, animate=False)
        self._lay_out()
        if suggested:
            self.call_after_refresh(self._show_option, [item.id for item in self.items].index(suggested))

    # -- layout ------------------------------------------------------------------------------------------------------

    def _prefix(self) -> int:
        return 2 + (3 if self.numbered else 0) + (2 if self.marks else 0)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        self._columns, self._rows, self._first_row, self._overflows = 1, [], [], False
        if width <= 0:
            return
        self._columns = self._column_count(width)
        if self._columns == 1:
            self._lay_out_list(width)
        rows = len(self._rows) if self._columns == 1 else -(-len(self.items) // self._columns)
        self._overflows = rows > self.size.height > 1
        self.virtual_size = Size(width, rows + self._overflows)
        self.refresh(layout=bool(self.styles.height and self.styles.height.is_auto))

    def _column_count(self, width: int) -> int:
        height = self.size.height
        if not self.items or any(i.detail for i in self.items) or len(self.items) <= height:
            return 1
        longest = max(cell_len(i.label) for i in self.items) + self._prefix() + 2
        return max(1, min(3, width // longest, -(-len(self.items) // max(1, height))))

    def _lay_out_list(self, width: int) -> None:
        for index, item in enumerate(self.items):
            self._first_row.append(len(self._rows))
            for line in wrap(item.label, width - self._prefix()):
                self._rows.append((index, line, False))
            if item.detail:
                self._rows.append((index, fit(item.detail, width - self._prefix()), True))

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again."""
        self._lay_out()
        self._show_cursor()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the options take at this width."""
        lines = sum(len(wrap(i.label, width - self._prefix())) + bool(i.detail) for i in self.items)
        return max(1, lines)

    # -- drawing -----------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        row = y + self.scroll_offset.y
        width = self.size.width
        if self._overflows and y == self.size.height - 1:
            said = fit(self._out_of_sight(), width - 2)
            return Strip([Segment(f"  {said}", self._style("detail"))]).adjust_cell_length(width, self.rich_style)
        if self._columns > 1:
            return self._column_line(row, width)
        if not 0 <= row < len(self._rows):
            return Strip.blank(width, self.rich_style)
        index, text, soft = self._rows[row]
        head = self._first_row[index] == row
        return Strip(self._segments(index, text, head, soft, width)).adjust_cell_length(width, self.rich_style)

    def _out_of_sight(self) -> str:
        """How many options there are besides those in sight, and which of them are marked."""
        top, end = self.scroll_offset.y, self.scroll_offset.y + self.size.height - 1
        hidden = [i for i in range(len(self.items)) if self._row_of(i) < top or self._last_row_of(i) >= end]
        said = _("… nog {n}, ↑ ↓").format(n=len(hidden))
        marked = [self.items[index].label.strip() for index in hidden if self.items[index].id in self.picked]
        return f"{said}  " + _("gekozen: {namen}").format(namen=" · ".join(marked)) if marked else said

    def _row_of(self, index: int) -> int:
        if self._columns > 1:
            return index % -(-len(self.items) // self._columns)
        return self._first_row[index]

    def _last_row_of(self, index: int) -> int:
        if self._columns > 1:
            return self._row_of(index)
        return (self._first_row[index + 1] if index + 1 < len(self.items) else len(self._rows)) - 1

    def _column_line(self, row: int, width: int) -> Strip:
        count = -(-len(self.items) // self._columns)
        size = width // self._columns
        segments: list[Segment] = []
        for column in range(self._columns):
            index = column * count + row
            if row < count and index < len(self.items):
                strip = Strip(self._segments(index, self.items[index].label, True, False, size))
                segments += list(strip.adjust_cell_length(size, self.rich_style))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments(self, index: int, text: str, head: bool, soft: bool, width: int) -> list[Segment]:
        here = index == self.cursor
        item = self.items[index]
        picked = item.id in self.picked
        offered = item.id == self.suggested and not picked
        base = self._style(
            "cursor" if here else "detail" if soft else "picked" if picked else "suggested" if offered else "plain"
        )
        key_style = base if here else self._style("key")
        key = KEYS[index] if self.numbered and index < len(KEYS) else " "
        sign = ("☒" if picked else "☐") if self.multi else ("●" if picked else "○")
        pointer = ("›" if here else "»" if offered else " ") if head else " "
        parts = [Segment(f"{pointer} ", base)]
        if self.numbered:
            parts.append(Segment(f"{key if head else ' ':<2} ", key_style))
        if self.marks:
            parts.append(Segment(f"{sign if head else ' '} ", base))
        parts.append(Segment(text, base))
        used = sum(cell_len(s.text) for s in parts)
        return [*parts, Segment(" " * max(0, width - used - (1 if self._columns > 1 else 0)), base)]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"choices--{name}")

    # -- keys --------------------------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """True for the keys of the options."""
        return self._index_of(character) is not None

    def _index_of(self, character: str | None) -> int | None:
        if not self.numbered or not character or len(character) != 1:
            return None
        index = KEYS.find(character)
        return index if 0 <= index < len(self.items) else None

    def on_key(self, event: events.Key) -> None:
        """An option by its number or letter."""
        index = self._index_of(event.character)
        if index is not None:
            event.stop()
            event.prevent_default()
            self.cursor = index
            self._choose(index)

    def on_click(self, event: events.Click) -> None:
        """An option with the mouse."""
        row = event.y + self.scroll_offset.y
        if self._overflows and event.y == self.size.height - 1:
            self.scroll_relative(y=self.size.height - 1, animate=False)
            return
        if self._columns > 1:
            count = -(-len(self.items) // self._columns)
            index = event.x // max(1, self.size.width // self._columns) * count + row
        else:
            index = self._rows[row][0] if row < len(self._rows) else -1
        if 0 <= index < len(self.items):
            self.cursor = index
            self._choose(index)

    def _choose(self, index: int) -> None:
        ident = self.items[index].id
        if self.multi:
            self.picked = tuple(i for i in self.picked if i != ident) if ident in self.picked else (*self.picked, ident)
            self.post_message(self.Toggled(self))
        else:
            self.post_message(self.Chosen(self, ident))
        self._show_cursor()
        self.refresh()

    def action_move(self, by: int) -> None:
        """Point at another option."""
        if self.items:
            start = self.cursor if self.cursor >= 0 else (-1 if by > 0 else len(self.items))
            self._point(max(0, min(len(self.items) - 1, start + by)))

    def _point(self, index: int) -> None:
        self.cursor = index
        self._show_cursor()
        self.refresh()
        if 0 <= index < len(self.items):
            self.post_message(self.Pointed(self, self.items[index].id))

    def action_column(self, by: int) -> None:
        """Point at the option in the column beside."""
        if self._columns > 1:
            self.action_move(by * -(-len(self.items) // self._columns))

    def action_edge(self, end: int) -> None:
        """Point at the first or last option."""
        self._point(len(self.items) - 1 if end else min(0, len(self.items) - 1))

    def action_mark(self) -> None:
        """Space: mark the option pointed at, or choose it."""
        if 0 <= self.cursor < len(self.items):
            self._choose(self.cursor)

    def action_enter(self) -> None:
        """Enter: choose what is pointed at; where several can be marked, go on."""
        if self.multi or not 0 <= self.cursor < len(self.items):
            self.post_message(self.Skipped(self))
        else:
            self._choose(self.cursor)

    def _show_cursor(self) -> None:
        self._show_option(self.cursor)

    def _show_option(self, index: int) -> None:
        if not 0 <= index < len(self.items) or not self.size.height:
            return
        if self._columns == 1 and index >= len(self._first_row):
            return
        row, last = self._row_of(index), self._last_row_of(index)
        self.scroll_to_region(Region(0, row, 1, last - row + 1 + self._overflows), animate=False, x_axis=False)
