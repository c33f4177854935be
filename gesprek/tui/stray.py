"""Letters typed where one key is an answer: they are no keys, and that is said."""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.screen import Screen

from gesprek.i18n import _
from gesprek.sitting.actions import ACTIONS
from gesprek.tui.choices import Choices

__all__ = ["StrayKeys"]

_PLAIN = frozenset(action.plain for action in ACTIONS if action.plain)
_TYPING = 1.0
"""Seconds after a letter that means nothing here, in which the letters after it mean nothing either."""


class StrayKeys:
    """Of a screen with `action_doe` and `show`. A word typed at a choice must not answer it by one of its letters."""

    _letter_at = -_TYPING

    def typing(self) -> bool:
        """True while letters are being typed that are no keys here; says so."""
        if monotonic() - self._letter_at >= _TYPING:
            return False
        self._letter_at = monotonic()
        self.show(_("Hier kiest u met één toets; er is niets vastgelegd. Wilt u iets opschrijven: ^N."))
        return True

    def on_key(self, event: events.Key) -> None:
        """A letter that nothing here takes."""
        assert isinstance(self, Screen)
        if event.is_printable and event.key not in _PLAIN and isinstance(self.focused, Choices):
            self._letter_at = monotonic()
            self.typing()

    def action_los(self, name: str) -> None:
        """A single key for an action: not in the middle of a word."""
        if not self.typing():
            self.action_doe(name)

    def show(self, message: str = "") -> None:
        """Of the screen."""
        raise NotImplementedError

    def action_doe(self, name: str) -> None:
        """Of the screen."""
        raise NotImplementedError
