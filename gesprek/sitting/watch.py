"""When to blank the screen and when to lock it: what time says, without a clock of its own.

Listening takes long. So being idle first only blanks the screen, and any key brings it back; idle for longer, or a machine
that has slept, locks. A lock is lifted by `unlocked` alone: a key that comes before anyone looked does not undo it.
The clock on the wall plays no role: setting it can neither lock nor keep open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from gesprek.errors import GesprekError
from gesprek.i18n import _

__all__ = ["BLANK_AFTER", "LOCK_AFTER", "LONGEST", "SHORTEST", "State", "Watch", "now"]

State = Literal["", "leeg", "slot"]
"""Shown, blank (any key brings it back), or locked."""

BLANK_AFTER = 300.0
LOCK_AFTER = 900.0
SHORTEST = 1.0
"""Seconds. Shorter than this nobody can work."""

LONGEST = 7200.0
"""Seconds: two hours, the longest conversation. There is no "never": a desk that was left must lock some day."""

_SLEPT = 1.0
"""Seconds that the clock that goes on during sleep may run ahead between two looks."""


def _clock_that_never_sleeps() -> float:
    """Seconds since the start of the machine, its sleep included; without it where the system does not count that."""
    clock: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def now() -> datetime:
    """The moment now, local, in whole seconds."""
    return datetime.now().astimezone().replace(tzinfo=None, microsecond=0)


class Watch:
    """Counts the idle time of one program.

    blank_after, lock_after: seconds idle, SHORTEST to LONGEST, lock_after not below blank_after; else GesprekError.
    now: a clock that stands still while the machine sleeps. boot: one that does not. Both in seconds, never going back.
    """

    def __init__(
        self,
        blank_after: float = BLANK_AFTER,
        lock_after: float = LOCK_AFTER,
        now: Callable[[], float] = time.monotonic,
        boot: Callable[[], float] = _clock_that_never_sleeps,
    ) -> None:
        _check(blank_after, lock_after)
        self.blank_after = blank_after
        self.lock_after = lock_after
        self._now = now
        self._boot = boot
        self._ahead = boot() - now()
        self._last = now()
        self._locked = False

    def state(self) -> State:
        """What the screen should be now. Asking often is cheap; asking late locks all the same."""
        now = self._now()
        ahead = self._boot() - now
        slept = ahead - self._ahead > _SLEPT
        self._ahead = ahead
        idle = now - self._last
        self._locked = self._locked or slept or idle >= self.lock_after
        if self._locked:
            return "slot"
        return "leeg" if idle >= self.blank_after else ""

    def touched(self) -> State:
        """The officer did something; returns what the screen was until then. A lock stays."""
        before = self.state()
        self._last = self._now()
        return before

    def lock(self) -> None:
        """Locked from now on, whatever the time: the key for it, a signal, the terminal that went."""
        self._locked = True

    def unlocked(self) -> None:
        """The passphrase was right: shown again, and counting starts anew."""
        self._last = self._now()
        self._ahead = self._boot() - self._last
        self._locked = False


def _check(blank_after: float, lock_after: float) -> None:
    for value in (blank_after, lock_after):
        if not SHORTEST <= value <= LONGEST:  # also catches what is no number
            message = _(
                "{seconden} seconden kan niet voor leegmaken of vergrendelen. Verwacht: {minst:.0f} tot {meest:.0f} seconden."
            )
            hint = _("Nooit vergrendelen kan niet.") if value == 0 else ""
            raise GesprekError(message.format(seconden=f"{value:g}", minst=SHORTEST, meest=LONGEST), hint=hint)
    if lock_after < blank_after:
        message = _("Vergrendelen na {slot} seconden kan niet eerder komen dan leegmaken na {leeg} seconden.")
        raise GesprekError(message.format(slot=f"{lock_after:g}", leeg=f"{blank_after:g}"))
