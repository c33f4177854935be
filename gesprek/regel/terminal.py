"""Lines in and lines out: plain text for a screen reader, a braille line, a dumb terminal or a pipe.

Nothing here moves a cursor or has a colour. Reading waits with an eye on the time and on signals; what comes instead of a
line is raised, so that whoever asked need not know of it.

    Ended         no more input (Ctrl+D on an empty line, the end of a pipe)
    Locked        idle for too long, or the machine slept, or Ctrl+Z
    Interrupted   Ctrl+C
    Stopped       another signal, or the terminal is gone
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.process import signals_noted
from gesprek.sitting.watch import Watch
from gesprek.sitting.wrapping import Line, wrap

__all__ = ["SIGNALS", "Ended", "Interrupted", "Locked", "Stopped", "Terminal"]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP)
WIDEST = 80
"""Columns of the longest line, however wide the terminal is."""
LONGEST_PAGE = 20
_TICK = 1.0
"""Seconds between two looks at the time."""
_PASTE = 0.03
"""Seconds in which the next line of a paste is there."""
_CANONICAL = 4095
"""Bytes of one line that a terminal passes on; what is typed after them is lost before any program sees it."""
_BLOCK = 65536


class Ended(Exception):
    """There is no more input."""


class Interrupted(Exception):
    """Ctrl+C."""


class Locked(Exception):
    """It is time to lock. stop: the program is to stand still after that (Ctrl+Z)."""

    def __init__(self, *, stop: bool = False) -> None:
        super().__init__()
        self.stop = stop


class Stopped(Exception):
    """A signal ends the program."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Terminal:
    """Where the officer reads and types. source, target: descriptors. guarded: idle time locks (not while it is locked)."""

    def __init__(self, watch: Watch, source: int = 0, target: int = 1) -> None:
        self.watch = watch
        self.guarded = True
        self.typed_on_terminal = os.isatty(source)
        self.shown_on_terminal = os.isatty(target)
        self.after_end = False
        self._source, self._target = source, target
        self._noted = -1
        self._waiting = b""
        self._at_end = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While it lasts, signals do not end the program but what it waits for."""
        with signals_noted(SIGNALS, signal.pthread_sigmask(signal.SIG_BLOCK, ())) as self._noted:
            yield

    # -- out -----------------------------------------------------------------------------------------------------------

    @property
    def width(self) -> int:
        """Columns to write in: those of the terminal, at most WIDEST."""
        return max(20, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))

    @property
    def page_rows(self) -> int:
        """Lines to read in one go."""
        return max(6, min(LONGEST_PAGE, shutil.get_terminal_size((WIDEST, 24)).lines - 2))

    def rows(self, text: str) -> list[str]:
        """`text` as the lines it is written in: harmless, broken between words."""
        return [row.rstrip() for line in text.split("\n") for row in wrap(harmless(line), self.width)]

    def say(self, *texts: str) -> None:
        """Write each text, from the beginning of a line."""
        self._write("".join(f"{row}\n" for text in texts for row in self.rows(text)))

    def _write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        try:
            while data:
                data = data[os.write(self._target, data) :]
        except OSError:  # nobody at the other side
            raise Stopped(signal.SIGHUP) from None

    @property
    def can_clear(self) -> bool:
        """True when what was written can be taken off the terminal."""
        return self.shown_on_terminal and os.environ.get("TERM", "") not in ("", "dumb", "unknown")

    def clear(self) -> None:
        """Take what was written off the terminal, and off what can be scrolled back to, where it understands that."""
        if self.can_clear:
            self._write("\x1b[H\x1b[2J\x1b[3J")

    # -- in ------------------------------------------------------------------------------------------------------------

    def ask(self, prompt: str) -> str:
        """One line, without its end. Raises Ended, Locked, Interrupted or Stopped."""
        self._write("\n".join(self.rows(prompt)) + " " * prompt.endswith(" "))
        return self._line()

    def ask_unseen(self, prompt: str) -> str:
        """One line that does not appear while it is typed."""
        if not self.typed_on_terminal:
            return self.ask(prompt)
        before = termios.tcgetattr(self._source)
        silent = [*before[:3], before[3] & ~(termios.ECHO | termios.ECHONL), *before[4:]]
        try:
            termios.tcsetattr(self._source, termios.TCSADRAIN, silent)
            return self.ask(prompt)
        finally:
            termios.tcsetattr(self._source, termios.TCSADRAIN, before)
            self._write("\n")

    def more_is_coming(self) -> bool:
        """True when the next line is there already: a paste. On a terminal only; in a pipe all may be there at once."""
        if not self.typed_on_terminal:
            return False
        return b"\n" in self._waiting or bool(select.select([self._source], [], [], _PASTE)[0])

    def drop_half_line(self) -> None:
        """What was typed without an Enter goes: it must not end up in front of what is typed next."""
        if self.typed_on_terminal:
            self._waiting = b""
            with suppress(termios.error):  # the terminal has gone
                termios.tcflush(self._source, termios.TCIFLUSH)

    def _line(self) -> str:
        self.after_end = False
        while b"\n" not in self._waiting:
            if self._at_end or not self._read():
                if not self._waiting:
                    self._write("\n")
                    raise Ended
                line, self._waiting, self.after_end = self._waiting, b"", True
                return self._taken(line)
        line, _end, self._waiting = self._waiting.partition(b"\n")
        return self._taken(line)

    def _taken(self, line: bytes) -> str:
        if not self.typed_on_terminal:
            self._write("\n")  # nobody shows the Enter that ended the line
        if self.guarded and self.watch.touched() == "slot":
            raise Locked
        if self.typed_on_terminal and len(line) >= _CANONICAL:
            self.say(_("De terminal geeft van één regel hoogstens 4095 tekens door. Kijk na hoe deze regel eindigt."))
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def _read(self) -> bool:
        """Wait for input and take it. False at its end; on a terminal there can be more after that."""
        while not self._wait():
            pass
        try:
            data = os.read(self._source, _BLOCK)
        except OSError:
            raise Stopped(signal.SIGHUP) from None
        self._waiting += data
        if not data:
            self._at_end = not self.typed_on_terminal
        return bool(data)

    def _wait(self) -> bool:
        """True when there is something to read. Raises what came instead."""
        watched = [self._source, *([self._noted] if self._noted >= 0 else [])]
        ready, _writing, _wrong = select.select(watched, [], [], _TICK)
        if self._noted in ready:
            self._heard(os.read(self._noted, 512))
        if self.guarded and self.watch.state() == "slot":
            raise Locked
        return self._source in ready

    def _heard(self, numbers: bytes) -> None:
        leaving = [number for number in numbers if number not in (signal.SIGINT, signal.SIGTSTP)]
        if leaving:
            raise Stopped(leaving[0])
        if signal.SIGTSTP in numbers:
            raise Locked(stop=True)
        self._waiting = b""
        raise Interrupted

    # -- reading a long text -------------------------------------------------------------------------------------------

    def pages(self, paragraphs: list[Line]) -> Iterator[list[str]]:
        """The paragraphs as pages of lines, which end with a paragraph where they can; the last is not one of a line or two."""
        rows: list[str] = []
        ends: set[int] = set()
        for text, kind in paragraphs:
            rows += self.rows(text)
            if kind != "kop":
                ends.add(len(rows))
        size, start = self.page_rows, 0
        while start < len(rows):
            end = start + size
            good = (at for at in ends if start + size // 2 <= at <= end)
            end = len(rows) if len(rows) <= end + 2 else max(good, default=end)
            yield rows[start:end]
            start = end
