"""Who has a dossier open: a lock of the operating system on a small file, which is free as soon as its holder is dead."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import getpass
import json
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gesprek.i18n import _
from gesprek.moments import day_and_time
from gesprek.record.problems import Busy

__all__ = ["Hold", "Holder", "officer", "release", "wait_for"]


@functools.cache
def officer() -> str:
    """The account that works with the program now."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds something, since when (ISO), in which process."""

    wie: str
    sinds: str
    proces: int

    def __str__(self) -> str:
        return _("{wie}, sinds {sinds} (proces {proces})").format(
            wie=self.wie, sinds=day_and_time(self.sinds), proces=self.proces
        )


class Hold:
    """A hold on one file. Given back by `free`, or by the death of the process."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    @staticmethod
    def take(path: Path, now: datetime, *, shared: bool = False) -> Hold | Holder:
        """The hold, or who has it. shared: with others who share. Raises OSError when the file cannot be made."""
        while True:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            hold = Hold(fd)
            try:
                fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                if _still_there(path, fd):
                    if not shared:
                        _write(fd, Holder(officer(), now.isoformat(timespec="seconds"), os.getpid()))
                    return hold
            except BlockingIOError:
                found = _read(fd)
                hold.free()
                return found
            except BaseException:
                hold.free()
                raise
            hold.free()  # the folder was replaced in between: that door is not the door any more

    def free(self) -> None:
        """Give it back. An error in it changes nothing: the file is closed all the same."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with contextlib.suppress(OSError):
                os.close(fd)


def _still_there(path: Path, fd: int) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _write(fd: int, holder: Holder) -> None:
    told = json.dumps({"wie": holder.wie, "sinds": holder.sinds, "proces": holder.proces}).encode()
    os.pwrite(fd, told.ljust(200), 0)


def _read(fd: int) -> Holder:
    try:
        found = json.loads(os.pread(fd, 400, 0))
        return Holder(str(found["wie"]), str(found["sinds"]), int(found["proces"]))
    except (ValueError, KeyError, TypeError):
        return Holder(_("een ander programma"), "", 0)


def wait_for(fd: int, seconds: float = 5.0) -> None:
    """Be the only one on an open file, as long as somebody else is. Raises Busy after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise Busy(_("Een ander programma houdt de kluis bezet."), hint=_("Probeer het zo nog eens.")) from None
            time.sleep(0.002)
        else:
            return


def release(fd: int) -> None:
    """No longer the only one."""
    fcntl.flock(fd, fcntl.LOCK_UN)
