"""A backup of a vault in one file: all of it of one moment, while other programs go on writing. As unreadable as the vault.

Under the lock of the writers the database is fixed at a moment (a snapshot of its WAL) and the small files are copied; the
database itself is copied after that, without holding anybody up.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from gesprek.errors import GesprekError
from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.record.access import PURPOSE
from gesprek.record.container import Backup, Manifest, allowed, pack, read_backup
from gesprek.record.log import moment
from gesprek.record.problems import Damaged, NotSaved, VaultProblem
from gesprek.record.restoring import Loss, Restored, flaws_of, restore
from gesprek.record.slots import flush_path
from gesprek.record.store import CIPHER, disk_said
from gesprek.record.swap import finish_swap
from gesprek.record.vault import Files, Vault

__all__ = ["Backup", "Loss", "Manifest", "Restored", "finish_swap", "read_backup", "restore", "write_backup"]


_PAGES = 2000
"""Pages of the database to copy at a time."""


def write_backup(vault: Vault, path: Path) -> Backup:
    """Write a backup to a file that does not exist yet: whole and on the disk when this returns, or nothing of it.

    What was wrong with the vault is in its manifest. Raises GesprekError when the name will not do, Damaged when a part of the
    vault cannot be read, NotSaved when the disk refuses.
    """
    _check_name(vault, path)
    vault.write_log([vault.line("beheer", note="reservekopie")])
    try:
        with _building(path) as folder:
            manifest, files = _copied(vault, folder)
            packed = folder / "geheel"
            with open(os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
                pack(out, files, manifest, vault.derive(PURPOSE))
                out.flush()
                os.fsync(out.fileno())
            _publish(packed, path)
    except (apsw.CorruptError, apsw.NotADBError):
        _log_failure(vault)
        raise Damaged(
            _("Er is geen reservekopie gemaakt: een deel van de kluis is niet te lezen."),
            hint=_("Laat 'gesprek kluis controleren' zeggen wat er mis is. Bewaar de reservekopieën die u al hebt."),
        ) from None
    except (apsw.Error, OSError) as error:
        _log_failure(vault)
        raise NotSaved(
            _("Er is geen reservekopie gemaakt.") + " " + disk_said(error),
            where=harmless(str(path)),
            hint=_("Er is ongeveer {n} MB nodig.").format(n=_megabytes(vault)),
        ) from None
    return read_backup(path)


def _check_name(vault: Vault, path: Path) -> None:
    if os.path.lexists(path):
        raise GesprekError(
            _("{pad} bestaat al.").format(pad=harmless(str(path))), hint=_("Kies een andere naam; er is niets overschreven.")
        )
    if not os.path.isdir(path.parent):  # a name that is too long is no folder either
        raise GesprekError(_("De map {pad} bestaat niet.").format(pad=harmless(str(path.parent))))
    if path.parent.resolve().is_relative_to(vault.files.folder.resolve()):
        raise GesprekError(
            _("Een reservekopie hoort niet in de map van de kluis zelf."), hint=_("Kies een map op een andere schijf.")
        )


def _log_failure(vault: Vault) -> None:
    with contextlib.suppress(VaultProblem):  # the disk that refused the backup may refuse this as well
        vault.write_log([vault.line("beheer", refused=True, note="reservekopie")])


def _megabytes(vault: Vault) -> int:
    """Room for the copy of the database and for the backup itself."""
    with contextlib.suppress(OSError):
        return 2 * vault.files.database.stat().st_size // 1_000_000 + 1
    return 1


@contextmanager
def _building(path: Path) -> Iterator[Path]:
    """A folder of our own beside the backup, gone afterwards."""
    folder = path.with_name(f".{path.name}-in-aanbouw-{os.urandom(6).hex()}")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(vault: Vault, folder: Path) -> tuple[Manifest, list[tuple[str, Path]]]:
    """Everything of one moment, in `folder`. Raises apsw.Error or OSError."""
    flaws = tuple(sorted({(flaw.chain, flaw.index, flaw.kind) for flaw in flaws_of(vault)}))
    there, copy, db = vault.files, Files(folder), vault.store.db
    try:
        with vault.alone():
            db.execute("BEGIN")
            dossiers = db.execute("SELECT count(*) FROM dossier").get
            about = Manifest(vault.id.hex(), moment(vault.clock()), vault.book.tail(db).count, dossiers, (), flaws)
            for source, target in ((there.keys, copy.keys), (there.heads, copy.heads), (there.tombstones, copy.tombstones)):
                _copy_small(source, target)
        _copy_database(db, copy.database, vault.derive("bladzijden"))
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    files = [("sleutels", copy.keys), ("kluis.db", copy.database), ("hoofd", copy.heads), ("vernietigd", copy.tombstones)]
    return about, files + _flows(there.folder)


def _copy_small(source: Path, target: Path) -> None:
    """Copy a file that is overwritten in place, read until two readings are the same."""
    data, before = _bytes(source), None
    while data != before:
        data, before = _bytes(source), data
    fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(fd, "wb") as out:
        out.write(data)


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _copy_database(source: apsw.Connection, target: Path, key: bytes) -> None:
    """Copy what `source` sees, page by page, into a database with the same key. Raises apsw.Error."""
    db = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    try:
        with contextlib.suppress(OSError):  # a disk that knows no modes; nobody can read it without the key anyway
            target.chmod(0o600)
        for name, value in (("cipher", CIPHER), ("key", "raw:" + key.hex()), ("journal_mode", "off"), ("synchronous", 0)):
            db.pragma(name, value)
        with db.backup("main", source, "main") as backup:
            while not backup.done:
                backup.step(_PAGES)
    finally:
        db.close()


def _flows(folder: Path) -> list[tuple[str, Path]]:
    """The files of the flows that dossiers are pinned to."""
    found = []
    for path in sorted((folder / "flows").rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and allowed(name):
            found.append((name, path))
    return found


def _publish(packed: Path, path: Path) -> None:
    """Give it its name, never over another file; also where a disk knows no second name for a file."""
    try:
        os.link(packed, path)
    except FileExistsError:
        raise GesprekError(_("{pad} bestaat al.").format(pad=harmless(str(path))), hint=_("Kies een andere naam.")) from None
    except OSError:
        if os.path.lexists(path):
            raise
        os.rename(packed, path)
    flush_path(path.parent)
