"""How to find the way on the screens of the program, for what runs it in a terminal."""

from __future__ import annotations

import re

from tests.meting.terminal import Terminal

__all__ = ["FIRST_SCREEN", "LEAVE", "open_example", "to_question"]

FIRST_SCREEN = r"Nieuw gesprek"
LEAVE = "\x11"
"""Ctrl+Q."""

GO_TO = "\x07"
"""Ctrl+G."""


def open_example(terminal: Terminal) -> None:
    """From the first screen into the filled-in example."""
    terminal.wait_for(FIRST_SCREEN)
    terminal.settle()
    terminal.type("2")
    terminal.wait_for(r"Ik doe aangifte")  # the documents stand beside the question
    terminal.settle()


def to_question(terminal: Terminal, words: str) -> None:
    """Jump to the first question whose name holds `words`."""
    terminal.type(GO_TO)
    terminal.wait_for(r"typ een deel van de naam")
    terminal.type(words)
    terminal.wait_for(re.escape(words))
    terminal.settle()
    terminal.type("\r")
    terminal.settle(0.6)
