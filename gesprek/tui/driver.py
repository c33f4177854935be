"""The driver of the terminal: pastes come whole, the screen is wiped before it is left, and stopping goes in order.

Only for the child of `supervisor`: the library may be loaded after the fork only.
"""

from __future__ import annotations

import contextvars
import os
import selectors
import signal
from contextlib import suppress

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from gesprek.process import erased
from gesprek.tui.keyboard import Keyboard
from gesprek.tui.supervisor import this_child

__all__ = ["SupervisedDriver"]

_LEAVES = "\x1b[?1049l"
"""How the library leaves the screen of the program."""

_READ = 65536  # bytes
_MOMENT = 0.1  # seconds after which half a key is a key, or the reading may end


class SupervisedDriver(LinuxDriver):
    """The driver of the library, with our own answers to SIGTSTP and SIGCONT (its own never come: they are blocked)."""

    def __init__(self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._drawing = False
        self._silent = False
        self._child = child = this_child()
        child.pause, child.taken = self.pause, self.taken
        child.loop, child.context = self._loop, contextvars.copy_context()

    def start_application_mode(self) -> None:
        """Take the screen; from here on something is drawn."""
        self._drawing = True
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Leave the screen, erased."""
        super().stop_application_mode()
        self._drawing = False

    def write(self, data: str) -> None:
        """What comes after the leaving is not drawn any more; what comes before is erased in the same breath."""
        if self._drawing and not self._silent:
            super().write(erased(self._get_terminal_size()[1]).decode() + data if data == _LEAVES else data)

    # -- keys --------------------------------------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Pass on what the terminal sends until the program stops listening, or there is no terminal any more."""
        try:
            self._pass_on_keys()
        except OSError:  # nobody at the other side: sooner known here than told by the system
            os.kill(os.getpid(), signal.SIGHUP)

    def _pass_on_keys(self) -> None:
        keyboard = Keyboard()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_MOMENT):
                    data = os.read(self.fileno, _READ)
                    if not data:
                        raise OSError
                    for message in keyboard.receive(data):
                        self.process_message(message)
                for message in keyboard.wait():
                    self.process_message(message)

    # -- stopping ----------------------------------------------------------------------------------------------------

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
