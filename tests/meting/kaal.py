"""The programs to compare with: `python -m tests.meting.kaal start` is ten lines of Textual, `typ` a bare text field."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static, TextArea


class Start(App[None]):
    """A line of text and nothing else."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("Nieuw gesprek")


class Typ(App[None]):
    """A text field and nothing else."""

    def compose(self) -> ComposeResult:
        """One field, wrapped as in the program."""
        yield TextArea(soft_wrap=True, show_line_numbers=False)


if __name__ == "__main__":
    {"start": Start, "typ": Typ}[sys.argv[1]]().run()
