"""Records of fixed size, overwritten in place in a file, each with its own checksum.

A deleted row of a database or a file that was renamed leaves copies of what was in it in the free blocks of a disk; a slot
overwritten in place and flushed leaves none (measured; an SSD may still keep old cells, which is not claimed).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path

from gesprek.i18n import _
from gesprek.record.problems import Damaged, EmptyFile, NotOurs, NoVault, VaultProblem

__all__ = ["CHECK", "SlotFile", "checked", "is_whole", "write_all"]

CHECK = 16
"""Bytes of the checksum at the end of each record."""


def checked(body: bytes, size: int) -> bytes:
    """`body` filled up to a record of `size` bytes that ends in its checksum."""
    padded = body.ljust(size - CHECK, b"\0")
    assert len(padded) == size - CHECK
    return padded + hashlib.sha256(padded).digest()[:CHECK]


def is_whole(record: bytes) -> bool:
    """True when the checksum fits."""
    return hashlib.sha256(record[:-CHECK]).digest()[:CHECK] == record[-CHECK:]


def write_all(fd: int, data: bytes, at: int) -> None:
    """Write all of it: a disk that is almost full writes a part and says how much. Raises OSError."""
    if os.pwrite(fd, data, at) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def flush_path(path: Path) -> None:
    """What is written in this file, or the names in this folder, are on the disk when this returns. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class SlotFile:
    """A file of records, open for reading and writing in place. size: bytes of one record."""

    def __init__(self, path: Path, size: int, *, writable: bool = True) -> None:
        self.path = path
        self.size = size
        flags = (os.O_RDWR if writable else os.O_RDONLY) | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            self.fd = os.open(path, flags)
        except FileNotFoundError:
            raise NoVault(
                _("De kluis mist een bestand: {pad}.").format(pad=path),
                hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'."),
            ) from None
        except OSError as error:
            kind = NotOurs if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO) else VaultProblem
            raise kind(_("{pad} kan niet worden geopend (fout {nummer}).").format(pad=path, nummer=error.errno)) from None
        found = os.fstat(self.fd)
        if not stat.S_ISREG(found.st_mode):
            os.close(self.fd)
            raise NotOurs(_("{pad} is geen gewoon bestand.").format(pad=path))
        if found.st_size == 0:
            os.close(self.fd)
            raise EmptyFile(
                _("{pad} is leeg: nul bytes.").format(pad=path),
                hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'."),
            )

    @property
    def count(self) -> int:
        """How many whole records there are."""
        return os.fstat(self.fd).st_size // self.size

    def read(self, index: int) -> bytes:
        """Record `index` (from 0). Raises Damaged when the file ends before it."""
        data = os.pread(self.fd, self.size, index * self.size)
        if len(data) != self.size:
            raise Damaged(_("{pad} is afgekapt: deel {n} ontbreekt.").format(pad=self.path, n=index))
        return data

    def read_all(self) -> list[bytes]:
        """Every whole record."""
        total = os.fstat(self.fd).st_size
        data = os.pread(self.fd, total, 0)
        return [data[at : at + self.size] for at in range(0, total - self.size + 1, self.size)]

    def write(self, index: int, record: bytes, *, flush: bool = True, offset: int = 0) -> None:
        """Overwrite (a part of) record `index` in place; with `flush` it is on the disk when this returns. Raises OSError."""
        write_all(self.fd, record, index * self.size + offset)
        if flush:
            os.fdatasync(self.fd)

    def append(self, records: list[bytes]) -> None:
        """Grow the file by whole records, flushed, or not at all. Raises OSError."""
        end = self.count * self.size
        try:
            write_all(self.fd, b"".join(records), end)
            os.fsync(self.fd)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self.fd, end)
            raise

    def flush(self) -> None:
        """Everything written so far is on the disk when this returns. Raises OSError."""
        os.fdatasync(self.fd)

    def close(self) -> None:
        """Give the file back. A disk that refuses even that loses nothing: what had to be on it was flushed."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            with contextlib.suppress(OSError):
                os.close(fd)
