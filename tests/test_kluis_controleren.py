"""The full check: whatever was cut, swapped, changed, put back or damaged is named, and nothing is cried out that is whole."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.errors import GesprekError
from gesprek.record import Damaged, Dossier, NotSaved, ReadOnly, Vault, VaultProblem, begin_dossier, examining, open_dossier
from gesprek.record.backup import restore, write_backup
from gesprek.record.chain import Finding, next_link
from gesprek.record.checking import accept, accepted, check_vault, head_text
from gesprek.record.codec import Kept
from gesprek.record.heads import RECORD, Head
from gesprek.record.holding import officer
from gesprek.record.listing import list_dossiers
from gesprek.record.retention import destroy, hold, release, set_term, take_over
from gesprek.record.sealing import Cost

PASSPHRASE = "een twee drie vier"
REASON = "schijf vervangen, Naald-8812"
PAGE = 4096
Named = tuple[str, int, str]


def now() -> datetime:
    return datetime(2026, 11, 23, 10, 0)


def opened(folder: Path) -> Vault:
    return Vault.unlock(folder, PASSPHRASE, now)


def add(dossier: Dossier, count: int, draft: dict[str, Any] | None = None, text: str = "x") -> None:
    for n in range(count):
        row = Kept("noted", "2026-11-23T10:00:00", {"text": f"{text} {n}"})
        dossier.append([row], action=os.urandom(16), card=b"{}", verbs=["verzamelen"], draft=draft)


def begin(vault: Vault, count: int = 5, text: str = "x") -> str:
    """A dossier with so many actions, and a text that is being typed; its code."""
    dossier = begin_dossier(vault, Kept("begun", "2026-11-23T10:00:00"), flow="aangifte 1 abc", card=b"{}")
    add(dossier, count - 2, text=text)
    dossier.save_draft({"getypt": {"x": "ha"}})
    add(dossier, 1, draft={"getypt": {"x": "half"}}, text=text)
    dossier.close()
    return dossier.code


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with two dossiers and one that was destroyed, closed."""
    folder = tmp_path_factory.mktemp("klaar") / "kluis"
    with Vault.create(folder, PASSPHRASE, now, cost=Cost(19 * 1024, 2, 1))[0] as vault:
        begin(vault)
        begin(vault)
        destroy(vault, begin(vault), "oefening")
    return folder


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> Path:
    return shutil.copytree(ready, tmp_path / "kluis")


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    with opened(folder) as found:
        yield found


def codes(vault: Vault) -> list[str]:
    return [code for (code,) in vault.store.rows("SELECT code FROM dossier ORDER BY plaats")]


def ident(vault: Vault, code: str) -> bytes:
    found: bytes = vault.store.rows("SELECT id FROM dossier WHERE code = ?", code)[0][0]
    return found


def named(found: list[Finding]) -> set[Named]:
    return {(finding.chain, finding.index, finding.kind) for finding in found}


def change(vault: Vault, sql: str, *values: object) -> None:
    vault.store.db.execute(sql, values)
    assert vault.store.db.changes(), "the change of a test changes something"


def lines(vault: Vault, verb: str = "beheer") -> list[tuple[str, str]]:
    return [(line.dossier, line.bijzonder) for _n, line in vault.book.lines(vault.store.db) if line.wat == verb]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("kluis.db", "hoofd", "sleutels", "vernietigd")}


def put_back(folder: Path, files: dict[str, bytes], *names: str) -> None:
    for name in names or files:
        (folder / name).write_bytes(files[name])


# -- what is whole --------------------------------------------------------------------------------------------------------


def test_a_vault_that_was_worked_with_is_whole_and_the_check_is_logged(vault: Vault) -> None:
    first, second = codes(vault)
    hold(vault, first, REASON)
    release(vault, first, REASON)
    set_term(vault, 3)
    take_over(vault, second)
    destroy(vault, begin(vault), "niet_nodig")
    vault.new_recovery_key()
    assert check_vault(vault) == []
    assert check_vault(vault, against=head_text(vault)) == []
    assert lines(vault)[-1] == ("", "gecontroleerd")


def test_a_program_that_died_just_before_it_wrote_its_heads_left_a_whole_vault(
    vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = open_dossier(vault, codes(vault)[0])
    monkeypatch.setattr(vault, "_write_heads", lambda _heads: None)
    add(dossier, 1, draft={"getypt": {"x": "half wo"}})
    del dossier
    with opened(folder) as again:
        assert check_vault(again) == []


def test_a_disk_that_takes_nothing_does_not_stop_a_check(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "write_log", lambda _lines: (_ for _ in ()).throw(NotSaved("vol")))
    assert check_vault(vault) == []


def writes_in_between(vault: Vault, other: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on somebody else writes, once, between the two looks that the check of a dossier takes."""
    read, left = Dossier.read, [1]

    def reads(dossier: Dossier) -> None:
        if dossier.vault is vault and dossier.code == other.code and left:
            left.pop()
            add(other, 1)
        read(dossier)

    monkeypatch.setattr(Dossier, "read", reads)


def test_a_program_that_writes_meanwhile_is_no_damage(vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(folder) as elsewhere:
        other = open_dossier(elsewhere, codes(vault)[0])
        rows = vault.store.rows

        def asked(sql: str, *values: object) -> list[tuple[Any, ...]]:
            found = rows(sql, *values)
            if sql.startswith("SELECT code, plaats, versie") and values == (other.id,) and not written:
                written.append(True)
                add(other, 1)
            return found

        written: list[bool] = []
        monkeypatch.setattr(vault.store, "rows", asked)
        assert check_vault(vault) == []
        assert written

        written.clear()
        monkeypatch.setattr(examining, "_again", lambda _vault, _part, said: said)
        assert named(check_vault(vault)) == {(other.code, 7, "ingevoegd")}, "control: looking once would cry out"


# -- the chain of a dossier -----------------------------------------------------------------------------------------------


SWAP = (
    "UPDATE gebeurtenis SET nr = -nr WHERE dossier = :d AND nr IN (2, 4);"
    "UPDATE gebeurtenis SET nr = nr + 6 WHERE dossier = :d AND nr < 0"
)
DOSSIER: dict[str, tuple[str, set[tuple[int, str]]]] = {
    "the third is gone": ("DELETE FROM gebeurtenis WHERE dossier = :d AND nr = 3", {(3, "ontbreekt")}),
    "the first is gone": ("DELETE FROM gebeurtenis WHERE dossier = :d AND nr = 1", {(1, "ontbreekt")}),
    "the last is gone": ("DELETE FROM gebeurtenis WHERE dossier = :d AND nr = 5", {(5, "afgekapt")}),
    "the last three are gone": ("DELETE FROM gebeurtenis WHERE dossier = :d AND nr > 2", {(3, "afgekapt")}),
    "all are gone": ("DELETE FROM gebeurtenis WHERE dossier = :d", {(1, "afgekapt")}),
    "one was changed": ("UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = :d AND nr = 2", {(2, "gewijzigd")}),
    "a link was changed": (
        "UPDATE gebeurtenis SET schakel = zeroblob(32) WHERE dossier = :d AND nr = 2",
        {(2, "gewijzigd"), (3, "gewijzigd")},
    ),
    "two changed places": (SWAP, {(2, "verwisseld"), (3, "gewijzigd"), (4, "gewijzigd"), (5, "gewijzigd")}),
    "an action was changed": (
        "UPDATE gebeurtenis SET handeling = zeroblob(18) WHERE dossier = :d AND nr = 4",
        {(4, "gewijzigd")},
    ),
    "one stands in two places": (
        "UPDATE gebeurtenis SET (handeling, verzegeld, schakel) = (SELECT handeling, verzegeld, schakel FROM gebeurtenis"
        " WHERE dossier = :d AND nr = 4) WHERE dossier = :d AND nr = 2",
        {(2, "gewijzigd"), (3, "gewijzigd")},
    ),
    "one was added at the end": (
        "INSERT INTO gebeurtenis SELECT dossier, 6, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = :d AND nr = 5",
        {(6, "gewijzigd")},
    ),
    "one was added before the first": (
        "INSERT INTO gebeurtenis SELECT dossier, 0, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = :d AND nr = 1",
        {(0, "ingevoegd"), (0, "gewijzigd")},
    ),
    "the list says fewer": ("UPDATE dossier SET versie = 4 WHERE id = :d", {(5, "ingevoegd"), (5, "afgekapt")}),
    "the list says more": ("UPDATE dossier SET versie = 8 WHERE id = :d", {(6, "afgekapt")}),
    "its card was changed": ("UPDATE dossier SET kaartje = zeroblob(60) WHERE id = :d", {(0, "gewijzigd")}),
    "what was typed was changed": ("UPDATE concept SET verzegeld = zeroblob(60) WHERE dossier = :d", {(0, "gewijzigd")}),
    "what was typed is gone": ("DELETE FROM concept WHERE dossier = :d", {(0, "teruggezet")}),
    "what was typed is older": ("UPDATE concept SET nr = nr - 1 WHERE dossier = :d", {(0, "teruggezet"), (0, "gewijzigd")}),
}


@pytest.mark.parametrize("what", DOSSIER)
def test_whatever_was_done_to_a_dossier_is_named_with_its_number(vault: Vault, what: str) -> None:
    first, second = codes(vault)
    sql, expected = DOSSIER[what]
    vault.store.db.execute(sql, {"d": ident(vault, first)})
    assert vault.store.db.changes()
    found = named(check_vault(vault))
    assert {(first, index, kind) for index, kind in expected} == found
    assert second not in {chain for chain, _index, _kind in found}


@settings(max_examples=60)
@given(st.data())
def test_any_two_rows_that_change_places_are_noticed_at_the_first_of_them(ready: Path, data: st.DataObject) -> None:
    """In memory: the chain itself, over rows of two dossiers."""
    with opened(ready) as vault:
        chains = {
            code: vault.store.rows(
                "SELECT nr, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = ? ORDER BY nr", ident(vault, code)
            )
            for code in codes(vault)
        }
        first, second = codes(vault)
        a = data.draw(st.integers(0, 4))
        code, b = data.draw(st.tuples(st.sampled_from([first, second]), st.integers(0, 4)).filter(lambda p: p != (first, a)))
        moved = list(chains[first])
        moved[a] = (a + 1, *chains[code][b][1:])
        head = Head(5, chains[first][-1][3], 0, ident(vault, first))
        args = (first, vault.chain_key, ident(vault, first))
        assert examining._chain(*args, chains[first], head, True, lambda *_row: True) == [], "control"
        found = examining._chain(*args, moved, head, True, lambda *_row: True)
        assert found and min(finding.index for finding in found) == a + 1


def test_after_the_first_thing_that_is_wrong_the_rest_is_looked_at_too(vault: Vault) -> None:
    dossier = open_dossier(vault, codes(vault)[0])
    add(dossier, 6, draft={})
    dossier.close()
    for number in (2, 5, 7):
        change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = ?", dossier.id, number)
    change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr IN (9, 11)", dossier.id)
    kinds = {(index, kind) for chain, index, kind in named(check_vault(vault)) if chain == dossier.code}
    assert kinds == {
        (2, "gewijzigd"), (5, "gewijzigd"), (7, "gewijzigd"), (9, "ontbreekt"), (11, "afgekapt"),
    }  # fmt: skip


def test_a_dossier_that_vanished_is_named_by_its_key_and_by_the_log(vault: Vault) -> None:
    first = codes(vault)[0]
    change(vault, "DELETE FROM dossier WHERE code = ?", first)
    assert named(check_vault(vault)) == {("opslag", 0, "ontbreekt"), ("losse rijen", 1, "ontbreekt"), (first, 0, "ontbreekt")}


def test_a_dossier_of_which_the_log_knows_nothing_is_named(vault: Vault) -> None:
    first, second = codes(vault)
    change(vault, "UPDATE dossier SET code = 'ZZZZ' WHERE code = ?", first)
    found = named(check_vault(vault))
    assert {("ZZZZ", 0, "afgekapt"), (first, 0, "ontbreekt")} == found
    assert second not in {chain for chain, _index, _kind in found}


def rewritten(vault: Vault, code: str, number: int) -> None:
    """By somebody with the key of the chains and without the key of the dossier: another text, with a link that fits."""
    owner, rows = ident(vault, code), vault.store.rows
    action = rows("SELECT handeling FROM gebeurtenis WHERE dossier = ? AND nr = ?", owner, number)[0][0]
    before = rows("SELECT schakel FROM gebeurtenis WHERE dossier = ? AND nr = ?", owner, number - 1)[0][0]
    link = next_link(vault.chain_key, before, number, action, bytes(60))
    change(
        vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60), schakel = ? WHERE dossier = ? AND nr = ?", link, owner, number
    )
    vault.heads.write(1, Head(number, link, vault.heads.read(1)[0].draft, owner))


def test_a_text_that_fits_the_chain_and_not_the_key_of_the_dossier_is_named(vault: Vault) -> None:
    code = codes(vault)[0]
    rewritten(vault, code, 5)
    assert named(check_vault(vault)) == {(code, 5, "gewijzigd")}


def test_another_history_at_the_head_is_named_behind_something_else_that_is_wrong(vault: Vault) -> None:
    code = codes(vault)[0]
    rewritten(vault, code, 5)
    head = vault.heads.read(1)[0]
    vault.heads.write(1, Head(5, bytes(32), head.draft, head.owner))
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = 2", ident(vault, code))
    assert {(code, 2, "gewijzigd"), (code, 5, "teruggezet")} == named(check_vault(vault))


# -- the log --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "index", "kind"),
    [
        ("DELETE FROM logregel WHERE nr = 4", 4, "ontbreekt"),
        ("UPDATE logregel SET verzegeld = zeroblob(80) WHERE nr = 4", 4, "gewijzigd"),
        ("UPDATE logregel SET schakel = zeroblob(32) WHERE nr = 4", 4, "gewijzigd"),
        ("INSERT INTO logregel SELECT 0, verzegeld, schakel FROM logregel WHERE nr = 1", 0, "ingevoegd"),
    ],
)
def test_whatever_was_done_to_the_log_is_named_with_its_number(vault: Vault, sql: str, index: int, kind: str) -> None:
    change(vault, sql)
    assert ("logboek", index, kind) in named(check_vault(vault))


def test_a_log_cut_at_any_line_is_named_at_that_line(ready: Path, tmp_path: Path) -> None:
    with opened(shutil.copytree(ready, tmp_path / "proef")) as vault:
        db = vault.store.db
        last = vault.book.tail(db).count
        for number in range(1, last + 1):
            db.execute("BEGIN")
            db.execute("DELETE FROM logregel WHERE nr >= ?", (number,))
            assert named(examining._log(vault)) == {("logboek", number, "afgekapt")}, number
            db.execute("ROLLBACK")
        assert examining._log(vault) == [], "control"


# -- whole files and pages ------------------------------------------------------------------------------------------------


def test_every_page_with_a_flipped_bit_is_named_or_stops_the_opening(folder: Path) -> None:
    """Except pages that hold nothing: their bits are nobody's."""
    whole, unnamed = snapshot(folder), []
    with opened(folder) as vault:
        free = vault.store.db.pragma("freelist_count")
    pages = len(whole["kluis.db"]) // PAGE
    for page in range(pages):
        put_back(folder, whole)
        flipped = bytearray(whole["kluis.db"])
        flipped[page * PAGE + 17 + page] ^= 4
        (folder / "kluis.db").write_bytes(flipped)
        with contextlib.suppress(VaultProblem), opened(folder) as vault:
            if not check_vault(vault):
                unnamed.append(page)
    assert pages > 8 and len(unnamed) <= free


def test_a_page_that_cannot_be_read_hides_no_other_dossier(vault: Vault, folder: Path) -> None:
    names = {code: ident(vault, code) for code in (begin(vault, 12, "y" * 900) for _n in range(12))}
    victim = sorted(names, key=lambda code: names[code])[6]
    other = sorted(names, key=lambda code: names[code])[2]
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = 3", names[other])
    vault.close()
    whole, hit = snapshot(folder), 0
    for page in range(2, len(whole["kluis.db"]) // PAGE):
        put_back(folder, whole)
        flipped = bytearray(whole["kluis.db"])
        flipped[page * PAGE + 99] ^= 1
        (folder / "kluis.db").write_bytes(flipped)
        with contextlib.suppress(VaultProblem), opened(folder) as again:
            found = named(examining._dossier(again, names[victim]))
            if found and {kind for _chain, _index, kind in found} == {"opslag"}:
                everything = named(check_vault(again))
                assert found <= everything
                assert any(chain == other for chain, _index, _kind in everything)
                hit += 1
                break
    assert hit == 1, "control: a page of the victim was hit"


@pytest.mark.parametrize(("bit", "kind"), [(5, "hoofd"), (60, "hoofd"), (200, "hoofd")])
def test_a_flipped_bit_in_a_head_is_named(folder: Path, bit: int, kind: str) -> None:
    with opened(folder) as vault:
        first = codes(vault)[0]
    data = bytearray((folder / "hoofd").read_bytes())
    for half in (0, 256):
        data[RECORD + half + bit] ^= 1
    (folder / "hoofd").write_bytes(data)
    with opened(folder) as vault:
        assert {("hoofden", 1, kind), (first, 0, kind)} == named(check_vault(vault))


def test_a_flipped_bit_in_any_part_of_the_key_file_is_named(folder: Path) -> None:
    whole = snapshot(folder)
    for record in (1, 3, 5, 6, 7, 8, 20):
        put_back(folder, whole)
        with opened(folder) as vault, open(folder / "sleutels", "r+b", buffering=0) as file:
            assert named(check_vault(vault)) == set(), "control"
            os.pwrite(file.fileno(), bytes([os.pread(file.fileno(), 1, record * RECORD + 40)[0] ^ 8]), record * RECORD + 40)
            found = named(check_vault(vault))
        assert ("sleutels", 0, "sleutel") in found, record
        assert any(chain in codes_of(folder, whole) for chain, _index, _kind in found) == (record in (6, 7)), record


def codes_of(folder: Path, whole: dict[str, bytes]) -> list[str]:
    put_back(folder, whole)
    with opened(folder) as vault:
        return codes(vault)


def worked_on(folder: Path) -> dict[str, bytes]:
    """The files as they are; then more is done in the vault. What was is given back."""
    before = snapshot(folder)
    with opened(folder) as vault:
        dossier = open_dossier(vault, codes(vault)[0])
        add(dossier, 3, draft={"getypt": {"x": "verder"}})
        dossier.close()
        begin(vault)
    return before


def test_an_old_database_put_back_is_named(folder: Path) -> None:
    put_back(folder, worked_on(folder), "kluis.db")
    with opened(folder) as vault:
        found = named(check_vault(vault))
        assert ("logboek", "afgekapt") in {(chain, kind) for chain, _index, kind in found}
        assert (codes(vault)[0], 6, "afgekapt") in found
        assert ("opslag", "ontbreekt") in {(chain, kind) for chain, _index, kind in found}


def test_an_old_file_of_heads_put_back_is_named(folder: Path) -> None:
    put_back(folder, worked_on(folder), "hoofd")
    with opened(folder) as vault:
        code = codes(vault)[0]
        assert (code, 5, "hoofd") in named(check_vault(vault))


def test_an_old_file_of_heads_is_named_by_the_log_too(folder: Path) -> None:
    before = snapshot(folder)
    with opened(folder) as vault:
        vault.write_log([vault.line("raadplegen", "7F3K")])
        vault.write_log([vault.line("raadplegen")])
        put_back(folder, before, "hoofd")
        assert {("logboek", "hoofd")} == {(chain, kind) for chain, _index, kind in named(examining._log(vault))}


def test_an_old_key_file_brings_no_destroyed_dossier_back_unnamed(folder: Path) -> None:
    before = snapshot(folder)
    with opened(folder) as vault:
        code = codes(vault)[0]
        place = vault.store.rows("SELECT plaats FROM dossier WHERE code = ?", code)[0][0]
        destroy(vault, code, "niet_nodig")
        assert check_vault(vault) == [], "control"
        put_back(folder, before, "sleutels")
        assert ("sleutels", place, "teruggezet") in named(check_vault(vault))


def test_a_destroyed_dossier_that_is_back_is_named(folder: Path) -> None:
    before = snapshot(folder)
    with opened(folder) as vault:
        code = codes(vault)[0]
        destroy(vault, code, "niet_nodig")
    put_back(folder, before, "kluis.db", "hoofd", "sleutels")
    with opened(folder) as vault:
        assert (code, 0, "teruggezet") in named(check_vault(vault))


def test_damage_to_the_list_of_what_was_destroyed_is_named(folder: Path) -> None:
    data = bytearray((folder / "vernietigd").read_bytes())
    data[20] ^= 1
    (folder / "vernietigd").write_bytes(data)
    with opened(folder) as vault:
        gone = vault.store.rows("SELECT code FROM vernietigd")[0][0]
        assert {("vernietigd", 0, "opslag"), (gone, 0, "ontbreekt")} == named(check_vault(vault))
    (folder / "vernietigd").unlink()
    with opened(folder) as vault:
        assert {(gone, 0, "ontbreekt")} == named(check_vault(vault))


# -- put back as a whole --------------------------------------------------------------------------------------------------


def test_a_vault_put_back_as_a_whole_is_only_found_with_what_was_written_down(folder: Path) -> None:
    before = snapshot(folder)
    with opened(folder) as vault:
        add_to = open_dossier(vault, codes(vault)[0])
        add(add_to, 3)
        add_to.close()
        paper = head_text(vault)
        assert check_vault(vault, against=paper) == []
    put_back(folder, before)
    with opened(folder) as vault:
        assert check_vault(vault) == [], "control: by itself it cannot be seen"
        number = int(paper.split()[0])
        assert named(check_vault(vault, against=paper)) == {("logboek", number, "teruggezet")}
        while vault.book.tail(vault.store.db).count < number + 2:
            vault.write_log([vault.line("raadplegen")])
        assert named(check_vault(vault, against=paper)) == {("logboek", number, "teruggezet")}, "another history, as long"


def test_what_was_written_down_stays_good_and_may_be_typed_in_many_ways(vault: Vault) -> None:
    paper = head_text(vault)
    number, digits = paper.split()
    assert len(digits.replace("-", "")) == 16
    for _n in range(3):
        vault.write_log([vault.line("raadplegen")])
    bare = digits.replace("-", "")
    for typed in (paper, paper.upper(), f" {number}  {digits.replace('-', ' ')} ", f"{number}:{bare}", f"{number}-{digits}"):
        assert check_vault(vault, against=typed) == [], typed
    wrong = ("0" if bare[0] != "0" else "1") + bare[1:]
    assert named(check_vault(vault, against=f"{number} {wrong}")) == {("logboek", int(number), "teruggezet")}


@pytest.mark.parametrize("typed", ["12", "abc", "12 0f3a-77b1-90c2", "12 0f3a-77b1-90c2-5d4e-11", "0f3a-77b1-90c2-5d4e", "x y z"])
def test_what_cannot_have_been_written_down_is_an_error_of_typing(vault: Vault, typed: str) -> None:
    with pytest.raises(GesprekError, match="geen stand") as raised:
        check_vault(vault, against=typed)
    assert raised.value.exit_code == 2


# -- after a restore ------------------------------------------------------------------------------------------------------


def test_after_a_restore_only_the_old_folder_is_named_until_it_is_gone(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as vault:
        write_backup(vault, tmp_path / "reserve")
        lost = begin(vault)
        destroy(vault, codes(vault)[0], "niet_nodig")
    done = restore(tmp_path / "reserve", folder, PASSPHRASE, now)
    assert done.replaced is not None
    with opened(folder) as vault:
        assert lost not in codes(vault)
        found = check_vault(vault)
        assert named(found) == {("map", 1, "opslag")} and done.replaced.name in found[0].said
        shutil.rmtree(done.replaced)
        assert check_vault(vault) == []


@pytest.mark.parametrize(
    "name", ["kluis-vervangen-20261123-100000", ".kluis-terugzetten-1-ab", ".kluis-klaar", ".kluis-in-aanbouw-9"]
)
def test_an_old_vault_beside_this_one_is_named(vault: Vault, folder: Path, name: str) -> None:
    (folder.parent / name).mkdir()
    (folder.parent / "kluisje").mkdir()
    (folder.parent / "kluisje" / "sleutels").touch()
    assert check_vault(vault) == [], "control: nothing is in it"
    (folder.parent / name / "sleutels").touch()
    assert named(check_vault(vault)) == {("map", 1, "opslag")}


# -- going on -------------------------------------------------------------------------------------------------------------


def cut_dossier(vault: Vault) -> str:
    """The last two actions of the first dossier disappear while nobody has the vault open."""
    code = codes(vault)[0]
    change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr > 3", ident(vault, code))
    change(vault, "UPDATE dossier SET versie = 3 WHERE code = ?", code)
    return code


def test_after_accepting_a_cut_dossier_can_be_worked_with_and_the_log_says_what_was_missing(vault: Vault, folder: Path) -> None:
    code = cut_dossier(vault)
    vault.close()
    with opened(folder) as again:
        assert named(again.findings) == {(code, 4, "afgekapt")}
        dossier = open_dossier(again, code)
        with pytest.raises(ReadOnly):
            add(dossier, 1)
        dossier.close()
        assert named(accept(again, REASON)) == {(code, 4, "afgekapt")}
        assert again.findings == [] and check_vault(again) == []
        assert (code, "afgekapt 4 aanvaard") in lines(again)
        assert REASON not in repr(again.book.lines(again.store.db))
        kept = accepted(again)[0]
        assert (kept.wie, kept.reden) == (officer(), REASON) and "4 tot en met 5 ontbreken" in kept.bevindingen[0]
        tables = repr(again.store.rows("SELECT * FROM kluis"))
        assert REASON not in tables, "the reason is sealed"
        dossier = open_dossier(again, code)
        add(dossier, 2)
        dossier.close()
    with opened(folder) as again:
        assert again.findings == [] and check_vault(again) == []


MENDED = [
    "the last is gone", "the last three are gone", "all are gone", "the list says fewer", "the list says more",
    "what was typed is gone",
]  # fmt: skip


@pytest.mark.parametrize("what", DOSSIER)
def test_what_is_only_shorter_can_be_worked_with_again_and_what_is_damaged_stays_read_only(vault: Vault, what: str) -> None:
    code = codes(vault)[0]
    vault.store.db.execute(DOSSIER[what][0], {"d": ident(vault, code)})
    accept(vault, REASON)
    left = named(check_vault(vault))
    dossier = open_dossier(vault, code)
    if what in MENDED:
        assert left == set() and not dossier.read_only
        add(dossier, 2)
        assert check_vault(vault) == []
    else:
        assert left and {chain for chain, _index, _kind in left} == {code}
        assert dossier.read_only or what == "its card was changed"
    dossier.close()


def test_a_dossier_that_is_damaged_and_cut_keeps_the_head_that_says_so(vault: Vault) -> None:
    code = codes(vault)[0]
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = 2", ident(vault, code))
    change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr = 5", ident(vault, code))
    accept(vault, REASON)
    assert {(code, 2, "gewijzigd"), (code, 5, "afgekapt")} == named(check_vault(vault))


def test_what_is_cut_after_accepting_is_found_again(vault: Vault) -> None:
    code = cut_dossier(vault)
    accept(vault, REASON)
    change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr = 3", ident(vault, code))
    change(vault, "UPDATE dossier SET versie = 2 WHERE code = ?", code)
    assert (code, 3, "afgekapt") in named(check_vault(vault))
    assert named(accept(vault, "nog eens")) == {(code, 3, "afgekapt")}
    assert [kept.reden for kept in accepted(vault)] == [REASON, "nog eens"]


def test_a_cut_log_goes_on_after_accepting_and_is_guarded_again(folder: Path) -> None:
    before = snapshot(folder)
    with opened(folder) as vault:
        for _n in range(5):
            vault.write_log([vault.line("raadplegen")])
    put_back(folder, before, "kluis.db")
    with opened(folder) as vault:
        assert vault.read_only
        with pytest.raises(ReadOnly):
            begin(vault)
        found = accept(vault, REASON)
        assert {(f.chain, f.kind) for f in found} == {("logboek", "afgekapt")}
        assert ("", f"logboek: afgekapt {found[0].index} aanvaard") in lines(vault)
        assert vault.findings == [] and check_vault(vault) == []
        begin(vault)
        last = vault.book.tail(vault.store.db).count
    with opened(folder) as vault:
        assert check_vault(vault) == []
        change(vault, "DELETE FROM logregel WHERE nr >= ?", last)
        assert ("logboek", last, "afgekapt") in named(check_vault(vault))


def test_what_is_damaged_stays_named_and_hides_nothing_that_comes_later(vault: Vault, folder: Path) -> None:
    first, second = codes(vault)
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = 2", ident(vault, first))
    assert named(accept(vault, REASON)) == {(first, 2, "gewijzigd")}
    assert named(check_vault(vault)) == {(first, 2, "gewijzigd")}
    dossier = open_dossier(vault, first)
    assert dossier.read_only and len(dossier.rows) == 1
    dossier.close()
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE dossier = ? AND nr = 4", ident(vault, first))
    change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr = 5", ident(vault, second))
    change(vault, "UPDATE logregel SET verzegeld = zeroblob(60) WHERE nr = 3")
    later = named(check_vault(vault))
    assert {(first, 2, "gewijzigd"), (first, 4, "gewijzigd"), (second, 5, "afgekapt"), ("logboek", 3, "gewijzigd")} <= later
    accept(vault, REASON)
    change(vault, "UPDATE logregel SET verzegeld = zeroblob(60) WHERE nr = 6")
    assert {("logboek", 3, "gewijzigd"), ("logboek", 6, "gewijzigd")} <= named(check_vault(vault))


def test_a_dossier_that_vanished_without_a_trace_is_let_go_and_the_next_one_is_not(vault: Vault, folder: Path) -> None:
    first, second = codes(vault)
    for table, column in (("gebeurtenis", "dossier"), ("concept", "dossier"), ("dossier", "id")):
        db, gone = vault.store.db, vault.store.rows("SELECT id FROM dossier WHERE code = ?", first)
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", gone[0])  # noqa: S608 - our own
    vault.close()
    with opened(folder) as again:
        assert again.read_only
        accept(again, REASON)
        assert (first, "ontbreekt 0 aanvaard") in lines(again)
        assert again.findings == [] and check_vault(again) == []
    with opened(folder) as again:
        assert check_vault(again) == []
        change(again, "DELETE FROM dossier WHERE code = ?", second)
        assert {("opslag", 1, "ontbreekt"), (second, 0, "ontbreekt")} <= named(check_vault(again))


@pytest.mark.parametrize("halves", [(0,), (256,), (0, 256)])
@pytest.mark.parametrize("index", [0, 1, 40])
def test_a_damaged_head_is_made_anew(folder: Path, halves: tuple[int, ...], index: int) -> None:
    data = bytearray((folder / "hoofd").read_bytes())
    for half in halves:
        data[index * RECORD + half + 30] ^= 1
    (folder / "hoofd").write_bytes(data)
    with opened(folder) as vault:
        assert check_vault(vault), "control"
        accept(vault, REASON)
        assert vault.findings == [] and check_vault(vault) == []
    with opened(folder) as vault:
        assert check_vault(vault) == []


def test_heads_that_lag_behind_catch_up_by_accepting(folder: Path) -> None:
    put_back(folder, worked_on(folder), "hoofd")
    with opened(folder) as vault:
        code = codes(vault)[0]
        assert accept(vault, "stroomuitval") and check_vault(vault) == []
        change(vault, "DELETE FROM gebeurtenis WHERE dossier = ? AND nr = 8", ident(vault, code))
        assert (code, 8, "afgekapt") in named(check_vault(vault))


def test_what_was_typed_and_put_back_goes_on_from_what_is_there(vault: Vault) -> None:
    code = codes(vault)[0]
    change(vault, "DELETE FROM concept WHERE dossier = ?", ident(vault, code))
    accept(vault, REASON)
    assert check_vault(vault) == []
    dossier = open_dossier(vault, code)
    dossier.save_draft({"getypt": {"x": "opnieuw"}})
    dossier.close()
    assert check_vault(vault) == []


def test_a_lost_list_of_what_was_destroyed_is_made_anew(folder: Path) -> None:
    (folder / "vernietigd").unlink()
    with opened(folder) as vault:
        accept(vault, REASON)
        assert check_vault(vault) == []
        assert {row[0] for row in vault.store.rows("SELECT dossier FROM vernietigd")} == vault.tombstones.read()[0]


def test_a_damaged_line_in_the_list_of_what_was_destroyed_is_written_anew(folder: Path) -> None:
    data = bytearray((folder / "vernietigd").read_bytes())
    data[20] ^= 1
    (folder / "vernietigd").write_bytes(data)
    with opened(folder) as vault:
        assert accept(vault, REASON)
        assert check_vault(vault) == []
    assert len((folder / "vernietigd").read_bytes()) == len(data)


def test_a_later_destruction_does_not_go_over_a_damaged_line(folder: Path) -> None:
    """That it is damaged is what a restore warns with."""
    data = bytearray((folder / "vernietigd").read_bytes())
    data[20] ^= 1
    (folder / "vernietigd").write_bytes(data)
    with opened(folder) as vault:
        vault.tombstones.add(b"x" * 16)
        assert vault.tombstones.read()[1] == 1


@pytest.mark.parametrize("held", [False, True])
def test_a_dossier_that_only_lost_its_row_in_the_list_gets_it_back(vault: Vault, folder: Path, held: bool) -> None:
    first, second = codes(vault)
    if held:
        hold(vault, first, "bevel")
    known = vault.store.rows("SELECT id, code, plaats, versie, aangehouden FROM dossier ORDER BY code")
    with contextlib.closing(open_dossier(vault, first, look=True)) as dossier:
        rows, draft = list(dossier.rows), dossier.draft
    change(vault, "DELETE FROM dossier WHERE code = ?", first)
    vault.close()
    with opened(folder) as again:
        assert {("opslag", known[0][2] if known[0][1] == first else known[1][2], "ontbreekt")} <= named(check_vault(again))
        accept(again, REASON)
        assert check_vault(again) == []
        assert again.store.rows("SELECT id, code, plaats, versie, aangehouden FROM dossier ORDER BY code") == known
    with opened(folder) as again:
        assert check_vault(again) == [] and {entry.code for entry in list_dossiers(again)} == {first, second}
        with contextlib.closing(open_dossier(again, first)) as dossier:
            assert (dossier.findings, dossier.rows, dossier.draft) == ([], rows, draft)
            add(dossier, 1)
        assert check_vault(again) == []


def test_a_dossier_without_a_row_whose_record_is_damaged_stays_named(vault: Vault) -> None:
    first = codes(vault)[0]
    change(vault, "UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE nr = 2 AND dossier = ?", ident(vault, first))
    change(vault, "DELETE FROM dossier WHERE code = ?", first)
    accept(vault, REASON)
    assert first not in codes(vault) and check_vault(vault)


def test_accepting_what_is_whole_changes_nothing(vault: Vault) -> None:
    before = vault.book.tail(vault.store.db).count
    assert accept(vault, REASON) == []
    assert vault.book.tail(vault.store.db).count == before and accepted(vault) == []


@pytest.mark.parametrize("reason", ["", " \n"])
def test_accepting_needs_a_reason(vault: Vault, reason: str) -> None:
    cut_dossier(vault)
    with pytest.raises(GesprekError, match="reden"):
        accept(vault, reason)
    assert check_vault(vault)


def test_what_the_disk_refuses_is_not_accepted(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    code = cut_dossier(vault)
    vault.findings = [Finding(code, 4, "afgekapt", "ontbreekt")]
    known = list(vault.findings)

    def full(_work: Callable[[Any], Any]) -> Any:
        raise NotSaved("De schijf is vol.")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "transact", full)
        with pytest.raises(NotSaved):
            accept(vault, REASON)
    assert vault.findings == known and (code, 4, "afgekapt") in named(check_vault(vault))


def test_the_check_itself_writes_nothing_but_its_line(vault: Vault, folder: Path) -> None:
    cut_dossier(vault)
    vault.store.db.wal_checkpoint(mode=3)
    before = snapshot(folder)
    examining.examine(vault)
    assert snapshot(folder) == before
    assert not (folder / "kluis.db-wal").stat().st_size


def test_a_log_with_a_page_that_cannot_be_read_is_read_around_it(vault: Vault, folder: Path) -> None:
    for _n in range(40):
        vault.write_log([vault.line("raadplegen", note="x" * 30)] * 8)
    vault.close()
    whole = snapshot(folder)
    for page in range(len(whole["kluis.db"]) // PAGE - 1, 2, -1):
        put_back(folder, whole)
        flipped = bytearray(whole["kluis.db"])
        flipped[page * PAGE + 99] ^= 1
        (folder / "kluis.db").write_bytes(flipped)
        with contextlib.suppress(VaultProblem, apsw.Error), opened(folder) as again:
            rows, lost = examining._log_rows(again, again.heads.read(0)[0].count)
            found = named(examining._log(again))
            if lost and lost[0] > 1 and rows and rows[-1][0] > lost[0]:
                assert {("logboek", lost[0], "opslag")} == found
                assert len(rows) > 100
                return
    pytest.fail("no page in the middle of the log was hit")


def test_every_finding_is_said_in_words_that_name_the_place(vault: Vault) -> None:
    code = cut_dossier(vault)
    change(vault, "UPDATE logregel SET verzegeld = zeroblob(60) WHERE nr = 3")
    for finding in check_vault(vault):
        words = {"logboek": "Het logboek", "opslag": "De database"}.get(finding.chain, f"Dossier {finding.chain}")
        assert finding.said and re.match(rf"{words}(, (regel|handeling) \d+)?: .*[^.]\.$", str(finding)), str(finding)
        assert not re.search(r"hoofd|keten|sleutelplaats", str(finding))
    assert msgspec.json.encode(sorted(named(check_vault(vault))))
    with contextlib.suppress(Damaged):
        open_dossier(vault, code, look=True)


def test_the_next_head_goes_over_the_damaged_half_and_leaves_the_good_one(tmp_path: Path) -> None:
    """A serial in a damaged half says nothing: the good half is kept until the other one is whole again."""
    from gesprek.record.heads import RECORD, Head, Heads

    path, key = tmp_path / "hoofd", bytes(32)
    Heads.create(path)
    heads = Heads(path, key)
    for count in (1, 2):
        heads.write(3, Head(count))
    good = heads.read(3)
    assert good == (Head(2), True)
    data = bytearray(path.read_bytes())
    data[3 * RECORD + RECORD // 2] ^= 0x80  # the older half, with a serial that is now far too high
    path.write_bytes(data)
    heads.close()
    heads = Heads(path, key)
    assert heads.read(3) == (Head(2), False)
    heads.write(3, Head(3))
    assert heads.read(3) == (Head(3), True)
    heads.close()
