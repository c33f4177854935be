"""Whoever changes a file of a vault is found out: what was changed is named, nothing is silently shorter, and it is only read.

Each test begins with a vault that is whole, and that is seen as whole (the control). What is not found, and cannot be, is every
file put back together; a head on paper finds that, and that is proved too.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesprek.record import Damaged, EmptyFile, NoVault, TooManyTries, Vault, VaultProblem, WrongPassphrase
from gesprek.record.heads import RECORD
from tests.kluis.hulp import NEW_PASSPHRASE, PASSPHRASE, later, now, size, unlocked, unstretched
from tests.kluis.kijken import Made, Seen, look, make

PAGE = 4096
TRIES = 5


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One vault for all; each test copies it."""
    with unstretched():
        return make(tmp_path_factory.mktemp("kluis"))


def flip(path: Path, at: int, bit: int) -> None:
    """Turn one bit over."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def tampered(made: Made, work: Path, change: Callable[[Path], object], source: Path | None = None, *, deep: bool = True) -> Seen:
    """A copy, changed, and looked at."""
    folder = made.copy(work / "werk", source)
    change(folder)
    seen = look(folder, made.key, deep=deep)
    shutil.rmtree(folder)
    return seen


def test_a_vault_that_nobody_touched_has_no_findings(made: Made, tmp_path: Path) -> None:
    """The control of all of these: closed, and as it was while a program had it open."""
    for source in (made.old, made.new, made.open):
        seen = tampered(made, tmp_path, lambda _folder: None, source)
        assert (seen.problem, seen.findings, seen.read_only) == (None, [], False)


# -- bits -----------------------------------------------------------------------------------------------------------------


def test_a_flipped_bit_in_any_page_of_the_database_is_named(made: Made, tmp_path: Path) -> None:
    """Every page is sealed; also one that holds nothing a dossier needs."""
    rng, wrong = random.Random("bladzijden"), []
    for page in range((made.new / "kluis.db").stat().st_size // PAGE):
        for _n in range(size(1, 64)):
            at, bit = page * PAGE + rng.randrange(PAGE), rng.randrange(8)
            seen = tampered(made, tmp_path, lambda folder, at=at, bit=bit: flip(folder / "kluis.db", at, bit))  # type: ignore[misc]
            if not seen.named or (said := seen.wrong(made.whole)):
                wrong.append(f"bladzijde {page}, byte {at % PAGE}: {said if seen.named else 'niet gezien'}")
    assert wrong == []


def test_a_flipped_bit_in_any_record_of_the_key_file_is_named(made: Made, tmp_path: Path) -> None:
    """What it is, both passphrases, both recovery keys, the tries, and every place, taken or free."""
    rng, wrong = random.Random("sleutels"), []
    for record in range((made.new / "sleutels").stat().st_size // RECORD):
        for _n in range(size(1, 64)):
            at, bit = record * RECORD + rng.randrange(RECORD), rng.randrange(8)
            seen = tampered(made, tmp_path, lambda folder, at=at, bit=bit: flip(folder / "sleutels", at, bit), deep=False)  # type: ignore[misc]
            if record == TRIES and isinstance(seen.problem, TooManyTries):
                continue  # a damaged record counts as many tries, so that breaking it does not make guessing quicker
            if not (isinstance(seen.problem, Damaged) or ("sleutels", "sleutel") in seen.kinds):
                wrong.append(f"deel {record}, byte {at % RECORD}: {seen.problem or seen.findings}")
    assert wrong == []


@pytest.mark.parametrize(
    ("record", "right", "wrong", "recovery"),
    [
        (0, Damaged, Damaged, Damaged),
        (1, Damaged, Damaged, None),
        (2, None, Damaged, None),
        (3, None, WrongPassphrase, Damaged),
        (4, None, WrongPassphrase, None),
        (TRIES, TooManyTries, TooManyTries, TooManyTries),
    ],
)
def test_damage_to_the_key_file_is_no_wrong_passphrase(
    made: Made,
    tmp_path: Path,
    record: int,
    right: type[VaultProblem] | None,
    wrong: type[VaultProblem] | None,
    recovery: type[VaultProblem] | None,
) -> None:
    """The right and a wrong passphrase, and the recovery key. What still opens says what is damaged."""
    folder = made.copy(tmp_path / "werk")
    flip(folder / "sleutels", record * RECORD + 100, 3)
    assert tried(lambda: Vault.unlock(folder, PASSPHRASE, now)) is right
    assert tried(lambda: Vault.unlock(folder, NEW_PASSPHRASE, now)) is wrong
    assert tried(lambda: Vault.recover(folder, made.recovery, now)) is recovery


def tried(door: Callable[[], Vault]) -> type[VaultProblem] | None:
    """Which problem there is; when it opens, it says that something is damaged."""
    try:
        vault = door()
    except VaultProblem as problem:
        return type(problem)
    assert any(finding.chain == "sleutels" for finding in vault.findings)
    vault.close()
    return None


def test_whoever_breaks_the_count_of_tries_only_has_to_wait(made: Made, tmp_path: Path) -> None:
    """And is told; nobody can make a vault unusable with it."""
    folder = made.copy(tmp_path / "werk")
    flip(folder / "sleutels", TRIES * RECORD + 100, 3)
    assert tried(lambda: Vault.unlock(folder, PASSPHRASE, now)) is TooManyTries
    Vault.unlock(folder, PASSPHRASE, later).close()


def test_a_flipped_bit_in_any_half_of_any_head_is_named(made: Made, tmp_path: Path) -> None:
    """Also in the heads of nothing."""
    rng, wrong = random.Random("hoofden"), []
    half = RECORD // 2
    for number in range((made.new / "hoofd").stat().st_size // half):
        for _n in range(size(1, 32)):
            at, bit = number * half + rng.randrange(half), rng.randrange(8)
            seen = tampered(made, tmp_path, lambda folder, at=at, bit=bit: flip(folder / "hoofd", at, bit), deep=False)  # type: ignore[misc]
            if ("hoofden", "hoofd") not in seen.kinds:
                wrong.append(f"helft {number}, byte {at % half}: {seen.problem or seen.findings}")
    assert wrong == []


def test_a_flipped_bit_in_the_list_of_what_was_destroyed_is_named(made: Made, tmp_path: Path) -> None:
    """It keeps a backup from bringing them back."""
    for at in range(0, (made.new / "vernietigd").stat().st_size, size(7, 1)):
        seen = tampered(made, tmp_path, lambda folder, at=at: flip(folder / "vernietigd", at, at % 8))  # type: ignore[misc]
        assert ("vernietigd", "opslag") in seen.kinds, at


# -- cut ------------------------------------------------------------------------------------------------------------------


def test_a_wal_cut_anywhere_is_named_with_the_first_that_is_missing(made: Made, tmp_path: Path) -> None:
    """A program was killed, and somebody cut what had not been moved to the database yet."""
    length = (made.open / "kluis.db-wal").stat().st_size
    whole = tampered(made, tmp_path, lambda _folder: None, made.open)
    cuts = range(0, length, 64)
    step = max(1, len(cuts) // size(70, len(cuts)))
    shorter, wrong = 0, []
    for at in cuts[::step]:
        seen = tampered(made, tmp_path, lambda folder, at=at: _cut(folder / "kluis.db-wal", at), made.open)  # type: ignore[misc]
        if ("logboek", "afgekapt") in seen.kinds and seen.read_only:
            shorter += 1
        elif seen.named or seen.content != whole.content:
            wrong.append(f"op {at} van {length}: {seen.problem or seen.findings or 'stil korter'}")
    assert wrong == []
    assert shorter > len(cuts[::step]) * 0.8


def _cut(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)


def test_a_cut_names_exactly_what_is_missing(made: Made, tmp_path: Path) -> None:
    """The number of the first line of the log that is gone, and of the first action."""
    before = tampered(made, tmp_path, lambda _folder: None, made.new)
    seen = tampered(made, tmp_path, lambda folder: (folder / "kluis.db-wal").unlink(), made.open)
    rows = sum(row[0] == before.content[made.codes[0]][0][0] for row in before.content["tabel gebeurtenis"])
    assert (made.codes[0], "afgekapt", rows + 1) in {(f.chain, f.kind, f.index) for f in seen.findings}
    assert ("logboek", "afgekapt") in seen.kinds


@pytest.mark.parametrize("name", ["kluis.db", "sleutels", "hoofd"])
def test_a_file_cut_anywhere_is_named(made: Made, tmp_path: Path, name: str) -> None:
    """Shorter by a byte, a record, all but a record; at any page."""
    length = (made.new / name).stat().st_size
    rng = random.Random(name)
    lengths = {1, 511, 512, 4095, 4096, length - 1, length - 512, *(rng.randrange(length) for _n in range(size(6, 200)))}
    for at in sorted(lengths):
        seen = tampered(made, tmp_path, lambda folder, at=at: _cut(folder / name, at))  # type: ignore[misc]
        assert not seen.wrong(made.whole), f"{name} tot {at} van {length}: {seen.wrong(made.whole)}"


def test_a_head_that_is_cut_off_is_no_head_of_an_empty_chain(made: Made, tmp_path: Path) -> None:
    """That of the log: nothing may be written after it; that of a dossier: it is only read."""
    log = tampered(made, tmp_path, lambda folder: _cut(folder / "hoofd", 1))
    assert ("logboek", "hoofd") in log.kinds
    assert log.read_only
    dossiers = tampered(made, tmp_path, lambda folder: _cut(folder / "hoofd", RECORD))
    assert {(code, "hoofd") for code in made.codes} <= dossiers.kinds
    assert dossiers.dossiers_read_only == set(made.codes)


@pytest.mark.parametrize(
    ("name", "gone", "empty"), [("kluis.db", NoVault, EmptyFile), ("sleutels", NoVault, EmptyFile), ("hoofd", NoVault, EmptyFile)]
)
def test_a_file_that_is_gone_or_empty_is_named(
    made: Made, tmp_path: Path, name: str, gone: type[VaultProblem], empty: type[VaultProblem]
) -> None:
    """Never made anew."""
    assert type(tampered(made, tmp_path, lambda folder: (folder / name).unlink()).problem) is gone
    assert type(tampered(made, tmp_path, lambda folder: _cut(folder / name, 0)).problem) is empty


def test_the_list_of_what_was_destroyed_cannot_be_taken_away(made: Made, tmp_path: Path) -> None:
    """Gone, empty, or cut."""
    for change in (
        lambda folder: (folder / "vernietigd").unlink(),
        lambda folder: _cut(folder / "vernietigd", 0),
        lambda folder: _cut(folder / "vernietigd", 20),
    ):
        assert tampered(made, tmp_path, change).named


def test_something_behind_the_end_is_named(made: Made, tmp_path: Path) -> None:
    """A file does not grow by itself."""
    for name, extra in (("sleutels", 40), ("sleutels", 512), ("hoofd", 512), ("vernietigd", 48)):
        seen = tampered(made, tmp_path, lambda folder, name=name, extra=extra: _grow(folder / name, extra))  # type: ignore[misc]
        assert seen.named, (name, extra)


def _grow(path: Path, extra: int) -> None:
    with path.open("ab") as file:
        file.write(random.Random(extra).randbytes(extra))


def test_a_copy_opens_for_the_same_key_only(made: Made, tmp_path: Path) -> None:
    """The control for opening with the key instead of the passphrase."""
    folder = made.copy(tmp_path / "werk")
    with pytest.raises(VaultProblem), unlocked(folder, bytes(32)):
        pass
