"""Letters typed where one key is an answer: they are no keys, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from gesprek.i18n import _
from gesprek.sitting.actions import ACTIONS
from gesprek.tui.choices import Choices

__all__ = ["StrayKeys"]

_TYPING = 1.0
"""Seconds after a letter that means nothing here, in which the letters after it mean nothing either."""


class StrayKeys:
    """Of a screen with `action_doe` and `show`. A word typed at a choice must not answer it by one of its letters."""

    plain_keys = frozenset(action.plain for action in ACTIONS if action.plain and not action.practice)
    single_keys: tuple[type[Widget], ...] = (Choices,)
    _letter_at = -_TYPING
    if TYPE_CHECKING:
        show: Callable[[str], None]
        action_doe: Callable[[str], None]

    def typing(self) -> bool:
        """True while letters are being typed that are no keys here; says so."""
        if monotonic() - self._letter_at >= _TYPING:
            return False
        self._letter_at = monotonic()
        self.show(_("Hier kiest u met één toets; er is niets vastgelegd. Wilt u iets opschrijven: ^N."))
        return True

    def on_key(self, event: events.Key) -> None:
        """A letter that nothing here takes. A wrong digit is a slip, and the right one may follow at once."""
        assert isinstance(self, Screen)
        letter = event.character is not None and event.character.isalpha() and event.key not in self.plain_keys
        if letter and isinstance(self.focused, self.single_keys):
            self._letter_at = monotonic()
            self.typing()

    def action_los(self, name: str) -> None:
        """A single key for an action: not in the middle of a word."""
        if not self.typing():
            self.action_doe(name)
