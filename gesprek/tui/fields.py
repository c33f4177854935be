"""The two text fields: nothing pasted is dropped, and no control character comes in."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.widgets import Input, TextArea

from gesprek.knowledge import clean_text

__all__ = ["SafeInput", "SafeTextArea"]


class SafeInput(Input):
    """One line. Pasted lines are joined, never dropped."""

    def _on_paste(self, event: events.Paste) -> None:
        """Join what was pasted into one line."""
        line = " ".join(part.strip() for part in clean_text(event.text).splitlines() if part.strip())
        event.stop()
        event.prevent_default()
        selection = self.selection
        if selection.is_empty:
            self.insert_text_at_cursor(line)
        else:
            self.replace(line, *selection)

    def show_end(self) -> None:
        """Bring the end of a long line in sight: a field that had no width yet could not."""
        self.scroll_to_region(Region(self.content_width, 0, 1, 1), force=True, animate=False)


class SafeTextArea(TextArea):
    """Several lines. Everything pasted is kept."""

    async def _on_paste(self, event: events.Paste) -> None:
        """Keep every pasted line, and the empty line end or space around it."""
        event.stop()
        event.prevent_default()
        before = event.text[: len(event.text) - len(event.text.lstrip(" "))]
        after = "\n" if event.text[-1:] in ("\n", "\r") else ""
        if result := self._replace_via_keyboard(before + clean_text(event.text) + after, *self.selection):
            self.move_cursor(result.end_location)
            self.focus()
