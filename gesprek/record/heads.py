"""The heads: how far each chain had come, kept outside the database.

Record 0 is the head of the log, record n + 1 that of the dossier with key place n. Each record has two halves that are written
in turn, so that a torn write leaves the other. A head says how many links a chain had and what the last one was: a database
that is cut, rolled back or has an old page put back falls short of it. A head is written after its transaction, so a program
that dies in between leaves a database that is ahead by one action, never a head that is ahead.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from gesprek.record.slots import SlotFile, write_all

__all__ = ["LOG", "PADDING", "RECORD", "Head", "Heads"]

LOG = 0
"""The record of the log."""
RECORD = 512
_HALF = RECORD // 2
_MAC = 32
_BODY = struct.Struct(">QQ32sQ16s")
_BLOCK = 64
PADDING = _HALF - _BODY.size - _MAC
"""Zero bytes at the end of each half."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain had come: links, the last link (32 bytes), the number of the last draft, and whose it is (16 bytes)."""

    count: int = 0
    link: bytes = bytes(32)
    draft: int = 0
    owner: bytes = bytes(16)


class Heads:
    """The heads of a vault, in a file of their own. key: for the seal on each."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._file = SlotFile(path, RECORD)
        self._key = key

    @staticmethod
    def create(path: Path) -> None:
        """Write an empty file of heads. Raises OSError."""
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            write_all(fd, bytes(RECORD * _BLOCK), 0)
            os.fsync(fd)
        finally:
            os.close(fd)

    @property
    def fd(self) -> int:
        """The open file, for locking."""
        return self._file.fd

    @property
    def count(self) -> int:
        """How many records there are."""
        return self._file.count

    def read(self, index: int) -> tuple[Head, bool]:
        """The head of a chain, and whether its record is whole. An empty record is the head of an empty chain.

        A record that is not there was cut off: there is room for a head before its chain begins.
        """
        if index >= self._file.count:
            return Head(), False
        found, whole = self._halves(index)
        return max(found, key=lambda item: item[0], default=(0, Head()))[1], whole

    def _halves(self, index: int) -> tuple[list[tuple[int, Head]], bool]:
        """The halves that are whole, each with its serial; and whether no half is damaged."""
        record = self._file.read(index)
        found, whole = [], True
        for half in (record[:_HALF], record[_HALF:]):
            if not any(half):
                continue
            body, mac, rest = half[: _BODY.size], half[_BODY.size : _BODY.size + _MAC], half[_BODY.size + _MAC :]
            if any(rest) or not hmac.compare_digest(mac, self._mac(index, body)):
                whole = False
                continue
            serial, count, link, draft, owner = _BODY.unpack(body)
            found.append((serial, Head(count, link, draft, owner)))
        return found, whole

    def write(self, index: int, head: Head, *, flush: bool = False) -> None:
        """Overwrite the older half. Without `flush` it survives the death of the program, not that of the machine. OSError."""
        self._make_room(index)
        serial = max((number for number, _head in self._halves(index)[0]), default=0) + 1  # a damaged half says nothing
        body = _BODY.pack(serial, head.count, head.link, head.draft, head.owner)
        half = (body + self._mac(index, body)).ljust(_HALF, b"\0")
        self._file.write(index, half, flush=flush, offset=_HALF * (serial % 2))

    def forget(self, index: int) -> None:
        """Empty the record of a dossier that was destroyed, or that is to begin. Raises OSError."""
        self._make_room(index)
        self._file.write(index, bytes(RECORD))

    def _make_room(self, index: int) -> None:
        if index >= self._file.count:
            self._file.append([bytes(RECORD)] * (index + _BLOCK - self._file.count))

    def flush(self) -> None:
        """Every head written so far is on the disk when this returns. Raises OSError."""
        self._file.flush()

    def damage(self) -> list[int]:
        """The records with damage."""
        return [index for index in range(self._file.count) if not self.read(index)[1]]

    def _mac(self, index: int, body: bytes) -> bytes:
        return hashlib.blake2b(index.to_bytes(4, "big") + body, key=self._key, digest_size=_MAC).digest()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
