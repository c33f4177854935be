"""The blank screen: nothing of the case until any key is pressed."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from gesprek.i18n import _
from gesprek.tui.base import Dialog, text

__all__ = ["BlankScreen"]


class BlankScreen(Dialog[None]):
    """Covers everything. The key that brings the screen back does nothing else."""

    purpose = "leeg"

    def parts(self) -> ComposeResult:
        """One soft line."""
        yield text(_("Het scherm is leeg. Druk op een toets."), classes="zacht")

    def on_key(self, event: events.Key) -> None:
        """Back to what was there."""
        event.stop()
        event.prevent_default()
        self.dismiss(None)

    def on_click(self) -> None:
        """The mouse counts too."""
        self.dismiss(None)
