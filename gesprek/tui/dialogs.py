"""The windows over a screen: a choice, a reason, a list with a filter, a text to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gesprek.i18n import _
from gesprek.sitting.wrapping import Line
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice, Choices
from gesprek.tui.panel import TextPanel
from gesprek.tui.unfinished import Unfinished

__all__ = ["TO_REPORT", "ChoiceDialog", "ReasonDialog", "TextDialog"]

TO_REPORT = "\0aangifte"
"""What a dialog answers when F2 was pressed in it: go to the aangifte."""


class ChoiceDialog(Dialog[str | None]):
    """One of a few options. Escape: none of them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "to_report", show=False, priority=True)]

    def __init__(self, title: str, message: str, options: Sequence[Choice], *, cursor: int = -1) -> None:
        super().__init__()
        self._title, self._message, self._options, self._cursor = title, message, options, cursor

    def parts(self) -> ComposeResult:
        """A title, what it is about, the options."""
        with Vertical(classes="venster"):
            yield text(self._title, classes="kop")
            if self._message:
                with VerticalScroll(classes="bericht", can_focus=False):
                    yield text(self._message)
            yield Choices(self._options, marks=False, cursor=self._cursor, id="keuzes")
            yield text(_("Kies met een cijfer of met ↑ ↓ en Enter. Esc: terug."), classes="hint")

    def on_mount(self) -> None:
        """Keys go to the options."""
        self.query_one(Choices).focus()

    @on(Choices.Skipped)
    def nothing_pointed_at(self) -> None:
        """Enter before an option is pointed at: say what to do first."""
        self.query_one(".hint", Static).update(Content.styled(_("Kies eerst: met een cijfer, of met ↑ ↓. Esc: terug."), "bold"))

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Answer with the option."""
        self.dismiss(event.id)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.dismiss(TO_REPORT)


class ReasonDialog(Dialog[str | None]):
    """One line of text, a reason most often; it may not be empty. What was typed is kept when the window is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "to_report", show=False, priority=True),
        Binding("ctrl+d,f10", "accept", show=False, priority=True),
    ]

    def __init__(self, title: str, message: str, initial: str = "", needed: str = "") -> None:
        super().__init__()
        self._title, self._message = title, message
        self._unfinished = Unfinished(self, title, initial)
        self._needed = needed or _("Zet er een reden bij; zonder reden kan dit niet.")

    def parts(self) -> ComposeResult:
        """A title, what it is about, the line."""
        from gesprek.tui.fields import SafeInput

        with Vertical(classes="venster"):
            yield text(self._title, classes="kop")
            yield text(self._message)
            yield SafeInput(id="reden", select_on_focus=False)
            yield text("", classes="fout", id="fout")
            yield text(_("Enter: klaar. Esc: terug, zonder iets vast te leggen."), classes="hint")

    def on_mount(self) -> None:
        """What was typed here before comes back."""
        from gesprek.tui.fields import SafeInput

        field = self.query_one(SafeInput)
        field.value = self._unfinished.text()
        field.focus()

    def on_input_submitted(self) -> None:
        """Enter."""
        self.action_accept()

    def action_accept(self) -> None:
        """Answer with the line, when there is one."""
        from gesprek.tui.fields import SafeInput

        value = self.query_one(SafeInput).value.strip()
        if not value:
            self.query_one("#fout", Static).update(Content(self._needed))
            return
        self._unfinished.used()
        self.dismiss(value)

    def pull(self) -> None:
        """Keep the line for the next time, also when the program dies."""
        from gesprek.tui.fields import SafeInput

        self._unfinished.keep(self.query_one(SafeInput).value)

    def action_cancel(self) -> None:
        """Close; the line stays for the next time."""
        self.pull()
        self.dismiss(None)

    def action_to_report(self) -> None:
        """F2: to the aangifte; the line stays for the next time."""
        self.pull()
        self.dismiss(TO_REPORT)


class TextDialog(Dialog[str | None]):
    """A text to read, with room to scroll. from_end: begin at its end."""

    from_end = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f1", "cancel", show=False),
        Binding("f2", "to_report", show=False, priority=True),
    ]

    def __init__(self, title: str, paragraphs: Sequence[Line], hint: str = "") -> None:
        super().__init__()
        self._title, self._paragraphs = title, tuple(paragraphs)
        self._hint = hint or _("↑ ↓ bladeren. Enter of Esc: terug.")

    def parts(self) -> ComposeResult:
        """A title and the text."""
        with Vertical(classes="venster hoog"):
            yield text(self._title, classes="kop")
            yield TextPanel(self._paragraphs, id="tekst")
            yield text(self._hint, classes="hint")

    def on_mount(self) -> None:
        """Keys scroll the text."""
        panel = self.query_one(TextPanel)
        panel.focus()
        if self.from_end:
            self.call_after_refresh(panel.scroll_end, animate=False)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.dismiss(TO_REPORT)
