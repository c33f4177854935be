"""A power cut, without one: what a disk may hold when everything that was not yet flushed is lost, kept, reordered or torn.

Every call on the files is recorded (`schijf`), with what was acknowledged in between. From any moment of that record a disk is
made: what was flushed stands on it; of the rest, each write, each change of a name and each 512 bytes may be there or not.
A file without its name flushed may be gone; a rename happens as a whole.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.kluis.hulp import Told
from tests.kluis.schijf import Op

__all__ = ["POLICIES", "Images", "Record"]

SECTOR = 512
Choose = Callable[[random.Random, int, int], bool]
"""Whether the change with this number, of so many, reached the disk."""


@dataclass
class File:
    """What is on the disk (bytes, or where they stand), and what was written after the last flush."""

    flushed: bytes | Path = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def content(self) -> bytes:
        """What was on the disk at the last flush."""
        return self.flushed.read_bytes() if isinstance(self.flushed, Path) else self.flushed

    def now(self) -> bytes:
        """What a program reads."""
        data = bytearray(self.content())
        for at, new in self.pending:
            _apply(data, at, new)
        return bytes(data)

    def flush(self) -> None:
        """Everything written is on the disk."""
        if self.pending:
            self.flushed, self.pending = self.now(), []


@dataclass
class Folder:
    """The names on the disk, and the changes of names after the last flush; each is done as a whole."""

    flushed: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def now(self) -> dict[str, File | Folder]:
        """The names a program sees."""
        return _renamed(self.flushed, self.pending)

    def flush(self) -> None:
        """The names are on the disk."""
        self.flushed, self.pending = self.now(), []


def _apply(data: bytearray, at: int, new: bytes | None) -> None:
    """Write, or (None) cut off."""
    if new is None:
        del data[at:]
        data.extend(bytes(at - len(data)))
        return
    data.extend(bytes(max(0, at - len(data))))
    data[at : at + len(new)] = new


def _renamed(names: dict[str, File | Folder], changes: Sequence[dict[str, File | Folder | None]]) -> dict[str, File | Folder]:
    found = dict(names)
    for change in changes:
        for name, node in change.items():
            if node is None:
                found.pop(name, None)
            else:
                found[name] = node
    return found


# -- the record -----------------------------------------------------------------------------------------------------------


class Record:
    """Keeps every call on the files below `root`, and what was told, in order. lying: flushes of the database do nothing."""

    def __init__(self, root: Path, *, lying: bool = False) -> None:
        self.root = root
        self.lying = lying
        self.events: list[Op | Told] = []
        self.base = _tree(root)
        self._known: dict[str, bytes] = {}

    def __call__(self, op: Op) -> None:
        """A call, before it is done. What Python's own files wrote (which no call shows) is read when it is flushed."""
        if op.kind == "sync" and not op.database and Path(op.path).is_file():
            self.events.append(Op("content", op.path, Path(op.path).read_bytes()))
        self.events.append(op)

    def told(self) -> list[Told]:
        """Everything that was told."""
        return [event for event in self.events if isinstance(event, Told)]


def _tree(path: Path) -> Folder:
    """A folder as it is now, all of it on the disk."""
    made = Folder()
    for entry in path.iterdir():
        made.flushed[entry.name] = (
            _tree(entry) if entry.is_dir() else File(entry if "flows" in entry.parts else entry.read_bytes())
        )
    return made


class _Model:
    """The disk, call after call."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.top = _copied(record.base)
        self.synced: set[str] = set()

    def _at(self, path: str) -> tuple[Folder, str]:
        parts = Path(path).relative_to(self.record.root).parts
        folder = self.top
        for part in parts[:-1]:
            node = folder.now()[part]
            assert isinstance(node, Folder)
            folder = node
        return folder, parts[-1] if parts else ""

    def _folder(self, path: str) -> Folder:
        folder, name = self._at(path)
        node = folder.now()[name] if name else folder
        assert isinstance(node, Folder)
        return node

    def _file(self, path: str) -> File:
        folder, name = self._at(path)
        node = folder.now().get(name)
        if node is None:
            node = File()
            folder.pending.append({name: node})
        assert isinstance(node, File)
        return node

    def do(self, op: Op) -> None:
        """One call."""
        if op.path.endswith("-shm") or op.kind in ("close", "lock"):
            return
        getattr(self, f"_{op.kind}")(op)

    def _open(self, op: Op) -> None:
        if op.creates:
            self._file(op.path)
        self.synced.discard(op.path)

    def _write(self, op: Op) -> None:
        self._file(op.path).pending.append((op.offset, op.data))

    def _content(self, op: Op) -> None:
        file = self._file(op.path)
        if file.now() != op.data:
            file.pending += [(0, op.data), (len(op.data), None)]

    def _truncate(self, op: Op) -> None:
        self._file(op.path).pending.append((op.offset, None))

    def _sync(self, op: Op) -> None:
        folder, name = self._at(op.path)
        node = folder.now()[name] if name else folder
        if op.database and self.record.lying:
            return
        node.flush()
        if op.database and op.path.endswith(("-wal", "-journal")) and op.path not in self.synced:
            self.synced.add(op.path)  # SQLite flushes the folder of a new journal along with it
            folder.flush()

    def _delete(self, op: Op) -> None:
        folder, name = self._at(op.path)
        folder.pending.append({name: None})

    def _rmdir(self, op: Op) -> None:
        folder, name = self._at(op.path)
        node = folder.now().get(name)
        if isinstance(node, Folder) and not node.now():
            folder.pending.append({name: None})

    def _mkdir(self, op: Op) -> None:
        folder, name = self._at(op.path)
        if name and name not in folder.now():
            folder.pending.append({name: Folder()})

    def _rename(self, op: Op) -> None:
        source, name = self._at(op.path)
        target, new = self._at(op.other)
        node = source.now()[name]
        if source is target:
            source.pending.append({name: None, new: node})
        else:
            target.pending.append({new: node})
            source.pending.append({name: None})

    def _link(self, op: Op) -> None:
        source, name = self._at(op.path)
        target, new = self._at(op.other)
        target.pending.append({new: source.now()[name]})


def _copied(folder: Folder) -> Folder:
    names = {name: _copied(node) if isinstance(node, Folder) else File(node.flushed) for name, node in folder.flushed.items()}
    return Folder(names)


# -- the disk afterwards --------------------------------------------------------------------------------------------------

POLICIES: dict[str, Choose] = {
    "niets": lambda _rng, _n, _of: False,
    "alles": lambda _rng, _n, _of: True,
    "de helft": lambda rng, _n, _of: rng.random() < 0.5,
    "omgekeerd": lambda rng, n, of: n >= rng.randrange(of + 1),
    "gescheurd": lambda rng, _n, _of: rng.random() < 0.7,
}
"""What reached the disk of what was not flushed: nothing, all, some, only the latest; some, and each of those in part."""


class Images:
    """Disks of one record, at moments that only go forward."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.model = _Model(record)
        self.at = 0

    def forward(self, cut: int) -> list[Told]:
        """Go on to this moment; what was told before it."""
        for event in self.record.events[self.at : cut]:
            if isinstance(event, Op):
                self.model.do(event)
        self.at = max(self.at, cut)
        return [event for event in self.record.events[: self.at] if isinstance(event, Told)]

    def write(self, target: Path, policy: str, rng: random.Random) -> Path:
        """The disk after a power cut now. What stood in shared memory is anything."""
        _write_folder(self.model.top, target, policy, rng)
        if rng.random() < 0.3 and (target / "kluis" / "kluis.db").exists():
            (target / "kluis" / "kluis.db-shm").write_bytes(rng.randbytes(32768))
        return target


def _write_folder(folder: Folder, target: Path, policy: str, rng: random.Random) -> None:
    target.mkdir()
    choose = POLICIES[policy]
    kept = [change for n, change in enumerate(folder.pending) if choose(rng, n, len(folder.pending))]
    for name, node in _renamed(folder.flushed, kept).items():
        if isinstance(node, Folder):
            _write_folder(node, target / name, policy, rng)
        elif isinstance(node.flushed, Path) and not node.pending:
            os.link(node.flushed, target / name)
        else:
            (target / name).write_bytes(_survived(node, policy, rng))


def _survived(file: File, policy: str, rng: random.Random) -> bytes:
    data, choose, many = bytearray(file.content()), POLICIES[policy], len(file.pending)
    for n, (at, new) in enumerate(file.pending):
        if not choose(rng, n, many):
            continue
        if new is None or policy != "gescheurd":
            _apply(data, at, new)
            continue
        start = 0
        while start < len(new):  # a disk writes sectors; which of them came, nobody knows
            end = start + SECTOR - (at + start) % SECTOR
            if rng.random() < 0.5:
                _apply(data, at + start, new[start:end])
            start = end
    return bytes(data)
