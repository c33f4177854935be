"""Putting a new vault in the place of the old one by renaming folders, so that there is always one of the two.

    1. the new vault is built in `.kluis-terugzetten-…`, on the disk to the last byte
    2. it is renamed to `.kluis-klaar`: from here on it is whole
    3. the old one is renamed to `kluis-vervangen-<date>-<time>`
    4. the new one is renamed to `kluis`

Killed before 3, the old one is still there; killed after it, whoever opens the vault next does 4 (`finish_swap`). The folder that
is being built is locked by whoever builds it, so that what the dead left behind is known from what the living are busy with.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.record.holding import wait_for
from gesprek.record.problems import NotSaved
from gesprek.record.slots import flush_path
from gesprek.record.store import disk_said

__all__ = ["finish_swap", "scratch", "swap"]


def finish_swap(folder: Path) -> None:
    """Finish or undo what a restore that was cut short left behind. Call it before looking whether there is a vault.

    Raises NotSaved when the new vault cannot be put in its place, Busy when another program does not get it done.
    """
    ready = _ready(folder)
    for left in _left_behind(folder):
        fd = _locked(left, wait=left == ready and not os.path.lexists(folder))
        if fd is None:
            continue
        try:
            if not _is(left, fd):
                continue
            if left == ready and not os.path.lexists(folder):
                _rename(left, folder)
            else:
                shutil.rmtree(left, ignore_errors=True)
        except OSError as error:
            said = _("De teruggezette kluis kan niet op de goede plaats worden gezet.") + " " + disk_said(error)
            raise NotSaved(
                said,
                where=harmless(str(left)),
                hint=_("Hernoem deze map met de hand naar {pad}.").format(pad=harmless(str(folder))),
            ) from None
        finally:
            os.close(fd)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder beside the vault to build a new one in, ours alone; what is still there afterwards is removed. Raises OSError."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, fd = _new_scratch(folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(fd)


def _new_scratch(folder: Path) -> tuple[Path, int]:
    """Made and locked. Another program that tidies up may take it in between; then once more."""
    for _n in range(20):
        path = folder.with_name(f".{folder.name}-terugzetten-{os.getpid()}-{os.urandom(4).hex()}")
        path.mkdir(mode=0o700)
        fd = _locked(path)
        if fd is not None and _is(path, fd):
            return path, fd
        if fd is not None:
            os.close(fd)
    raise OSError(errno.EBUSY, "no scratch folder")


def swap(new: Path, folder: Path, now: datetime) -> Path | None:
    """Put `new` in the place of `folder`; returns where the old one is now, None when there was none. Raises OSError."""
    for path in sorted(new.rglob("*")):
        flush_path(path)
    flush_path(new)
    old = None
    if os.path.lexists(folder) and not _was_empty(folder):
        old = _free_name(folder.with_name(f"{folder.name}-vervangen-{now:%Y%m%d-%H%M%S}"))
    ready = _ready(folder)
    shutil.rmtree(ready, ignore_errors=True)
    try:
        _rename(new, ready)
        if old is not None:
            _rename(folder, old)
        _rename(ready, folder)
    except BaseException:
        _put_back(folder, ready, old)
        raise
    return old


def _put_back(folder: Path, ready: Path, old: Path | None) -> None:
    """A disk that refused half way: the old vault is the vault again."""
    with contextlib.suppress(OSError):
        if old is not None and os.path.lexists(old):
            if os.path.lexists(folder):
                os.rename(folder, ready)
            os.rename(old, folder)
        shutil.rmtree(ready, ignore_errors=True)


def _ready(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-klaar")


def _left_behind(folder: Path) -> list[Path]:
    """Folders of a restore that is busy or was cut short; the finished one first."""
    try:
        names = os.listdir(folder.parent)
    except OSError:
        return []
    ready = _ready(folder)
    begun = [folder.with_name(name) for name in sorted(names) if name.startswith(f".{folder.name}-terugzetten-")]
    return [ready, *begun] if ready.name in names else begun


def _locked(path: Path, *, wait: bool = False) -> int | None:
    """The folder, open and locked; None when another program has it or it is no folder."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if wait:
            wait_for(fd)
        else:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    except BaseException:
        os.close(fd)
        raise
    return fd


def _is(path: Path, fd: int) -> bool:
    """Whether this name is still the folder that was locked."""
    try:
        return os.path.samestat(os.lstat(path), os.fstat(fd))
    except OSError:
        return False


def _was_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _free_name(path: Path) -> Path:
    number, found = 1, path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _rename(source: Path, target: Path) -> None:
    os.rename(source, target)
    flush_path(target.parent)
