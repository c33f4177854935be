"""What there is to see about the files of a vault without its key: are they there, whole in size, and ours? Changes nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gesprek.i18n import _
from gesprek.record.heads import PADDING, RECORD
from gesprek.record.keyfile import KeyFile
from gesprek.record.problems import Damaged, NewerFormat, NotOurs, VaultProblem
from gesprek.record.store import PAGE, PLAIN
from gesprek.record.tombstones import SIZE
from gesprek.record.vault import Files

__all__ = ["look_from_outside"]


def look_from_outside(folder: Path) -> list[str]:
    """What is wrong with the files, a sentence each without a path; empty when nothing is to be seen. Raises OSError.

    What was changed inside a page or a head, or put back as a whole, cannot be seen here: that takes the key.
    """
    files = Files(folder)
    found, places = _keys(files.keys)
    found += _database(files.database)
    found += _heads(files.heads, places)
    if files.tombstones.exists() and files.tombstones.stat().st_size % SIZE:
        found.append(_cut(_("De lijst van vernietigde dossiers")))
    return found


def _keys(path: Path) -> tuple[list[str], int]:
    """What is wrong with the key file, and how many heads its keys need."""
    name = _("Het sleutelbestand")
    if said := _at_first(path, name):
        return [said], 0
    try:
        keys = KeyFile(path, writable=False)
    except NewerFormat:
        return [_("{naam} is van een nieuwere versie van gesprek.").format(naam=name)], 0
    except NotOurs:
        return [_foreign(name)], 0
    except Damaged:
        return [_("{naam} is beschadigd.").format(naam=name)], 0
    except VaultProblem as problem:
        raise OSError(problem.message) from None
    try:
        held = [place.number + 2 for place in keys.places() if place.state == "bezet"]
        return [f"{name}: {said}." for said in keys.damage()], max(held, default=0)
    finally:
        keys.close()


def _database(path: Path) -> list[str]:
    name = _("De database")
    if said := _at_first(path, name):
        return [said]
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(len(PLAIN)) == PLAIN:
            return [_foreign(name)]
        if size % PAGE:
            return [_cut(name)]
        file.seek(0)
        nothing = bytes(PAGE)
        hole = next((number for number, page in enumerate(_pages(file), 1) if page == nothing), 0)
    said = _("{naam} heeft een gat: deel {n} van {m} is leeg.").format(naam=name, n=hole, m=size // PAGE)
    return [said] if hole else []


def _pages(file: BinaryIO) -> Iterator[bytes]:
    while page := file.read(PAGE):
        yield page


def _heads(path: Path, needed: int) -> list[str]:
    name = _("Het bestand met de eindstanden")
    if said := _at_first(path, name):
        return [said]
    data = path.read_bytes()
    if len(data) % RECORD or len(data) // RECORD < needed:
        return [_cut(name)]
    half = RECORD // 2
    if any(any(data[at + half - PADDING : at + half]) for at in range(0, len(data), half)):
        return [_("{naam} is beschadigd.").format(naam=name)]
    return []


def _at_first(path: Path, name: str) -> str:
    """What is wrong before a byte of it is read."""
    try:
        info = path.lstat()
    except FileNotFoundError:
        return _("{naam} ontbreekt.").format(naam=name)
    if not stat.S_ISREG(info.st_mode):
        return _foreign(name)
    return "" if info.st_size else _("{naam} is leeg.").format(naam=name)


def _cut(name: str) -> str:
    return _("{naam} is afgekapt.").format(naam=name)


def _foreign(name: str) -> str:
    return _("{naam} is niet van dit programma.").format(naam=name)
