"""The database of a vault: SQLite with encrypted pages, every transaction on the disk before it counts.

WAL with `synchronous=FULL`, asserted on every connection: with NORMAL a power cut loses transactions that were acknowledged
(measured: 112 of 128 images). An SQLite before 3.51.3 can damage a WAL database with two writers, and is refused.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import apsw

from gesprek.i18n import N_, _
from gesprek.record.problems import Busy, Damaged, EmptyFile, NewerFormat, NotOurs, NotSaved, NoVault, VaultProblem

__all__ = ["FORMAT", "OLDEST_SQLITE", "PAGE", "PLAIN", "Store", "disk_said"]

FORMAT = 1
PAGE = 4096
"""Bytes of a page."""
PLAIN = b"SQLite format 3\0"
"""What a database begins with that is not encrypted."""
OLDEST_SQLITE = (3, 51, 3)
CIPHER = "aegis"
"""AEGIS-256 in SQLite3 Multiple Ciphers: encrypts and authenticates each page, with the AES of the processor."""
_PATIENCE = 5000
"""Milliseconds to wait for another program that is writing."""
_T = TypeVar("_T")

SCHEMA = """
CREATE TABLE kluis(naam TEXT PRIMARY KEY, waarde) WITHOUT ROWID;
CREATE TABLE dossier(
  id BLOB PRIMARY KEY, code TEXT NOT NULL UNIQUE, plaats INTEGER NOT NULL UNIQUE, versie INTEGER NOT NULL,
  begonnen TEXT NOT NULL, gewijzigd TEXT NOT NULL, flow TEXT NOT NULL, kaartje BLOB NOT NULL,
  aangehouden INTEGER NOT NULL DEFAULT 0, overgenomen TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE gebeurtenis(
  dossier BLOB NOT NULL, nr INTEGER NOT NULL, handeling BLOB NOT NULL, verzegeld BLOB NOT NULL, schakel BLOB NOT NULL,
  PRIMARY KEY(dossier, nr)
) WITHOUT ROWID;
CREATE TABLE concept(dossier BLOB PRIMARY KEY, nr INTEGER NOT NULL, verzegeld BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE logregel(nr INTEGER PRIMARY KEY, verzegeld BLOB NOT NULL, schakel BLOB NOT NULL);
CREATE TABLE vernietigd(
  dossier BLOB PRIMARY KEY, code TEXT NOT NULL UNIQUE, plaats INTEGER NOT NULL, op TEXT NOT NULL, waarom TEXT NOT NULL,
  klaar INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""


_REASONS = {
    errno.ENOENT: N_("De map of het bestand is er niet."),
    errno.EPERM: N_("U mag dat hier niet."),
    errno.EACCES: N_("U mag dat hier niet."),
    errno.ENOTDIR: N_("Er staat een bestand waar een map moet zijn."),
    errno.EISDIR: N_("Er staat een map waar een bestand moet zijn."),
    errno.ENAMETOOLONG: N_("De naam is te lang."),
}


def disk_said(error: Exception) -> str:
    """What the disk or the database said, in words."""
    if isinstance(error, apsw.FullError) or getattr(error, "errno", 0) in (28, 122):
        return _("De schijf is vol.")
    if isinstance(error, apsw.ReadOnlyError) or getattr(error, "errno", 0) == 30:
        return _("De schijf kan alleen worden gelezen.")
    if (said := _REASONS.get(getattr(error, "errno", None) or 0)) is not None:
        return _(said)
    if isinstance(error, apsw.BusyError):
        return _("Een ander programma houdt de kluis bezet.")
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return _("De kluis is beschadigd.")
    if isinstance(error, apsw.NoMemError | MemoryError):
        return _("Er is geen geheugen meer.")
    if getattr(error, "errno", 0) in (23, 24):
        return _("Er staan te veel bestanden open.")
    if isinstance(error, apsw.CantOpenError):
        return _("Het bestand kan niet worden geopend.")
    return _("De schijf gaf een fout.")


class Store:
    """One connection. key: of the pages. vfs: another file layer, for tests."""

    def __init__(self, path: Path, key: bytes, *, vfs: str | None = None) -> None:
        self.path = path
        self._vfs = vfs
        self._key = bytearray(key)
        self._db: apsw.Connection | None = None
        version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
        if version < OLDEST_SQLITE:
            raise Damaged(
                _("Deze SQLite ({versie}) is te oud om veilig mee te bewaren.").format(versie=apsw.sqlite_lib_version()),
                hint=_("Installeer het programma opnieuw, met zijn eigen bibliotheken."),
            )

    @staticmethod
    def create(path: Path, key: bytes, vault: bytes, *, vfs: str | None = None) -> Store:
        """Make the database of a new vault. Raises NotSaved."""
        store = Store(path, key, vfs=vfs)
        try:
            store._connect(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
            db = store.db
            with db:
                db.execute(SCHEMA)
                db.execute("INSERT INTO kluis VALUES ('id', ?)", (vault,))
                db.execute(f"PRAGMA user_version = {FORMAT}")
        except (apsw.Error, OSError) as error:
            store.close()
            raise NotSaved(_("De kluis kan niet worden gemaakt.") + " " + disk_said(error)) from None
        path.chmod(0o600)
        return store

    def open(self, vault: bytes) -> None:
        """Open the database and see that it is ours and of a format we know."""
        self._look_at_file()
        try:
            self._connect(apsw.SQLITE_OPEN_READWRITE)
            form = self.db.pragma("user_version")
            row = self.db.execute("SELECT waarde FROM kluis WHERE naam = 'id'").get if form else None
        except apsw.NotADBError:
            self.close()
            raise Damaged(
                _("De kluis is beschadigd, of hoort niet bij dit sleutelbestand: het begin is niet te lezen."),
                where=str(self.path),
                hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'."),
            ) from None
        except (apsw.Error, OSError) as error:
            self.close()
            raise Damaged(_("De kluis kan niet worden geopend.") + " " + disk_said(error), where=str(self.path)) from None
        if form > FORMAT:
            self.close()
            raise NewerFormat(
                _("Deze kluis is gemaakt door een nieuwere versie van gesprek."),
                where=str(self.path),
                hint=_("Werk het programma bij; er is niets veranderd."),
            )
        if row != vault:
            self.close()
            raise Damaged(_("De kluis hoort niet bij dit sleutelbestand, of is beschadigd."), where=str(self.path))

    def _look_at_file(self) -> None:
        try:
            size = self.path.stat().st_size
            with self.path.open("rb") as file:
                head = file.read(16)
        except FileNotFoundError:
            raise NoVault(_("De kluis mist een bestand: {pad}.").format(pad=self.path)) from None
        except OSError as error:
            raise Damaged(_("De kluis kan niet worden gelezen.") + " " + disk_said(error), where=str(self.path)) from None
        if not size:
            raise EmptyFile(
                _("{pad} is leeg: nul bytes.").format(pad=self.path),
                hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'."),
            )
        if head == PLAIN or size < PAGE:
            raise NotOurs(_("{pad} is geen kluis van dit programma.").format(pad=self.path))

    def _connect(self, flags: int) -> None:
        db = apsw.Connection(str(self.path), flags=flags, vfs=self._vfs)
        try:
            db.set_busy_timeout(_PATIENCE)
            db.pragma("cipher", CIPHER)
            db.pragma("key", "raw:" + self._key.hex())
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
            for name, value in (("journal_mode", "wal"), ("synchronous", "FULL"), ("secure_delete", 1), ("temp_store", "MEMORY")):
                db.pragma(name, value)
            assert_durable(db)
        except BaseException:
            db.close(True)
            raise
        self._db = db

    @property
    def db(self) -> apsw.Connection:
        """The connection. Raises NotSaved when there is none (any more)."""
        if self._db is None:
            raise NotSaved(_("De kluis is dicht."))
        return self._db

    def reconnect(self) -> None:
        """Drop the connection and make a new one: after an error of the disk the old one is not trusted. Raises apsw.Error."""
        self._drop()
        self._connect(apsw.SQLITE_OPEN_READWRITE)

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """One transaction: on the disk when this returns, or nothing of it. Raises apsw.Error or what the caller raises."""
        if self._db is None:
            self._connect(apsw.SQLITE_OPEN_READWRITE)
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def reading(self, question: Callable[[apsw.Connection], _T]) -> _T:
        """What a question to the database answers. Raises Damaged when a page cannot be read, Busy, or VaultProblem."""
        try:
            if self._db is None:
                self._connect(apsw.SQLITE_OPEN_READWRITE)
            return question(self.db)
        except (apsw.CorruptError, apsw.NotADBError, apsw.IOError) as error:
            self._distrust(error)
            raise Damaged(
                _("Een deel van de kluis is niet te lezen.") + " " + disk_said(error),
                where=str(self.path),
                hint=_("Maak niets nieuw; laat 'gesprek kluis controleren' zeggen wat er mis is."),
            ) from None
        except apsw.Error as error:
            self._distrust(error)
            kind = Busy if isinstance(error, apsw.BusyError) else VaultProblem
            raise kind(_("De kluis kan nu niet worden gelezen.") + " " + disk_said(error), where=str(self.path)) from None

    def _distrust(self, error: apsw.Error) -> None:
        """After an error of the disk the next question makes a new connection; damage stays damage, and waiting is no error."""
        lasting = (apsw.CorruptError, apsw.NotADBError, apsw.BusyError)
        if self._db is not None and not isinstance(error, lasting) and not self._db.in_transaction:
            self._drop()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a question. Raises Damaged when a page cannot be read."""
        return self.reading(lambda db: db.execute(sql, values).fetchall())

    def _drop(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            try:
                db.close()
            except apsw.Error:
                db.close(True)

    def close(self) -> None:
        """Close, and overwrite the key."""
        self._drop()
        self._key[:] = bytes(len(self._key))


def assert_durable(db: apsw.Connection) -> None:
    """Raises NotSaved unless the connection writes to the disk before it says that it has."""
    found = (db.pragma("journal_mode"), db.pragma("synchronous"))
    if found != ("wal", 2):
        raise NotSaved(_("De kluis kan hier niet veilig bewaren: {stand}.").format(stand=found))
