"""The key file when a change of it is refused or cut short, and the connection after a flush that failed."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import pytest

from gesprek.keeping import begin_conversation
from gesprek.record import NotSaved, Vault, WrongPassphrase, open_dossier
from gesprek.record.checking import check_vault
from gesprek.record.heads import RECORD
from gesprek.record.keyfile import KeyFile
from tests.kluis.hulp import CHEAP, NEW_PASSPHRASE, PASSPHRASE, now, unstretched
from tests.kluis.schijf import Op, Refuser, vfs, watched


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault, open, on a disk that does as it is told."""
    made, _recovery = Vault.create(tmp_path / "kluis", PASSPHRASE, now, cost=CHEAP, vfs=vfs())
    yield made
    made.close()


def opens(folder: Path, passphrase: str) -> bool:
    """Whether this passphrase opens the vault."""
    try:
        Vault.unlock(folder, passphrase, now).close()
    except WrongPassphrase:
        return False
    return True


@pytest.mark.parametrize("first", [0, 1, 2, 255])
def test_a_new_key_file_opens_whatever_its_empty_places_are_filled_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """Random bytes may look like anything, also like a wrapped key of which nobody has the passphrase."""
    monkeypatch.setattr(os, "urandom", lambda count: bytes([first]) * count)
    made, key = KeyFile.create(tmp_path / "sleutels", PASSPHRASE, bytes(32), CHEAP)
    assert made.unwrap(PASSPHRASE) == key
    assert made.unwrap_with_recovery(bytes(32)) == key
    assert made.damage() == []
    made.close()


def refusing_second_write(vault: Vault, change: Callable[[], object]) -> None:
    """A change of the key file that is refused after the new part was written, and before the old one was overwritten."""
    refuser = Refuser(errno.EIO, 1, kinds=frozenset({"write"}))

    def only_keys(op: Op) -> None:
        if op.path.endswith("sleutels"):
            refuser(op)

    with watched(vault.files.folder, only_keys), pytest.raises(NotSaved):
        change()
    assert refuser.hit


def test_a_passphrase_that_was_not_changed_goes_on_opening_the_vault(vault: Vault) -> None:
    """It was said that the old one stays; so it does, not only the first time."""
    refusing_second_write(vault, lambda: vault.change_passphrase(NEW_PASSPHRASE, CHEAP))
    folder = vault.files.folder
    vault.close()
    assert [opens(folder, PASSPHRASE) for _n in range(3)] == [True, True, True]
    assert not opens(folder, NEW_PASSPHRASE)


def test_whoever_was_cut_short_while_changing_a_passphrase_keeps_the_one_they_use(vault: Vault) -> None:
    """Or the new one, when that is what they type; then the old one no longer opens it."""
    refusing_second_write(vault, lambda: vault.change_passphrase(NEW_PASSPHRASE, CHEAP))
    folder = vault.files.folder
    vault.close()
    assert opens(folder, NEW_PASSPHRASE)
    assert not opens(folder, PASSPHRASE)
    assert opens(folder, NEW_PASSPHRASE)


def test_a_refused_change_can_be_done_again(vault: Vault) -> None:
    """And is then what counts; with another passphrase as well."""
    refusing_second_write(vault, lambda: vault.change_passphrase(NEW_PASSPHRASE, CHEAP))
    refusing_second_write(vault, lambda: vault.change_passphrase("een heel ander wachtwoord", CHEAP))
    folder = vault.files.folder
    assert opens(folder, PASSPHRASE)
    vault.change_passphrase("nog een ander wachtwoord", CHEAP)
    vault.close()
    assert opens(folder, "nog een ander wachtwoord")
    assert not opens(folder, PASSPHRASE)


def test_a_recovery_key_that_was_never_shown_does_not_take_the_place_of_the_printed_one(tmp_path: Path) -> None:
    """However often making a new one is refused."""
    vault, printed = Vault.create(tmp_path / "kluis", PASSPHRASE, now, cost=CHEAP, vfs=vfs())
    for _n in range(3):
        refusing_second_write(vault, vault.new_recovery_key)
    vault.close()
    Vault.recover(tmp_path / "kluis", printed, now).close()
    with Vault.unlock(tmp_path / "kluis", PASSPHRASE, now) as again:
        new = again.new_recovery_key()
    with pytest.raises(WrongPassphrase):
        Vault.recover(tmp_path / "kluis", printed, now)
    Vault.recover(tmp_path / "kluis", new, now).close()


def test_a_key_file_that_grows_on_a_disk_that_is_almost_full_grows_whole_or_not(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a disk writes a part and says how much, which is no error."""
    real, size = os.pwrite, (vault.files.keys).stat().st_size

    def part(fd: int, data: Any, offset: int) -> int:
        return real(fd, data[:700] if len(data) > 4 * RECORD else data, offset)

    taken = [begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier for _n in range(64)]
    monkeypatch.setattr(os, "pwrite", part)
    with pytest.raises(NotSaved, match="vol"):
        begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))
    monkeypatch.undo()
    assert vault.files.keys.stat().st_size == size
    with unstretched():
        more = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier
        assert vault.files.keys.stat().st_size > size
        assert check_vault(vault) == []
    for dossier in (*taken, more):
        dossier.close()


def test_places_that_a_power_cut_left_empty_are_free(vault: Vault) -> None:
    """The file was made longer, and what should have been in it never came."""
    with vault.files.keys.open("ab") as file:
        file.write(bytes(8 * RECORD))
    assert check_vault(vault) == []
    for _n in range(70):
        begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier.close()
    assert check_vault(vault) == []


def test_a_flush_that_fails_once_is_not_saved_and_the_connection_is_another(vault: Vault) -> None:
    """What a system says after a flush that failed is not to be believed on the same handle: it may have dropped the pages."""
    talk, keeping = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))
    before, rows = vault.store.db, list(keeping.dossier.rows)
    refuser = Refuser(errno.EIO, 0, kinds=frozenset({"sync"}))

    def only_wal(op: Op) -> None:
        if op.path.endswith("-wal"):
            refuser(op)

    with watched(vault.files.folder, only_wal):
        with pytest.raises(NotSaved):
            talk.note("algemeen", "een", now())
        assert (talk.notes, keeping.dossier.rows) == ([], rows)
        assert refuser.hit
        assert vault.store.db is not before
        talk.note("algemeen", "twee", now())
    keeping.dossier.close()
    again = open_dossier(vault, keeping.dossier.code)
    assert [row.data["text"] for row in again.rows if row.kind == "noted"] == ["twee"]
    again.close()
    assert check_vault(vault) == []


def test_a_connection_that_could_not_be_made_whole_is_not_used(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would write with whatever settings it had by then; the next action makes a new one."""
    talk, keeping = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))
    real = apsw.Connection.pragma
    broken = [True]

    def pragma(self: apsw.Connection, name: str, *value: Any) -> Any:
        if name == "synchronous" and broken[0]:
            raise apsw.IOError("pech")
        return real(self, name, *value)

    monkeypatch.setattr(apsw, "Connection", type("Connection", (apsw.Connection,), {"pragma": pragma}))
    with contextlib.suppress(apsw.Error):
        vault.store.reconnect()
    with pytest.raises(NotSaved):
        talk.note("algemeen", "een", now())
    broken[0] = False
    talk.note("algemeen", "twee", now())
    assert vault.store.db.pragma("synchronous") == 2
    assert [note.text for note in talk.notes] == ["twee"]
    keeping.dossier.close()
