"""A disk that does as it is told: between the program and its files, for the database (a VFS) and for Python's own calls.

Every write-class call on a file below a folder is shown to a handler first, which may count it, keep it, raise OSError, or
kill the process. The database layer sees what a real disk would answer: its error becomes the one SQLite gives for it.
"""

from __future__ import annotations

import errno
import fcntl
import functools
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

VFS = "multipleciphers-proef"
"""What to open a vault with to have its database on this disk: the encryption of pages stands above it."""


@dataclass(frozen=True, slots=True)
class Op:
    """One call. kind: open, write, sync, truncate, delete, rename, link, mkdir, rmdir, close or lock; other: the new name."""

    kind: str
    path: str
    data: bytes = b""
    offset: int = 0
    other: str = ""
    creates: bool = False
    database: bool = False


Handler = Callable[[Op], None]
_handler: list[tuple[str, Handler]] = []


def _show(op: Op) -> None:
    for root, handler in _handler:
        if op.path.startswith(root):
            handler(op)


# -- below the database ---------------------------------------------------------------------------------------------------

_EXTENDED = {
    "write": apsw.SQLITE_IOERR_WRITE, "sync": apsw.SQLITE_IOERR_FSYNC, "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "delete": apsw.SQLITE_IOERR_DELETE, "close": apsw.SQLITE_IOERR_CLOSE,
}  # fmt: skip


def _show_below(op: Op) -> None:
    """As the unix layer of SQLite says it when the system refuses."""
    try:
        _show(op)
    except OSError as error:
        if op.kind == "open":
            raise apsw.CantOpenError(str(error)) from None
        if error.errno == errno.ENOSPC and op.kind == "write":
            raise apsw.FullError(str(error)) from None
        said = apsw.IOError(str(error))
        said.extendedresult = _EXTENDED[op.kind]  # type: ignore[attr-defined]
        raise said from None


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int]) -> None:
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        _show_below(Op("open", self.path, creates=bool(flags[0] & apsw.SQLITE_OPEN_CREATE), database=True))
        super().__init__("unix", name, flags)

    def xWrite(self, data: Any, offset: int) -> None:
        _show_below(Op("write", self.path, bytes(data), offset, database=True))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        _show_below(Op("sync", self.path, database=True))

    def xTruncate(self, newsize: int) -> None:
        _show_below(Op("truncate", self.path, offset=newsize, database=True))
        super().xTruncate(newsize)

    def xClose(self) -> None:
        with suppress(apsw.Error):  # the unix layer only notes it when a file cannot be closed
            _show_below(Op("close", self.path, database=True))
        super().xClose()


class _Disk(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("proef", "unix")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        _show_below(Op("delete", filename, database=True))
        super().xDelete(filename, syncdir)


@functools.cache
def vfs() -> str:
    """The name of the VFS, which is there once it is asked for."""
    _KEPT.append(_Disk())
    return VFS


_KEPT: list[_Disk] = []


# -- below Python ---------------------------------------------------------------------------------------------------------


def _where(target: Any, dir_fd: int | None = None) -> str:
    if isinstance(target, int):
        try:
            return _real["readlink"](f"/proc/self/fd/{target}")  # type: ignore[no-any-return]
        except OSError:
            return ""
    name = os.fsdecode(target)
    return os.path.abspath(name) if dir_fd is None else os.path.join(_where(dir_fd), name)


def _open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    where = _where(path, dir_fd)
    _show(Op("open", where, creates=bool(flags & os.O_CREAT) and not os.path.lexists(where)))
    return _real["open"](path, flags, mode, dir_fd=dir_fd)  # type: ignore[no-any-return]


def _pwrite(fd: int, data: Any, offset: int) -> int:
    _show(Op("write", _where(fd), bytes(data), offset))
    return _real["pwrite"](fd, data, offset)  # type: ignore[no-any-return]


def _write(fd: int, data: Any) -> int:
    where = _where(fd)
    if any(where.startswith(root) for root, _handler_ in _handler):
        _show(Op("write", where, bytes(data), os.lseek(fd, 0, os.SEEK_CUR)))
    return _real["write"](fd, data)  # type: ignore[no-any-return]


def _sync(fd: int) -> None:
    """Shown, and not done: a process that is killed loses nothing that was written, and a power cut is made (`stroom`)."""
    _show(Op("sync", _where(fd)))


def _close(fd: int) -> None:
    """Also when the system says it went wrong, the file is closed."""
    where = _where(fd)
    _real["close"](fd)
    _show(Op("close", where))


def _ftruncate(fd: int, length: int) -> None:
    _show(Op("truncate", _where(fd), offset=length))
    _real["ftruncate"](fd, length)


def _on_fd(name: str, kind: str) -> Callable[..., Any]:
    def call(fd: int, *args: Any) -> Any:
        _show(Op(kind, _where(fd)))
        return _real[name](fd, *args)

    return call


def _on_path(name: str, kind: str) -> Callable[..., Any]:
    def call(path: Any, *args: Any, dir_fd: int | None = None, **rest: Any) -> Any:
        _show(Op(kind, _where(path, dir_fd)))
        return _real[name](path, *args, dir_fd=dir_fd, **rest)

    return call


def _renaming(name: str, kind: str) -> Callable[..., Any]:
    def call(source: Any, target: Any, **rest: Any) -> Any:
        _show(Op(kind, _where(source), other=_where(target)))
        return _real[name](source, target, **rest)

    return call


_real: dict[str, Any] = {
    name: getattr(os, name)
    for name in (
        "open",
        "write",
        "pwrite",
        "fsync",
        "fdatasync",
        "ftruncate",
        "close",
        "rename",
        "replace",
        "link",
        "unlink",
        "remove",
        "mkdir",
        "rmdir",
        "readlink",
    )
}
_real["flock"] = fcntl.flock
_ours: dict[str, Callable[..., Any]] = {
    "open": _open,
    "write": _write,
    "pwrite": _pwrite,
    "ftruncate": _ftruncate,
    "fsync": _sync,
    "fdatasync": _sync,
    "close": _close,
    "flock": _on_fd("flock", "lock"),
    "rename": _renaming("rename", "rename"),
    "replace": _renaming("replace", "rename"),
    "link": _renaming("link", "link"),
    "unlink": _on_path("unlink", "delete"),
    "remove": _on_path("remove", "delete"),
    "mkdir": _on_path("mkdir", "mkdir"),
    "rmdir": _on_path("rmdir", "rmdir"),
}


@contextmanager
def watched(root: Path, handler: Handler) -> Iterator[None]:
    """Show every write-class call below `root` to `handler` before it is done."""
    outer = not _handler
    _handler.append((str(root), handler))
    try:
        if outer:
            _put_in_place(_ours)
        yield
    finally:
        _handler.pop()
        if outer:
            _put_in_place(_real)


def _put_in_place(calls: dict[str, Any]) -> None:
    for name, call in calls.items():
        setattr(fcntl if name == "flock" else os, name, call)


# -- handlers -------------------------------------------------------------------------------------------------------------


class Counter:
    """Counts the calls."""

    def __init__(self) -> None:
        self.ops: list[Op] = []

    def __call__(self, op: Op) -> None:
        self.ops.append(op)


class Killer:
    """Kills this process at the n-th call (from 0)."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, op: Op) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        self.left -= 1


class Refuser:
    """Refuses the n-th call (from 0) with an error of the system; with `lasting` every one from there, until `relieve`."""

    def __init__(self, number: int, at: int, *, lasting: bool = False, kinds: frozenset[str] = frozenset()) -> None:
        self.number = number
        self.left = at
        self.lasting = lasting
        self.kinds = kinds
        self.hit = ""
        self.over = False

    def __call__(self, op: Op) -> None:
        if self.kinds and op.kind not in self.kinds:
            return
        self.left -= 1
        if not self.over and (self.left == -1 or (self.lasting and self.left < 0)):
            self.hit = self.hit or f"{op.kind} {Path(op.path).name}"
            raise OSError(self.number, os.strerror(self.number), op.path)

    def relieve(self) -> None:
        """The disk is well again."""
        self.over = True
