"""How the process protects itself and gives its terminal back: clean environment, no memory dump, no traceback, no trace.

What a victim said is in the memory of this process. Settings meant for whoever builds programs can write that to a file or
to the screen; a crash can leave it in a core file; a traceback can quote it. `protect` closes these ways, once, at the start.

Not covered, because it is what the program is made of and not a setting of it: where Python and its libraries are found
(PATH, PYTHONPATH, PYTHONHOME, LD_LIBRARY_PATH). Who decides that, decides what the program is.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import termios
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING

from gesprek.i18n import _

if TYPE_CHECKING:
    from ctypes import CDLL

__all__ = [
    "Glass",
    "die_with_parent",
    "erased",
    "harden",
    "no_tracebacks",
    "protect",
    "scrub_environment",
    "signals_noted",
    "start_afresh",
]

_TOOLS = ("TEXTUAL_", "RICH_", "OPENSSL_")
"""Settings of libraries that can write keys and pictures of the screen, or load code; read after we have removed them."""

_PYTHON_KEPT = frozenset(
    "PYTHONCOERCECLOCALE PYTHONDONTWRITEBYTECODE PYTHONEXECUTABLE PYTHONHASHSEED PYTHONHOME PYTHONINTMAXSTRDIGITS"
    " PYTHONIOENCODING PYTHONNODEBUGRANGES PYTHONNOUSERSITE PYTHONOPTIMIZE PYTHONPATH PYTHONPLATLIBDIR PYTHONPYCACHEPREFIX"
    " PYTHONSAFEPATH PYTHONTZPATH PYTHONUNBUFFERED PYTHONUSERBASE PYTHONUTF8 PYTHON_CPU_COUNT PYTHON_DISABLE_REMOTE_DEBUG"
    " PYTHON_GIL PYTHON_JIT".split()
)
"""What says where Python is and how it reads and writes text. Anything else of PYTHON*, also what does not exist yet, goes."""

_LOADER_KEPT = frozenset({"LD_LIBRARY_PATH"})

_NOT_OBEYED_YET = frozenset(
    {"PYTHONASYNCIODEBUG", "PYTHONBREAKPOINT", "PYTHONSTARTUP", "PYTHON_BASIC_REPL", "PYTHON_COLORS", "PYTHON_HISTORY"}
)
"""Removing these is enough: Python reads them when it needs them, not at its start."""

_AFRESH = "GESPREK_OPNIEUW_GESTART"

_WRITE_SECONDS = 0.5
"""How long a terminal that takes nothing may hold up the leaving."""

_CALM = (
    b"\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?7h"
    b"\x1b[?25h\x1b[0m"
)
"""Every mode as a shell expects it; none of these moves the cursor or changes a letter."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def protect() -> None:
    """Everything below, in its order. Call it first, before anything of a case is read; a second call changes nothing."""
    start_afresh(scrub_environment())
    no_tracebacks()
    harden()


def scrub_environment() -> list[str]:
    """Remove what can write, log or load code (see the module); returns the names that were there, sorted."""
    found = sorted(name for name in os.environ if _goes(name))
    for name in found:
        del os.environ[name]
    return found


def _goes(name: str) -> bool:
    if name.startswith("PYTHON"):
        return name not in _PYTHON_KEPT
    if name.startswith("LD_"):
        return name not in _LOADER_KEPT
    return name.startswith(_TOOLS)


def start_afresh(removed: Iterable[str]) -> None:
    """Become the same program again, without the settings that Python or the loader obeyed before we could remove them.

    removed: what `scrub_environment` returned. Comes back when none of those was among them, and when it was tried before:
    something outside keeps setting them then.
    """
    obeyed = [name for name in removed if name.startswith(("PYTHON", "LD_")) and name not in _NOT_OBEYED_YET]
    before = os.environ.pop(_AFRESH, None)
    if not obeyed or before == str(os.getpid()) or not sys.executable:
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    with suppress(OSError):
        os.execve(  # noqa: S606 - ourselves, with the arguments we were given
            sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _AFRESH: str(os.getpid())}
        )


def harden() -> list[str]:
    """No core file, no reading along by other processes of this user, new files for this user only.

    Returns what this machine does not offer, of "core" and "dumpable"; an empty list is as it should be.
    """
    missing = []
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        missing.append("core")
    if not _prctl(_PR_SET_DUMPABLE, 0):  # also keeps the memory from a program that collects core dumps through a pipe
        missing.append("dumpable")
    os.umask(0o077)
    return missing


def die_with_parent(number: signal.Signals, parent: int) -> bool:
    """Get signal `number` as soon as process `parent`, which started us, is gone; False where the system cannot do that."""
    possible = _prctl(_PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:  # it went before we could ask
        os.kill(os.getpid(), number)
    return possible


def _prctl(option: int, value: int) -> bool:
    try:
        import ctypes

        library: CDLL = ctypes.CDLL(None)
        call = library.prctl
    except (ImportError, OSError, AttributeError):  # only Linux has it
        return False
    return bool(call(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)


@contextmanager
def signals_noted(numbers: Collection[signal.Signals], blocked: Iterable[int]) -> Iterator[int]:
    """While it lasts, each of the signals `numbers` only makes a byte readable, its number; yields the descriptor to read.

    blocked: the signals that are kept waiting meanwhile, and afterwards. Only for a process of one thread.
    """
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    before = {number: signal.signal(number, lambda *_seen: None) for number in numbers}
    wake = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(wake)
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        os.close(reading)
        os.close(writing)


def no_tracebacks() -> None:
    """From here on an error that nobody caught is one sentence with its kind: no variable, no frame, no message."""
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _say(_("Er ging iets mis in het programma ({soort}). Het is gestopt.").format(soort=kind.__name__))


def _in_thread(event: threading.ExceptHookArgs) -> None:
    _say(_("Er ging iets mis in het programma ({soort}).").format(soort=event.exc_type.__name__))


def _unraisable(event: sys.UnraisableHookArgs) -> None:
    _say(_("Er ging iets mis in het programma ({soort}).").format(soort=event.exc_type.__name__))


def _say(sentence: str) -> None:
    """On standard error as it is now: while a screen is shown, its library keeps that apart, and nothing is drawn over."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{sentence}\n")
            sys.stderr.flush()


# -- its terminal -----------------------------------------------------------------------------------------------------


def erased(rows: int) -> bytes:
    """Every row of the screen made empty. Not with 2J: some terminals keep what that erases among what scrolled away."""
    return b"\x1b[0m" + b"".join(b"\x1b[%d;1H\x1b[2K" % row for row in range(1, rows + 1)) + b"\x1b[H"


class Glass:
    """The terminal as it was found: wiping it, and giving it back. Errors mean that it is gone, and change nothing."""

    def __init__(self) -> None:
        self._input = os.dup(0)
        self._output = self._own_output()
        self._before = termios.tcgetattr(self._input)

    @staticmethod
    def _own_output() -> int:
        """The screen (the library draws on standard error), opened apart, so that no writing of ours can block."""
        names = ["/dev/tty"]
        with suppress(OSError):
            names.insert(0, os.ttyname(2))
        for name in names:  # the first is somebody else's after su
            with suppress(OSError):
                return os.open(name, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        return os.dup(2)

    def is_raw(self) -> bool:
        """True when keys make no signals: the library has the terminal."""
        try:
            return not termios.tcgetattr(self._input)[3] & termios.ISIG
        except termios.error:
            return False

    def is_elsewhere(self) -> bool:
        """True when the terminal serves another job now; the shell, most likely."""
        try:
            return os.tcgetpgrp(self._input) != os.getpgrp()
        except OSError:
            return False

    def is_gone(self) -> bool:
        """True when nobody is at the other side any more."""
        poll = select.poll()
        poll.register(self._input, 0)
        return any(event & (select.POLLHUP | select.POLLNVAL) for _descriptor, event in poll.poll(0))

    def write(self, data: bytes) -> None:
        """Send `data`, in _WRITE_SECONDS or not at all."""
        end = time.monotonic() + _WRITE_SECONDS
        while data and time.monotonic() < end:
            try:
                data = data[os.write(self._output, data) :]
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                return

    def wipe(self, *, history: bool) -> None:
        """Empty the screen of the program and leave it. history: also the lines that the terminal kept."""
        try:
            rows = os.get_terminal_size(self._output).lines or 200
        except OSError:
            rows = 200
        start = b"\x18\x1b\\\x1b[?2026l\x1b[?1049h\x1b[r\x1b[?6l"  # a sequence that was cut off ends here
        kept = b"\x1b[3J" if history else b""
        self.write(start + erased(rows) + kept + b"\x1b[<u\x1b[?1049l" + _CALM)

    def calm(self) -> None:
        """Every mode as a shell expects it."""
        self.write(_CALM)

    def give_back(self) -> None:
        """Keys work as before the program; keys typed for it do not end up in the shell."""
        if self.is_elsewhere() and not self.is_raw():
            return  # the shell has arranged them as it wants
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(termios.error):
            termios.tcflush(self._input, termios.TCIFLUSH)
            termios.tcsetattr(self._input, termios.TCSANOW, self._before)
