"""Two programs on one vault, in processes of their own: nothing is overwritten, nobody is locked out by the dead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gesprek.keeping import begin_conversation
from gesprek.record import Dossier, Vault, open_dossier
from gesprek.record.backup import write_backup
from gesprek.record.checking import check_vault
from gesprek.record.holding import officer
from gesprek.record.listing import list_dossiers
from tests.kluis.hulp import CHEAP, PASSPHRASE, now, size, unstretched
from tests.kluis.samen import started, together


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault, open."""
    made, _recovery = Vault.create(tmp_path / "kluis", PASSPHRASE, now, cost=CHEAP)
    yield made
    made.close()


def begun(vault: Vault) -> Dossier:
    """A dossier."""
    return begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier


def test_a_second_program_reads_and_says_who_holds_a_dossier_since_when(vault: Vault) -> None:
    """And another dossier of the same vault is free."""
    dossier, other = begun(vault), begun(vault)
    other.close()
    code = dossier.code
    dossier.close()
    with started(vault.files.folder, "houden", code) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        second = open_dossier(vault, code)
        assert second.read_only
        assert second.rows
        assert officer() in second.why_read_only
        assert f"{now():%d-%m-%Y}" in second.why_read_only
        assert str(holder.pid) in second.why_read_only
        free = open_dossier(vault, other.code)
        assert not free.read_only
        second.close()
        free.close()


def test_a_dossier_whose_holder_was_killed_is_free_at_once(vault: Vault) -> None:
    """The lock dies with the process; the file it was on may stay."""
    dossier = begun(vault)
    code = dossier.code
    dossier.close()
    with started(vault.files.folder, "houden", code) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        held = open_dossier(vault, code)
        assert held.read_only
        held.close()
        holder.kill()
        holder.wait()
        after = open_dossier(vault, code)
        assert not after.read_only
        after.save_draft({"tekst": "verder"})
        after.close()


def test_two_writers_never_overwrite_each_other(vault: Vault) -> None:
    """Even when the lock on a dossier does not work: each row is there, once, and the chain is whole."""
    dossier = begun(vault)
    code, times = dossier.code, size(25, 400)
    dossier.close()
    folder = vault.files.folder
    vault.close()
    together(folder, ("schrijven", code, times), ("schrijven", code, times))
    with Vault.unlock(folder, PASSPHRASE, now) as again:
        assert check_vault(again) == []
        dossier = open_dossier(again, code)
        texts = [row.data["text"] for row in dossier.rows if row.kind == "noted"]
        assert len(texts) == len(set(texts)) == 2 * times
        dossier.close()


def test_without_a_version_two_writers_do_overwrite_each_other(vault: Vault) -> None:
    """The control: read, add one, write."""
    times = 60
    vault.transact(lambda txn: txn.db.execute("INSERT INTO kluis VALUES ('teller', 0)"))
    together(vault.files.folder, ("naief", times), ("naief", times))
    assert vault.store.rows("SELECT waarde FROM kluis WHERE naam = 'teller'")[0][0] < 2 * times


def test_programs_that_begin_dossiers_at_once_never_take_the_same_key(vault: Vault) -> None:
    """While others unlock the vault, and tidy: nobody's key is freed, nothing seems to be missing."""
    folder, times = vault.files.folder, size(8, 100)
    vault.close()
    first, second, looked = together(folder, ("beginnen", times), ("beginnen", times), ("openen", 3 * times))
    assert looked == []
    with Vault.unlock(folder, PASSPHRASE, now) as again:
        assert check_vault(again) == []
        for code in first + second:
            dossier = open_dossier(again, code)
            assert [row.kind for row in dossier.rows] == ["begun", "noted"]
            dossier.close()


def test_programs_that_destroy_while_others_begin_take_nobodys_key(vault: Vault) -> None:
    """A place that is free again is taken at once; who finishes a destruction twice must not free it twice."""
    folder, times = vault.files.folder, size(6, 80)
    vault.close()
    made, _none, _other, looked = together(
        folder, ("beginnen", times), ("vernietigen", times), ("vernietigen", times), ("openen", 2 * times)
    )
    assert looked == []
    with Vault.unlock(folder, PASSPHRASE, now) as again:
        assert check_vault(again) == []
        assert {row[0] for row in again.store.rows("SELECT code FROM dossier")} == set(made)
        assert len(again.tombstones.read()[0]) == 2 * times


def closed_elsewhere(folder: Path) -> bool:
    """Another program opens and closes the vault; whether it took the WAL with it."""
    together(folder, ("openen", 1))
    return not (folder / "kluis.db-wal").exists()


def test_nothing_this_program_does_drops_its_lock_on_the_database(vault: Vault, tmp_path: Path) -> None:
    """The system drops all locks of a process on a file when it closes any handle on it; then another program that leaves
    would take away the WAL that this one still writes in. SQLite looks at two files before it does."""
    dossier = begun(vault)
    check_vault(vault)
    list_dossiers(vault)
    write_backup(vault, tmp_path / "reserve")
    Vault.unlock(vault.files.folder, PASSPHRASE, now).close()
    assert not closed_elsewhere(vault.files.folder)
    dossier.save_draft({"tekst": "en verder"})
    dossier.close()


def test_a_handle_that_is_closed_does_drop_the_lock(vault: Vault) -> None:
    """The control: this is what must not happen."""
    for name in ("kluis.db", "kluis.db-shm"):
        (vault.files.folder / name).open("rb").close()
    assert closed_elsewhere(vault.files.folder)


def test_a_killed_writer_leaves_no_half_transaction(vault: Vault) -> None:
    """Somebody else was writing when it was killed; who comes next can write at once."""
    dossier = begun(vault)
    code = dossier.code
    dossier.close()
    folder = vault.files.folder
    for _n in range(size(3, 50)):
        with started(folder, "beginnen", 10_000) as other:
            assert other.stdout is not None
            other.stdout.readline()
            other.kill()
            other.wait()
        again = open_dossier(vault, code)
        again.save_draft({"tekst": "verder"})
        again.close()
    assert check_vault(vault) == []
