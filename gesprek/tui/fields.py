"""The two text fields: nothing typed or pasted is dropped or moved, and no control character comes in."""

from __future__ import annotations

import unicodedata

from textual import events
from textual.geometry import Region
from textual.widgets import Input, TextArea

from gesprek.knowledge import clean_lines

__all__ = ["SafeInput", "SafeTextArea"]


class SafeInput(Input):
    """One line. Pasted lines are joined, never dropped."""

    async def _on_key(self, event: events.Key) -> None:
        """Do every key in its order."""
        if unusual := _unusual(event):
            _taken(event)
            self.replace(unusual, *self.selection)
        else:
            await _own_key(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        """Join what was pasted into one line; where a line ended, two words stay two words. No space around a password."""
        _taken(event)
        start, end = sorted(self.selection)
        line = _one_line(clean_lines(event.text), self.value[:start], self.value[end:])
        self.replace(line.strip() if self.password else line, start, end)

    def show_end(self) -> None:
        """Bring the end of a long line in sight: a field that had no width yet could not."""
        self.scroll_to_region(Region(self.content_width, 0, 1, 1), force=True, animate=False)


class SafeTextArea(TextArea):
    """Several lines. Everything pasted is kept, spaces and empty lines too."""

    async def _on_key(self, event: events.Key) -> None:
        """Do every key in its order."""
        if unusual := _unusual(event):
            _taken(event)
            self._replace_via_keyboard(unusual, *self.selection)
        else:
            await _own_key(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Keep all of it."""
        _taken(event)
        if result := self._replace_via_keyboard(clean_lines(event.text), *self.selection):
            self.move_cursor(result.end_location)
            self.focus()


def _taken(event: events.Event) -> None:
    event.stop()
    event.prevent_default()


def _one_line(pasted: str, before: str, after: str) -> str:
    """The lines of `pasted` as one, to stand between `before` and `after`: a line end parts words, an empty line adds nothing."""
    lines = pasted.replace("\t", " ").split("\n")
    if len(lines) == 1:
        return lines[0]
    first, last = lines[0], lines[-1]
    joined = " ".join(line.strip() for line in lines if line.strip())
    if first.strip():
        joined = first[: len(first) - len(first.lstrip())] + joined
    elif before.rstrip() == before != "":
        joined = " " + joined
    if last.strip():
        return joined + last[len(last.rstrip()) :]
    return joined + " " if joined.strip() and after.lstrip() == after != "" else joined


def _unusual(event: events.Key) -> str:
    """A space or joiner that is not printable by itself (a hard space, say) and that the library would drop."""
    typed = event.character or ""
    if event.is_printable or len(typed) != 1 or unicodedata.category(typed) not in ("Zs", "Cf"):
        return ""
    return clean_lines(typed)


async def _own_key(field: Input | TextArea, event: events.Key) -> None:
    """Do what the field itself binds to this key, now. The library sends it round first, and letters behind it overtake it."""
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await field.app.run_action(binding.action, field):
            field._restart_blink()
            _taken(event)
            return
