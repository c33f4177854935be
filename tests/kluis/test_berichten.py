"""What is wrong with a vault is told apart: each its own message, what to do, and not a byte written or made."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesprek.record import (
    Busy,
    Damaged,
    EmptyFile,
    NewerFormat,
    NotOurs,
    NoVault,
    TooManyTries,
    Vault,
    VaultProblem,
    WrongPassphrase,
)
from gesprek.record.heads import RECORD
from gesprek.record.holding import Hold
from gesprek.record.slots import checked
from gesprek.record.store import Store
from tests.kluis.hulp import NEW_PASSPHRASE, PASSPHRASE, now, unstretched
from tests.kluis.kijken import Made, make, through_sql
from tests.kluis.test_knoeien import flip


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One vault for all; each test copies it."""
    with unstretched():
        return make(tmp_path_factory.mktemp("kluis"))


def newer_keys(folder: Path) -> None:
    """A key file of a later format, whole."""
    data = (folder / "sleutels").read_bytes()
    body = bytearray(data[: RECORD - 16])
    struct.pack_into(">H", body, 16, 2)
    (folder / "sleutels").write_bytes(checked(bytes(body), RECORD) + data[RECORD:])


def other_database(folder: Path) -> None:
    """A database of another program."""
    (folder / "kluis.db").unlink()
    with sqlite3.connect(folder / "kluis.db") as db:
        db.execute("CREATE TABLE iets(x)")
    db.close()


def replace(name: str, data: bytes) -> Callable[[Path], object]:
    """This file holds something else."""
    return lambda folder: (folder / name).write_bytes(data)


def link(folder: Path) -> None:
    """Not the file itself."""
    (folder / "sleutels").rename(folder / "elders")
    (folder / "sleutels").symlink_to(folder / "elders")


NOISE = random.Random(1).randbytes(40_960)
WAYS: dict[str, tuple[Callable[[Path, Made], object], type[VaultProblem]]] = {
    "sleutels beschadigd": (lambda folder, _made: flip(folder / "sleutels", 40, 1), Damaged),
    "sleutels niet van ons": (lambda folder, _made: replace("sleutels", NOISE)(folder), NotOurs),
    "sleutels te kort": (lambda folder, _made: replace("sleutels", b"gesprek")(folder), NotOurs),
    "sleutels nieuwer": (lambda folder, _made: newer_keys(folder), NewerFormat),
    "sleutels leeg": (lambda folder, _made: replace("sleutels", b"")(folder), EmptyFile),
    "sleutels weg": (lambda folder, _made: (folder / "sleutels").unlink(), NoVault),
    "sleutels een koppeling": (lambda folder, _made: link(folder), NotOurs),
    "database beschadigd": (lambda folder, _made: flip(folder / "kluis.db", 500, 1), Damaged),
    "database ruis": (lambda folder, _made: replace("kluis.db", NOISE)(folder), Damaged),
    "database niet van ons": (lambda folder, _made: other_database(folder), NotOurs),
    "database te kort": (lambda folder, _made: replace("kluis.db", NOISE[:100])(folder), NotOurs),
    "database nieuwer": (lambda folder, made: through_sql(folder, made, lambda db: db.pragma("user_version", 2)), NewerFormat),
    "database leeg": (lambda folder, _made: replace("kluis.db", b"")(folder), EmptyFile),
    "database weg": (lambda folder, _made: (folder / "kluis.db").unlink(), NoVault),
    "hoofd leeg": (lambda folder, _made: replace("hoofd", b"")(folder), EmptyFile),
    "hoofd weg": (lambda folder, _made: (folder / "hoofd").unlink(), NoVault),
}


def sums(folder: Path) -> dict[str, str]:
    """Every file, and what is in it; of the key file without the tries, and without the locks."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("sloten"):
            data = path.read_bytes()
            if name == "sleutels" and len(data) > 6 * RECORD:
                data = data[: 5 * RECORD] + data[6 * RECORD :]
            found[name] = hashlib.sha256(data).hexdigest()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_what_is_wrong_is_said_and_nothing_is_written(made: Made, tmp_path: Path, way: str) -> None:
    """The right message, with what to do; every file is what it was, and none was made."""
    break_it, kind = WAYS[way]
    folder = made.copy(tmp_path / "kluis")
    break_it(folder, made)
    before = sums(folder)
    for _n in range(2):
        with pytest.raises(VaultProblem) as caught:
            Vault.unlock(folder, PASSPHRASE, now)
        assert type(caught.value) is kind
        assert str(caught.value).strip()
        assert caught.value.exit_code == 3
    assert sums(folder) == before
    with pytest.raises(VaultProblem, match="al een kluis"):
        Vault.create(folder, PASSPHRASE, now)
    assert sums(folder) == before


def test_every_message_is_another(made: Made, tmp_path: Path) -> None:
    """Whoever reads it knows which file it is about and what is wrong with it."""
    messages: dict[str, str] = {}
    for number, (way, (break_it, _kind)) in enumerate(WAYS.items()):
        folder = made.copy(tmp_path / str(number))
        break_it(folder, made)
        with pytest.raises(VaultProblem) as caught:
            Vault.unlock(folder, PASSPHRASE, now)
        messages[way] = caught.value.message.replace(str(folder), "")
    told = ("wrong", "sleutels beschadigd", "sleutels niet van ons", "sleutels nieuwer", "sleutels leeg", "sleutels weg")
    base = ("database beschadigd", "database niet van ons", "database nieuwer", "database leeg", "database weg")
    folder = made.copy(tmp_path / "heel")
    with pytest.raises(WrongPassphrase) as wrong:
        Vault.unlock(folder, NEW_PASSPHRASE, now)
    messages["wrong"] = wrong.value.message
    for ways in (told, base):
        assert len({messages[way] for way in ways}) == len(ways), messages


def test_a_wrong_passphrase_writes_only_that_it_was_tried(made: Made, tmp_path: Path) -> None:
    """And the next who opens it finds that in the log."""
    folder = made.copy(tmp_path / "kluis")
    before = sums(folder)
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, NEW_PASSPHRASE, now)
    assert sums(folder) == before
    with Vault.unlock(folder, PASSPHRASE, now) as vault:
        lines = [line for _n, line in vault.store.reading(vault.book.lines)]
    assert [(line.wat, line.uitkomst) for line in lines[-2:]] == [("openen", "geweigerd"), ("openen", "gedaan")]


def test_many_wrong_passphrases_slow_down_also_after_the_program_was_closed(made: Made, tmp_path: Path) -> None:
    """Which is said apart from a wrong passphrase, with the seconds; the right one has to wait as well."""
    folder = made.copy(tmp_path / "kluis")
    for _n in range(3):
        with pytest.raises(WrongPassphrase):
            Vault.unlock(folder, NEW_PASSPHRASE, now)
    with pytest.raises(TooManyTries) as caught:
        Vault.unlock(folder, PASSPHRASE, now)
    assert 0 < caught.value.seconds <= 2
    assert "seconden" in caught.value.message


def test_a_vault_that_is_being_put_back_is_busy(made: Made, tmp_path: Path) -> None:
    """Not damaged."""
    folder = made.copy(tmp_path / "kluis")
    door = Hold.take(folder / "sloten" / "kluis", now())
    assert isinstance(door, Hold)
    with pytest.raises(Busy):
        Vault.unlock(folder, PASSPHRASE, now)
    door.free()
    Vault.unlock(folder, PASSPHRASE, now).close()


@pytest.mark.parametrize("there", [True, False])
def test_no_vault_is_ever_made_by_opening_one(tmp_path: Path, there: bool) -> None:
    """An empty folder, or none."""
    folder = tmp_path / "ergens" / "kluis"
    if there:
        folder.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NoVault):
        Vault.unlock(folder, PASSPHRASE, now)
    with pytest.raises(NoVault):
        Vault.recover(folder, _any_key(), now)
    assert sorted(tmp_path.rglob("*")) == before


def _any_key() -> str:
    from gesprek.record.recovery import format_recovery_key, new_recovery_secret

    return format_recovery_key(new_recovery_secret())


def test_no_database_is_ever_made_by_opening_one(tmp_path: Path) -> None:
    """Nor by going on after an error."""
    store = Store(tmp_path / "kluis.db", os.urandom(32))
    with pytest.raises(NoVault):
        store.open(os.urandom(16))
    with pytest.raises(VaultProblem):
        store.rows("SELECT 1")
    assert list(tmp_path.iterdir()) == []


def test_a_whole_vault_opens(made: Made, tmp_path: Path) -> None:
    """The control of all of these."""
    Vault.unlock(made.copy(tmp_path / "kluis"), PASSPHRASE, now).close()
