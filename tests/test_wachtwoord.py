"""The door of the vault: a wrong passphrase slows down and is remembered, and each thing that can be wrong is said differently."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import apsw
import pytest

from gesprek.record import (
    Busy,
    Damaged,
    EmptyFile,
    NewerFormat,
    NotOurs,
    NotSaved,
    NoVault,
    TooManyTries,
    Vault,
    VaultProblem,
    WrongPassphrase,
    begin_dossier,
    open_dossier,
)
from gesprek.record.codec import Kept
from gesprek.record.holding import wait_for
from gesprek.record.keyfile import RECORD, KeyFile
from gesprek.record.sealing import Cost
from gesprek.record.slots import SlotFile, checked
from gesprek.record.tries import LONGEST_WAIT, PATIENT, waiting_time
from gesprek.record.vault import SHORTEST

HERE = Path(__file__).parent.parent
PASSPHRASE = "een twee drie vier"
WRONG = "vijf zes zeven acht"
CHEAP = Cost(19 * 1024, 2, 1)
START = datetime(2026, 11, 23, 9, 0)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> None:
        """So many seconds later."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The clock of the vault."""
    return Clock()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A vault with one dossier, its recovery key and the code of the dossier; never changed."""
    folder = tmp_path_factory.mktemp("gemaakt") / "kluis"
    vault, recovery_key = Vault.create(folder, PASSPHRASE, lambda: START, cost=CHEAP)
    dossier = begin_dossier(
        vault, Kept("noted", START.isoformat(), {"tekst": "wat er gezegd is"}), flow="aangifte 1 0", card=b"{}"
    )
    dossier.close()
    vault.close()
    return folder, recovery_key, dossier.code


@pytest.fixture
def kluis(made: tuple[Path, str, str], tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(made[0], tmp_path / "kluis"))


def guess(folder: Path, clock: Clock, passphrase: str = WRONG) -> None:
    """A wrong passphrase."""
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, passphrase, clock)


def guess_often(folder: Path, clock: Clock, times: int) -> None:
    """So many wrong passphrases, each as soon as it is allowed."""
    for number in range(times):
        guess(folder, clock)
        clock.later(waiting_time(number + 1) + 1)


def on_disk(folder: Path) -> dict[str, str]:
    """Every file, with its sum."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def refusals(folder: Path, clock: Clock) -> list[tuple[str, str]]:
    """The refusals in the log: when and why."""
    with Vault.unlock(folder, PASSPHRASE, clock) as vault:
        lines = vault.store.reading(lambda db: vault.book.lines(db))
    return [(line.wanneer[:19], line.bijzonder) for _n, line in lines if line.uitkomst == "geweigerd"]


# -- slowing down ---------------------------------------------------------------------------------------------------------


def test_the_waiting_grows_from_nothing_to_five_minutes() -> None:
    assert [waiting_time(n) for n in range(PATIENT)] == [0] * PATIENT
    times = [waiting_time(n) for n in range(PATIENT, 40)]
    assert times[:4] == [2, 4, 8, 16]
    assert sorted(times) == times and times[-1] == LONGEST_WAIT
    assert waiting_time(2**32 - 1) == LONGEST_WAIT


@pytest.mark.parametrize("times", [3, 4, 6, 12])
def test_after_wrong_tries_even_the_right_passphrase_waits_and_not_a_second_too_long(
    kluis: Path, clock: Clock, times: int
) -> None:
    guess_often(kluis, clock, times - 1)
    guess(kluis, clock)
    clock.later(waiting_time(times) - 1)
    for passphrase in (PASSPHRASE, WRONG):
        with pytest.raises(TooManyTries) as caught:
            Vault.unlock(kluis, passphrase, clock)
        assert 0 < caught.value.seconds <= waiting_time(times)
        assert f"{times} keer" in caught.value.message
        assert caught.value.exit_code == 3
    clock.later(1)
    Vault.unlock(kluis, PASSPHRASE, clock).close()


def test_the_first_tries_do_not_wait(kluis: Path, clock: Clock) -> None:
    """Control: what waits is a fourth try, not everybody."""
    for _n in range(PATIENT - 1):
        guess(kluis, clock)
    Vault.unlock(kluis, PASSPHRASE, clock).close()


def test_without_remembering_nobody_would_wait(kluis: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: it is the noted try that slows down."""
    monkeypatch.setattr(KeyFile, "put_tries", lambda _self, _tries: None)
    for _n in range(10):
        guess(kluis, clock)


def test_refused_for_waiting_counts_as_no_try(kluis: Path, clock: Clock) -> None:
    guess_often(kluis, clock, 2)
    guess(kluis, clock)
    for _n in range(5):
        with pytest.raises(TooManyTries, match="3 keer"):
            Vault.unlock(kluis, WRONG, clock)


def test_the_recovery_key_of_another_vault_counts_as_well(kluis: Path, clock: Clock, tmp_path: Path) -> None:
    other, recovery_key = Vault.create(tmp_path / "andere", PASSPHRASE, clock, cost=CHEAP)
    other.close()
    for _n in range(3):
        with pytest.raises(WrongPassphrase):
            Vault.recover(kluis, recovery_key, clock)
    with pytest.raises(TooManyTries):
        Vault.unlock(kluis, PASSPHRASE, clock)


_GUESS = """
import sys
from datetime import datetime
from pathlib import Path
from gesprek.record import Vault, VaultProblem
try:
    Vault.unlock(Path(sys.argv[1]), sys.argv[2], lambda: datetime.fromisoformat(sys.argv[3]))
except VaultProblem as problem:
    print(type(problem).__name__)
"""


def test_it_is_remembered_from_one_program_to_the_next(kluis: Path, clock: Clock) -> None:
    def elsewhere() -> str:
        command = [sys.executable, "-c", _GUESS, str(kluis), WRONG, clock.now.isoformat()]
        return subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout.strip()

    assert [elsewhere() for _n in range(4)] == ["WrongPassphrase", "WrongPassphrase", "WrongPassphrase", "TooManyTries"]
    with pytest.raises(TooManyTries):
        Vault.unlock(kluis, PASSPHRASE, clock)


def test_a_program_that_is_killed_while_it_looks_has_used_its_try(kluis: Path, clock: Clock) -> None:
    script = (
        "import os, sys\nfrom gesprek.record.keyfile import KeyFile\nKeyFile.unwrap = lambda *a: os._exit(9)\n" + _GUESS.lstrip()
    )
    for _n in range(3):
        command = [sys.executable, "-c", script, str(kluis), WRONG, clock.now.isoformat()]
        assert subprocess.run(command, cwd=HERE, check=False).returncode == 9
    with pytest.raises(TooManyTries):
        Vault.unlock(kluis, PASSPHRASE, clock)


def test_each_wrong_try_is_in_the_log_after_the_next_right_one_and_then_forgotten(kluis: Path, clock: Clock) -> None:
    moments = []
    for number in range(5):
        moments.append(clock.now.isoformat())
        guess(kluis, clock)
        clock.later(waiting_time(number + 1) + 1)
    expected = [(moment, "onjuist wachtwoord") for moment in moments]
    assert expected == refusals(kluis, clock)
    assert expected == refusals(kluis, clock)
    guess(kluis, clock)
    Vault.unlock(kluis, PASSPHRASE, clock).close()


def test_more_wrong_tries_than_fit_are_counted_all_the_same(kluis: Path, clock: Clock) -> None:
    guess_often(kluis, clock, 53)
    clock.later(LONGEST_WAIT)
    found = refusals(kluis, clock)
    assert len(found) == 51
    assert found[-1][1] == "onjuist wachtwoord, nog 3 keer"


def test_wrong_tries_never_delete_or_change_anything_else(made: tuple[Path, str, str], kluis: Path, clock: Clock) -> None:
    before = on_disk(kluis)
    guess_often(kluis, clock, 20)
    after = on_disk(kluis)
    assert {"sleutels"} == {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    with Vault.unlock(kluis, PASSPHRASE, clock) as vault:
        dossier = open_dossier(vault, made[2], look=True)
        assert dossier.rows[0].data["tekst"] == "wat er gezegd is"
        dossier.close()


def test_every_wrong_try_gets_the_same_words(kluis: Path, clock: Clock) -> None:
    said = set()
    for passphrase in (WRONG, "", PASSPHRASE[:-1], PASSPHRASE.upper(), "é" * 500, "\x1b[31m"):
        with pytest.raises(WrongPassphrase) as caught:
            Vault.unlock(kluis, passphrase, clock)
        said.add(str(caught.value))
        clock.later(LONGEST_WAIT + 1)
    assert len(said) == 1


def test_a_clock_that_was_put_back_does_not_make_the_waiting_longer_than_the_longest(kluis: Path, clock: Clock) -> None:
    guess_often(kluis, clock, 12)
    clock.later(-86400 * 30)
    with pytest.raises(TooManyTries) as caught:
        Vault.unlock(kluis, PASSPHRASE, clock)
    assert caught.value.seconds <= LONGEST_WAIT
    clock.later(LONGEST_WAIT + 1)
    Vault.unlock(kluis, PASSPHRASE, clock).close()


def test_a_right_passphrase_is_no_wrong_try_when_something_else_is_wrong(kluis: Path, clock: Clock) -> None:
    whole = (kluis / "kluis.db").read_bytes()
    (kluis / "kluis.db").write_bytes(b"")
    for _n in range(PATIENT + 2):
        with pytest.raises(EmptyFile):
            Vault.unlock(kluis, PASSPHRASE, clock)
    (kluis / "kluis.db").write_bytes(whole)
    assert refusals(kluis, clock) == []


def opened_together(folder: Path, monkeypatch: pytest.MonkeyPatch, passphrases: list[str]) -> list[str]:
    """What each gets who unlocks while all those before are still at it: "open", or the kind of problem."""
    entered, unwrap = threading.Semaphore(0), KeyFile.unwrap
    all_in = threading.Event()

    def slowly(keys: KeyFile, passphrase: str) -> bytes:
        entered.release()
        all_in.wait(10)
        return unwrap(keys, passphrase)

    monkeypatch.setattr(KeyFile, "unwrap", slowly)

    def one(passphrase: str) -> str:
        try:
            Vault.unlock(folder, passphrase, Clock()).close()
        except VaultProblem as problem:
            return type(problem).__name__
        return "open"

    with ThreadPoolExecutor(len(passphrases)) as pool:
        running = []
        for passphrase in passphrases:
            running.append(pool.submit(one, passphrase))
            entered.acquire(timeout=0.3)  # who has to wait for another does not come this far yet
        all_in.set()
        return [found.result() for found in running]


def test_who_unlock_at_the_same_moment_with_the_right_passphrase_are_no_wrong_tries_of_each_other(
    kluis: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened_together(kluis, monkeypatch, [PASSPHRASE] * (PATIENT + 2)) == ["open"] * (PATIENT + 2)
    monkeypatch.undo()
    assert refusals(kluis, clock) == []


def test_guessing_at_the_same_moment_is_no_way_around_the_waiting(
    kluis: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = opened_together(kluis, monkeypatch, [WRONG] * (PATIENT + 2))
    assert sorted(found) == ["TooManyTries"] * 2 + ["WrongPassphrase"] * PATIENT


def test_a_program_that_stands_still_while_it_unlocks_is_named_and_nothing_is_counted(
    kluis: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesprek.record.keyfile.wait_for", partial(wait_for, seconds=0.05))
    other = KeyFile(kluis / "sleutels")
    other.alone()
    with pytest.raises(Busy):
        Vault.unlock(kluis, PASSPHRASE, clock)
    other.close()
    assert refusals(kluis, clock) == []


# -- the passphrase itself ------------------------------------------------------------------------------------------------


def test_a_passphrase_is_the_same_however_its_letters_were_composed(tmp_path: Path, clock: Clock) -> None:
    passphrase = "één café in Curaçao"
    Vault.create(tmp_path / "k", unicodedata.normalize("NFD", passphrase), clock, cost=CHEAP)[0].close()
    Vault.unlock(tmp_path / "k", unicodedata.normalize("NFC", passphrase), clock).close()


@pytest.mark.parametrize("passphrase", ["", "x" * (SHORTEST - 1)])
def test_a_passphrase_that_is_too_short_makes_no_vault_and_changes_none(
    kluis: Path, tmp_path: Path, clock: Clock, passphrase: str
) -> None:
    with pytest.raises(VaultProblem, match="te kort"):
        Vault.create(tmp_path / "nieuw", passphrase, clock, cost=CHEAP)
    assert not (tmp_path / "nieuw").exists()
    with Vault.unlock(kluis, PASSPHRASE, clock) as vault, pytest.raises(VaultProblem, match="te kort"):
        vault.change_passphrase(passphrase, CHEAP)
    Vault.unlock(kluis, PASSPHRASE, clock).close()


def test_after_a_change_the_new_passphrase_opens_and_the_old_one_does_not(kluis: Path, clock: Clock) -> None:
    with Vault.unlock(kluis, PASSPHRASE, clock) as vault:
        vault.change_passphrase(WRONG, CHEAP)
    guess(kluis, clock, PASSPHRASE)
    Vault.unlock(kluis, WRONG, clock).close()


@pytest.mark.parametrize("fails", [1, 2])
def test_a_change_that_is_cut_short_leaves_a_passphrase_that_opens(
    kluis: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, fails: int
) -> None:
    real, left = SlotFile.write, fails

    def write(self: SlotFile, index: int, record: bytes, *, flush: bool = True, offset: int = 0) -> None:
        nonlocal left
        left -= self.path.name == "sleutels"
        if not left:
            raise OSError(28, "vol")
        real(self, index, record, flush=flush, offset=offset)

    with Vault.unlock(kluis, PASSPHRASE, clock) as vault, monkeypatch.context() as patched:
        patched.setattr(SlotFile, "write", write)
        with pytest.raises(NotSaved, match="De schijf is vol"):
            vault.change_passphrase(WRONG, CHEAP)
    opens = WRONG if fails == 2 else PASSPHRASE
    Vault.unlock(kluis, opens, clock).close()
    guess(kluis, clock, PASSPHRASE if fails == 2 else WRONG)


def test_another_recovery_key_ends_the_old_one(made: tuple[Path, str, str], kluis: Path, clock: Clock) -> None:
    with Vault.recover(kluis, made[1], clock) as vault:
        new = vault.new_recovery_key()
    with pytest.raises(WrongPassphrase):
        Vault.recover(kluis, made[1], clock)
    Vault.recover(kluis, new, clock).close()


# -- what is wrong, each in its own words ---------------------------------------------------------------------------------


def _put(path: Path, at: int, record: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + len(record)] = record
    path.write_bytes(data)


def _newer_keys(folder: Path) -> None:
    head = (folder / "sleutels").read_bytes()[: RECORD - 16]
    _put(folder / "sleutels", 0, checked(head[:16] + b"\0\2" + head[18:], RECORD))


def _newer_database(folder: Path) -> None:
    with Vault.unlock(folder, PASSPHRASE, lambda: START) as vault:
        vault.store.db.pragma("user_version", 2)


def _foreign_database(folder: Path) -> None:
    (folder / "kluis.db").unlink()
    db = apsw.Connection(str(folder / "kluis.db"))
    db.execute("CREATE TABLE van_een_ander(programma)")
    db.close()


def _flipped(name: str, *places: int) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        for at in places:
            data[at] ^= 1
        (folder / name).write_bytes(data)

    return change


def _emptied(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(b"")


_WRONGS: dict[tuple[str, type[VaultProblem]], Callable[[Path], object]] = {
    ("sleutels", EmptyFile): _emptied("sleutels"),
    ("sleutels", NotOurs): lambda folder: (folder / "sleutels").write_bytes(b"%PDF-1.7 iets anders" * 300),
    ("sleutels", NewerFormat): _newer_keys,
    ("sleutels", Damaged): _flipped("sleutels", RECORD + 90, 2 * RECORD + 90),
    ("kluis.db", EmptyFile): _emptied("kluis.db"),
    ("kluis.db", NotOurs): _foreign_database,
    ("kluis.db", NewerFormat): _newer_database,
    ("kluis.db", Damaged): _flipped("kluis.db", 2000),
}


@pytest.mark.parametrize(("name", "kind"), _WRONGS)
def test_each_thing_that_can_be_wrong_with_a_file_is_a_problem_of_its_own(
    kluis: Path, clock: Clock, name: str, kind: type[VaultProblem]
) -> None:
    _WRONGS[name, kind](kluis)
    before = (kluis / name).read_bytes() if name != "sleutels" else b""
    with pytest.raises(kind) as caught:
        Vault.unlock(kluis, PASSPHRASE, clock)
    assert caught.value.exit_code == 3
    assert caught.type is kind
    assert before == ((kluis / name).read_bytes() if name != "sleutels" else b"")


def test_no_two_of_them_and_neither_a_wrong_passphrase_nor_no_vault_are_said_in_the_same_words(
    made: tuple[Path, str, str], tmp_path: Path, clock: Clock
) -> None:
    said = []
    for number, change in enumerate(_WRONGS.values()):
        folder = Path(shutil.copytree(made[0], tmp_path / str(number)))
        change(folder)
        with pytest.raises(VaultProblem) as caught:
            Vault.unlock(folder, PASSPHRASE, clock)
        said.append(caught.value.message.replace(str(folder), ""))
    folder = Path(shutil.copytree(made[0], tmp_path / "heel"))
    with pytest.raises(WrongPassphrase) as wrong:
        Vault.unlock(folder, WRONG, clock)
    with pytest.raises(NoVault) as none:
        Vault.unlock(tmp_path / "nergens", PASSPHRASE, clock)
    said += [wrong.value.message, none.value.message]
    assert sorted(set(said)) == sorted(said)


@pytest.mark.parametrize("what", ["link", "map", "pijp"])
def test_a_key_file_that_is_no_plain_file_is_not_opened(kluis: Path, clock: Clock, what: str) -> None:
    shutil.move(kluis / "sleutels", kluis / "echt")
    if what == "link":
        (kluis / "sleutels").symlink_to(kluis / "echt")
    elif what == "map":
        (kluis / "sleutels").mkdir()
    else:
        os.mkfifo(kluis / "sleutels")
    with pytest.raises(NotOurs):
        Vault.unlock(kluis, PASSPHRASE, clock)


def test_no_single_flipped_bit_in_what_the_passphrase_opens_gives_another_key(kluis: Path, clock: Clock) -> None:
    """Every byte of the identity and of both places for the passphrase; one place is enough to open, and then it is said."""
    data = (kluis / "sleutels").read_bytes()
    keys = KeyFile(kluis / "sleutels")
    right = keys.unwrap(PASSPHRASE)
    keys.close()
    for at in range(0, RECORD * 2, 7):
        (kluis / "sleutels").write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        with pytest.raises((Damaged, NotOurs)):
            _unwrapped(kluis)
    (kluis / "sleutels").write_bytes(data)
    assert right == _unwrapped(kluis)


def _unwrapped(folder: Path) -> bytes:
    keys = KeyFile(folder / "sleutels")
    try:
        return keys.unwrap(PASSPHRASE)
    finally:
        keys.close()
