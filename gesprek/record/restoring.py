"""Putting a backup back: built and proven in a folder beside the vault, and only then put in its place.

What was destroyed after the backup was made is destroyed in it before anybody can open it. The lines of the log that the backup
has not got are taken along, because a log is never put back; so are legal holds. The vault that is replaced stays beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.record.access import close_door, key_of, present_vault, take_door
from gesprek.record.chain import Finding
from gesprek.record.container import Backup, read_backup
from gesprek.record.examining import accepted_note, examine
from gesprek.record.heads import Head
from gesprek.record.holding import Hold
from gesprek.record.keyfile import KeyFile
from gesprek.record.live import Live, Loss, look_at, loss_of
from gesprek.record.log import NAME
from gesprek.record.problems import Damaged, NotSaved
from gesprek.record.store import disk_said
from gesprek.record.swap import finish_swap, scratch, swap
from gesprek.record.upkeep import finish_destruction, look_around, tidy
from gesprek.record.vault import Files, Transaction, Vault, empty_head

__all__ = ["Loss", "Restored", "flaws_of", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. done: the backup is the vault now; replaced: where the vault of before is.

    destroyed: codes of dossiers that were in the backup and had been destroyed since; lines: of the log, taken along;
    kept_access: passphrase and recovery key stay those of the vault, and not those of when the backup was made; flaws: what
    was wrong already when it was made.
    """

    moment: str
    dossiers: int
    destroyed: tuple[str, ...]
    lines: int
    loss: Loss
    kept_access: bool
    flaws: tuple[Finding, ...] = ()
    done: bool = False
    replaced: Path | None = None


def restore(
    path: Path,
    folder: Path,
    secret: str,
    clock: Callable[[], datetime],
    *,
    recovery: bool = False,
    trial: bool = False,
    agree: Callable[[Restored], bool] = lambda _told: True,
) -> Restored:
    """Put a backup in the place of the vault in `folder`, or where there is none. secret: the passphrase, or the recovery key.

    trial: do everything and change nothing. agree: asked when all is proven, just before it is put in its place.
    Raises VaultProblem: the file is damaged, the passphrase wrong, the vault open elsewhere or another one, the disk full.
    """
    backup = read_backup(path)
    if not trial:
        finish_swap(folder)
    live, door = present_vault(backup, folder, trial=trial), None
    try:
        if live is not None and not trial:
            door = take_door(live, clock)
        with scratch(folder) as new:
            backup.unpack(new)
            told = _built(backup, Files(new), live, secret, clock, recovery=recovery)
            if trial or not agree(told):
                return told
            return dataclasses.replace(told, done=True, replaced=swap(new, folder, clock()))
    except (apsw.Error, OSError) as error:
        said = _("De reservekopie kan niet worden teruggezet.") + " " + disk_said(error)
        raise NotSaved(said, hint=_("Aan de kluis is niets veranderd.")) from None
    finally:
        if door is not None and live is not None:
            close_door(live, door)


def _built(
    backup: Backup, new: Files, live: Files | None, secret: str, clock: Callable[[], datetime], *, recovery: bool
) -> Restored:
    """Make a vault of what was unpacked, and prove that all of it is there. Raises VaultProblem, apsw.Error or OSError."""
    key, kept_access = key_of(backup, new, live, secret, clock, recovery=recovery)
    with _opened(new, key, clock) as vault:
        flaws = _proven(vault, backup)
        present = look_at(live, key, vault.id, vault.store) if live is not None else Live()
        loss = loss_of(present, vault.store)
        _take_along(vault, present, {flaw.chain for flaw in flaws})
        tidy(vault)
        destroyed = _destroy_again(vault, present)
        _anchor(vault, {flaw.chain for flaw in flaws})
        _close_log(vault, backup.manifest.moment, recovery=recovery)
        vault.heads.flush()
        dossiers = vault.store.rows("SELECT count(*) FROM dossier")[0][0]
    return Restored(backup.manifest.moment, dossiers, destroyed, len(present.lines), loss, kept_access, flaws)


def _opened(new: Files, key: bytes, clock: Callable[[], datetime]) -> Vault:
    """The vault as it was unpacked: nothing is written in it yet, also not that it was opened."""
    keys, door = KeyFile(new.keys), Hold.take(new.door, clock(), shared=True)
    assert isinstance(door, Hold)
    vault = Vault(new, keys, key, door, clock, None)
    try:
        vault.store.open(vault.id)
        vault.findings = look_around(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def flaws_of(vault: Vault) -> list[Finding]:
    """What is wrong with a vault itself, and not with the folder it stands in. Reads and opens all there is."""
    return [finding for finding in examine(vault) if finding.chain != "map"]


def _proven(vault: Vault, backup: Backup) -> tuple[Finding, ...]:
    """What is wrong and was so already when the backup was made. Raises Damaged when there is more."""
    if vault.store.reading(vault.book.tail).count != backup.manifest.logregels:
        raise _damaged(backup, _("het logboek is korter of langer dan toen"))
    known, found = set(backup.manifest.bevindingen), flaws_of(vault)
    for finding in found:
        if (finding.chain, finding.index, finding.kind) not in known:
            raise _damaged(backup, str(finding).rstrip("."))
    return tuple(found)


def _damaged(backup: Backup, what: str) -> Damaged:
    return Damaged(
        _("De reservekopie is niet heel: {wat}.").format(wat=what),
        where=harmless(str(backup.path)),
        hint=_("Er is niets teruggezet. Gebruik een andere reservekopie."),
    )


def _take_along(vault: Vault, present: Live, flawed: set[str]) -> None:
    """The lines of the log since then, with what was set since then; legal holds, and codes that were given out since then."""
    if NAME in flawed:
        present.lines = []  # nothing is added to a log with something wrong in it
    there = {ident for (ident,) in vault.store.rows("SELECT id FROM dossier")}
    ended = [row for ident, row in present.ended.items() if ident not in there]

    def work(txn: Transaction) -> None:
        if present.lines:  # the vault went on after the backup was made
            txn.db.executemany("INSERT OR REPLACE INTO kluis VALUES (?, ?)", present.settings.items())
            txn.db.executemany("UPDATE dossier SET aangehouden = 1 WHERE id = ?", [(ident,) for ident in present.held])
        txn.db.executemany("INSERT OR IGNORE INTO vernietigd VALUES (?, ?, ?, ?, ?, 1)", ended)
        txn.log(*present.lines)

    vault.transact(work)
    for ident in present.dead - there:
        vault.tombstones.add(ident)


def _destroy_again(vault: Vault, present: Live) -> tuple[str, ...]:
    """Destroy what was destroyed after the backup was made; returns the codes. Legal hold does not count: it is gone already."""
    dead = present.dead | vault.tombstones.read()[0]
    there = {ident: (code, place) for ident, code, place in vault.store.rows("SELECT id, code, plaats FROM dossier")}
    now = vault.clock().isoformat(timespec="seconds")
    destroyed = []
    for ident in sorted(dead & set(there)):
        code, place = there[ident]
        _dossier, _code, _place, at, why = present.ended.get(ident, (ident, code, place, now, "eerder vernietigd"))
        _destroy(vault, (ident, code, place, at, why))
        destroyed.append(code)
    return tuple(sorted(destroyed))


def _destroy(vault: Vault, row: tuple[Any, ...]) -> None:
    ident, code, place = row[:3]

    def work(txn: Transaction) -> None:
        txn.db.execute("DELETE FROM gebeurtenis WHERE dossier = ?", (ident,))
        txn.db.execute("DELETE FROM concept WHERE dossier = ?", (ident,))
        txn.db.execute("DELETE FROM dossier WHERE id = ?", (ident,))
        txn.db.execute("INSERT OR REPLACE INTO vernietigd VALUES (?, ?, ?, ?, ?, 0)", row)
        txn.log(vault.line("vernietigen", code, note="na het terugzetten"))

    vault.transact(work)
    finish_destruction(vault, ident, place)


def _anchor(vault: Vault, flawed: set[str]) -> None:
    """Write the head of every chain anew, except of those with something wrong."""
    for ident, code, place, number, link, draft in vault.store.rows(
        "SELECT d.id, d.code, d.plaats, g.nr, g.schakel, ifnull(c.nr, 0) FROM dossier AS d"
        " LEFT JOIN (SELECT dossier, max(nr) AS nr, schakel FROM gebeurtenis GROUP BY dossier) AS g ON g.dossier = d.id"
        " LEFT JOIN concept AS c ON c.dossier = d.id"
    ):
        if code not in flawed:
            vault.heads.write(place + 1, Head(number, link, draft, ident) if number else empty_head(vault, ident))


def _close_log(vault: Vault, made: str, *, recovery: bool) -> None:
    """That it was put back; and of each dossier that the log knows and that began after the backup, that this was accepted."""
    known = {code for (code,) in vault.store.rows("SELECT code FROM dossier UNION SELECT code FROM vernietigd")}
    told = {line.dossier for _number, line in vault.store.reading(vault.book.lines) if line.dossier}
    note = f"reservekopie van {made} teruggezet" + (", met de herstelsleutel" if recovery else "")
    lost = [vault.line("beheer", code, note=accepted_note("ontbreekt", 0)) for code in sorted(told - known)]
    vault.write_log([vault.line("beheer", note=note), *lost])
