"""The program in lines, driven: on a terminal of its own, or through a pipe; and answers as an officer types them."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gesprek.dialogue import Answer
from gesprek.knowledge import Fact, Knowledge
from gesprek.sitting.entry import rows_text
from gesprek.sitting.talk import SPEAKERS
from tests.eind.hulp import PASSPHRASE, WAIT, Home

__all__ = ["ANSWER", "Lines", "piped", "typed_answer"]

ANSWER = "Antwoord: "
"""The prompt at a question."""
STATUS = {"onbekend": "/onbekend", "wil_niet_zeggen": "/wil-niet", "nvt": "/nvt", "niet_gevraagd": "/niet-gevraagd"}


class Lines:
    """The program in lines on a terminal of its own. `text` is all it wrote since the last thing that was waited for."""

    def __init__(self, home: Home, *args: str, term: str = "dumb", columns: int = 80, rows: int = 24) -> None:
        self.raw = b""
        self._seen = 0
        self.exit_code: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(home.home)
            env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
            os.execve(
                sys.executable, [sys.executable, "-m", "gesprek", *(args or ("--regel",))], {**env, **home.env, "TERM": term}
            )
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.end()
        os.close(self._fd)

    @property
    def said(self) -> str:
        """Everything it ever wrote."""
        return self.raw.decode("utf-8", "replace").replace("\r\n", "\n")

    def _read(self, seconds: float) -> bool:
        """Take what it wrote; False when it has gone, or wrote nothing in so many seconds."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # the other side has gone
            data = b""
        self.raw += data
        return bool(data)

    def see(self, words: str) -> str:
        """Wait for these words after what was seen before; what was written up to and with them."""
        end = time.monotonic() + WAIT
        wanted = words.encode()
        while (at := self.raw.find(wanted, self._seen)) < 0:
            if not self._read(0.2) and time.monotonic() > end:
                raise AssertionError(f"{words!r} kwam niet; wel: {self.raw[self._seen :].decode('utf-8', 'replace')}")
        found = self.raw[self._seen : at + len(wanted)]
        self._seen = at + len(wanted)
        return found.decode("utf-8", "replace").replace("\r\n", "\n")

    def type(self, text: str) -> None:
        """Send this as it is."""
        os.write(self._fd, text.encode())

    def line(self, text: str, then: str = ANSWER) -> str:
        """Type a line, and wait for `then`; what was written meanwhile."""
        self.type(text + "\n")
        return self.see(then)

    def unlock(self) -> None:
        """Give the passphrase."""
        self.see("Wachtwoord van de kluis")
        self.see(": ")
        self.type(PASSPHRASE + "\n")

    def begin(self) -> None:
        """Open the vault and begin a new conversation."""
        self.unlock()
        self.see("Keuze: ")
        self.line("1")

    def stopped(self) -> None:
        """Wait until it stands still: going on before that would be too soon, and then it stands still for ever."""
        end = time.monotonic() + WAIT
        while Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "T":
            self._read(0.05)
            assert time.monotonic() < end, "het staat niet stil"

    def end(self) -> int:
        """Wait for its end; the exit code, or 128 + the signal."""
        stop = time.monotonic() + WAIT
        while True:
            self._read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self._read(0.05):
                    pass
                code = os.waitstatus_to_exitcode(status)
                self.exit_code = code if code >= 0 else 128 - code
                return self.exit_code
            assert time.monotonic() < stop, "het programma houdt niet op"


def piped(home: Home, typed: str, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The program in lines with everything typed beforehand, through a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "gesprek", *(args or ("--regel",))],
        cwd=home.home, env={**os.environ, **home.env, "TERM": "dumb", **(env or {})}, input=typed, text=True, encoding="utf-8",
        capture_output=True, timeout=5 * WAIT, check=False, start_new_session=True,
    )  # fmt: skip


def typed_answer(knowledge: Knowledge, fact: Fact, answer: Answer) -> str:
    """The lines that give this answer to this fact: going there, who speaks, the answer."""
    turns = (SPEAKERS.index(answer.spreker) - SPEAKERS.index(fact.spreker)) % len(SPEAKERS)
    there = [f"/springen {fact.feit}", *["/spreker"] * turns]
    if answer.status == "geparkeerd":
        return "\n".join([*there, f"/parkeren {answer.reden}", ""])
    if answer.status:
        return "\n".join([*there, f"{STATUS[answer.status]} {answer.reden}".strip(), ""])
    return "\n".join([*there, *_typed_value(knowledge, fact, answer.waarde), ""])


def _typed_value(knowledge: Knowledge, fact: Fact, value: Any) -> list[str]:
    from gesprek.sitting.entry import SHORT

    if fact.soort in ("keuze", "meerkeuze"):
        keys = list(fact.waarden)
        return [" ".join(str(keys.index(key) + 1) for key in (value if isinstance(value, tuple) else (value,)))]
    if fact.soort in ("route", "meerkeuze_route"):
        chosen = value if isinstance(value, tuple) else (value,)
        return [", ".join(knowledge.routes[key].naam if key in knowledge.routes else "geen van deze" for key in chosen)]
    if fact.soort == "lijst":
        return [rows_text(fact, value, knowledge.routes), "."]
    if fact.soort == "datum":
        return [f"{value:%d-%m-%Y}"]
    if fact.soort == "datumtijd":
        return [f"{value:%d-%m-%Y %H:%M}"]
    if fact.soort == "bedrag":
        return [str(value).replace(".", ",")]
    if fact.soort == "getal" or fact.feit in SHORT:
        return [str(value)]
    return [str(value), "."]
