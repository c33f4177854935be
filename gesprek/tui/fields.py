"""The two text fields: nothing pasted is dropped, and no control character comes in."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input, TextArea

from gesprek.knowledge import clean_text

__all__ = ["SafeInput", "SafeTextArea"]


async def _own_key(field: Widget, event: events.Event) -> bool:
    """Do what a key of the field itself does, before the next one is looked at. False when it is no such key.

    The library lets such keys go round by the app, and letters that follow overtake them.
    """
    if not isinstance(event, events.Key):
        return False
    own = (binding for binding in field._bindings.key_to_bindings.get(event.key, ()) if not binding.priority)
    binding = next(own, None)
    if binding is None:
        return False
    event.stop()
    event.prevent_default()
    await field.app.run_action(binding.action, field)
    return True


class SafeInput(Input):
    """One line. Pasted lines are joined, never dropped."""

    async def on_event(self, event: events.Event) -> None:
        """Every key in its order."""
        if not await _own_key(self, event):
            await super().on_event(event)

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

    async def on_event(self, event: events.Event) -> None:
        """Every key in its order."""
        if not await _own_key(self, event):
            await super().on_event(event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Keep every pasted line, and the spaces and line ends around it."""
        event.stop()
        event.prevent_default()
        if result := self._replace_via_keyboard(_whole(event.text), *self.selection):
            self.move_cursor(result.end_location)
            self.focus()


def _whole(pasted: str) -> str:
    """A pasted text without control characters, with the white space at its ends."""
    text = pasted.replace("\r\n", "\n").replace("\r", "\n")
    body = text.strip(" \n")
    if not body:
        return text
    begin = text.index(body)
    return text[:begin] + clean_text(body) + text[begin + len(body) :]
