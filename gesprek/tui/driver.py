"""How the library of the screens reaches the terminal in the child of the supervisor."""

from __future__ import annotations

import contextvars
import os
import select
import signal
from codecs import getincrementaldecoder
from contextlib import suppress

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from gesprek.process import erased
from gesprek.tui.pasting import PasteParser
from gesprek.tui.supervisor import LEAVES, the_child

__all__ = ["SupervisedDriver"]


class SupervisedDriver(LinuxDriver):
    """The driver of the library, with our own answers to SIGTSTP and SIGCONT (its own never come: they are blocked)."""

    def __init__(self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._child = child = the_child()
        self._drawing = False
        self._silent = False
        child.pause, child.taken = self.pause, self.taken
        child.loop, child.context = self._loop, contextvars.copy_context()  # where the library knows which app it serves

    def start_application_mode(self) -> None:
        """Take the screen."""
        self._drawing = True
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Give it back."""
        super().stop_application_mode()
        self._drawing = False

    def write(self, data: str) -> None:
        """What comes after the leaving is not drawn any more; what comes before is erased in the same breath."""
        if self._drawing and not self._silent:
            super().write(erased(self._get_terminal_size()[1]).decode() + data if data == LEAVES else data)

    def run_input_thread(self) -> None:
        """Read what is typed, until the program ends or nobody types any more."""
        try:
            self._read_keys()
        except OSError:  # nobody at the other side: sooner known here than told by the system
            os.kill(os.getpid(), signal.SIGHUP)

    def _read_keys(self) -> None:
        """What is typed and pasted, as events. A byte that is no text is shown as one, and stops nothing."""
        parser, decoder = PasteParser(), getincrementaldecoder("utf-8")("replace")
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], 0.1)[0]:
                read = os.read(self.fileno, 4096)
                if not read:
                    raise OSError
                if text := decoder.decode(read):
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def pause(self) -> bool:
        """SIGTSTP: lock, wipe and stop. False when there is no screen to wipe."""
        if self._drawing and not self._child.stopped:
            self._child.stopped = True
            self._soon(stop=True)
        return self._drawing or self._child.stopped

    def taken(self) -> None:
        """Nobody is told of SIGSTOP: the parent has wiped our screen. Lock, and draw it anew."""
        if self._drawing and not self._child.stopped:
            self._child.stopped = self._silent = True
            self._soon(stop=False)

    def _soon(self, *, stop: bool) -> None:
        with suppress(RuntimeError):  # the loop has just been closed
            self._loop.call_soon_threadsafe(self._pause, stop, context=self._child.context.copy())

    def _pause(self, stop: bool) -> None:
        if self._drawing:  # else it is leaving already
            self._child.lock()
            self._silent = False
            with self._app.suspend():
                if stop:
                    self._child.stop()
        self._child.stopped = False
