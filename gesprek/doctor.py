"""Whether a computer is fit for what is recorded on it: one check per hazard, each with what to do about it.

A check reads everything through a `Machine`, so that a test can make one of its own. What cannot be read is never a fault: the
finding is then "let_op", niet vast te stellen. A finding holds no name of a person or file and no value of a setting; a folder
under the home folder is written with ~.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Literal

from gesprek.i18n import _, ngettext

__all__ = ["CHECKS", "Finding", "Machine", "examine"]

_LEAST_SPACE = 50
_LEAST_SQLITE = (3, 51, 3)
_NETWORK = set("nfs nfs4 cifs smb3 smbfs 9p afs ceph davfs glusterfs fuse.sshfs fuse.rclone".split())
_WITHOUT_RIGHTS = set("vfat msdos exfat ntfs ntfs3 fuseblk hfsplus".split())
_SOUND = set("ext2 ext3 ext4 xfs btrfs zfs f2fs jfs bcachefs overlay ecryptfs fuse.gocryptfs fuse.cryfs".split())
_CLOUDS = "Dropbox OneDrive Nextcloud ownCloud GoogleDrive iCloud pCloud MEGAsync ProtonDrive Syncthing Seafile".split()
_MARKS = {
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
}
_RECORDERS = set("script asciinema ttyrec termrec tlog-rec tlog-rec-session tlog-rec-sessio".split())
_LEAKS = set("PYTHONINSPECT PYTHONSTARTUP PYTHONBREAKPOINT PYTHONDEVMODE PYTHONFAULTHANDLER PYTHONTRACEMALLOC".split())


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do about it (empty when there is nothing to do)."""

    id: str
    outcome: Literal["goed", "let_op", "fout"]
    what: str
    do: str = ""


@dataclass(frozen=True)
class Machine:
    """What the checks look at. root: the folder with proc, sys, run and dev. size: columns and lines of the terminal, if any.

    core_limit, umask: of this process. synced: whether the kernel holds its clock for right, None when it does not say. free: the
    bytes free in a folder. load: imports a module by name.
    """

    vault: Path
    environ: Mapping[str, str]
    python: tuple[int, int, int]
    uid: int
    pid: int
    umask: int
    core_limit: int
    encoding: str
    locale_encoding: str
    size: tuple[int, int] | None
    now: datetime
    synced: bool | None
    free: Callable[[Path], int]
    load: Callable[[str], ModuleType]
    root: Path = Path("/")


def examine(machine: Machine) -> tuple[Finding, ...]:
    """All checks, in the order in which they are shown."""
    found = []
    for name, check in CHECKS.items():
        try:
            found.append(check(machine))
        except OSError:
            found.append(_unknown(name))
    return tuple(found)


def _good(name: str, what: str) -> Finding:
    return Finding(name, "goed", what)


def _watch(name: str, what: str, do: str) -> Finding:
    return Finding(name, "let_op", what, do)


def _wrong(name: str, what: str, do: str) -> Finding:
    return Finding(name, "fout", what, do)


def _unknown(name: str) -> Finding:
    return _watch(name, _("Niet vast te stellen."), _("Vraag uw beheerder om hiernaar te kijken."))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _shown(machine: Machine) -> str:
    """The folder of the vault for the reader, without the name of a person in it."""
    for name, sign in (("HOME", "~"), ("GESPREK_KLUIS", "$GESPREK_KLUIS"), ("XDG_DATA_HOME", "$XDG_DATA_HOME")):
        above = Path(machine.environ.get(name) or "/")
        if above != Path("/") and machine.vault.is_relative_to(above):
            return str(Path(sign, machine.vault.relative_to(above)))
    return str(Path("...", *machine.vault.parts[-2:]))


def _existing(path: Path) -> Path:
    """`path` without links, or the nearest folder above it that is there."""
    real = Path(os.path.realpath(path))
    return next(folder for folder in (real, *real.parents) if folder.exists())


def _mount(machine: Machine, path: Path) -> tuple[str, str, list[str]]:
    """(source, type, options) of the file system that holds `path`; empty texts when none does. Raises OSError."""
    found, longest = ("", "", [""]), 0
    for line in _read(machine.root / "proc/mounts").splitlines():
        source, point, kind, options = [*line.split(), "", "", "", ""][:4]
        folder = Path(point.replace("\\040", " "))
        if point and path.is_relative_to(folder) and len(folder.parts) >= longest:
            found, longest = (source, kind, options.split(",")), len(folder.parts)
    return found


def _python(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.python))
    if machine.python < (3, 11):
        return _wrong("python", _("Versie {versie} is te oud.").format(versie=version), _("Installeer Python 3.11 of nieuwer."))
    return _good("python", _("Versie {versie}.").format(versie=version))


def _swap(machine: Machine) -> Finding:
    rows = [line.split()[0] for line in _read(machine.root / "proc/swaps").splitlines()[1:] if line.strip()]
    safe = {_swap_is_safe(machine, row.replace("\\040", " ")) for row in rows}
    do = _("Laat uw beheerder het versleutelen of uitzetten (sudo swapoff -a).")
    if False in safe:
        return _wrong("wisselgeheugen", _("Staat onversleuteld op de schijf; wat u typt, kan daar leesbaar blijven."), do)
    if None in safe:
        return _watch("wisselgeheugen", _("Staat aan. Niet vast te stellen of het versleuteld is."), do)
    return _good("wisselgeheugen", _("Is versleuteld of blijft in het geheugen (zram).") if rows else _("Staat uit."))


def _swap_is_safe(machine: Machine, path: str) -> bool | None:
    """Whether what is swapped out stays in memory or is encrypted on its way to the disk."""
    source = path if path.startswith("/dev/") else _mount(machine, Path(path))[0]
    device = os.path.basename(os.path.realpath(machine.root / source.removeprefix("/")))
    backing = machine.root / "sys/class/block" / device / "backing_dev"
    if device.startswith("zram"):
        return not backing.exists() or _read(backing).strip() == "none"
    return _encrypted(machine, device) if source.startswith("/dev/") else None


def _encrypted(machine: Machine, device: str) -> bool | None:
    """Whether a block device, or everything that it is built on, goes through dm-crypt; None when the system does not know it."""
    folder = machine.root / "sys/class/block" / device
    if not folder.exists():
        return None
    mark, under = folder / "dm/uuid", folder / "slaves"
    if mark.exists() and _read(mark).startswith("CRYPT-"):
        return True
    below = [_encrypted(machine, entry.name) for entry in under.iterdir()] if under.exists() else []
    return None if None in below else bool(below) and all(below)


def _core_dump(machine: Machine) -> Finding:
    pattern = _read(machine.root / "proc/sys/kernel/core_pattern").strip()
    handler = pattern[1:].split(maxsplit=1)[0].rpartition("/")[2] if pattern.startswith("|") and pattern[1:].strip() else ""
    if handler in ("false", "true"):
        return _good("geheugendump", _("Staat uit voor de hele computer."))
    if machine.core_limit:
        return _wrong("geheugendump", _("Na een crash staat uw werk leesbaar op de schijf."), _("Zet in ~/.profile: ulimit -c 0"))
    if handler and handler != "systemd-coredump":
        what = _("Staat uit, maar na een crash krijgt {programma} toch het geheugen.").format(programma=handler)
        return _watch("geheugendump", what, _("Laat uw beheerder kernel.core_pattern op |/bin/false zetten."))
    return _good("geheugendump", _("Staat uit."))


def _vault(machine: Machine) -> Finding:
    folder = _shown(machine)
    try:
        info = os.lstat(machine.vault)
    except FileNotFoundError:
        return _watch("kluis", _("Er is nog geen kluis in {map}.").format(map=folder), _("Maak er een: gesprek kluis nieuw"))
    if not stat.S_ISDIR(info.st_mode):
        return _wrong("kluis", _("{map} is geen gewone map.").format(map=folder), _("Vervang de koppeling door een gewone map."))
    if info.st_uid != machine.uid:
        return _wrong("kluis", _("{map} is van iemand anders.").format(map=folder), _("Start gesprek als uzelf, zonder sudo."))
    rights = f"{info.st_mode & 0o777:03o}"
    if rights != "700":
        what = _("{map} heeft rechten {rechten}; dat moet 700 zijn.").format(map=folder, rechten=rights)
        return _wrong("kluis", what, f"chmod 700 {folder}")
    return _good("kluis", _("Alleen u kunt in {map}.").format(map=folder))


def _vault_files(machine: Machine) -> Finding:
    if not machine.vault.is_dir() or machine.vault.is_symlink():
        return _good("kluisbestanden", _("Er is nog niets om na te kijken."))
    kinds = Counter(_kind(info, machine.uid) for info in _inside(machine.vault))
    texts = {
        "open": _("te ruime rechten ({aantal})"),
        "foreign": _("van een andere gebruiker ({aantal})"),
        "odd": _("koppeling of bijzonder bestand ({aantal})"),
    }
    said = ", ".join(text.format(aantal=kinds[kind]) for kind, text in texts.items() if kinds[kind])
    if not said:
        what = ngettext("{aantal} bestand, alleen voor u.", "{aantal} bestanden, alleen voor u.", kinds.total())
        return _good("kluisbestanden", what.format(aantal=kinds.total()))
    what = _("Niet in orde van de {aantal} bestanden: {wat}.").format(aantal=kinds.total(), wat=said)
    if set(kinds) <= {"open", "sound"}:
        return _wrong("kluisbestanden", what, f"chmod -R u=rwX,go= {_shown(machine)}")
    return _wrong("kluisbestanden", what, _("Dit hoort niet in een kluis. Laat uw beheerder kijken voordat u verder werkt."))


def _inside(folder: str | Path) -> Iterator[os.stat_result]:
    """All files and folders in `folder`; one that goes away meanwhile is left out. Raises OSError."""
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            yield entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                yield from _inside(entry.path)


def _kind(info: os.stat_result, uid: int) -> str:
    folder = stat.S_ISDIR(info.st_mode)
    if not folder and (not stat.S_ISREG(info.st_mode) or info.st_nlink > 1):
        return "odd"
    if info.st_uid != uid:
        return "foreign"
    return "open" if info.st_mode & (0o077 if folder else 0o177) else "sound"


def _file_system(machine: Machine) -> Finding:
    _source, kind, options = _mount(machine, _existing(machine.vault))
    bad = {
        _("De kluis staat op het netwerk ({soort}); daar kan werk verloren gaan."): kind in _NETWORK,
        _("De kluis staat op een schijf die geen eigenaar en rechten kent ({soort})."): kind in _WITHOUT_RIGHTS,
        _("De kluis staat in het werkgeheugen ({soort}) en is weg na een herstart."): kind in ("tmpfs", "ramfs"),
        _("Op de schijf van de kluis kan niet worden geschreven."): "ro" in options,
    }
    for what, holds in bad.items():
        if holds:
            return _wrong("schijf", what.format(soort=kind), _("Zet de kluis op een schijf van deze computer: GESPREK_KLUIS=MAP"))
    if kind not in _SOUND:
        what = _("Niet vast te stellen of deze soort schijf geschikt is ({soort}).").format(soort=kind or "?")
        return _watch("schijf", what, _("Vraag uw beheerder of de kluis hier kan staan."))
    return _good("schijf", _("De kluis staat op een schijf van deze computer ({soort}).").format(soort=kind))


def _space(machine: Machine) -> Finding:
    free = machine.free(_existing(machine.vault)) // 2**20
    if free < _LEAST_SPACE:
        what = _("Nog maar {vrij} MB vrij op de schijf van de kluis.").format(vrij=free)
        return _wrong("ruimte", what, _("Maak ten minste {nodig} MB vrij.").format(nodig=_LEAST_SPACE))
    return _good("ruimte", _("{vrij} vrij.").format(vrij=f"{free} MB" if free < 2048 else f"{free // 1024} GB"))


def _cloud(machine: Machine) -> Finding:
    real = Path(os.path.realpath(machine.vault))
    parts = [part.casefold().replace(" ", "") for part in (*machine.vault.parts, *real.parts)]
    clouds = [name for name in _CLOUDS if any(part.startswith(name.casefold()) for part in parts)]
    clouds += [name for folder in (real, *real.parents) for mark, name in _MARKS.items() if (folder / mark).exists()]
    if clouds:
        what = _("De kluis staat in een map die naar {cloud} wordt gekopieerd.").format(cloud=clouds[0])
        return _wrong("cloud", what, _("Zet de kluis in een map die op deze computer blijft: GESPREK_KLUIS=MAP"))
    return _good("cloud", _("De kluis staat niet in een map die naar een cloud gaat, voor zover te zien."))


def _umask(machine: Machine) -> Finding:
    shown = f"{machine.umask:03o}"
    if machine.umask & 0o077 == 0o077:
        return _good("umask", _("Alleen u kunt erbij (umask {umask}).").format(umask=shown))
    what = _("Wat u buiten de kluis bewaart, kunnen anderen op deze computer lezen (umask {umask}).").format(umask=shown)
    return _watch("umask", what, _("Zet in ~/.profile: umask 077"))


def _letters(machine: Machine) -> Finding:
    do = _("Zet in ~/.profile: export LANG=nl_NL.UTF-8")
    try:
        "éĳ€".encode(machine.encoding)
    except (UnicodeEncodeError, LookupError):
        return _wrong("tekens", _("Tekens als é, ĳ en € komen niet op het scherm ({code}).").format(code=machine.encoding), do)
    if machine.locale_encoding.replace("-", "").casefold() != "utf8":
        return _watch("tekens", _("Geen UTF-8: tekens als é, ĳ en € kunnen verkeerd op het scherm komen."), do)
    if machine.environ.get("LC_CTYPE") == "C.UTF-8" and machine.environ.get("LANG", "C") in ("", "C", "POSIX"):
        return _good("tekens", _("Er is geen taal ingesteld; Python kiest zelf UTF-8, dus é, ĳ en € kunnen."))
    return _good("tekens", _("Tekens als é, ĳ en € kunnen op het scherm (UTF-8)."))


def _terminal(machine: Machine) -> Finding:
    if machine.size is None:
        return _watch("terminal", _("Dit is geen terminalvenster."), _("Start gesprek in een terminalvenster."))
    if machine.environ.get("TERM", "") in ("", "dumb", "unknown"):
        return _watch("terminal", _("Deze terminal kan misschien geen scherm tekenen (TERM)."), _("Neem een gewoon venster."))
    (columns, lines), (width, height) = machine.size, (60, 20)
    what = _("Het venster is {breed} bij {hoog} tekens.").format(breed=columns, hoog=lines)
    if columns < width or lines < height:
        do = _("Maak het venster groter of de letters kleiner: {breed} bij {hoog} is nodig.").format(breed=width, hoog=height)
        return _watch("terminal", what, do)
    return _good("terminal", what)


def _scrollback(machine: Machine) -> Finding:
    if machine.environ.get("TMUX"):
        what = _("U werkt in tmux. Met alternate-screen uit blijft het gesprek daar terug te lezen.")
        return _watch("terugbladeren", what, _("Hier moet 'on' staan: tmux show -gw alternate-screen"))
    if machine.environ.get("STY"):
        what = _("U werkt in screen. Zonder altscreen blijft het gesprek daar terug te lezen.")
        return _watch("terugbladeren", what, _("Zet in ~/.screenrc: altscreen on"))
    return _good("terugbladeren", _("Geen tmux of screen om het gesprek in terug te lezen."))


def _recording(machine: Machine) -> Finding:
    pid, seen = machine.pid, 0
    while pid > 0 and seen < 64:
        process = machine.root / "proc" / str(pid)
        try:
            words = [os.path.basename(word) for word in _read(process / "cmdline").split("\0")]
            name = _read(process / "comm").strip()
            pid = int(_read(process / "stat").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
        seen += 1
        recorders = _RECORDERS & {name, *words[:2]}
        if name == "screen" and any(word.startswith("-") and "L" in word for word in words[1:]):
            recorders = {"screen -L"}
        if recorders:
            what = _("Dit venster wordt opgenomen door {programma}. Alles wat u ziet, komt in een bestand.")
            do = _("Sluit gesprek, stop de opname (typ: exit) en verwijder het bestand.")
            return _wrong("opname", what.format(programma=min(recorders)), do)
    return _good("opname", _("Geen opname van dit venster gezien.")) if seen else _unknown("opname")


def _sqlite(machine: Machine) -> Finding:
    do = _("Installeer: pip install --upgrade apsw-sqlite3mc")
    try:
        apsw = machine.load("apsw")
    except ImportError:
        return _wrong("database", _("De database (apsw-sqlite3mc) ontbreekt."), do)
    version = str(apsw.sqlite_lib_version())
    if not hasattr(apsw, "mc_version") or tuple(int(part) for part in version.split(".")) < _LEAST_SQLITE:
        return _wrong("database", _("SQLite {versie} kan niet versleutelen of is te oud.").format(versie=version), do)
    return _good("database", _("SQLite {versie}, met versleuteling.").format(versie=version))


def _cipher(machine: Machine) -> Finding:
    do = _("Installeer: pip install --upgrade cryptography")
    try:
        argon2 = machine.load("cryptography.hazmat.primitives.kdf.argon2")
        unsupported = machine.load("cryptography.exceptions").UnsupportedAlgorithm
    except ImportError:
        return _wrong("versleuteling", _("De versleuteling (cryptography, met Argon2id) ontbreekt of is te oud."), do)
    try:
        argon2.Argon2id(salt=bytes(16), length=32, iterations=1, lanes=1, memory_cost=8).derive(b"proef")
    except unsupported:
        return _wrong("versleuteling", _("Argon2id werkt niet op deze computer."), do)
    return _good("versleuteling", _("Argon2id werkt."))


def _clock(machine: Machine) -> Finding:
    now = machine.now
    shown = {"datum": f"{now:%d-%m-%Y}", "tijd": f"{now:%H:%M}", "zone": now.tzname()}
    if (now.year, now.month) < (2026, 11):
        what = _("De klok staat op {datum}; dat kan niet kloppen.").format(**shown)
        return _wrong("klok", what, _("Laat uw beheerder de klok gelijkzetten."))
    if now.utcoffset() not in (timedelta(hours=1), timedelta(hours=2)):
        what = _("De klok geeft {tijd} ({zone}); dat is geen Nederlandse tijd.").format(**shown)
        return _watch("klok", what, _("Laat instellen: timedatectl set-timezone Europe/Amsterdam"))
    if not (machine.synced or (machine.root / "run/systemd/timesync/synchronized").exists()):
        what = _("De klok geeft {tijd}. Niet vast te stellen of die gelijkloopt.").format(**shown)
        return _watch("klok", what, _("Vergelijk de tijd met uw telefoon."))
    return _good("klok", _("De klok geeft {tijd} ({zone}) en loopt gelijk.").format(**shown))


def _surroundings(machine: Machine) -> Finding:
    names = set(machine.environ)
    with suppress(OSError):
        names |= {setting.partition("=")[0] for setting in _read(machine.root / "proc/self/environ").split("\0")}
    found = sorted(name for name in names if name.startswith("TEXTUAL_") or name in _LEAKS)
    if not found:
        return _good("omgeving", _("Geen instellingen die gegevens kunnen lekken."))
    what = _("{namen}: gesprek negeert dit.").format(namen=", ".join(found))
    return _watch("omgeving", what, _("Hebt u dit niet zelf ingesteld? Meld het uw beheerder."))


CHECKS: dict[str, Callable[[Machine], Finding]] = {
    "python": _python, "database": _sqlite, "versleuteling": _cipher,
    "kluis": _vault, "kluisbestanden": _vault_files, "schijf": _file_system, "ruimte": _space, "cloud": _cloud, "umask": _umask,
    "wisselgeheugen": _swap, "geheugendump": _core_dump, "opname": _recording, "terugbladeren": _scrollback,
    "terminal": _terminal, "tekens": _letters, "klok": _clock, "omgeving": _surroundings,
}  # fmt: skip
"""The checks by id, in the order in which they are shown."""
