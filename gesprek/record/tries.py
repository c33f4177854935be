"""Wrong passphrases slow down whoever guesses, also after the program was closed, and never destroy anything."""

from __future__ import annotations

import math

from gesprek.i18n import _
from gesprek.record.keyfile import KeyFile, Tries
from gesprek.record.problems import TooManyTries

__all__ = ["count_try", "waiting_time"]

PATIENT = 3
"""Wrong tries before waiting begins."""
LONGEST_WAIT = 300


def waiting_time(count: int) -> int:
    """Seconds to wait after so many wrong tries: none after the first few, then twice as long each time."""
    return 0 if count < PATIENT else int(min(LONGEST_WAIT, 2 ** min(count - PATIENT + 1, 20)))


def count_try(keys: KeyFile, now: float) -> Tries:
    """Count a try as wrong before it is made, so that being killed during it is no way around; returns what it was before.

    now: seconds since 1970. A last try that lies in the future (a clock that was put back) or that cannot be read counts as
    one of now: the wait is never longer than the longest, and never skipped. Raises TooManyTries, or OSError.
    """
    tries = keys.tries
    if tries.count and (not tries.moments or tries.moments[-1] > now):
        tries = Tries(tries.count, (*tries.moments[:-1], int(now)))
        keys.put_tries(tries)
    left = waiting_time(tries.count) - (now - tries.moments[-1]) if tries.moments else 0
    if left > 0:
        raise TooManyTries(
            _("Er is {n} keer een onjuist wachtwoord gegeven. Wacht nog {s} seconden.").format(n=tries.count, s=math.ceil(left)),
            seconds=left,
        )
    keys.put_tries(Tries(tries.count + 1, (*tries.moments, int(now))))
    return tries
