"""A program in a terminal of our own: start it, type into it, look at its screen, and say when it changed.

A thread reads what the program writes and notes the moment of arrival, so that the emulator, which is slow, does not count.
"""

from __future__ import annotations

import fcntl
import os
import pty
import queue
import re
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte

__all__ = ["NotSeenError", "Terminal"]

_PRIVATE = re.compile(rb"\x1b\[[<=>][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\", re.DOTALL)
"""Sequences the emulator would print as text."""

_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<=>?$ ]*|P[^\x1b]*\x1b?|\][^\x07\x1b]*\x1b?)?$")
"""The beginning of a sequence at the end of a chunk: the rest comes with the next one."""


class NotSeenError(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class Terminal:
    """One program in a pseudo-terminal; a context manager that leaves no process behind. sent: all that it wrote so far."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._chunks: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._rest = b""
        self._ended = False
        self.exit_code: int | None = None
        self.peak_memory = 0.0
        self.sent = bytearray()
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            _become(command, {**os.environ, **(env or {}), "TERM": "xterm-256color", "COLORTERM": "truecolor"}, folder)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        os.close(self._fd)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # the other side has gone
                data = b""
            self._chunks.put((time.perf_counter(), data))
            if not data:
                return

    @property
    def text(self) -> str:
        """The screen as text, a line per row."""
        return "\n".join(self._screen.display)

    def type(self, keys: str) -> float:
        """Send keys; returns the moment (seconds, as `time.perf_counter`)."""
        return self.type_bytes(keys.encode())

    def type_bytes(self, data: bytes) -> float:
        """Send bytes, also a part of a key or of a letter."""
        now = time.perf_counter()
        os.write(self._fd, data)
        return now

    def wait(self, seen: Callable[[str], Any], seconds: float = 20.0) -> float:
        """Wait until `seen(text)` is true; the moment the bytes arrived that made it so. NotSeenError when it never is."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and not self._ended:
            moment = self._feed(left)
            if moment is not None and seen(self.text):
                return moment
        raise NotSeenError(f"niet gezien binnen {seconds} s; op het scherm staat:\n{self.text}")

    def wait_for(self, pattern: str, seconds: float = 20.0) -> float:
        """Wait until the regular expression `pattern` stands on the screen; now when it already does."""
        if re.search(pattern, self.text):
            return time.perf_counter()
        return self.wait(lambda text: re.search(pattern, text), seconds)

    def follow(self, seconds: float) -> None:
        """Keep up with the screen for so long."""
        end = time.perf_counter() + seconds
        while not self._ended and (left := end - time.perf_counter()) > 0:
            self._feed(left)

    def settle(self, quiet: float = 0.25, limit: float = 5.0) -> None:
        """Wait until nothing has come for `quiet` seconds; not longer than `limit`, because a cursor may blink for ever."""
        end = time.perf_counter() + limit
        while not self._ended and time.perf_counter() < end and self._feed(quiet) is not None:
            pass

    def wait_for_end(self, seconds: float = 10.0) -> int:
        """Wait for the program to end; its exit code. `peak_memory` is known afterwards (MiB)."""
        end = time.perf_counter() + seconds
        while not self._ended and (left := end - time.perf_counter()) > 0:
            self._feed(left)
        if not self._ended:
            raise NotSeenError(f"het programma stopt niet; op het scherm staat:\n{self.text}")
        return self._reap()

    def _reap(self) -> int:
        _, status, usage = os.wait4(self.pid, 0)
        self.exit_code = os.waitstatus_to_exitcode(status)
        self.peak_memory = usage.ru_maxrss / 1024
        return self.exit_code

    def _feed(self, seconds: float) -> float | None:
        """Take one chunk to the screen; the moment it arrived, or None when nothing came in time."""
        try:
            moment, data = self._chunks.get(timeout=seconds)
        except queue.Empty:
            return None
        self._ended = not data
        self.sent += data
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else b""
        self._stream.feed(_PRIVATE.sub(b"", data[: cut.start()] if cut else data))
        return moment


def _become(command: Sequence[str], env: Mapping[str, str], folder: Path | None) -> None:
    """In the child: turn into the program, or end."""
    try:
        if folder:
            os.chdir(folder)
        os.execvpe(command[0], list(command), env)
    finally:
        os._exit(127)
