"""What all screens share: the sentence for a terminal that is too small, and keys that never quit or copy silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from gesprek.i18n import _

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk

__all__ = ["SMALLEST", "BaseScreen", "Dialog", "text"]

SMALLEST = (60, 20)
"""The least columns and rows in which the screens can be used."""

_BINDINGS: list[BindingType] = [
    Binding("tab", "app.focus_next", show=False),
    Binding("shift+tab", "app.focus_previous", show=False),
]
T = TypeVar("T")


def text(value: str, *, id: str | None = None, classes: str | None = None) -> Static:
    """A piece of text that is never read as markup."""
    return Static(Content(value), id=id, classes=classes, markup=False)


class _TooSmall:
    """Covers the screen while the terminal is too small. What is under it stays as it was."""

    def on_resize(self, event: events.Resize) -> None:
        """Show or hide the sentence, and choose the layout of this width."""
        assert isinstance(self, Screen)
        size = event.size
        small = size.width < SMALLEST[0] or size.height < SMALLEST[1]
        self.set_class(small, "-klein")
        self.set_class(size.width >= 120, "-breed")
        self.set_class(size.width >= 150, "-ruim")
        if small:
            found = _("Venster te klein ({breed}x{hoog}); nodig is {b}x{h}. Alles blijft bewaard.").format(
                breed=size.width, hoog=size.height, b=SMALLEST[0], h=SMALLEST[1]
            )
            self.query_one("#te-klein", Static).update(Content(found))


class BaseScreen(_TooSmall, Screen[None], inherit_bindings=False):
    """A full screen."""

    BINDINGS: ClassVar[list[BindingType]] = _BINDINGS

    def compose(self) -> ComposeResult:
        """The screen, under the sentence for when it does not fit."""
        yield from self.parts()
        yield text("", id="te-klein")

    def parts(self) -> ComposeResult:
        """What is on the screen."""
        yield from ()


class Dialog(_TooSmall, ModalScreen[T], inherit_bindings=False):
    """A window over a screen. Escape closes it without doing anything. purpose: what it is for, where it may be open once."""

    purpose = ""
    _answered = False

    BINDINGS: ClassVar[list[BindingType]] = [*_BINDINGS, Binding("escape", "cancel", show=False)]

    def compose(self) -> ComposeResult:
        """The window, under the sentence for when it does not fit."""
        yield from self.parts()
        yield text("", id="te-klein")

    def on_mount(self) -> None:
        """In an exercise the window says that everything is made up; at some sizes it covers the line that does."""
        talk: Talk | None = getattr(self.app, "talk", None)
        if talk is not None and talk.practice is not None:
            for window in self.query(".venster"):
                window.border_title = talk.practice.mark

    def parts(self) -> ComposeResult:
        """What is in the window."""
        yield from ()

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer, once: what a second key of the same burst would answer falls away, and closes no other screen."""
        if self._answered or self.app.screen is not self:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """Close without doing anything."""
        self.dismiss(None)
