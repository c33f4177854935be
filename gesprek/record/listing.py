"""The list of dossiers: what their cards say, who has them open now, and what is wrong with them. Opens no record."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
import msgspec

from gesprek.i18n import _
from gesprek.record.chain import Finding
from gesprek.record.dossier import code_of
from gesprek.record.holding import Hold, Holder
from gesprek.record.problems import Damaged
from gesprek.record.sealing import Sealer, Unsealable
from gesprek.record.vault import Vault

__all__ = ["Entry", "as_far", "dossier_rows", "list_dossiers"]

DossierRow = tuple[bytes, str, int, int, str, str, str, bytes, int, str]
"""id, code, plaats, versie, begonnen, gewijzigd, flow, kaartje, aangehouden, overgenomen."""
_SELECT = "SELECT id, code, plaats, versie, begonnen, gewijzigd, flow, kaartje, aangehouden, overgenomen FROM dossier"
_LOCKS = Path("/proc/locks")


class _Card(msgspec.Struct, frozen=True):
    stand: str = ""
    plicht: str = ""
    kenmerk: str = ""


_NO_CARD = _Card()
_CARD = msgspec.json.Decoder(_Card)


class Entry(msgspec.Struct, frozen=True):
    """One dossier in the list. begonnen, gewijzigd, overgenomen: ISO, or empty; holder: who has it open now.

    dagen: whole days since it was changed, None when that cannot be read; findings: what is known to be wrong with it.
    """

    code: str
    begonnen: str
    gewijzigd: str
    flow: str
    stand: str
    plicht: str
    kenmerk: str
    aangehouden: bool
    overgenomen: str
    holder: Holder | None
    findings: tuple[Finding, ...]
    dagen: int | None


def list_dossiers(vault: Vault) -> list[Entry]:
    """Every dossier, last changed first; before them those that can no longer be read. Raises nothing for a damaged one."""
    rows, lost = dossier_rows(vault)
    keys = vault.keys.dossier_keys()
    holders = _holders(vault)
    known: dict[str, list[Finding]] = {}
    for finding in vault.findings:
        known.setdefault(finding.chain, []).append(finding)
    now = vault.clock()
    entries = []
    for ident, code, place, _version, begun, changed, flow, sealed, held, taken in rows:
        card, wrong = _card(vault, keys, ident, code, place, sealed)
        if wrong and _destroyed(vault, ident):  # by another program, after the rows were read
            continue
        found = (*wrong, *known.get(code, ()))
        days = _days(changed, now)
        entries.append(
            Entry(
                code,
                begun,
                changed,
                flow,
                card.stand,
                card.plicht,
                card.kenmerk,
                bool(held),
                taken,
                holders.get(code),
                found,
                days,
            )
        )
    entries.sort(key=lambda entry: entry.gewijzigd, reverse=True)
    return [*(_lost(code, holders.get(code)) for code in lost), *entries]


def dossier_rows(vault: Vault) -> tuple[list[DossierRow], list[str]]:
    """The rows of the table of dossiers, and the codes of those on pages that cannot be read."""
    try:
        return vault.store.rows(_SELECT), []
    except Damaged:
        return _what_is_left(vault)


def _what_is_left(vault: Vault) -> tuple[list[DossierRow], list[str]]:
    """Around damaged pages: what comes before and after them, and then whatever has a key, one by one."""
    found: dict[bytes, DossierRow] = {}
    for order in ("", " DESC"):
        question = f"{_SELECT} ORDER BY id{order}"
        found.update((row[0], row) for row in vault.store.reading(functools.partial(as_far, question, ())))
    gone = []
    for place in vault.keys.places():
        if place.state == "bezet" and place.dossier not in found:
            try:
                found.update((row[0], row) for row in vault.store.rows(_SELECT + " WHERE id = ?", place.dossier))
            except Damaged:
                gone.append(place.dossier)
    codes = {row[1] for row in found.values()}
    lost = []
    for ident in gone:
        lost.append(code_of(ident, codes))
        codes.add(lost[-1])
    return list(found.values()), lost


def as_far(question: str, values: tuple[Any, ...], db: apsw.Connection) -> list[Any]:
    """The rows of a question, up to the first page that cannot be read."""
    rows: list[Any] = []
    with contextlib.suppress(apsw.CorruptError, apsw.NotADBError, apsw.IOError):
        rows.extend(db.execute(question, values))
    return rows


def _lost(code: str, holder: Holder | None) -> Entry:
    finding = Finding(code, 0, "opslag", _("dit dossier staat op een deel van de kluis dat niet te lezen is"))
    return Entry(code, "", "", "", "", "", "", False, "", holder, (finding,), None)


def _card(
    vault: Vault, keys: Callable[[int, bytes], bytes], ident: bytes, code: str, place: int, sealed: bytes
) -> tuple[_Card, tuple[Finding, ...]]:
    try:
        key = keys(place, ident)
    except Unsealable:
        return _NO_CARD, (Finding(code, 0, "sleutel", _("de sleutel van dit dossier is er niet (meer)")),)
    try:
        return _CARD.decode(Sealer(key).open(sealed, vault.id + ident + bytes(16))), ()
    except (Unsealable, msgspec.DecodeError, UnicodeDecodeError):
        return _NO_CARD, (Finding(code, 0, "gewijzigd", _("de gegevens voor de lijst zijn beschadigd")),)


def _destroyed(vault: Vault, ident: bytes) -> bool:
    try:
        return bool(vault.store.rows("SELECT 1 FROM vernietigd WHERE dossier = ?", ident))
    except Damaged:
        return False


def _days(changed: str, now: datetime) -> int | None:
    try:
        then = datetime.fromisoformat(changed)
    except ValueError:
        return None
    if (then.tzinfo is None) != (now.tzinfo is None):
        then, now = then.astimezone(), now.astimezone()
    return max(0, (now - then).days)


# -- who has what open ----------------------------------------------------------------------------------------------------


def _holders(vault: Vault) -> dict[str, Holder]:
    """Who has which dossier open. Trying a lock would, for an instant, keep others out: only what seems locked is tried."""
    door = vault.files.door
    try:
        there = {entry.name: entry.inode() for entry in os.scandir(door.parent) if entry.name != door.name}
        locked = _locked()
        if door.stat().st_ino in locked:  # our own lock is in the table, so the table tells of this disk
            there = {name: inode for name, inode in there.items() if inode in locked}
    except OSError:
        return {}
    now = vault.clock()
    return {name: holder for name in there if (holder := _holder(door.parent / name, now)) is not None}


def _holder(path: Path, now: datetime) -> Holder | None:
    try:
        hold = Hold.take(path, now, shared=True)
    except OSError:
        return None
    if isinstance(hold, Holder):
        return hold
    hold.free()
    return None


def _locked() -> set[int]:
    """The inodes that have a lock on them, as the system lists them; empty when it does not."""
    try:
        return set(_inodes(_LOCKS.read_text(encoding="ascii", errors="replace").splitlines()))
    except OSError:
        return set()


def _inodes(lines: Iterable[str]) -> Iterable[int]:
    for line in lines:
        words = line.split()
        if "FLOCK" in words[1:3] and len(words) > 5:
            number = words[-3].rpartition(":")[2]
            if number.isdigit():
                yield int(number)
