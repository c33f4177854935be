"""A backup is of one moment, is refused whole when anything of it is wrong, and never brings back what was destroyed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import apsw
import pytest

from gesprek.errors import GesprekError
from gesprek.knowledge import load_knowledge
from gesprek.record import (
    Busy,
    Damaged,
    Dossier,
    EmptyFile,
    NewerFormat,
    NotOurs,
    NotSaved,
    TooManyTries,
    Vault,
    VaultProblem,
    WrongPassphrase,
    begin_dossier,
    open_dossier,
    vault_exists,
)
from gesprek.record import backup as backup_module
from gesprek.record import swap as swap_module
from gesprek.record.backup import Restored, finish_swap, read_backup, restore, write_backup
from gesprek.record.checking import check_vault
from gesprek.record.codec import Kept
from gesprek.record.container import allowed
from gesprek.record.destruction import destroy
from gesprek.record.pins import pin_flow, pinned_flow
from gesprek.record.retention import hold, set_term, term
from gesprek.record.sealing import Cost
from gesprek.record.tombstones import Tombstones
from gesprek.record.vault import Files

HERE = Path(__file__).parent.parent
PASSPHRASE = "een twee drie vier"
CHEAP = Cost(19 * 1024, 2, 1)
NEEDLE = "het-verhaal-van-de-aangever"
HEADER = struct.Struct(">16sHI")


def now() -> datetime:
    """The clock of these tests."""
    return datetime.now()  # noqa: DTZ005 - a vault takes local time


def row(number: int) -> Kept:
    """Something that happened."""
    return Kept("noted", f"2026-11-23T10:00:{number % 60:02}", {"tekst": f"{NEEDLE} {number}"})


def say(dossier: Dossier, number: int) -> None:
    """One action."""
    dossier.append([row(number)], action=os.urandom(16), card=b'{"stand": "bezig"}', verbs=["wijzigen"])


def begun(vault: Vault, actions: int = 3) -> str:
    """A new dossier in which something happened; its code."""
    dossier = begin_dossier(vault, row(0), flow="aangifte 1 0", card=b"{}")
    for number in range(1, actions):
        say(dossier, number)
    dossier.close()
    return dossier.code


def said_more(vault: Vault, code: str, actions: int = 1) -> None:
    """More happened in a dossier."""
    dossier = open_dossier(vault, code)
    for number in range(actions):
        say(dossier, 100 + number)
    dossier.close()


def unlocked(folder: Path, passphrase: str = PASSPHRASE) -> Vault:
    """The vault, open, with nothing wrong in it."""
    vault = Vault.unlock(folder, passphrase, now)
    assert vault.findings == []
    return vault


def wrong(vault: Vault) -> list[str]:
    """What the full check finds, but for the old vault that a restore leaves beside the new one."""
    return [str(finding) for finding in check_vault(vault) if finding.chain != "map"]


def contents(folder: Path) -> dict[str, list[Kept]]:
    """Every dossier with what happened in it; the full check finds nothing."""
    with unlocked(folder) as vault:
        assert wrong(vault) == []
        return {code: rows_of(vault, code) for (code,) in vault.store.rows("SELECT code FROM dossier ORDER BY code")}


def rows_of(vault: Vault, code: str) -> list[Kept]:
    """What happened in a dossier, only looked at."""
    dossier = open_dossier(vault, code, look=True)
    try:
        assert dossier.findings == []
        return list(dossier.rows)
    finally:
        dossier.close()


def on_disk(folder: Path) -> dict[str, str]:
    """Every file in a folder, with its sum."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "map"
        for path in sorted(folder.rglob("*"))
    }


def log_of(vault: Vault) -> list[tuple[str, str, str, str]]:
    """The log: what, which dossier, outcome, particulars."""
    lines = vault.store.reading(lambda db: vault.book.lines(db))
    return [(line.wat, line.dossier, line.uitkomst, line.bijzonder) for _number, line in lines]


def refuse(_told: Restored) -> bool:
    """Somebody who says no."""
    return False


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vault of three dossiers, and a backup of it; never changed."""
    root = tmp_path_factory.mktemp("gemaakt")
    vault, recovery_key = Vault.create(root / "kluis", PASSPHRASE, now, cost=CHEAP)
    for _n in range(3):
        begun(vault)
    write_backup(vault, root / "kopie")
    vault.close()
    (root / "herstelsleutel").write_text(recovery_key, encoding="utf-8")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    return Path(shutil.copytree(made, tmp_path / "werk"))


# -- making one -----------------------------------------------------------------------------------------------------------


def test_a_backup_put_back_on_a_machine_without_a_vault_is_the_vault_to_the_last_row(root: Path) -> None:
    told = restore(root / "kopie", root / "elders" / "kluis", PASSPHRASE, now)
    assert (told.done, told.dossiers, told.replaced) == (True, 3, None)
    assert contents(root / "kluis") == contents(root / "elders" / "kluis")
    assert os.listdir(root / "elders") == ["kluis"]


def test_it_also_goes_back_with_the_printed_recovery_key(root: Path) -> None:
    told = restore(root / "kopie", root / "nieuw", (root / "herstelsleutel").read_text(encoding="utf-8"), now, recovery=True)
    assert told.done
    assert len(contents(root / "nieuw")) == 3


def test_a_backup_is_of_its_owner_alone_and_holds_nothing_that_can_be_read(root: Path) -> None:
    data = (root / "kopie").read_bytes()
    assert (root / "kopie").stat().st_mode & 0o777 == 0o600
    assert NEEDLE.encode() not in data
    assert PASSPHRASE.encode() not in data
    assert b"SQLite format 3" not in data
    assert sorted(os.listdir(root)) == ["herstelsleutel", "kluis", "kopie"]


def test_the_log_says_in_the_backup_itself_and_in_the_vault_that_it_was_made(root: Path) -> None:
    restore(root / "kopie", root / "nieuw", PASSPHRASE, now)
    for folder in (root / "kluis", root / "nieuw"):
        with unlocked(folder) as vault:
            assert ("beheer", "", "gedaan", "reservekopie") in log_of(vault)


def test_a_backup_never_goes_over_a_file_nor_into_the_vault_itself(root: Path) -> None:
    before = (root / "kopie").read_bytes()
    (root / "kopie2").symlink_to(root / "nergens")
    with unlocked(root / "kluis") as vault:
        for path in (root / "kopie", root / "kopie2", root / "kluis" / "kopie", root / "geen map" / "kopie"):
            with pytest.raises(GesprekError) as caught:
                write_backup(vault, path)
            assert caught.value.exit_code == 2
    assert before == (root / "kopie").read_bytes()
    assert not (root / "nergens").exists()


def test_a_file_that_appears_meanwhile_is_not_written_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def appears(*_args: Any) -> None:
        (root / "tweede").write_text("van een ander")

    monkeypatch.setattr(backup_module, "_copy_database", appears)
    monkeypatch.setattr(backup_module, "pack", lambda *_args: None)
    with unlocked(root / "kluis") as vault, pytest.raises(GesprekError, match="bestaat al"):
        write_backup(vault, root / "tweede")
    assert (root / "tweede").read_text() == "van een ander"


def test_on_a_disk_without_second_names_it_is_renamed_and_never_over_a_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_args: Any) -> NoReturn:
        raise PermissionError(1, "geen tweede naam")

    monkeypatch.setattr("os.link", none)
    with unlocked(root / "kluis") as vault:
        write_backup(vault, root / "tweede")
        assert restore(root / "tweede", root / "nieuw", PASSPHRASE, now, trial=True).dossiers == 3
        with pytest.raises(OSError, match="geen tweede naam"):
            backup_module._publish(root / "kopie", root / "tweede")
    assert (root / "kopie").exists()


@pytest.mark.parametrize("step", ["pack", "_copy_database", "_copy_small", "_publish"])
def test_a_full_disk_leaves_nothing_half_and_says_what_is_needed(root: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_args: Any) -> NoReturn:
        raise OSError(28, "vol") if step != "_copy_database" else apsw.FullError("vol")

    with unlocked(root / "kluis") as vault:
        with monkeypatch.context() as patched:
            patched.setattr(backup_module, step, full)
            with pytest.raises(NotSaved, match="De schijf is vol") as caught:
                write_backup(vault, root / "tweede")
        assert "MB nodig" in caught.value.hint
        assert sorted(os.listdir(root)) == ["herstelsleutel", "kluis", "kopie"]
        assert log_of(vault)[-2:] == [("beheer", "", "gedaan", "reservekopie"), ("beheer", "", "geweigerd", "reservekopie")]
        write_backup(vault, root / "tweede")
    assert restore(root / "tweede", root / "nieuw", PASSPHRASE, now).done


def test_the_flows_that_dossiers_are_pinned_to_come_along(root: Path) -> None:
    knowledge = load_knowledge("aangifte")
    with unlocked(root / "kluis") as vault:
        pin_flow(vault, knowledge)
        write_backup(vault, root / "tweede")
    restore(root / "tweede", root / "nieuw", PASSPHRASE, now)
    assert on_disk(root / "kluis" / "flows") == on_disk(root / "nieuw" / "flows")
    with unlocked(root / "nieuw") as vault:
        assert knowledge.sha256 == pinned_flow(vault, "aangifte", knowledge.sha256).sha256


# -- while others write ---------------------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from gesprek.record import Vault, open_dossier
from tests.test_reservekopie import PASSPHRASE, now, say
with Vault.unlock(Path(sys.argv[1]), PASSPHRASE, now) as vault:
    dossier = open_dossier(vault, sys.argv[2])
    number = len(dossier.rows)
    while True:
        say(dossier, number)
        number += 1
        print(number, flush=True)
"""


@pytest.fixture
def writer(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Another program that writes action after action in a dossier, and says after each how many there are."""
    with unlocked(root / "kluis") as vault:
        code = begun(vault, 1)
    command = [sys.executable, "-c", _WRITER, str(root / "kluis"), code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        yield code, process
        process.kill()


def test_backups_while_another_program_writes_are_each_of_one_moment(
    root: Path, writer: tuple[str, subprocess.Popen[str]]
) -> None:
    code, process = writer
    assert process.stdout is not None
    known = []
    with unlocked(root / "kluis") as vault:
        for number in range(4):
            known.append(int(process.stdout.readline()))
            write_backup(vault, root / f"tijdens{number}")
    process.kill()
    last = max([int(line) for line in process.stdout], default=known[-1])
    for number, least in enumerate(known):
        folder = root / f"nieuw{number}"
        told = restore(root / f"tijdens{number}", folder, PASSPHRASE, now)
        rows = contents(folder)[code]
        assert told.flaws == ()
        assert [row(n).data for n in range(len(rows))] == [one.data for one in rows]
        assert least <= len(rows) <= last + 1


def test_without_the_lock_of_the_writers_the_parts_are_not_of_one_moment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: an action between the database and the heads makes a backup that is found out."""
    with unlocked(root / "kluis") as vault, unlocked(root / "kluis") as other:
        code = begun(other)
        real = backup_module._copy_small

        def late(source: Path, target: Path) -> None:
            said_more(other, code)
            real(source, target)

        monkeypatch.setattr(vault, "alone", nullcontext)
        monkeypatch.setattr(backup_module, "_copy_small", late)
        write_backup(vault, root / "tweede")
    with pytest.raises(Damaged, match="niet heel"):
        restore(root / "tweede", root / "nieuw", PASSPHRASE, now)
    assert not (root / "nieuw").exists()


# -- something wrong with the file ----------------------------------------------------------------------------------------


def _mutations(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file with something wrong in it: a bit, the end, a piece that stands elsewhere."""
    dice = random.Random(7)
    start = HEADER.size + 10 + HEADER.unpack_from(data)[2] + 64
    for at in [*range(0, start, 5), *(dice.randrange(len(data)) for _n in range(150))]:
        yield f"bit in {at}", data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
    for length in [
        1,
        5,
        15,
        16,
        21,
        22,
        31,
        32,
        start - 1,
        start,
        *(dice.randrange(len(data)) for _n in range(30)),
        len(data) - 1,
    ]:
        yield f"afgekapt op {length}", data[:length]
    for more in (b"\0", b"x" * 512, data):
        yield f"verlengd met {len(more)}", data + more
    for _n in range(40):
        one, other = sorted(dice.sample(range((len(data) - start) // 512), 2))
        pieces = [data[start + 512 * at : start + 512 * (at + 1)] for at in (one, other)]
        mixed = bytearray(data)
        mixed[start + 512 * one : start + 512 * (one + 1)] = pieces[1]
        mixed[start + 512 * other : start + 512 * (other + 1)] = pieces[0]
        yield f"verwisseld {one} en {other}", bytes(mixed)
    for at in range(start, len(data), 4096):
        yield f"leeg blok op {at}", data[:at] + bytes(4096) + data[at + 4096 :]


def test_no_mutation_of_a_backup_is_ever_put_back_and_the_vault_stays_as_it_was(root: Path) -> None:
    data = (root / "kopie").read_bytes()
    before, tried = on_disk(root / "kluis"), 0
    for name, mutated in _mutations(data):
        if mutated == data:  # a block of zeros in the place of one
            continue
        (root / "anders").write_bytes(mutated)
        with pytest.raises((Damaged, NotOurs, NewerFormat)):
            restore(root / "anders", root / "kluis", PASSPHRASE, now, agree=lambda _told, name=name: pytest.fail(name))  # type: ignore[misc]
        tried += 1
    assert tried >= 300
    assert before == on_disk(root / "kluis")
    assert sorted(os.listdir(root)) == ["anders", "herstelsleutel", "kluis", "kopie"]


def test_the_same_file_without_a_mutation_is_put_back(root: Path) -> None:
    """Control of the mutations."""
    (root / "anders").write_bytes((root / "kopie").read_bytes())
    assert restore(root / "anders", root / "kluis", PASSPHRASE, now).done


def forged(data: bytes, change: Callable[[dict[str, Any]], Any], parts: Callable[[list[bytes]], list[bytes]] = list) -> bytes:
    """A backup changed by somebody without the key: everything that can be made right without it is right."""
    length = HEADER.unpack_from(data)[2]
    body = HEADER.size + 10
    manifest = json.loads(data[body : body + length])
    at, found = body + length + 64, []
    for part in manifest["delen"]:
        found.append(data[at : at + part["bytes"]])
        at += part["bytes"]
    found = parts(found)
    for part, piece in zip(manifest["delen"], found, strict=False):
        part.update(bytes=len(piece), sha256=hashlib.sha256(piece).hexdigest())
    change(manifest)
    text = json.dumps(manifest).encode()
    header = HEADER.pack(b"gesprek-reserve\n", 1, len(text))
    signed = header + hashlib.sha256(header).digest()[:10] + text
    return signed + hashlib.sha256(signed).digest() + data[body + length + 32 : body + length + 64] + b"".join(found)


def renamed(number: int, name: str) -> Callable[[dict[str, Any]], None]:
    """A part gets another name."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["delen"][number]["naam"] = name

    return change


_FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], Any], Callable[[list[bytes]], list[bytes]]]] = {
    "ander moment": (lambda m: m.update(moment="2020-01-01T00:00:00+00:00"), list),
    "andere kluis": (lambda m: m.update(logregels=1), list),
    "omhoog": (renamed(3, "../vernietigd"), list),
    "vast pad": (renamed(3, "/etc/vernietigd"), list),
    "twee keer": (renamed(3, "hoofd"), list),
    "verborgen": (renamed(3, ".vernietigd"), list),
    "flow omhoog": (renamed(3, "flows/" + "0" * 64 + "/../../sleutels"), list),
    "deel weg": (lambda m: m["delen"].pop(), lambda p: p[:-1]),
    "deel erbij": (
        lambda m: m["delen"].append({"naam": "sloten/kluis", "bytes": 0, "sha256": hashlib.sha256().hexdigest()}),
        list,
    ),
    "veel te groot": (lambda m: m["delen"][1].update(bytes=10**18), list),
    "negatief": (lambda m: m["delen"][3].update(bytes=-1), list),
    "delen verwisseld": (lambda m: None, lambda p: [p[2], p[1], p[0], p[3]]),
    "ander hoofd": (lambda m: None, lambda p: [p[0], p[1], bytes(len(p[2])), p[3]]),
    "onbekend veld": (lambda m: m.update(meer=1), list),
    "geen lijst": (lambda m: m.update(delen="sleutels"), list),
}


@pytest.mark.parametrize("name", _FORGERIES)
def test_what_somebody_without_the_key_made_of_it_is_refused(root: Path, name: str) -> None:
    before = on_disk(root / "kluis")
    (root / "vals").write_bytes(forged((root / "kopie").read_bytes(), *_FORGERIES[name]))
    for folder in (root / "kluis", root / "nieuw"):
        with pytest.raises((Damaged, NotOurs)):
            restore(root / "vals", folder, PASSPHRASE, now)
    assert before == on_disk(root / "kluis")
    assert sorted(os.listdir(root)) == ["herstelsleutel", "kluis", "kopie", "vals"]


def test_the_forger_of_these_tests_makes_a_good_file_when_it_changes_nothing(root: Path) -> None:
    """Control of the forgeries: the file fits in every way a file can fit without the key."""
    (root / "vals").write_bytes(forged((root / "kopie").read_bytes(), lambda m: None))
    assert read_backup(root / "kopie").manifest == read_backup(root / "vals").manifest


def test_without_the_seal_a_forged_manifest_would_pass(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: what stops somebody who makes every checksum right is the seal."""
    (root / "vals").write_bytes(forged((root / "kopie").read_bytes(), *_FORGERIES["ander moment"]))
    monkeypatch.setattr("gesprek.record.container.hmac.compare_digest", lambda _one, _other: True)
    assert restore(root / "vals", root / "nieuw", PASSPHRASE, now).moment == "2020-01-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "sleutels/",
        "./sleutels",
        "kluis.db-wal",
        "flows",
        "flows/x",
        "flows/" + "A" * 64 + "/a",
        "flows/" + "0" * 64 + "/a/../b",
    ]
    + ["flows/" + "0" * 64 + "/" + bad for bad in ("", "a//b", "a\\b", "a\nb", "a\0b", "x" * 201, "/".join("abcdefghi"))],
)
def test_a_name_that_a_vault_does_not_have_is_not_allowed(name: str) -> None:
    assert not allowed(name)


def test_the_names_that_a_vault_has_are_allowed() -> None:
    """Control."""
    assert all(map(allowed, ["sleutels", "kluis.db", "hoofd", "vernietigd", "flows/" + "0" * 64 + "/aangifte/documenten/a b.j2"]))


def test_empty_not_ours_newer_damaged_and_the_wrong_passphrase_are_five_messages(root: Path) -> None:
    data = (root / "kopie").read_bytes()
    header = HEADER.pack(b"gesprek-reserve\n", 2, 10)
    files = {
        EmptyFile: b"",
        NotOurs: b"%PDF-1.7 iets heel anders dan een reservekopie",
        NewerFormat: header + hashlib.sha256(header).digest()[:10] + b"wat er in een nieuwer formaat ook staat",
        Damaged: data[:-1] + bytes([data[-1] ^ 1]) if data[-1:] else data,
    }
    said = set()
    for kind, text in files.items():
        (root / "bestand").write_bytes(text)
        with pytest.raises(kind) as caught:
            restore(root / "bestand", root / "nieuw", PASSPHRASE, now)
        said.add(caught.value.message)
        assert caught.value.exit_code == 3
    with pytest.raises(WrongPassphrase) as wrong:
        restore(root / "kopie", root / "nieuw", "vijf zes zeven acht", now)
    assert len({*said, wrong.value.message}) == 5
    assert not (root / "nieuw").exists()


@pytest.mark.parametrize(("number", "name"), list(enumerate(["sleutels", "kluis.db", "hoofd"])))
def test_a_damaged_part_is_named(root: Path, number: int, name: str) -> None:
    data = bytearray((root / "kopie").read_bytes())
    parts = read_backup(root / "kopie")
    data[parts.start + sum(part.bytes for part in parts.manifest.delen[:number])] ^= 1
    (root / "kopie").write_bytes(data)
    with pytest.raises(Damaged, match=f"'{name}'"):
        read_backup(root / "kopie")


@pytest.mark.parametrize("what", ["nergens", "map", "pijp"])
def test_what_is_no_file_is_said_to_be_none(root: Path, what: str) -> None:
    (root / "map").mkdir()
    os.mkfifo(root / "pijp")
    with pytest.raises(GesprekError):
        restore(root / what, root / "nieuw", PASSPHRASE, now)


# -- putting it in the place of a vault -----------------------------------------------------------------------------------


def test_what_was_destroyed_after_the_backup_does_not_come_back(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        gone, *rest = [code for (code,) in vault.store.rows("SELECT code FROM dossier ORDER BY code")]
        destroy(vault, gone, "verzoek")
        told_of = vault.store.rows("SELECT code, op, waarom FROM vernietigd")
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    assert (gone,) == told.destroyed
    assert rest == list(contents(root / "kluis"))
    with unlocked(root / "kluis") as vault:
        assert told_of == vault.store.rows("SELECT code, op, waarom FROM vernietigd")
        assert len(rest) == sum(place.state == "bezet" for place in vault.keys.places())
        assert ("vernietigen", gone, "gedaan", "na het terugzetten") in log_of(vault)


def test_without_the_tombstones_it_would_come_back(root: Path) -> None:
    """Control: a vault that knows of no destruction gets every dossier of the backup."""
    with unlocked(root / "kluis") as vault:
        gone = vault.store.rows("SELECT code FROM dossier")[0][0]
        destroy(vault, gone, "verzoek")
    shutil.rmtree(root / "kluis")
    assert restore(root / "kopie", root / "kluis", PASSPHRASE, now).destroyed == ()
    assert gone in contents(root / "kluis")


@pytest.mark.parametrize("broken", ["kluis.db", "vernietigd"])
def test_either_place_that_knows_of_a_destruction_is_enough(root: Path, broken: str) -> None:
    with unlocked(root / "kluis") as vault:
        gone = vault.store.rows("SELECT code FROM dossier")[0][0]
        destroy(vault, gone, "verzoek")
    (root / "kluis" / broken).write_bytes(b"")
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    assert (gone,) == told.destroyed
    assert (broken == "kluis.db") == told.loss.unreadable
    assert gone not in contents(root / "kluis")


def test_a_damaged_tombstone_is_told(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        destroy(vault, vault.store.rows("SELECT code FROM dossier")[0][0], "verzoek")
    data = bytearray((root / "kluis" / "vernietigd").read_bytes())
    data[3] ^= 1
    (root / "kluis" / "vernietigd").write_bytes(data)
    (root / "kluis" / "kluis.db").write_bytes(b"")
    assert restore(root / "kopie", root / "kluis", PASSPHRASE, now).loss.forgotten == 1


def test_a_dossier_that_was_on_hold_when_the_backup_was_made_and_destroyed_later_stays_destroyed(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = vault.store.rows("SELECT code FROM dossier")[0][0]
        hold(vault, code, "klacht")
        write_backup(vault, root / "tweede")
        vault.store.db.execute("UPDATE dossier SET aangehouden = 0")
        ident = vault.store.rows("SELECT id FROM dossier WHERE code = ?", code)[0][0]
        Tombstones(vault.files.tombstones, vault.derive("vernietigd")).add(ident)
    assert (code,) == restore(root / "tweede", root / "kluis", PASSPHRASE, now).destroyed


def test_the_code_of_a_dossier_that_came_and_went_after_the_backup_is_not_given_out_again(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = begun(vault)
        destroy(vault, code, "oefening")
    restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    with unlocked(root / "kluis") as vault:
        assert [(code, "oefening", 1)] == vault.store.rows("SELECT code, waarom, klaar FROM vernietigd")
        assert len(vault.tombstones.read()[0]) == 1


def test_what_is_lost_is_told_before_anything_changes(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        longer, draft, _same = [code for (code,) in vault.store.rows("SELECT code FROM dossier ORDER BY code")]
        said_more(vault, longer, 4)
        dossier = open_dossier(vault, draft)
        dossier.save_draft({"tekst": "bijna klaar"})
        dossier.close()
        new = begun(vault, 2)
    before = on_disk(root / "kluis")
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now, agree=refuse)
    assert sorted([(longer, 4), (draft, 0), (new, 2)]) == list(told.loss.dossiers)
    assert (told.done, told.replaced) == (False, None)
    assert before == on_disk(root / "kluis")
    assert sorted(os.listdir(root)) == ["herstelsleutel", "kluis", "kopie"]


def test_what_is_lost_is_told_by_the_heads_when_the_database_is_gone(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = vault.store.rows("SELECT code FROM dossier")[0][0]
        said_more(vault, code, 4)
    (root / "kluis" / "kluis.db").unlink()
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now, trial=True)
    assert ((code, 4),) == told.loss.dossiers
    assert told.loss.unreadable


def test_the_vault_of_before_is_kept_beside_it_and_still_opens(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = begun(vault)
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    assert told.replaced is not None and told.replaced.parent == root
    assert told.replaced.name.startswith("kluis-vervangen-")
    assert code in contents(told.replaced)
    assert code not in contents(root / "kluis")


def test_the_log_is_not_put_back_and_says_what_was(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = begun(vault)
        before = log_of(vault)
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    with unlocked(root / "kluis") as vault:
        after = log_of(vault)
    assert before == after[: len(before)]
    assert ("verzamelen", code, "gedaan", "") in after
    assert ("beheer", "", "gedaan", f"reservekopie van {told.moment} teruggezet") in after
    assert told.lines > 0


def test_a_hold_and_the_term_that_were_set_after_the_backup_stay(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = vault.store.rows("SELECT code FROM dossier")[0][0]
        hold(vault, code, "klacht")
        set_term(vault, 7)
    restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    with unlocked(root / "kluis") as vault:
        assert [(code,)] == vault.store.rows("SELECT code FROM dossier WHERE aangehouden = 1")
        assert term(vault) == 7


def test_every_head_is_anchored_anew(root: Path) -> None:
    restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    with unlocked(root / "kluis") as vault:
        for ident, place, version in vault.store.rows("SELECT id, plaats, versie FROM dossier"):
            head, whole = vault.heads.read(place + 1)
            assert (ident, version, True) == (head.owner, head.count, whole)


def test_a_trial_does_everything_and_changes_nothing(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        destroy(vault, vault.store.rows("SELECT code FROM dossier")[0][0], "verzoek")
    before = on_disk(root)
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now, trial=True)
    assert (told.done, told.dossiers, len(told.destroyed)) == (False, 2, 1)
    assert before == on_disk(root)


def test_a_trial_goes_beside_a_vault_that_is_open_and_beside_another_vault(root: Path) -> None:
    other, _key = Vault.create(root / "andere", "heel iets anders", now, cost=CHEAP)
    other.close()
    with unlocked(root / "kluis"):
        restore(root / "kopie", root / "kluis", PASSPHRASE, now, trial=True)
    assert restore(root / "kopie", root / "andere", PASSPHRASE, now, trial=True).dossiers == 3


def test_a_trial_finds_what_is_wrong_inside(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the trial: a backup with a good seal of a vault in which a row is missing."""
    with unlocked(root / "kluis") as vault:
        vault.store.db.execute("DELETE FROM gebeurtenis WHERE nr = 2")
        with monkeypatch.context() as patched:
            patched.setattr(backup_module, "flaws_of", lambda _vault: [])
            write_backup(vault, root / "tweede")
    with pytest.raises(Damaged, match="niet heel"):
        restore(root / "tweede", root / "nieuw", PASSPHRASE, now, trial=True)


def test_what_was_wrong_already_is_told_and_does_not_keep_the_rest_from_coming_back(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        codes = [code for (code,) in vault.store.rows("SELECT code FROM dossier ORDER BY code")]
        vault.store.db.execute(
            "DELETE FROM gebeurtenis WHERE nr = 2 AND dossier = (SELECT id FROM dossier WHERE code = ?)", codes[:1]
        )
        made = write_backup(vault, root / "tweede")
    assert {codes[0]} == {chain for chain, _number, _kind in made.manifest.bevindingen}
    told = restore(root / "tweede", root / "nieuw", PASSPHRASE, now)
    assert {codes[0]} == {flaw.chain for flaw in told.flaws}
    with Vault.unlock(root / "nieuw", PASSPHRASE, now) as vault:
        assert codes[:1] == sorted({finding.chain for finding in check_vault(vault)})
        assert len(rows_of(vault, codes[1])) == 3


def test_a_vault_that_another_program_has_open_is_not_replaced(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        with pytest.raises(Busy):
            restore(root / "kopie", root / "kluis", PASSPHRASE, now)
        dossier = open_dossier(vault, vault.store.rows("SELECT code FROM dossier")[0][0])
        with pytest.raises(Busy, match=f"proces {os.getpid()}"):
            restore(root / "kopie", root / "kluis", PASSPHRASE, now)
        dossier.close()
    assert restore(root / "kopie", root / "kluis", PASSPHRASE, now).done


def test_while_it_is_being_put_back_nobody_opens_the_vault(root: Path) -> None:
    def look(_told: Restored) -> bool:
        with pytest.raises(Busy, match=f"proces {os.getpid()}"):
            Vault.unlock(root / "kluis", PASSPHRASE, now)
        return False

    restore(root / "kopie", root / "kluis", PASSPHRASE, now, agree=look)
    unlocked(root / "kluis").close()


def test_a_backup_never_takes_the_place_of_another_vault(root: Path) -> None:
    other, _key = Vault.create(root / "andere", PASSPHRASE, now, cost=CHEAP)
    other.close()
    before = on_disk(root / "andere")
    with pytest.raises(VaultProblem, match="andere kluis"):
        restore(root / "kopie", root / "andere", PASSPHRASE, now)
    assert before == on_disk(root / "andere")


@pytest.mark.parametrize("broken", ["sleutels", "hoofd", "kluis.db"])
def test_a_vault_that_no_longer_opens_is_replaced_all_the_same(root: Path, broken: str) -> None:
    (root / "kluis" / broken).write_bytes(b"kapot" * 300)
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    assert told.done
    assert len(contents(root / "kluis")) == 3


def test_a_full_disk_leaves_the_vault_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real, left = on_disk(root / "kluis"), os.fsync, 0

    def fails(fd: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(28, "vol")
        real(fd)

    monkeypatch.setattr("os.fsync", fails)
    refused = 0
    for number in range(1, 40):
        left = number
        try:
            restore(root / "kopie", root / "kluis", PASSPHRASE, now)
        except NotSaved as problem:
            refused += 1
            assert "De schijf is vol" in problem.message
            assert before == on_disk(root / "kluis")
            assert sorted(os.listdir(root)) == ["herstelsleutel", "kluis", "kopie"]
        else:
            break
    assert 10 < refused < 39


# -- who may open it afterwards -------------------------------------------------------------------------------------------


def test_the_passphrase_of_now_opens_a_backup_of_before_it_and_stays(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        vault.change_passphrase("vijf zes zeven acht", CHEAP)
        recovery_key = vault.new_recovery_key()
    told = restore(root / "kopie", root / "kluis", "vijf zes zeven acht", now)
    assert told.kept_access
    with pytest.raises(WrongPassphrase):
        Vault.unlock(root / "kluis", PASSPHRASE, now)
    unlocked(root / "kluis", "vijf zes zeven acht").close()
    Vault.recover(root / "kluis", recovery_key, now).close()


def test_with_the_passphrase_of_then_that_one_holds_again_and_it_is_said(root: Path) -> None:
    with unlocked(root / "kluis") as vault:
        vault.change_passphrase("vijf zes zeven acht", CHEAP)
    told = restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    assert not told.kept_access
    unlocked(root / "kluis").close()
    with pytest.raises(WrongPassphrase):
        Vault.unlock(root / "kluis", "vijf zes zeven acht", now)


def test_guessing_at_a_backup_counts_at_the_vault_and_is_in_its_log_after_it_is_put_back(root: Path) -> None:
    for _n in range(3):
        with pytest.raises(WrongPassphrase):
            restore(root / "kopie", root / "kluis", "vijf zes zeven acht", now)
    with pytest.raises(TooManyTries):
        restore(root / "kopie", root / "kluis", PASSPHRASE, now)
    with pytest.raises(TooManyTries):
        Vault.unlock(root / "kluis", PASSPHRASE, now)
    later = now() + timedelta(seconds=400)
    assert restore(root / "kopie", root / "kluis", PASSPHRASE, lambda: later).done
    with Vault.unlock(root / "kluis", PASSPHRASE, lambda: later) as vault:
        assert log_of(vault).count(("openen", "", "geweigerd", "onjuist wachtwoord")) == 3


# -- killed ---------------------------------------------------------------------------------------------------------------


def killed_everywhere(root: Path, result: Path) -> None:
    """In a process of its own: put a backup back and die at the n-th step, for every n; tell how the vault was found."""
    found = []
    for number in range(1, 500):
        place = root / f"n{number}"
        shutil.copytree(root / "model", place)
        child = os.fork()
        if child == 0:
            _die_at(number)
            restore(place / "kopie", place / "kluis", PASSPHRASE, now)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        was_there = vault_exists(place / "kluis")
        finish_swap(place / "kluis")
        with Vault.unlock(place / "kluis", PASSPHRASE, now) as vault:
            problems = wrong(vault)
            actions = vault.store.rows("SELECT sum(versie) FROM dossier")[0][0]
        left = [name for name in os.listdir(place) if name.startswith(".")]
        found.append([code, was_there, problems, actions, left])
        shutil.rmtree(place)
        if code == 0:
            break
    result.write_text(json.dumps(found), encoding="utf-8")


def _die_at(number: int) -> None:
    """From now on the number-th call that changes something on the disk is the last thing this process does."""
    count = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return real(*args, **named)

        return call

    calls = ["rename", "fsync", "mkdir", "rmdir"]
    if os.environ.get("GESPREK_LANG") == "1":
        calls += ["fdatasync", "pwrite", "truncate", "ftruncate", "unlink", "open"]
    for name in calls:
        setattr(os, name, dying(getattr(os, name)))


def test_killed_at_any_step_the_vault_is_the_old_one_or_the_new_one_and_opens(root: Path, tmp_path: Path) -> None:
    with unlocked(root / "kluis") as vault:
        code = vault.store.rows("SELECT code FROM dossier")[0][0]
        said_more(vault, code, 2)
    (tmp_path / "veld").mkdir()
    shutil.move(root, tmp_path / "veld" / "model")
    script = "import sys; from pathlib import Path; from tests.test_reservekopie import killed_everywhere as k; k(*map(Path, sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", script, tmp_path / "veld", tmp_path / "uitslag"], cwd=HERE, check=True)
    found = json.loads((tmp_path / "uitslag").read_text(encoding="utf-8"))
    codes, there, problems, actions, left = zip(*found, strict=True)
    assert [9] * (len(found) - 1) + [0] == list(codes) and len(found) > 20
    assert not any(problems) and not any(left)
    new = actions.index(9)
    assert {11} == set(actions[:new]) and {9} == set(actions[new:])
    assert not all(there), "tussen de twee hernoemingen is er even geen kluis: daar is finish_swap voor"


def test_what_a_living_program_is_building_is_left_alone(root: Path) -> None:
    with swap_module.scratch(root / "kluis") as busy:
        finish_swap(root / "kluis")
        assert busy.exists()
    assert not busy.exists()


def test_a_link_that_stands_where_a_finished_vault_would_stand_is_not_followed(root: Path) -> None:
    (root / "elders").mkdir()
    shutil.move(root / "kluis", root / "elders" / "kluis")
    (root / ".kluis-klaar").symlink_to(root / "elders" / "kluis")
    finish_swap(root / "kluis")
    assert not vault_exists(root / "kluis")
    assert vault_exists(root / "elders" / "kluis")


def test_the_parts_of_a_backup_are_those_of_a_vault(root: Path) -> None:
    files = Files(root / "kluis")
    assert {part.naam for part in read_backup(root / "kopie").manifest.delen} == {
        path.name for path in (files.keys, files.database, files.heads, files.tombstones)
    }
