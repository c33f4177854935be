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
        """One field, wrapped as in the program, with the text that the example has there."""
        yield TextArea(_example_text(), soft_wrap=True, show_line_numbers=False)

    def on_mount(self) -> None:
        """Begin where the program begins: at the end."""
        field = self.query_one(TextArea)
        field.move_cursor(field.document.end)


def _example_text() -> str:
    from gesprek.knowledge.yaml_source import read_yaml  # not for the start of the other one
    from gesprek.paths import flows_dir

    return str(read_yaml(flows_dir() / "aangifte" / "voorbeeld.yaml")["feiten"]["feit_relaas"])


if __name__ == "__main__":
    {"start": Start, "typ": Typ}[sys.argv[1]]().run()
