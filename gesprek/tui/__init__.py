"""The terminal screens. `run` opens the program; nothing else here is needed from outside."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

__all__ = ["run", "scrub_environment"]

_LEAVE = (
    b"\x1b[?1049h\x1b[2J\x1b[3J\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u"
    b"\x1b[?1049l\x1b[?25h\x1b[0m\r\n"
)
"""Wipes the alternate screen before leaving it, so that a killed program leaves no case on the glass."""


def scrub_environment() -> None:
    """Remove every TEXTUAL_* setting: they can write keys and pictures of the screen to disk."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]


def run(language: str | None = None, card: str = "landelijk") -> int:
    """Open the program on this terminal. Returns the exit code."""
    scrub_environment()
    from gesprek.i18n import choose_language

    choose_language(language)
    _clean_up_when_killed()
    from gesprek.tui.app import GesprekApp

    app = GesprekApp(card=card)
    app.run()
    return int(app.return_code or 0)


def _clean_up_when_killed() -> None:
    """On SIGTERM, SIGHUP and SIGQUIT: wipe the screen, give the terminal back, and go."""
    if not sys.stdin.isatty():
        return
    import termios

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)

    def leave(number: int, frame: FrameType | None) -> None:
        try:
            os.write(sys.__stdout__.fileno() if sys.__stdout__ else 1, _LEAVE)
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
        except (OSError, termios.error):
            pass  # the terminal is gone already
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, leave)
