"""Leaving: a small parent owns the terminal, so that however the program dies, nothing of the case stays on it.

The parent forks before the library of the screens is loaded, knows nothing of any case, and waits. The child is the program.

    the child returns                   its own code; the driver has wiped its screen and left it
    an error that nobody caught         1, wiped by the parent, one sentence
    SIGTERM, SIGHUP, SIGQUIT, SIGINT    128 + signal; the child saves first, at most 2 s, then wipes; the parent wipes again
    kill -9, a crash of the child       128 + signal, wiped by the parent
    kill -9 of the parent               the child gets SIGTERM from the kernel, and saves and wipes
    SIGTSTP                             the child locks, wipes and stops; the parent stops after it, so that the shell goes on

What the terminal keeps of lines that scrolled away, also from before the program, is only wiped (3J) when the child did not
end in order: nobody knows then what is among it.
"""

from __future__ import annotations

import contextvars
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.process import Glass, die_with_parent, signals_noted

if TYPE_CHECKING:
    import asyncio


__all__ = ["last_words", "supervise", "this_child", "when_leaving", "when_stopped"]

_LEAVE = frozenset({signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT})
_TAKEN = signal.SIGUSR2
"""From the parent to the child: your screen was taken away while you were stopped."""

_HEARD = _LEAVE | {signal.SIGTSTP, signal.SIGCONT, _TAKEN}
"""What the child listens for. To SIGCONT it does nothing, but the library would."""

_WATCHED = _LEAVE | {signal.SIGTSTP, signal.SIGCHLD}
"""What the parent acts on."""

_INSIST = signal.SIGUSR1
"""From the listening thread of the child to its main thread: save now."""

_SAVE_SECONDS = 2.0  # how long the child may save after a signal
_LOOP_SECONDS = 0.5  # how long of that the loop gets to come round; then the saving is done where the program happens to be
_PATIENCE = 4.0  # seconds from a signal until the parent kills a child that does not leave

_ENTERS = b"\x1b[?1049h"
"""How the library enters the screen of the program."""

_WORDS = 4000  # bytes: what a child says in the end fits in a pipe

# -- the parent ------------------------------------------------------------------------------------------------------


def supervise(child: Callable[[], int], after: Callable[[], str] = str) -> int:
    """Run `child` as the program on this terminal, in a process of its own; returns the exit code (see the module).

    after: gives what is said as well when it did not end in order: what is kept, and how to go on.
    What the child raises as GesprekError is said as such, with its exit code. Raises GesprekError when this is no terminal:
    standard input, output and error all must be, because the screen is drawn on the last.
    """
    if not all(os.isatty(number) for number in (0, 1, 2)):
        raise GesprekError(_("Dit is geen terminal: het scherm kan hier niet open. Gebruik 'gesprek speel CASUS.yaml'."))
    glass = Glass()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    reading, writing = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED | _HEARD)
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        Child(glass, parent, writing).live(child)
    os.close(writing)
    with signals_noted(_WATCHED, set(mask) - _WATCHED - _HEARD) as noted:
        watcher = _Parent(glass, pid, noted, after)
        code = watcher.wait()
        ending = os.read(reading, _WORDS + 1)
        os.close(reading)
        watcher.tidy(code, in_order=ending[:1] == b"+", words=ending[1:].decode(errors="replace"))
    return code


class _Parent:
    """Waits for the child, passes on what it is told, and tidies up."""

    def __init__(self, glass: Glass, child: int, noted: int, after: Callable[[], str]) -> None:
        self._glass = glass
        self._child = child
        self._noted = noted
        self._after = after
        self._limit = 0.0
        self._asleep = False

    def wait(self) -> int:
        """Until the child has gone; its exit code, or 128 + the signal that ended it."""
        while True:
            self._pass_on(self._signals_noted())
            pid, status = os.waitpid(self._child, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                if self._limit:
                    os.kill(self._child, signal.SIGCONT)  # who is stopped cannot leave
                else:
                    self._sleep()
            elif pid:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
            elif self._limit and time.monotonic() > self._limit:
                os.kill(self._child, signal.SIGKILL)

    def _signals_noted(self) -> set[int]:
        """What came in the last second, or since; a terminal that went away counts as SIGHUP."""
        ready, _nothing, _nor_this = select.select([self._noted], [], [], 0.1 if self._limit else 1.0)
        numbers = set(os.read(self._noted, 512)) if ready else set()
        if not self._limit and self._glass.is_gone():
            numbers.add(signal.SIGHUP)
        return numbers

    def _pass_on(self, numbers: set[int]) -> None:
        for number in numbers & _LEAVE:
            self._limit = self._limit or time.monotonic() + _PATIENCE
            os.kill(self._child, number)
            os.kill(self._child, signal.SIGCONT)  # who is stopped cannot leave
        if signal.SIGTSTP in numbers:
            os.kill(self._child, signal.SIGTSTP)

    def _sleep(self) -> None:
        """The child has stopped: so do we, and the shell gets its prompt. Back together."""
        unaware = self._glass.is_raw()  # stopped without having been told: its screen is still there
        if unaware:
            self._glass.wipe(history=False)
            self._glass.give_back()
            os.kill(self._child, _TAKEN)
        os.kill(os.getpid(), signal.SIGSTOP)
        self._asleep = self._glass.is_elsewhere()
        if unaware and not self._asleep:
            self._glass.write(_ENTERS)  # it goes on drawing until it learns what happened
        os.kill(self._child, signal.SIGCONT)

    def tidy(self, code: int, *, in_order: bool, words: str) -> None:
        """Leave the terminal as it was, and say what there is to say. in_order: the child came to its own end."""
        if not self._asleep:
            if in_order:
                self._glass.calm()
            else:
                self._glass.wipe(history=True)
            self._glass.give_back()
        if not words and code > 128 and not in_order:
            words = _("Het programma is plotseling gestopt ({soort}).").format(soort=_signal_name(code - 128))
        if words and not in_order:
            words = f"{words}\n{self._after()}".rstrip()
        if words:
            self._glass.write(("".join(c if c == "\n" or c.isprintable() else "·" for c in words) + "\r\n").encode())


def _signal_name(number: int) -> str:
    return signal.Signals(number).name if number in set(signal.Signals) else str(number)


# -- the child -------------------------------------------------------------------------------------------------------


class _Hooks:
    """What the program wants to be told, and wants to have said."""

    leaving: Callable[[int], None] | None = None
    stopped: Callable[[], None] | None = None
    words: str = ""
    child: Child | None = None


_hooks = _Hooks()


def when_leaving(save: Callable[[int], None] | None) -> None:
    """Call `save(signal number)` when a signal ends the program: the moment to keep what is being typed.

    It has 2 s, and an error in it does not stop the leaving. It runs in the main thread, in the loop, between two steps of
    the program. Only when the loop does not come round in 0.5 s (it waits for a terminal that takes nothing, say) it runs
    right where the program is, as a signal handler: so it must not wait for a lock that the main thread itself can hold.
    """
    _hooks.leaving = save


def when_stopped(lock: Callable[[], None] | None) -> None:
    """Call `lock()` before the program is stopped (SIGTSTP), and after it was without being told (SIGSTOP).

    After it, nothing of the case may be drawn until it is unlocked. An error in it ends the program.
    """
    _hooks.stopped = lock


def this_child() -> Child:
    """The program that is being watched; only inside `supervise`."""
    assert _hooks.child is not None, "only inside supervise"
    return _hooks.child


def last_words(sentence: str) -> None:
    """Have `sentence` said on the terminal after the program has gone and everything has been wiped."""
    _hooks.words = sentence


class Child:
    """The process that is the program, and how it leaves.

    The signals are blocked in every thread and heard by one that does nothing else. With handlers, Python would run them in
    the main thread between any two steps, and late: a signal that the system gives to another thread wakes nobody.
    """

    def __init__(self, glass: Glass, parent: int, report: int) -> None:
        self.glass = glass
        self.pause: Callable[[], bool] = lambda: False
        self.taken: Callable[[], None] = lambda: None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.context = contextvars.copy_context()
        self.stopped = False
        self._parent = parent
        self._report = report
        self._main = threading.get_ident()
        self._number = 0
        self._saving = False
        _hooks.child = self

    def live(self, program: Callable[[], int]) -> NoReturn:
        """Be the program, and never come back."""
        code, in_order = 1, False
        try:
            signal.signal(_INSIST, self._insisted)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD, _INSIST})
            threading.Thread(target=self._listen, daemon=True).start()
            die_with_parent(signal.SIGTERM, self._parent)
            code, in_order = program(), True
        except GesprekError as error:
            code, in_order = error.exit_code, True
            last_words(str(error))
        finally:
            try:
                kind = sys.exc_info()[0]
                if kind is not None:
                    last_words(_("Er ging iets mis in het programma ({soort}). Het is gestopt.").format(soort=kind.__name__))
                self._say_goodbye(in_order)
            finally:
                os._exit(code if 0 <= code <= 255 else 1)

    def _say_goodbye(self, in_order: bool) -> None:
        with suppress(OSError, ValueError):
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
        with suppress(OSError):
            os.write(self._report, (b"+" if in_order else b"-") + _hooks.words.encode(errors="replace")[:_WORDS])

    def _listen(self) -> None:
        """In a thread of its own, all the time. A second signal to leave is not heard any more."""
        while True:
            number = signal.sigwait(_HEARD)
            if number in _LEAVE:
                self._go(number)
            elif number == _TAKEN:
                self.taken()
            elif number == signal.SIGTSTP and not self.pause():
                os.kill(os.getpid(), signal.SIGSTOP)  # there is no screen

    def _go(self, number: int) -> NoReturn:
        """See to it that the saving starts, and that it ends."""
        self._number = number
        end = time.monotonic() + _SAVE_SECONDS
        if _hooks.leaving is not None:
            if self.loop is not None:
                with suppress(RuntimeError):  # the loop has been closed
                    self.loop.call_soon_threadsafe(self._save_and_leave)
                    time.sleep(_LOOP_SECONDS)
            if not self._saving:
                signal.pthread_kill(self._main, _INSIST)
            time.sleep(max(0.0, end - time.monotonic()))
        self.leave(number)

    def _insisted(self, number: int, frame: FrameType | None) -> None:
        if self._number and not self._saving:
            self._save_and_leave()

    def _save_and_leave(self) -> None:
        if self._saving:
            return
        self._saving = True
        try:
            if _hooks.leaving is not None:
                self.context.copy().run(_hooks.leaving, self._number)
        finally:
            self.leave(self._number)

    def leave(self, number: int) -> NoReturn:
        """Wipe, give the terminal back, and go. From any thread; a terminal that takes nothing does not hold it up."""
        try:
            if not (self.stopped and (self.glass.is_elsewhere() or not self.glass.is_raw())):  # else it is the shell's already
                with suppress(OSError):
                    nowhere = os.open(os.devnull, os.O_WRONLY)
                    for stream in (1, 2):
                        os.dup2(nowhere, stream)  # a thread that is still drawing draws nowhere
                self.glass.wipe(history=True)
                self.glass.give_back()
        finally:
            os._exit(128 + number)

    def lock(self) -> None:
        """Nothing of the case is drawn after this, or the program ends here."""
        locked = False
        try:
            if _hooks.stopped is not None:
                _hooks.stopped()
            locked = True
        finally:
            if not locked:
                self.leave(signal.SIGTSTP)

    def stop(self) -> None:
        """Stop, until we are continued and the terminal is ours."""
        os.kill(os.getpid(), signal.SIGSTOP)
        while self.glass.is_elsewhere():
            if self._number or signal.sigpending() & _LEAVE:
                time.sleep(_PATIENCE)  # `_go` ends this
            os.kill(os.getpid(), signal.SIGSTOP)
