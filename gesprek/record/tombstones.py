"""Which dossiers were destroyed, outside the database: a backup that is put back must not bring them to life again."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from gesprek.record.slots import SlotFile, flush_path

__all__ = ["SIZE", "Tombstones"]

_ID, _MAC, SIZE = 16, 32, 48


class Tombstones:
    """A file of 16 random bytes a dossier, each with its seal; nothing in it says whose dossier it was."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    def read(self) -> tuple[set[bytes], int]:
        """The destroyed dossiers, and how many records are damaged."""
        if not self._path.exists() or not self._path.stat().st_size:
            return set(), 0
        file = SlotFile(self._path, SIZE, writable=False)
        try:
            records = file.read_all()
        finally:
            file.close()
        good = {record[:_ID] for record in records if hmac.compare_digest(record[_ID:], self._mac(record[:_ID]))}
        return good, sum(record[:_ID] not in good for record in records)

    def add(self, dossier: bytes) -> None:
        """Add one, on the disk when this returns; once is enough. Raises OSError."""
        if dossier in self.read()[0]:
            return
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            whole = os.fstat(fd).st_size // SIZE * SIZE
            os.pwrite(fd, dossier + self._mac(dossier), whole)
            os.fsync(fd)
        finally:
            os.close(fd)
        if not whole:  # a new file: its name must be on the disk too
            flush_path(self._path.parent)

    def _mac(self, dossier: bytes) -> bytes:
        return hmac.digest(self._key, dossier, "sha256")
