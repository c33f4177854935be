"""The vault: where conversations are kept, unreadable without its key. This is the door to it; `dossier` is one conversation.

In its folder (0700, every file 0600): `sleutels` the key file, `kluis.db` the database, `hoofd` the heads of the chains,
`vernietigd` which dossiers are gone, `sloten/` who has what open, `flows/` the flows that dossiers are pinned to.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import apsw

from gesprek.i18n import _
from gesprek.record.chain import Finding, start_link
from gesprek.record.heads import LOG, Head, Heads
from gesprek.record.holding import Hold, Holder, officer, release, wait_for
from gesprek.record.keyfile import KeyFile, Tries
from gesprek.record.log import LogBook, LogLine, Verb, moment
from gesprek.record.problems import Busy, Damaged, NotSaved, NoVault, VaultProblem, WrongPassphrase
from gesprek.record.recovery import format_recovery_key, new_recovery_secret, parse_recovery_key
from gesprek.record.sealing import STRONG, Cost, derive
from gesprek.record.slots import flush_path
from gesprek.record.store import Store, disk_said
from gesprek.record.tombstones import Tombstones
from gesprek.record.tries import count_try

__all__ = ["Files", "Transaction", "Vault", "vault_exists"]

_T = TypeVar("_T")
SHORTEST = 12
"""Characters of a passphrase, at least."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a vault."""

    folder: Path

    @property
    def keys(self) -> Path:
        """The key file."""
        return self.folder / "sleutels"

    @property
    def database(self) -> Path:
        """The database."""
        return self.folder / "kluis.db"

    @property
    def heads(self) -> Path:
        """The heads of the chains."""
        return self.folder / "hoofd"

    @property
    def tombstones(self) -> Path:
        """Which dossiers were destroyed."""
        return self.folder / "vernietigd"

    @property
    def door(self) -> Path:
        """Locked by every program that has the vault open."""
        return self.folder / "sloten" / "kluis"

    def hold(self, code: str) -> Path:
        """Locked by the program that has this dossier open."""
        return self.folder / "sloten" / code

    def flow(self, sha256: str) -> Path:
        """The flow with this hash, as it was."""
        return self.folder / "flows" / sha256


def vault_exists(folder: Path) -> bool:
    """True when there is something in this folder that is (or was) a vault; no vault may be made over it."""
    files = Files(folder)
    return any(os.path.lexists(path) for path in (files.keys, files.database, files.heads))


@dataclass
class Transaction:
    """What is being written: the connection, the log as it grows, and the heads that follow when it is on the disk."""

    db: apsw.Connection
    log: Callable[..., None]
    heads: dict[int, Head] = field(default_factory=dict)


class Vault:
    """An unlocked vault. clock: the moment now, with or without a zone. Close it to lock it."""

    def __init__(
        self, files: Files, keys: KeyFile, key: bytes, door: Hold, clock: Callable[[], datetime], vfs: str | None
    ) -> None:
        self.files = files
        self.keys = keys
        self.clock = clock
        self.id = keys.vault
        self.chain_key = derive(key, "keten dossiers")
        self.tombstones = Tombstones(files.tombstones, derive(key, "vernietigd"))
        self.findings: list[Finding] = []
        self.closed = False
        self.writing = False
        self._key = bytearray(key)
        self._door = door
        keys.use(key)
        self.heads = Heads(files.heads, derive(key, "hoofden"))
        self.book = LogBook(key, keys.vault)
        self.store = Store(files.database, derive(key, "bladzijden"), vfs=vfs)

    # -- making and opening --------------------------------------------------------------------------------------------

    @staticmethod
    def create(
        folder: Path, passphrase: str, clock: Callable[[], datetime], *, cost: Cost = STRONG, vfs: str | None = None
    ) -> tuple[Vault, str]:
        """Make a vault, whole or not at all; returns it unlocked, and its recovery key as it is printed.

        Raises VaultProblem: there is one already, the passphrase is too short, the disk refuses.
        """
        from gesprek.record.swap import finish_swap, scratch

        check_passphrase(passphrase)
        finish_swap(folder)
        if vault_exists(folder):
            raise VaultProblem(
                _("Hier is al een kluis: {pad}.").format(pad=folder), hint=_("Er is niets veranderd of overschreven.")
            )
        secret, made = new_recovery_secret(), None
        try:
            with scratch(folder) as building:
                files = Files(building)
                keys, key = KeyFile.create(files.keys, passphrase, secret, cost)
                vault = keys.vault
                keys.close()
                Heads.create(files.heads)
                Store.create(files.database, derive(key, "bladzijden"), vault, vfs=vfs).close()
                flush_path(building)
                if folder.exists():
                    folder.rmdir()
                building.rename(folder)
                try:
                    flush_path(folder.parent)
                    made = Vault._open(folder, lambda _keys: key, clock, vfs, "nieuwe kluis")
                except BaseException:  # nobody has seen its recovery key, so it may not stay
                    folder.rename(building)
                    raise
        except OSError as error:
            if made is None:  # else it is there, and only giving back what it was built in was refused
                said = _("De kluis kan hier niet worden gemaakt: {pad}.").format(pad=folder)
                raise NotSaved(said + " " + disk_said(error)) from None
        assert made is not None
        return made, format_recovery_key(secret)

    @staticmethod
    def unlock(folder: Path, passphrase: str, clock: Callable[[], datetime], *, vfs: str | None = None) -> Vault:
        """Open the vault with its passphrase. Every way in which that can fail is another kind of VaultProblem."""
        return Vault._open(folder, lambda keys: keys.unwrap(passphrase), clock, vfs, "")

    @staticmethod
    def recover(folder: Path, recovery_key: str, clock: Callable[[], datetime], *, vfs: str | None = None) -> Vault:
        """Open the vault with the printed recovery key. Raises RecoveryKeyProblem when it was mistyped; see `unlock`."""
        secret = parse_recovery_key(recovery_key)
        return Vault._open(folder, lambda keys: keys.unwrap_with_recovery(secret), clock, vfs, "met de herstelsleutel")

    @staticmethod
    def _open(
        folder: Path, unwrap: Callable[[KeyFile], bytes], clock: Callable[[], datetime], vfs: str | None, how: str
    ) -> Vault:
        from gesprek.record.swap import finish_swap

        finish_swap(folder)
        files = Files(folder)
        if not vault_exists(folder):
            raise NoVault(
                _("Er is nog geen kluis in {pad}.").format(pad=folder), hint=_("Maak er een met 'gesprek kluis nieuw'.")
            )
        try:
            door = _enter(files, clock)  # before the keys: who puts a vault back may change both
        except OSError as error:
            raise NotSaved(_("De kluis kan niet worden geopend.") + " " + disk_said(error), where=str(folder)) from None
        keys: KeyFile | None = None
        before: Tries | None = None
        try:
            keys = KeyFile(files.keys)
            keys.alone()
            before = count_try(keys, clock().timestamp())
            vault = Vault(files, keys, unwrap(keys), door, clock, vfs)
        except OSError as error:
            _let_go(keys, door, before)
            raise NotSaved(_("De kluis kan niet worden geopend.") + " " + disk_said(error), where=str(folder)) from None
        except WrongPassphrase:
            _let_go(keys, door, None)
            raise
        except BaseException:
            _let_go(keys, door, before)
            raise
        try:
            vault.store.open(vault.id)
            vault._begin(before, how)
        except BaseException:
            with contextlib.suppress(OSError):  # the passphrase was right: what is wrong is something else
                keys.put_tries(before)
            vault.close()
            raise
        return vault

    def _begin(self, tries: Tries, how: str) -> None:
        """The first things after unlocking: finish what was cut short, see whether all is there, log who came."""
        from gesprek.record.upkeep import look_around, tidy

        self.findings = look_around(self)
        if not self.read_only:
            tidy(self)
        lines = [self.line("openen", refused=True, note="onjuist wachtwoord", when=m) for m in tries.moments]
        if (more := tries.count - len(tries.moments)) > 0:
            lines.append(self.line("openen", refused=True, note=f"onjuist wachtwoord, nog {more} keer"))
        self.write_log([*lines, self.line("openen", note=how)])
        with contextlib.suppress(OSError):  # a key file that cannot be written still opens; the wait then stays
            self.keys.settle()
            self.keys.put_tries(Tries())
        self.keys.with_others()

    @property
    def read_only(self) -> bool:
        """True when something is wrong with the store as a whole: it is shown, and nothing is written to its dossiers."""
        return any(finding.chain in ("logboek", "opslag") for finding in self.findings)

    # -- writing --------------------------------------------------------------------------------------------------------

    def line(self, verb: Verb, dossier: str = "", *, refused: bool = False, note: str = "", when: int | None = None) -> LogLine:
        """A line for the log, of now and of whoever works here; or of another moment (seconds since 1970)."""
        at = self.clock() if when is None else datetime.fromtimestamp(when)  # noqa: DTZ006 - local time, as the clock gives it
        return LogLine(moment(at), officer(), verb, dossier, "geweigerd" if refused else "gedaan", note)

    def write_log(self, lines: list[LogLine]) -> None:
        """Write lines that belong to no change of a dossier. Raises NotSaved."""
        self.transact(lambda txn: txn.log(*lines))

    def transact(self, work: Callable[[Transaction], _T]) -> _T:
        """One action: everything `work` writes is on the disk when this returns, or nothing of it.

        Raises NotSaved when the disk refuses, Busy when another program is writing all the time, or what `work` raises.
        """
        with self.alone():
            try:
                with self.store.writing() as db:
                    txn = Transaction(db, lambda *lines: None)
                    tail = [self.book.tail(db)]

                    def log(*lines: LogLine) -> None:
                        tail[0] = self.book.add(db, tail[0], lines)

                    txn.log = log
                    result = work(txn)
            except (apsw.CorruptError, apsw.NotADBError):
                self._after_error()
                raise Damaged(
                    _("De kluis is beschadigd."), hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'.")
                ) from None
            except (apsw.Error, OSError) as error:
                self._after_error()
                said = _("Niet bewaard. {reden}").format(reden=disk_said(error))
                raise NotSaved(said, hint=_("Wat u typte staat er nog; probeer het zo nog eens.")) from None
            if not self.read_only:
                txn.heads[LOG] = tail[0]
            self._write_heads(txn.heads)
            return result

    def _after_error(self) -> None:
        """The connection that gave an error is not trusted any more."""
        with contextlib.suppress(apsw.Error, OSError, VaultProblem):  # the next action tries again, and says so
            self.store.reconnect()

    def _write_heads(self, heads: dict[int, Head]) -> None:
        """The action is kept already; a head that cannot be written stays behind, and the next one catches up."""
        with contextlib.suppress(OSError, VaultProblem):
            for index, head in sorted(heads.items()):
                self.heads.write(index, head)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The only writer, so that heads never go back; inside itself it changes nothing. Raises Busy or NotSaved."""
        if self.writing:
            yield
            return
        try:
            wait_for(self.heads.fd)
        except OSError as error:
            raise NotSaved(_("Niet bewaard. {reden}").format(reden=disk_said(error))) from None
        self.writing = True
        try:
            yield
        finally:
            self.writing = False
            with contextlib.suppress(OSError):
                release(self.heads.fd)

    # -- passphrase -----------------------------------------------------------------------------------------------------

    def change_passphrase(self, passphrase: str, cost: Cost = STRONG) -> None:
        """Another passphrase; at every moment at least one of the two opens the vault. Raises VaultProblem."""
        check_passphrase(passphrase)
        self._change_access(lambda: self.keys.change_passphrase(bytes(self._key), passphrase, cost), "ander wachtwoord")

    def new_recovery_key(self) -> str:
        """Another recovery key, as it is printed; the old one no longer opens the vault. Raises VaultProblem."""
        secret = new_recovery_secret()
        self._change_access(lambda: self.keys.change_recovery(bytes(self._key), secret), "andere herstelsleutel")
        return format_recovery_key(secret)

    def _change_access(self, change: Callable[[], None], note: str) -> None:
        self.write_log([self.line("beheer", note=note)])
        try:
            change()
        except OSError as error:
            raise NotSaved(_("Niet gewijzigd.") + " " + disk_said(error), hint=_("Het oude blijft gelden.")) from None

    def derive(self, purpose: str) -> bytes:
        """A key for another purpose, out of the key of this vault."""
        return derive(self._key, purpose)

    # -- leaving --------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Lock: close the files and overwrite the keys. Twice is harmless."""
        if self.closed:
            return
        self.closed = True
        with contextlib.suppress(OSError):
            self.heads.flush()
        self.store.close()
        self.heads.close()
        self.keys.close()
        self._door.free()
        self._key[:] = bytes(len(self._key))
        self.chain_key = b""
        del self.book, self.tombstones

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def check_passphrase(passphrase: str) -> None:
    """Raises VaultProblem when it is too short to be worth anything."""
    if len(passphrase) < SHORTEST:
        raise VaultProblem(
            _("Dit wachtwoord is te kort: {n} tekens.").format(n=len(passphrase)),
            hint=_("Neem er minstens {m}; een paar losse woorden is goed.").format(m=SHORTEST),
        )


def _enter(files: Files, clock: Callable[[], datetime]) -> Hold:
    """Raises Busy while the vault is being put back or moved."""
    door = Hold.take(files.door, clock(), shared=True)
    if isinstance(door, Holder):
        raise Busy(_("De kluis wordt nu teruggezet of vervangen door {wie}.").format(wie=door))
    return door


def _let_go(keys: KeyFile | None, door: Hold, tries: Tries | None) -> None:
    """Close what was opened. tries: how many wrong tries there were before, when this was none."""
    if keys is not None:
        with contextlib.suppress(OSError):
            if tries is not None:
                keys.put_tries(tries)
        keys.close()
    door.free()


def empty_head(vault: Vault, dossier: bytes) -> Head:
    """The head of a dossier in which nothing happened yet."""
    return Head(0, start_link(vault.chain_key, dossier), 0, dossier)
