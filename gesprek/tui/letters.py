"""Letters over the screen: each topic and each needed question gets one, and that key goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from gesprek.i18n import _
from gesprek.tui.base import Dialog, text
from gesprek.tui.dialogs import TO_REPORT

__all__ = ["LETTERS", "LettersScreen", "Target", "targets_of"]

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Where the fingers lie comes first."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to go to, and where on the screen it stands."""

    id: str
    x: int
    y: int


def targets_of(place: Region, name: str, rows: Sequence[str]) -> list[Target]:
    """The topics or facts of a list, one for each that is in sight. name: "onderwerpen", or any other for facts."""
    kind = "onderwerp:" if name == "onderwerpen" else ""
    firsts = {ident: y for y, ident in reversed(list(enumerate(rows))) if ident and y < place.height}
    return [
        Target(f"{kind}{ident}", max(0, place.x - 1), place.y + y) for ident, y in sorted(firsts.items(), key=lambda one: one[1])
    ]


class LettersScreen(Dialog[str | None]):
    """Shows the letters over what lies under it. Answers the target of the key; any other key changes nothing."""

    purpose = "letters"

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def parts(self) -> ComposeResult:
        """A letter before each target, and what to do."""
        for letter, target in self._targets.items():
            mark = Static(Content(f" {letter} "), classes="letter", markup=False)
            mark.styles.offset = (target.x, target.y)
            yield mark
        yield text(_("Druk op een letter om daarheen te gaan. Esc: terug."), classes="balk", id="letters-uitleg")

    def on_key(self, event: events.Key) -> None:
        """The letter goes there; Escape back; F2 to the aangifte; nothing else does anything."""
        event.stop()
        event.prevent_default()
        if event.key in ("escape", "f2"):
            self.dismiss(TO_REPORT if event.key == "f2" else None)
        elif event.character and (target := self._targets.get(event.character.lower())):
            self.dismiss(target.id)

    def on_click(self, event: events.Click) -> None:
        """A click on a letter, or beside them all."""
        found = [t for t in self._targets.values() if t.y == event.screen_y and t.x <= event.screen_x < t.x + 3]
        self.dismiss(found[0].id if found else None)
