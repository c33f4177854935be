"""The program in a terminal of its own, in a home of its own; and what is kept of what was typed into it."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gesprek.record import Vault, open_dossier
from tests.eind.speuren import TRACE
from tests.kluis.hulp import CHEAP, LONG, PASSPHRASE, now, size
from tests.meting.gesprek_scherm import FIRST_SCREEN, GO_TO
from tests.meting.terminal import NotSeenError, Terminal

__all__ = ["KEYS", "LONG", "PASSPHRASE", "ROOT", "WAIT", "Home", "Kept", "Program", "make_vault", "now", "size"]

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60.0
"""Seconds for what must come at some moment: long, because a busy machine is no fault of the program."""
KEYS = {
    **{f"f{n}": f"\x1bO{'PQRS'[n - 1]}" for n in range(1, 5)},
    **{f"f{n}": f"\x1b[{code}~" for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)},
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
    "enter": "\r", "escape": "\x1b", "up": "\x1b[A", "down": "\x1b[B", "pagedown": "\x1b[6~", "space": " ", "tab": "\t",
}  # fmt: skip
"""What a terminal sends for a key."""
Kept = dict[str, Any]


class Home:
    """The folders of one officer: everything the program can find its own way to lies below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / "kluis"
        self.traces: list[Path] | None = None
        self.env = {
            "HOME": str(self._made("thuis")),
            "TMPDIR": str(self._made("tijdelijk")),
            **{f"XDG_{name}_HOME": str(self._made(f"xdg/{name.lower()}")) for name in ("CACHE", "CONFIG", "DATA", "STATE")},
            "XDG_RUNTIME_DIR": str(self._made("xdg/runtime")),
            "GESPREK_KLUIS": str(self.vault),
            "GESPREK_TAAL": "nl",
            "PYTHONPATH": str(ROOT),
        }
        self.secret = folder / "wachtwoord"
        self.secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.secret.chmod(0o600)

    def _made(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    @property
    def home(self) -> Path:
        """The home folder itself."""
        return self.folder / "thuis"

    def program(
        self, *args: str, how: str = "", rows: int = 24, columns: int = 80, env: Mapping[str, str] | None = None
    ) -> Program:
        """The program on a terminal; how: what is weakened in it (see `bestuurder`)."""
        for name in ("COLUMNS", "LINES"):  # a library of the test runner says here how large its own terminal is
            os.environ.pop(name, None)
        command = [*self._tracing(), sys.executable, "-m", *_program(how), *args]
        traced = self.traces is not None
        return Program(command, traced, columns=columns, rows=rows, folder=self.home, env={**self.env, **(env or {})})

    def _tracing(self) -> list[str]:
        """What to start a program by to have its writing noted."""
        if self.traces is None:
            return []
        self.traces.append(self.folder.parent / f"{self.folder.name}-{len(self.traces)}.strace")
        return [*TRACE, "-o", str(self.traces[-1])]

    def run(
        self, *args: str, how: str = "", before: Sequence[str] = (), env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """A command without a terminal. before: what it is started by."""
        return subprocess.run(
            [*(before or self._tracing()), sys.executable, "-m", *_program(how), *args],
            cwd=self.home, env={**os.environ, **self.env, **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=5 * WAIT, check=False, start_new_session=True,
        )  # fmt: skip

    def asked(self, *args: str, how: str = "") -> str:
        """What a command says that is given the passphrase; it must not fail."""
        done = self.run(*args, "--wachtwoord-bestand", str(self.secret), how=how)
        assert done.returncode == 0, (args, done.returncode, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def codes(self) -> list[str]:
        """The codes of the dossiers, last changed first."""
        return [json.loads(line)["code"] for line in self.asked("dossiers", "--json").splitlines()]

    def kept(self, code: str = "") -> tuple[list[tuple[str, Any]], Kept]:
        """The rows of a dossier (of the only one) and its draft, read straight from the vault."""
        with Vault.unlock(self.vault, PASSPHRASE, now) as vault:
            code = code or str(vault.store.rows("SELECT code FROM dossier")[0][0])
            dossier = open_dossier(vault, code, look=True)
            try:
                assert not dossier.findings
                return [(row.kind, row.data) for row in dossier.rows], dossier.draft or {}
            finally:
                dossier.close()


def _program(how: str) -> list[str]:
    return ["tests.eind.bestuurder", how] if how else ["gesprek"]


def make_vault(folder: Path) -> Home:
    """A home with a vault in it that opens quickly."""
    home = Home(folder)
    vault, _printed = Vault.create(home.vault, PASSPHRASE, now, cost=CHEAP)
    vault.close()
    return home


class Program(Terminal):
    """The program on a terminal that remembers every byte."""

    def __init__(self, command: Sequence[str], traced: bool, **kwargs: Any) -> None:
        self.raw = bytearray()
        self.deaf_to: re.Pattern[bytes] | None = None
        self._traced = traced
        super().__init__(command, **kwargs)

    def __enter__(self) -> Program:
        return self

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # the other side has gone
                data = b""
            self.raw += data
            heard = self.deaf_to.sub(b"", data) if self.deaf_to else data
            if heard or not data:
                self._chunks.put((time.perf_counter(), heard))
            if not data:
                return

    # -- keys --------------------------------------------------------------------------------------------------------

    def press(self, *names: str) -> None:
        """Keys by their names; any other text is typed as it is."""
        for name in names:
            self.type(KEYS.get(name, name))

    def see(self, pattern: str) -> None:
        """Wait until this stands on the screen."""
        self.wait_for(pattern, WAIT)

    def gone(self, pattern: str) -> None:
        """Wait until this does not stand on the screen any more."""
        if re.search(pattern, self.text):
            self.wait(lambda text: not re.search(pattern, text), WAIT)

    def until(self, true: Callable[[], Any], what: str) -> Any:
        """Keep up with the screen until something is true; what it was."""
        end = time.perf_counter() + WAIT
        while time.perf_counter() < end:
            if found := true():
                return found
            self.follow(0.1)
        raise NotSeenError(f"{what}; op het scherm staat:\n{self.text}")

    # -- the way -----------------------------------------------------------------------------------------------------

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Give the passphrase that is asked."""
        self.see("Wachtwoord:")
        self.settle()
        self.press(passphrase, "enter")

    def new_conversation(self, passphrase: str = PASSPHRASE) -> None:
        """From the first screen into a new conversation in the vault."""
        self.see(FIRST_SCREEN)
        self.settle()
        self.press("1")
        self.see("het hele gesprek")
        self.press("1")
        self.unlock(passphrase)
        self.see("acuut")
        self.settle()

    def question(self, words: str, label: str = "") -> None:
        """Jump to the first question whose name holds `words`, and see `label` (else `words`) as what is asked."""
        self.type(GO_TO)
        self.see("typ een deel van de naam")
        self.type(words)
        self.see(re.escape(words))
        self.settle()
        self.press("enter")
        self.gone("Ga naar")
        self.settle()

    def leave(self) -> int:
        """Leave in order; the exit code."""
        self.press("ctrl+q")
        return self.wait_for_end(WAIT)

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    # -- the end -----------------------------------------------------------------------------------------------------

    def kill(self) -> None:
        """kill -9 of everything that belongs to the program, at once; comes back when nothing of it runs any more."""
        if self._traced:  # who looks on must live to tell
            for pid in (self.child, self.owner):
                os.kill(pid, signal.SIGKILL)
        else:
            os.killpg(self.pid, signal.SIGKILL)
        self.wait_for_end(WAIT)

    def send_signal(self, number: int) -> None:
        """A signal to the process that owns the terminal."""
        os.kill(self.owner, number)

    @property
    def owner(self) -> int:
        """The process that owns the terminal."""
        return _child_of(self.pid) if self._traced else self.pid

    @property
    def child(self) -> int:
        """The process that is the program."""
        return _child_of(self.owner)

    def is_stopped(self) -> bool:
        """True while the process that owns the terminal is stopped."""
        return _stat(self.owner)[0] in ("T", "t")


def _stat(pid: int) -> list[str]:
    """State, parent, and so on."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _child_of(pid: int) -> int:
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError):
                if int(_stat(int(path.name))[1]) == pid:
                    return int(path.name)
    raise NotSeenError("het programma draait niet")
