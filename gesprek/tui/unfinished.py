"""What was typed in a window and not used yet: it is there again when that window opens, also after the program died."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["Unfinished"]


class Unfinished:
    """The text of one window, known by `key`. standing: what stands in its field when nothing was typed."""

    def __init__(self, screen: Screen[Any], key: str, standing: str = "") -> None:
        self._screen, self._key, self._standing = screen, key, standing

    def _kept(self) -> dict[str, str]:
        app: GesprekApp = self._screen.app  # type: ignore[assignment]
        return app.unfinished

    def text(self) -> str:
        """What stands in the field when the window opens."""
        return self._kept().get(self._key, self._standing)

    def keep(self, typed: str) -> None:
        """Keep what is typed for the next time."""
        if typed == self._standing:
            self.used()
        else:
            self._kept()[self._key] = typed

    def used(self) -> None:
        """It was used: the window begins anew the next time."""
        self._kept().pop(self._key, None)
