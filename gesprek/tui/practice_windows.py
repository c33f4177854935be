"""The windows of an exercise: how to ask, what comes in between, the end of reading back, the debrief."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from gesprek.i18n import _
from gesprek.sitting.practising import Practising
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice, Choices
from gesprek.tui.closing import ReadBackScreen
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog
from gesprek.tui.fields import SafeInput
from gesprek.tui.panel import TextPanel

__all__ = ["TO_FINISH", "AskDialog", "DebriefScreen", "InterruptionDialog", "PracticeReadBackScreen"]

TO_FINISH = "\0afronden"
"""What reading back answers when the exercise is to be ended from there."""


class AskDialog(Dialog[tuple[str, bool] | str | None]):
    """The wordings of a question, and a line for own words. Answers the words and whether they are one's own.

    unsaid: by question the words that were typed and not said yet; question: this one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "to_report", show=False, priority=True)]

    def __init__(self, title: str, options: Sequence[Choice], unsaid: dict[str, str], question: str) -> None:
        super().__init__()
        self._title, self._options, self._unsaid, self._question = title, tuple(options), unsaid, question

    def parts(self) -> ComposeResult:
        """The wordings, and the line."""
        with Vertical(classes="venster vragen"):
            yield text(self._title, classes="kop")
            yield Choices(self._options, marks=False, id="keuzes")
            yield text(_("Of in uw eigen woorden (Tab):"))
            yield SafeInput(id="eigen", select_on_focus=False)
            yield text(_("Een cijfer zegt die zin. Enter in de regel: uw eigen woorden. Esc: terug."), classes="hint")

    def on_mount(self) -> None:
        """Keys go to the wordings; to the line when something stands in it already."""
        field = self.query_one(SafeInput)
        field.value = self._unsaid.get(self._question, "")
        field.cursor_position = len(field.value)
        (field if field.value else self.query_one(Choices)).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """One of the wordings."""
        self.dismiss((next(option.label for option in self._options if option.id == event.id), False))

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        """Own words; without any nothing happens."""
        if event.value.strip():
            self.dismiss((event.value, True))

    def on_paste(self, event: events.Paste) -> None:
        """A text pasted beside the line is meant for it."""
        event.stop()
        field = self.query_one(SafeInput)
        field.value += event.text.split("\n", 1)[0]
        field.focus()

    def pull(self) -> None:
        """Keep what stands in the line for the next time."""
        self._unsaid[self._question] = self.query_one(SafeInput).value

    def action_cancel(self) -> None:
        """Close; own words stay for the next time."""
        self.pull()
        self.dismiss(None)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.pull()
        self.dismiss(TO_REPORT)


class InterruptionDialog(ChoiceDialog):
    """Something happens: what to do about it. It does not go away by itself."""

    def __init__(self, happens: str, options: Sequence[Choice]) -> None:
        super().__init__(_("Er gebeurt iets"), happens, options)
        self.purpose = "onderbreking"

    def action_cancel(self) -> None:
        """Escape makes nothing undone."""
        told = _("Dit gebeurt nu. Kies met een cijfer wat u doet; daarna gaat u verder.")
        self.query_one(".hint", Static).update(Content(told))

    def action_to_report(self) -> None:
        """The aangifte is there again after it."""
        self.action_cancel()


class PracticeReadBackScreen(ReadBackScreen):
    """Reading back in an exercise. What is made up is not written to files; from here the exercise can be ended."""

    def keys(self) -> str:
        """The keys that mean something now."""
        if not self.talk.c.fixed:
            return _("Enter verder  Z verbeter  F3 stuk  K klopt  V vaststellen  O klaar  Esc vragen")
        return _("Enter verder  PgUp vorige  F3 stuk  O oefening klaar  Esc vragen")

    def standing(self) -> str:
        """What can be done once it is fixed."""
        return _("Vastgesteld. O: de oefening afronden.") if self.talk.c.fixed else super().standing()

    def action_write(self) -> None:
        """Nothing made up becomes a file that looks real."""
        self.show(_("In een oefening schrijft u geen stukken weg: alles is verzonnen. O: de oefening afronden."))

    def action_taken_over(self) -> None:
        """O: the end of the exercise."""
        self.leave(TO_FINISH)


class DebriefScreen(Dialog[None]):
    """The debrief, page by page. Whatever closes it, the exercise is over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,pagedown,space", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("q", "cancel", show=False),
    ]

    def __init__(self, practice: Practising) -> None:
        super().__init__()
        self._practice = practice

    def parts(self) -> ComposeResult:
        """The mark with the number of the page, the text, the keys."""
        with Vertical(id="voorlezen"):
            yield text("", id="verslag-kop", classes="balk kop")
            yield TextPanel(self._practice.debrief(), id="verslag")
            yield text("", classes="balk", id="verslag-toetsen")

    def on_mount(self) -> None:
        """Keys turn the pages."""
        self.query_one(TextPanel).focus()
        self.call_after_refresh(self._show_head)

    def on_resize(self, event: events.Resize) -> None:
        """Another size has another number of pages."""
        super().on_resize(event)
        self.call_after_refresh(self.call_after_refresh, self._show_head)

    def _show_head(self) -> None:
        panel = self.query_one(TextPanel)
        step = max(1, panel.size.height - 3)
        pages = max(1, -(-panel.virtual_size.height // step))
        last = panel.scroll_offset.y >= panel.max_scroll_y
        page = pages if last else min(pages, int(panel.scroll_offset.y) // step + 1)
        head = _("{merk} · verslag, bladzijde {n} van {m}").format(merk=self._practice.mark, n=page, m=pages)
        self.query_one("#verslag-kop", Static).update(Content(head))
        keys = _("PgUp vorige  Enter of Esc: klaar") if last else _("Enter verder  PgUp vorige  Esc klaar")
        self.query_one("#verslag-toetsen", Static).update(Content(keys))

    def action_page(self, by: int) -> None:
        """Another page; after the last one it closes."""
        panel = self.query_one(TextPanel)
        if by > 0 and panel.scroll_offset.y >= panel.max_scroll_y:
            self.dismiss(None)
            return
        panel.scroll_to(y=panel.scroll_offset.y + by * max(1, panel.size.height - 3), animate=False)
        self.call_after_refresh(self._show_head)
