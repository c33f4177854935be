"""Which dossiers were destroyed, outside the database: a backup that is put back must not bring them to life again."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from gesprek.record.slots import SlotFile, flush_path, write_all

__all__ = ["SIZE", "Tombstones"]

_ID, _MAC, SIZE = 16, 32, 48


class Tombstones:
    """A file of 16 random bytes a dossier, each with its seal; nothing in it says whose dossier it was."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key

    def read(self) -> tuple[set[bytes], int]:
        """The destroyed dossiers, and how many records are damaged."""
        records = self._records()
        good = {ident for ident, whole in records if whole}
        return good, sum(ident not in good for ident, _whole in records)

    def _records(self) -> list[tuple[bytes, bool]]:
        """The id in each record, and whether the record is whole."""
        if not self._path.exists() or not self._path.stat().st_size:
            return []
        file = SlotFile(self._path, SIZE, writable=False)
        try:
            records = file.read_all()
        finally:
            file.close()
        return [(r[:_ID], hmac.compare_digest(r[_ID:], self._mac(r[:_ID]))) for r in records]

    def add(self, dossier: bytes, *, mend: bool = False) -> None:
        """Add one, on the disk when this returns; once is enough. Raises OSError.

        mend: it is one that was here and is missing, so a damaged record, which it may have been, is overwritten. Never with
        another: that a record is damaged is all that is left of a dossier that only stood there.
        """
        records = self._records()
        if (dossier, True) in records:
            return
        damaged = [number for number, (_ident, whole) in enumerate(records) if not whole] if mend else []
        number = next(iter(damaged), len(records))
        fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            write_all(fd, dossier + self._mac(dossier), number * SIZE)
            os.fsync(fd)
        finally:
            os.close(fd)
        if not records:  # a new file: its name must be on the disk too
            flush_path(self._path.parent)

    def _mac(self, dossier: bytes) -> bytes:
        return hmac.digest(self._key, dossier, "sha256")
