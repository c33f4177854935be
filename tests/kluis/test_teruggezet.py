"""Old files, old pages and old logs put back: named, and only read. All of it put back together is not found here; on paper it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesprek.record import Vault, VaultProblem, WrongPassphrase
from tests.kluis.hulp import CHEAP, NEW_PASSPHRASE, PASSPHRASE, copy_vault, now, unlocked, unstretched
from tests.kluis.kijken import Made, Seen, look, make
from tests.kluis.test_knoeien import PAGE, tampered

DATABASE = ("kluis.db", "kluis.db-wal", "kluis.db-shm")


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One vault for all; each test copies it."""
    with unstretched():
        return make(tmp_path_factory.mktemp("kluis"))


def put_back(source: Path, *names: str) -> Callable[[Path], None]:
    """Replace these files by those of another moment; what was not there then goes."""

    def change(folder: Path) -> None:
        for name in names:
            (folder / name).unlink(missing_ok=True)
            if (source / name).exists():
                shutil.copyfile(source / name, folder / name)

    return change


def test_an_old_page_put_back_is_named_or_says_the_same(made: Made, tmp_path: Path) -> None:
    """Each page that has changed, one at a time; its seal is right, for it was a page of this database."""
    before, after = (made.old / "kluis.db").read_bytes(), (made.new / "kluis.db").read_bytes()
    named, same, wrong = 0, 0, []
    for page in range(min(len(before), len(after)) // PAGE):
        where = slice(page * PAGE, (page + 1) * PAGE)
        if before[where] == after[where]:
            continue

        def change(folder: Path, where: slice = where) -> None:
            data = bytearray((folder / "kluis.db").read_bytes())
            data[where] = before[where]
            (folder / "kluis.db").write_bytes(data)

        seen = tampered(made, tmp_path, change)
        named, same = named + seen.named, same + (not seen.named)
        if said := seen.wrong(made.whole):
            wrong.append(f"bladzijde {page}: {said}")
    assert wrong == []
    assert named > same
    assert named >= 5


def test_an_old_database_put_back_is_named_for_as_long_as_it_stands_there(made: Made, tmp_path: Path) -> None:
    """In the log and in each dossier, with the first number that is missing; opening it often does not make it true."""
    folder = made.copy(tmp_path / "werk")
    put_back(made.old, *DATABASE)(folder)
    for _n in range(12):
        seen = look(folder, made.key)
        assert seen.read_only
        assert ("logboek", "afgekapt") in seen.kinds or ("logboek", "teruggezet") in seen.kinds
        assert any(chain == made.codes[0] and kind == "afgekapt" for chain, kind in seen.kinds)
        assert seen.dossiers_read_only >= {made.codes[0]}


def test_an_old_log_of_writes_put_back_is_named(made: Made, tmp_path: Path) -> None:
    """The WAL of an earlier moment beside the database of now, also one that still fits."""
    folder = copy_vault(made.new, tmp_path / "bron")
    moments: list[Path] = []
    with unlocked(folder, made.key) as vault:
        for number in range(4):
            vault.write_log([vault.line("beheer", note="gecontroleerd")])
            moments.append(tmp_path / f"wal {number}")
            shutil.copyfile(folder / "kluis.db-wal", moments[-1])
        latest = copy_vault(folder, tmp_path / "laatst")
    assert not tampered(made, tmp_path, lambda _folder: None, latest).named
    for moment in moments[:-1]:
        seen = tampered(made, tmp_path, lambda target, moment=moment: _wal(target, moment), latest)  # type: ignore[misc]
        assert ("logboek", "afgekapt") in seen.kinds
        assert seen.read_only


def test_the_log_of_writes_of_another_database_is_not_taken_for_its_own(made: Made, tmp_path: Path) -> None:
    """Whose WAL it is, its seal tells."""
    other = make(tmp_path / "ander")
    seen = tampered(made, tmp_path, lambda folder: _wal(folder, other.open / "kluis.db-wal"))
    assert seen.named or seen.content == made.whole.content
    lost = tampered(made, tmp_path, lambda folder: _wal(folder, other.open / "kluis.db-wal"), made.open)
    assert lost.named


def _wal(folder: Path, source: Path) -> None:
    shutil.copyfile(source, folder / "kluis.db-wal")
    (folder / "kluis.db-shm").unlink(missing_ok=True)


def test_old_heads_put_back_are_named_by_the_full_check(made: Made, tmp_path: Path) -> None:
    """Nothing is lost by it; but a head that is behind would let a database be cut down to it."""
    seen = tampered(made, tmp_path, put_back(made.old, "hoofd"))
    assert {(finding.chain, finding.kind) for finding in seen.checked} >= {(code, "hoofd") for code in made.codes[:2]}
    assert seen.content == made.whole.content


def test_an_old_key_file_put_back_is_named(made: Made, tmp_path: Path) -> None:
    """Keys that came after it are missing, and the key of a dossier that was destroyed is there again."""
    seen = tampered(made, tmp_path, put_back(made.old, "sleutels"))
    assert (made.codes[-1], "sleutel") in seen.kinds
    assert ("sleutels", "teruggezet") in seen.kinds


def test_the_list_of_what_was_destroyed_put_back_is_named(made: Made, tmp_path: Path) -> None:
    """It was not there yet."""
    seen = tampered(made, tmp_path, put_back(made.old, "vernietigd"))
    assert (made.gone, "ontbreekt") in seen.kinds


@pytest.mark.parametrize(
    "names",
    [
        (*DATABASE, "sleutels"),
        (*DATABASE, "hoofd"),
        (*DATABASE, "vernietigd"),
        (*DATABASE, "sleutels", "vernietigd"),
        (*DATABASE, "hoofd", "sleutels"),
        ("hoofd", "sleutels"),
        ("hoofd", "vernietigd"),
        ("sleutels", "vernietigd"),
        ("hoofd", "sleutels", "vernietigd"),
    ],
)
def test_part_of_a_vault_put_back_is_named(made: Made, tmp_path: Path, names: tuple[str, ...]) -> None:
    """Whatever is put back, what is not tells of it."""
    seen = tampered(made, tmp_path, put_back(made.old, *names))
    assert seen.named
    assert not seen.wrong(made.whole)


def test_everything_put_back_together_is_found_with_the_head_on_paper_only(made: Made, tmp_path: Path) -> None:
    """By design: a vault that is what it was, is what it was. Who wrote down its head later, knows better."""
    folder = made.copy(tmp_path / "werk")
    paper = _head_on_paper(folder, made)
    put_back(made.old, *DATABASE, "hoofd", "sleutels", "vernietigd")(folder)
    assert not look(folder, made.key).named
    with_paper = look(folder, made.key, against=paper)
    assert ("logboek", "teruggezet") in with_paper.kinds
    assert not look(made.copy(tmp_path / "heel"), made.key, against=made.paper).named


def _head_on_paper(folder: Path, made: Made) -> str:
    from gesprek.record.checking import head_text

    with unlocked(folder, made.key) as vault:
        return head_text(vault)


def test_a_passphrase_that_was_changed_opens_the_key_file_of_before(made: Made, tmp_path: Path) -> None:
    """By design as well: whoever kept the old key file and knows the old passphrase has the key, which stays the same."""
    folder = made.copy(tmp_path / "werk")
    kept = (folder / "sleutels").read_bytes()
    with unlocked(folder, made.key) as vault:
        vault.change_passphrase(NEW_PASSPHRASE, CHEAP)
    with pytest.raises(WrongPassphrase):
        Vault.unlock(folder, PASSPHRASE, now)
    (folder / "sleutels").write_bytes(kept)
    Vault.unlock(folder, PASSPHRASE, now).close()


def test_parts_of_two_vaults_do_not_make_one(made: Made, tmp_path: Path) -> None:
    """Each file of another vault, with its own key: nothing of it is believed."""
    other = make(tmp_path / "ander")
    for name in ("kluis.db", "sleutels", "hoofd", "vernietigd"):
        folder = made.copy(tmp_path / "werk")
        shutil.copyfile(other.new / name, folder / name)
        assert seen_by_passphrase(folder, made).named, name
        shutil.rmtree(folder)


def seen_by_passphrase(folder: Path, made: Made) -> Seen:
    """As its owner would see it."""
    try:
        Vault.unlock(folder, PASSPHRASE, now).close()
    except VaultProblem as problem:
        return Seen(problem)
    return look(folder, made.key)
