"""The doctor: one finding per hazard, with what to do; nothing personal; what cannot be read is never a fault."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click
import pytest

from gesprek.commands import doctor as command
from gesprek.commands.asking import vault_folder
from gesprek.commands.doctor import dokter, report, this_machine
from gesprek.doctor import CHECKS, Finding, Machine, examine
from gesprek.errors import GesprekError
from gesprek.paths import vault_dir
from gesprek.place import see_place
from gesprek.record import Vault, begin_dossier
from gesprek.record.codec import Kept
from gesprek.record.sealing import Cost

NAME = "vandenberg"
CHAIN = {
    400: ("python3", ["python3", "/opt/bin/gesprek", "dokter"], 300),
    300: ("bash", ["-bash"], 200),
    200: ("gnome-terminal-", ["/usr/libexec/gnome-terminal-server"], 1),
    1: ("systemd", ["/sbin/init"], 0),
}
UNKNOWN = "Niet vast te stellen."


def write(root: Path, path: str, text: str) -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


def swaps(root: Path, *rows: str) -> None:
    write(
        root,
        "proc/swaps",
        "\n".join(["Filename\tType\tSize\tUsed\tPriority", *(f"{row}\tpartition\t100\t0\t-2" for row in rows)]) + "\n",
    )


def device(root: Path, name: str, uuid: str = "", under: tuple[str, ...] = ()) -> None:
    folder = root / "sys/class/block" / name
    folder.mkdir(parents=True)
    if uuid:
        write(folder, "dm/uuid", uuid + "\n")
    for other in under:
        (folder / "slaves" / other).mkdir(parents=True)


def chain(root: Path, processes: dict[int, tuple[str, list[str], int]]) -> None:
    for pid, (name, words, parent) in processes.items():
        write(root, f"proc/{pid}/comm", name + "\n")
        write(root, f"proc/{pid}/cmdline", "\0".join(words) + "\0")
        write(root, f"proc/{pid}/stat", f"{pid} ({name} (x)) S {parent} {pid} {pid} 0 -1\n")


def library(**names: Any) -> types.ModuleType:
    module = types.ModuleType("library")
    vars(module).update(names)
    return module


class Unsupported(Exception):
    """Stands in for the error of cryptography with the same role."""


class Argon2id:
    def __init__(self, **settings: Any) -> None:
        self.settings = settings

    def derive(self, key: bytes) -> bytes:
        return key


class WithoutArgon2id(Argon2id):
    def derive(self, key: bytes) -> bytes:
        raise Unsupported


def libraries(**other: types.ModuleType | None) -> Callable[[str], types.ModuleType]:
    """What `import` finds; None for what is not installed."""
    known: dict[str, types.ModuleType | None] = {
        "apsw": library(sqlite_lib_version=lambda: "3.51.3", mc_version="SQLite3 Multiple Ciphers 2.6.1"),
        "cryptography.hazmat.primitives.kdf.argon2": library(Argon2id=Argon2id),
        "cryptography.exceptions": library(UnsupportedAlgorithm=Unsupported),
    }

    def load(name: str) -> types.ModuleType:
        found = (known | other).get(name)
        if found is None:
            raise ModuleNotFoundError(name)
        return found

    return load


@pytest.fixture
def sound(tmp_path: Path) -> Machine:
    """A computer without anything to say about it, in a folder with a name of a person in it."""
    home, root = tmp_path / NAME, tmp_path / "root"
    vault = home / "kluis"
    vault.mkdir(parents=True)
    vault.chmod(0o700)
    write(vault, f"{NAME}.db", "x").chmod(0o600)
    write(root, "proc/mounts", "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw,relatime 0 0\n")
    write(root, "proc/sys/kernel/core_pattern", "core\n")
    write(root, "run/systemd/timesync/synchronized", "")
    swaps(root)
    chain(root, CHAIN)
    return Machine(
        vault=vault,
        environ={"HOME": str(home), "USER": NAME, "LANG": "nl_NL.UTF-8", "TERM": "xterm-256color"},
        python=(3, 11, 7),
        uid=os.geteuid(),
        pid=400,
        umask=0o077,
        core_limit=0,
        encoding="utf-8",
        locale_encoding="UTF-8",
        size=(80, 24),
        now=datetime(2026, 11, 25, 10, 30, tzinfo=timezone(timedelta(hours=1), "CET")),
        synced=None,
        free=lambda folder: 50 * 2**20,
        load=libraries(),
        root=root,
    )


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Here we are an ordinary user, also where the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def but(machine: Machine, **changes: Any) -> Machine:
    return dataclasses.replace(machine, **changes)


def with_setting(machine: Machine, **settings: str) -> Machine:
    return but(machine, environ={**machine.environ, **settings})


def found(machine: Machine) -> dict[str, str]:
    """The outcomes that are not good, by id. Whatever the case, nobody's name is in any text."""
    findings = examine(machine)
    assert list(CHECKS) == [finding.id for finding in findings]
    for finding in findings:
        assert NAME not in (finding.what + finding.do).casefold()
        assert finding.what and bool(finding.do) == (finding.outcome != "goed"), finding
    return {finding.id: finding.outcome for finding in findings if finding.outcome != "goed"}


def said(machine: Machine, name: str) -> Finding:
    return next(finding for finding in examine(machine) if finding.id == name)


def test_a_sound_computer_gives_nothing_but_good_findings(sound: Machine) -> None:
    """Control for every test below: each changes one thing of this computer."""
    assert found(sound) == {}


def test_every_check_has_a_title() -> None:
    assert {*CHECKS, "instellingen"} == set(command._TITLES)


def test_a_python_that_is_too_old_is_wrong(sound: Machine) -> None:
    assert found(but(sound, python=(3, 10, 14))) == {"python": "fout"}
    assert "3.10.14" in said(but(sound, python=(3, 10, 14)), "python").what


@pytest.mark.parametrize("version", ["3.51.2", "3.50.7", "3.45.1"])
def test_an_sqlite_from_before_the_fix_of_the_wal_is_wrong(sound: Machine, version: str) -> None:
    old = library(sqlite_lib_version=lambda: version, mc_version="x")
    assert found(but(sound, load=libraries(apsw=old))) == {"database": "fout"}


def test_an_sqlite_without_encryption_is_wrong_and_none_at_all_too(sound: Machine) -> None:
    plain = library(sqlite_lib_version=lambda: "3.54.0")
    for load in (libraries(apsw=plain), libraries(apsw=None)):
        assert found(but(sound, load=load)) == {"database": "fout"}
        assert "apsw-sqlite3mc" in said(but(sound, load=load), "database").do


def test_without_argon2id_encryption_is_wrong_whether_old_missing_or_not_supported(sound: Machine) -> None:
    name = "cryptography.hazmat.primitives.kdf.argon2"
    for other in (None, library(Argon2id=WithoutArgon2id)):
        assert found(but(sound, load=libraries(**{name: other}))) == {"versleuteling": "fout"}


def test_the_installed_libraries_are_good(sound: Machine) -> None:
    assert found(but(sound, load=this_machine(sound.vault).load)) == {}


def test_without_a_vault_it_says_how_to_make_one_and_makes_none(sound: Machine, tmp_path: Path) -> None:
    missing = but(sound, vault=sound.vault / "nog" / "niet")
    assert found(missing) == {"kluis": "let_op"}
    assert "gesprek kluis nieuw" in said(missing, "kluis").do
    assert not missing.vault.parent.exists()


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("relatief/kluis", "geen heel pad"),
        ("{map}/bestand", "een bestand, geen map"),
        ("{map}/bestand/kluis", "een bestand, geen map"),
        ("{map}/" + "x" * 300, "te lang"),
        ("{map}/wijst", "er niet is"),
        ("~erisgeenzoiemand/kluis", "geen heel pad"),
    ],
)
def test_a_place_where_no_vault_can_be_is_called_what_it_is(
    sound: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, word: str
) -> None:
    """By the doctor, and by every command that needs the vault."""
    (tmp_path / "bestand").write_text("")
    (tmp_path / "wijst").symlink_to(tmp_path / "weg")
    monkeypatch.setenv("GESPREK_KLUIS", setting.format(map=tmp_path))
    chosen = but(sound, vault=vault_dir(), environ={**sound.environ, "GESPREK_KLUIS": setting.format(map=tmp_path)})
    assert found(chosen)["kluis"] == "fout"
    assert word in said(chosen, "kluis").what and said(chosen, "kluis").do
    with pytest.raises(GesprekError, match=word) as refused:
        vault_folder()
    assert refused.value.hint and "schijf gaf een fout" not in str(refused.value)


def test_a_place_where_an_ordinary_user_may_not_come_is_called_that() -> None:
    with tempfile.TemporaryDirectory() as name:  # the folders of the test runner are shut themselves
        top = Path(name)
        shut, locked = top / "dicht", top / "afgesloten"
        for folder, mode in ((shut, 0o555), (locked, 0o000), (top, 0o755)):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
        try:
            for place, word in ((shut / "k", "geen map maken"), (shut / "a" / "k", "niet maken"), (locked / "k", "niet bij")):
                with ordinary_user(), pytest.raises(GesprekError, match=word):
                    see_place(place, {})
        finally:
            locked.chmod(0o700)


def real_vault(sound: Machine) -> Machine:
    """A real vault, with a dossier in it."""
    vault, _printed = Vault.create(sound.vault.parent / "echt", "een twee drie vier", datetime.now, cost=Cost(19 * 1024, 2, 1))
    with vault:
        begin_dossier(vault, Kept("begun", "2026-11-23T10:00:00"), flow="aangifte 1 abc", card=b"{}").close()
    return but(sound, vault=sound.vault.parent / "echt")


def test_of_a_whole_vault_it_says_what_takes_the_passphrase(sound: Machine) -> None:
    whole = real_vault(sound)
    before = {path: path.read_bytes() for path in whole.vault.rglob("*") if path.is_file()}
    assert found(whole) == {}
    assert "alleen met het wachtwoord te controleren: gesprek kluis controleren" in said(whole, "kluisinhoud").what
    assert {path: path.read_bytes() for path in whole.vault.rglob("*") if path.is_file()} == before


BROKEN: dict[str, tuple[str, Callable[[bytes], bytes | None], str]] = {
    "no database": ("kluis.db", lambda _data: None, "De database ontbreekt."),
    "an empty database": ("kluis.db", lambda _data: b"", "De database is leeg."),
    "a cut database": ("kluis.db", lambda data: data[:-1000], "De database is afgekapt."),
    "a hole in the database": ("kluis.db", lambda data: data[:4096] + bytes(4096) + data[8192:], "een gat: deel 2"),
    "a database of somebody else": ("kluis.db", lambda data: b"SQLite format 3\0" + data[16:], "niet van dit programma"),
    "no keys": ("sleutels", lambda _data: None, "Het sleutelbestand ontbreekt."),
    "other keys": ("sleutels", lambda data: b"x" * len(data), "niet van dit programma"),
    "a damaged begin of the keys": ("sleutels", lambda data: data[:100] + b"x" + data[101:], "Het sleutelbestand is beschadigd."),
    "a damaged key": ("sleutels", lambda data: data[: 6 * 512 + 9] + b"xxxx" + data[6 * 512 + 13 :], "sleutel nummer 0"),
    "cut keys": ("sleutels", lambda data: data[:-7], "afgekapt"),
    "no heads": ("hoofd", lambda _data: None, "Het bestand met de eindstanden ontbreekt."),
    "cut heads": ("hoofd", lambda data: data[:512], "Het bestand met de eindstanden is afgekapt."),
    "other heads": ("hoofd", lambda data: b"x" * len(data), "Het bestand met de eindstanden is beschadigd."),
    "a cut list of what was destroyed": ("vernietigd", lambda _data: b"x" * 47, "vernietigde dossiers is afgekapt"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_damage_that_can_be_seen_without_the_passphrase_is_named(sound: Machine, what: str) -> None:
    name, change, told = BROKEN[what]
    broken = real_vault(sound)
    path = broken.vault / name
    data = change(path.read_bytes() if path.exists() else b"")
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
        path.chmod(0o600)
    assert found(broken) == {"kluisinhoud": "fout"}
    finding = said(broken, "kluisinhoud")
    assert told in finding.what and "gesprek kluis controleren" in finding.do and NAME not in finding.what


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o500])
def test_a_vault_folder_with_other_rights_is_wrong(sound: Machine, mode: int) -> None:
    sound.vault.chmod(mode)
    assert found(sound) == {"kluis": "fout"}
    finding = said(sound, "kluis")
    assert f"{mode:03o}" in finding.what
    assert finding.do == "chmod 700 ~/kluis"


def test_a_vault_of_somebody_else_is_wrong(sound: Machine) -> None:
    assert found(but(sound, uid=sound.uid + 1)) == {"kluis": "fout", "kluisbestanden": "fout"}


def test_a_vault_that_is_a_link_or_a_file_is_wrong(sound: Machine) -> None:
    link = sound.vault.parent / "link"
    link.symlink_to(sound.vault)
    assert found(but(sound, vault=link)) == {"kluis": "fout"}
    assert found(but(sound, vault=write(sound.vault.parent, "bestand", ""))) == {"kluis": "fout"}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o700])
def test_a_file_with_other_rights_is_wrong_also_deep_inside(sound: Machine, mode: int) -> None:
    folder = sound.vault / "dieper"
    folder.mkdir(mode=0o700)
    write(folder, "a", "").chmod(mode)
    assert found(sound) == {"kluisbestanden": "fout"}
    finding = said(sound, "kluisbestanden")
    assert finding.what == "Niet in orde van de 3 bestanden: te ruime rechten (1)."
    assert finding.do == "chmod -R u=rwX,go= ~/kluis"


def test_what_the_doctor_tells_to_do_about_rights_makes_it_good(sound: Machine) -> None:
    sound.vault.chmod(0o755)
    write(sound.vault, "wal", "").chmod(0o644)
    for name in ("kluis", "kluisbestanden"):
        subprocess.run(
            ["/bin/sh", "-c", said(sound, name).do], check=True, env={"HOME": sound.environ["HOME"], "PATH": os.defpath}
        )
    assert found(sound) == {}


def test_a_folder_inside_that_others_may_enter_is_wrong(sound: Machine) -> None:
    (sound.vault / "map").mkdir()
    (sound.vault / "map").chmod(0o755)
    assert found(sound) == {"kluisbestanden": "fout"}


def make_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def make_hard_link(path: Path) -> None:
    path.hardlink_to(write(path.parent.parent, "elders", ""))
    path.chmod(0o600)


def make_fifo(path: Path) -> None:
    os.mkfifo(path, 0o600)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        old = os.getcwd()
        os.chdir(path.parent)
        try:
            door.bind(path.name)
        finally:
            os.chdir(old)


@pytest.mark.parametrize("make", [make_link, make_hard_link, make_fifo, make_socket])
def test_a_link_or_a_special_file_in_the_vault_is_wrong(sound: Machine, make: Callable[[Path], None]) -> None:
    make(sound.vault / "vreemd")
    assert found(sound) == {"kluisbestanden": "fout"}
    assert "koppeling of bijzonder bestand (1)" in said(sound, "kluisbestanden").what


def test_folders_that_an_ordinary_user_may_not_look_into_are_no_crash_and_no_fault(sound: Machine, tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        with ordinary_user():
            findings = examine(sound)
            outcomes = found(sound)
    finally:
        tmp_path.chmod(0o700)
    hidden = {
        "kluis",
        "kluisbestanden",
        "kluisinhoud",
        "schijf",
        "ruimte",
        "cloud",
        "wisselgeheugen",
        "geheugendump",
        "opname",
        "klok",
    }
    assert outcomes == dict.fromkeys(hidden, "let_op")
    assert {finding.what for finding in findings if finding.id in hidden - {"kluis"}} == {UNKNOWN}
    assert "U mag niet bij" in next(finding.what for finding in findings if finding.id == "kluis")


def test_a_file_that_goes_away_meanwhile_is_left_out(sound: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of the database comes and goes while another program works in the vault."""

    class Gone:
        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            raise FileNotFoundError

    monkeypatch.setattr(os, "scandir", lambda folder: iter([Gone()]))
    assert found(sound) == {}


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "vfat", "exfat", "ntfs3", "tmpfs"])
def test_a_disk_that_cannot_hold_a_vault_is_wrong(sound: Machine, kind: str) -> None:
    point = sound.vault.parent
    write(sound.root, "proc/mounts", f"/dev/sda1 / ext4 rw 0 0\nbron {point} {kind} rw,relatime 0 0\nproc /proc proc rw 0 0\n")
    assert found(sound) == {"schijf": "fout"}
    assert kind in said(sound, "schijf").what


def test_the_mount_nearest_to_the_vault_counts_and_of_two_on_one_place_the_last(sound: Machine, tmp_path: Path) -> None:
    aside = f"server:/x {tmp_path}/van nfs4 rw 0 0\n"
    write(sound.root, "proc/mounts", f"/dev/sda1 {tmp_path} ext4 rw 0 0\nserver:/x / nfs4 rw 0 0\n{aside}")
    assert found(sound) == {}
    write(sound.root, "proc/mounts", f"/dev/sda1 {tmp_path} ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    assert found(sound) == {"schijf": "fout"}


def test_a_mount_with_a_space_in_its_name_is_understood(sound: Machine, tmp_path: Path) -> None:
    vault = tmp_path / "een map" / "kluis"
    vault.mkdir(parents=True, mode=0o700)
    write(sound.root, "proc/mounts", f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/een\\040map nfs rw 0 0\n")
    assert found(but(sound, vault=vault)) == {"schijf": "fout"}


def test_a_link_to_the_network_above_the_vault_is_seen_through(sound: Machine, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "thuis").symlink_to(tmp_path / "net")
    write(sound.root, "proc/mounts", f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/net nfs rw 0 0\n")
    assert found(but(sound, vault=tmp_path / "thuis" / "kluis")) == {"kluis": "let_op", "schijf": "fout"}


def test_a_disk_that_cannot_be_written_is_wrong(sound: Machine) -> None:
    write(sound.root, "proc/mounts", "/dev/sda1 / ext4 ro,relatime 0 0\n")
    assert found(sound) == {"schijf": "fout"}


@pytest.mark.parametrize("mounts", ["bron / fuse.nieuw rw 0 0\n", "", "onzin\n"])
def test_an_unknown_kind_of_disk_is_worth_a_look(sound: Machine, mounts: str) -> None:
    write(sound.root, "proc/mounts", mounts)
    assert found(sound) == {"schijf": "let_op"}


def test_less_than_fifty_megabytes_free_is_wrong(sound: Machine) -> None:
    assert found(but(sound, free=lambda folder: 50 * 2**20 - 1)) == {"ruimte": "fout"}
    assert "49 MB" in said(but(sound, free=lambda folder: 50 * 2**20 - 1), "ruimte").what


@pytest.mark.parametrize("folder", ["Dropbox", "OneDrive - Politie", "Nextcloud", "google drive", "iCloudDrive"])
def test_a_folder_with_the_name_of_a_cloud_is_wrong(sound: Machine, folder: str) -> None:
    vault = sound.vault.parent / folder / "kluis"
    vault.mkdir(parents=True, mode=0o700)
    assert found(but(sound, vault=vault)) == {"cloud": "fout"}


@pytest.mark.parametrize(
    ("mark", "cloud"), [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".nextcloudsync.log", "Nextcloud")]
)
def test_a_folder_that_a_cloud_marked_as_its_own_is_wrong(sound: Machine, mark: str, cloud: str) -> None:
    write(sound.vault.parent, mark, "")
    assert found(sound) == {"cloud": "fout"}
    assert cloud in said(sound, "cloud").what


def test_a_link_into_a_cloud_folder_is_seen_through(sound: Machine, tmp_path: Path) -> None:
    (tmp_path / "Dropbox" / "kluis").mkdir(parents=True, mode=0o700)
    (tmp_path / "werk").symlink_to(tmp_path / "Dropbox")
    assert found(but(sound, vault=tmp_path / "werk" / "kluis")) == {"cloud": "fout"}


def test_swap_on_a_plain_partition_is_wrong(sound: Machine) -> None:
    device(sound.root, "sda2")
    swaps(sound.root, "/dev/sda2")
    assert found(sound) == {"wisselgeheugen": "fout"}


@pytest.mark.parametrize("uuid", ["CRYPT-LUKS2-0a1b-swap", "CRYPT-PLAIN-swap"])
def test_swap_through_dm_crypt_is_good(sound: Machine, uuid: str) -> None:
    device(sound.root, "dm-1", uuid)
    swaps(sound.root, "/dev/dm-1")
    assert found(sound) == {}


def test_swap_on_a_volume_is_good_only_when_all_below_it_is_encrypted(sound: Machine) -> None:
    device(sound.root, "dm-0", "CRYPT-LUKS2-0a1b-schijf", ("sda3",))
    device(sound.root, "sda3")
    device(sound.root, "dm-1", "LVM-abc", ("dm-0",))
    device(sound.root, "dm-2", "LVM-def", ("dm-0", "sda3"))
    swaps(sound.root, "/dev/dm-1")
    assert found(sound) == {}
    swaps(sound.root, "/dev/dm-2")
    assert found(sound) == {"wisselgeheugen": "fout"}


def test_swap_by_a_name_of_the_mapper_is_followed(sound: Machine) -> None:
    device(sound.root, "dm-0", "CRYPT-LUKS2-0a1b-wissel")
    (sound.root / "dev/mapper").mkdir(parents=True)
    (sound.root / "dev/mapper/wissel").symlink_to("../dm-0")
    swaps(sound.root, "/dev/mapper/wissel")
    assert found(sound) == {}


def test_zram_is_good_unless_it_writes_back_to_a_disk(sound: Machine) -> None:
    device(sound.root, "zram0")
    swaps(sound.root, "/dev/zram0")
    assert found(sound) == {}
    write(sound.root, "sys/class/block/zram0/backing_dev", "none\n")
    assert found(sound) == {}
    write(sound.root, "sys/class/block/zram0/backing_dev", "/dev/sda5\n")
    assert found(sound) == {"wisselgeheugen": "fout"}


def test_a_swap_file_is_as_good_as_the_disk_it_is_on(sound: Machine) -> None:
    device(sound.root, "sda1")
    device(sound.root, "dm-0", "CRYPT-LUKS2-0a1b-schijf")
    swaps(sound.root, "/wissel\\040bestand")
    assert found(sound) == {"wisselgeheugen": "fout"}
    write(sound.root, "proc/mounts", "/dev/dm-0 / ext4 rw 0 0\n")
    assert found(sound) == {}
    write(sound.root, "proc/mounts", "overlay / overlay rw 0 0\n")
    assert found(sound) == {"wisselgeheugen": "let_op"}


def test_of_several_swaps_the_worst_counts(sound: Machine) -> None:
    device(sound.root, "zram0")
    device(sound.root, "sda2")
    swaps(sound.root, "/dev/zram0", "/dev/onbekend")
    assert found(sound) == {"wisselgeheugen": "let_op"}
    swaps(sound.root, "/dev/zram0", "/dev/onbekend", "/dev/sda2")
    assert found(sound) == {"wisselgeheugen": "fout"}


@pytest.mark.parametrize(
    ("limit", "pattern", "outcome"),
    [
        (0, "core", None),
        (0, "|/usr/lib/systemd/systemd-coredump %P %u %g %s %t %c %h", None),
        (0, "|/usr/share/apport/apport -p%p -s%s", "let_op"),
        (0, "|", None),
        (4096, "core", "fout"),
        (-1, "core.%p", "fout"),
        (-1, "|/usr/lib/systemd/systemd-coredump %P", "fout"),
        (-1, "|/bin/false", None),
    ],
)
def test_a_core_dump_is_judged_by_limit_and_handler(sound: Machine, limit: int, pattern: str, outcome: str | None) -> None:
    write(sound.root, "proc/sys/kernel/core_pattern", pattern + "\n")
    assert found(but(sound, core_limit=limit)) == ({"geheugendump": outcome} if outcome else {})


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o002, 0])
def test_a_umask_that_lets_others_read_is_worth_a_look(sound: Machine, umask: int) -> None:
    assert found(but(sound, umask=umask)) == {"umask": "let_op"}
    assert f"umask {umask:03o}" in said(but(sound, umask=umask), "umask").what


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "iso8859-15", "bestaat-niet"])
def test_an_output_that_cannot_write_the_letters_is_wrong(sound: Machine, encoding: str) -> None:
    assert found(but(sound, encoding=encoding)) == {"tekens": "fout"}


def test_a_locale_without_utf8_is_worth_a_look_also_when_python_writes_utf8(sound: Machine) -> None:
    assert found(but(sound, locale_encoding="ANSI_X3.4-1968")) == {"tekens": "let_op"}
    assert found(but(sound, locale_encoding="utf8")) == {}


def test_a_computer_without_a_language_is_good_because_python_makes_it_utf8(sound: Machine) -> None:
    plain = with_setting(sound, LANG="C", LC_CTYPE="C.UTF-8")
    assert found(plain) == {}
    assert "Python kiest zelf UTF-8" in said(plain, "tekens").what
    assert "Python" not in said(sound, "tekens").what


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_that_cannot_draw_is_worth_a_look(sound: Machine, term: str) -> None:
    assert found(with_setting(sound, TERM=term)) == {"terminal": "let_op"}


@pytest.mark.parametrize(("size", "small"), [((60, 20), False), ((59, 20), True), ((60, 19), True), ((0, 0), True), (None, True)])
def test_a_window_smaller_than_the_screen_needs_is_worth_a_look(
    sound: Machine, size: tuple[int, int] | None, small: bool
) -> None:
    assert found(but(sound, size=size)) == ({"terminal": "let_op"} if small else {})


@pytest.mark.parametrize(("setting", "word"), [("TMUX", "alternate-screen"), ("STY", "altscreen on")])
def test_inside_tmux_or_screen_it_says_which_setting_keeps_the_scrollback_clean(sound: Machine, setting: str, word: str) -> None:
    inside = with_setting(sound, **{setting: "1"})
    assert found(inside) == {"terugbladeren": "let_op"}
    assert word in said(inside, "terugbladeren").do


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("script", ["script", "-q", f"/home/{NAME}/opname"]),
        ("asciinema", ["/usr/bin/asciinema", "rec"]),
        ("python3", ["/usr/bin/python3", "/usr/bin/asciinema", "rec"]),
        ("ttyrec", ["ttyrec"]),
        ("tlog-rec-sessio", ["-tlog-rec-session"]),
        ("screen", ["SCREEN", "-L", "-Logfile", "x"]),
        ("screen", ["SCREEN", "-dmL"]),
    ],
)
def test_a_program_above_us_that_records_the_window_is_wrong(sound: Machine, name: str, words: list[str]) -> None:
    chain(sound.root, {200: (name, words, 1)})
    assert found(sound) == {"opname": "fout"}


def test_screen_without_a_log_is_no_recording(sound: Machine) -> None:
    chain(sound.root, {200: ("screen", ["SCREEN", "-S", "Lokaal"], 1)})
    assert found(sound) == {}


def test_processes_that_are_hidden_loop_or_are_unreadable_do_not_stop_the_doctor(sound: Machine) -> None:
    chain(sound.root, {200: ("bash", ["bash"], 300)})
    assert found(sound) == {}
    chain(sound.root, {200: ("bash", ["bash"], 77)})
    assert found(sound) == {}
    write(sound.root, "proc/400/stat", "kapot")
    assert found(sound) == {"opname": "let_op"}


def at(year: int, month: int, hours: int = 1) -> datetime:
    return datetime(year, month, 25, 10, 30, tzinfo=timezone(timedelta(hours=hours), "CET" if hours == 1 else "zone"))


@pytest.mark.parametrize("moment", [at(1970, 1), at(2026, 10), at(2025, 12)])
def test_a_clock_from_before_this_program_is_wrong(sound: Machine, moment: datetime) -> None:
    assert found(but(sound, now=moment)) == {"klok": "fout"}
    assert f"{moment:%d-%m-%Y}" in said(but(sound, now=moment), "klok").what


@pytest.mark.parametrize(("hours", "good"), [(1, True), (2, True), (0, False), (-4, False), (3, False)])
def test_another_time_than_dutch_time_is_worth_a_look(sound: Machine, hours: int, good: bool) -> None:
    assert found(but(sound, now=at(2027, 7, hours))) == ({} if good else {"klok": "let_op"})


def test_a_clock_without_a_zone_is_worth_a_look(sound: Machine) -> None:
    assert found(but(sound, now=datetime(2026, 11, 25, 10, 30, tzinfo=UTC))) == {"klok": "let_op"}


@pytest.mark.parametrize("synced", [False, None])
def test_a_clock_that_nobody_keeps_right_is_worth_a_look_and_never_wrong(sound: Machine, synced: bool | None) -> None:
    (sound.root / "run/systemd/timesync/synchronized").unlink()
    assert found(but(sound, synced=synced)) == {"klok": "let_op"}
    assert found(but(sound, synced=True)) == {}


@pytest.mark.parametrize("name", ["TEXTUAL_LOG", "TEXTUAL_SCREENSHOT", "PYTHONINSPECT", "PYTHONSTARTUP"])
def test_a_setting_that_could_leak_is_named_without_its_value_and_called_ignored(sound: Machine, name: str) -> None:
    leaking = with_setting(sound, **{name: f"/home/{NAME}/log"})
    assert found(leaking) == {"omgeving": "let_op"}
    assert said(leaking, "omgeving").what == f"{name}: gesprek negeert dit."


def test_a_setting_that_the_program_dropped_at_start_is_still_named(sound: Machine) -> None:
    write(sound.root, "proc/self/environ", f"TEXTUAL_LOG=/home/{NAME}/log\0HOME=/home/{NAME}\0")
    assert found(sound) == {"omgeving": "let_op"}


def test_without_proc_nothing_is_wrong_and_what_is_not_known_says_so(sound: Machine, tmp_path: Path) -> None:
    bare = but(sound, root=tmp_path / "leeg", synced=True)
    unknown = {"schijf", "wisselgeheugen", "geheugendump", "opname"}
    assert found(bare) == dict.fromkeys(unknown, "let_op")
    assert {finding.what for finding in examine(bare) if finding.id in unknown} == {UNKNOWN}


def test_folders_are_shown_without_a_name(sound: Machine, tmp_path: Path) -> None:
    missing = tmp_path / NAME / "x" / "kluis"
    away = {**sound.environ, "HOME": "/home/elders"}
    for environ, shown in (
        (sound.environ, "~/x/kluis"),
        (away | {"GESPREK_KLUIS": str(missing)}, "$GESPREK_KLUIS"),
        (away | {"XDG_DATA_HOME": str(missing.parent)}, "$XDG_DATA_HOME/kluis"),
        (away | {"HOME": "/"}, ".../x/kluis"),
        ({"TERM": "xterm"}, ".../x/kluis"),
    ):
        machine = but(sound, vault=missing, environ=environ)
        assert said(machine, "kluis").what == f"Er is nog geen kluis in {shown}."


def test_this_computer_can_be_examined_as_whoever_we_are(tmp_path: Path) -> None:
    findings = examine(this_machine(tmp_path / "kluis"))
    assert [finding.id for finding in findings] == list(CHECKS)
    assert all(finding.what for finding in findings)


def test_this_computer_can_be_examined_by_an_ordinary_user(tmp_path: Path) -> None:
    with ordinary_user():
        findings = examine(this_machine(tmp_path / "kluis"))
    assert [finding.id for finding in findings] == list(CHECKS)


def test_looking_at_this_computer_leaves_the_umask_as_it_was(tmp_path: Path) -> None:
    before = os.umask(0o031)
    try:
        assert this_machine(tmp_path).umask == 0o031
        assert os.umask(0o031) == 0o031
    finally:
        os.umask(before)


@pytest.fixture
def run(sound: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `gesprek dokter` for a computer: (exit code, standard output)."""
    monkeypatch.setenv("GESPREK_KLUIS", str(sound.vault))
    monkeypatch.setenv("HOME", str(sound.vault.parent.parent / "elders"))

    def go(machine: Machine, *words: str) -> tuple[int, str]:
        monkeypatch.setattr(command, "this_machine", lambda vault: but(machine, vault=vault))
        code = dokter.main(list(words), prog_name="gesprek dokter", standalone_mode=False)
        return int(code or 0), capsys.readouterr().out

    return go


def test_the_exit_code_is_one_only_when_something_is_wrong(run: Any, sound: Machine) -> None:
    assert run(sound)[0] == 0
    assert run(but(sound, umask=0o022))[0] == 0
    assert run(but(sound, core_limit=-1))[0] == 1
    assert run(but(sound, core_limit=-1), "--json")[0] == 1


def test_json_is_one_object_per_check(run: Any, sound: Machine) -> None:
    code, out = run(but(sound, umask=0o022), "--json")
    rows = [row for line in out.splitlines() if "uitkomst" in (row := json.loads(line))]
    assert code == 0
    assert [row["id"] for row in rows] == [*CHECKS, "instellingen"]
    assert all(set(row) == {"id", "uitkomst", "wat", "doen"} for row in rows)
    assert {row["uitkomst"] for row in rows} == {"goed", "let_op"}


def test_the_report_has_one_sign_per_check_and_under_it_what_to_do(run: Any, sound: Machine) -> None:
    code, out = run(but(sound, umask=0o022, core_limit=-1))
    lines = out.splitlines()
    assert code == 1
    assert [line[0] for line in lines if line[:1] in "✓!×" and line] == [
        "!" if i == "umask" else "×" if i == "geheugendump" else "✓" for i in [*CHECKS, "instellingen"]
    ]
    wrong = next(at for at, line in enumerate(lines) if line.startswith("×"))
    assert lines[wrong].startswith("× Geheugendump ") and lines[wrong + 1].strip() == "→ Zet in ~/.profile: ulimit -c 0"
    assert "1 punt is niet in orde (×). Los dat op voordat u met gesprek werkt. Let op bij 1 punt (!)." in " ".join(out.split())
    assert NAME not in out


def test_the_report_says_that_all_is_well_when_it_is(run: Any, sound: Machine) -> None:
    assert "\nU kunt met gesprek werken.\n" in run(sound)[1]


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_texts_of_the_report_start_in_one_column_and_fit_the_window(sound: Machine, width: int) -> None:
    bad = but(
        with_setting(sound, TMUX="1", TEXTUAL_LOG="x"), umask=0o022, core_limit=-1, locale_encoding="ascii", free=lambda folder: 0
    )
    lines = report(examine(bad), width).splitlines()
    column = lines[0].index("Versie")
    assert max(map(len, lines)) <= width
    for line in lines[: lines.index("")]:
        assert line[column] != " " and line[column - 1] == " ", line


def test_the_doctor_starts_without_the_screen_and_the_database() -> None:
    code = "import sys, gesprek.commands.doctor; print([n for n in ('textual', 'apsw', 'cryptography', 'jinja2', 'yaml') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_the_help_has_an_example() -> None:
    assert "gesprek dokter --json" in dokter.get_help(click.Context(dokter, info_name="dokter"))
