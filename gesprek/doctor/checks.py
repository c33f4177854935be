"""The checks, in their order; those of the vault stand in `vault`."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from gesprek.doctor import vault
from gesprek.doctor.machine import Finding, Machine, good, mount, read, unknown, watch, wrong
from gesprek.i18n import _

__all__ = ["CHECKS", "examine"]

_LEAST_SQLITE = (3, 51, 3)
_RECORDERS = set("script asciinema ttyrec termrec tlog-rec tlog-rec-session tlog-rec-sessio".split())
_LEAKS = set("PYTHONINSPECT PYTHONSTARTUP PYTHONBREAKPOINT PYTHONDEVMODE PYTHONFAULTHANDLER PYTHONTRACEMALLOC".split())


def examine(machine: Machine) -> tuple[Finding, ...]:
    """All checks, in the order in which they are shown."""
    found = []
    for name, check in CHECKS.items():
        try:
            found.append(check(machine))
        except OSError:
            found.append(unknown(name))
    return tuple(found)


def _python(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.python))
    if machine.python < (3, 11):
        return wrong("python", _("Versie {versie} is te oud.").format(versie=version), _("Installeer Python 3.11 of nieuwer."))
    return good("python", _("Versie {versie}.").format(versie=version))


def _swap(machine: Machine) -> Finding:
    rows = [line.split()[0] for line in read(machine.root / "proc/swaps").splitlines()[1:] if line.strip()]
    safe = {_swap_is_safe(machine, row.replace("\\040", " ")) for row in rows}
    do = _("Laat uw beheerder het versleutelen of uitzetten (sudo swapoff -a).")
    if False in safe:
        return wrong("wisselgeheugen", _("Staat onversleuteld op de schijf; wat u typt, kan daar leesbaar blijven."), do)
    if None in safe:
        return watch("wisselgeheugen", _("Staat aan. Niet vast te stellen of het versleuteld is."), do)
    return good("wisselgeheugen", _("Is versleuteld of blijft in het geheugen (zram).") if rows else _("Staat uit."))


def _swap_is_safe(machine: Machine, path: str) -> bool | None:
    """Whether what is swapped out stays in memory or is encrypted on its way to the disk."""
    source = path if path.startswith("/dev/") else mount(machine, Path(path))[0]
    device = os.path.basename(os.path.realpath(machine.root / source.removeprefix("/")))
    backing = machine.root / "sys/class/block" / device / "backing_dev"
    if device.startswith("zram"):
        return not backing.exists() or read(backing).strip() == "none"
    return _encrypted(machine, device) if source.startswith("/dev/") else None


def _encrypted(machine: Machine, device: str) -> bool | None:
    """Whether a block device, or everything that it is built on, goes through dm-crypt; None when the system does not know it."""
    folder = machine.root / "sys/class/block" / device
    if not folder.exists():
        return None
    mark, under = folder / "dm/uuid", folder / "slaves"
    if mark.exists() and read(mark).startswith("CRYPT-"):
        return True
    below = [_encrypted(machine, entry.name) for entry in under.iterdir()] if under.exists() else []
    return None if None in below else bool(below) and all(below)


def _core_dump(machine: Machine) -> Finding:
    pattern = read(machine.root / "proc/sys/kernel/core_pattern").strip()
    handler = pattern[1:].split(maxsplit=1)[0].rpartition("/")[2] if pattern.startswith("|") and pattern[1:].strip() else ""
    if handler in ("false", "true"):
        return good("geheugendump", _("Staat uit voor de hele computer."))
    if machine.core_limit:
        return wrong("geheugendump", _("Na een crash staat uw werk leesbaar op de schijf."), _("Zet in ~/.profile: ulimit -c 0"))
    if handler and handler != "systemd-coredump":
        what = _("Staat uit, maar na een crash krijgt {programma} toch het geheugen.").format(programma=handler)
        return watch("geheugendump", what, _("Laat uw beheerder kernel.core_pattern op |/bin/false zetten."))
    return good("geheugendump", _("Staat uit."))


def _umask(machine: Machine) -> Finding:
    shown = f"{machine.umask:03o}"
    if machine.umask & 0o077 == 0o077:
        return good("umask", _("Alleen u kunt erbij (umask {umask}).").format(umask=shown))
    what = _("Wat u buiten de kluis bewaart, kunnen anderen op deze computer lezen (umask {umask}).").format(umask=shown)
    return watch("umask", what, _("Zet in ~/.profile: umask 077"))


def _letters(machine: Machine) -> Finding:
    do = _("Zet in ~/.profile: export LANG=nl_NL.UTF-8")
    try:
        "éĳ€".encode(machine.encoding)
    except (UnicodeEncodeError, LookupError):
        return wrong("tekens", _("Tekens als é, ĳ en € komen niet op het scherm ({code}).").format(code=machine.encoding), do)
    if machine.locale_encoding.replace("-", "").casefold() != "utf8":
        return watch("tekens", _("Geen UTF-8: tekens als é, ĳ en € kunnen verkeerd op het scherm komen."), do)
    if machine.environ.get("LC_CTYPE") == "C.UTF-8" and machine.environ.get("LANG", "C") in ("", "C", "POSIX"):
        return good("tekens", _("Er is geen taal ingesteld; Python kiest zelf UTF-8, dus é, ĳ en € kunnen."))
    return good("tekens", _("Tekens als é, ĳ en € kunnen op het scherm (UTF-8)."))


def _terminal(machine: Machine) -> Finding:
    if machine.size is None:
        return watch("terminal", _("Dit is geen terminalvenster."), _("Start gesprek in een terminalvenster."))
    if machine.environ.get("TERM", "") in ("", "dumb", "unknown"):
        return watch("terminal", _("Deze terminal kan misschien geen scherm tekenen (TERM)."), _("Neem een gewoon venster."))
    (columns, lines), (width, height) = machine.size, (60, 20)
    what = _("Het venster is {breed} bij {hoog} tekens.").format(breed=columns, hoog=lines)
    if columns < width or lines < height:
        do = _("Maak het venster groter of de letters kleiner: {breed} bij {hoog} is nodig.").format(breed=width, hoog=height)
        return watch("terminal", what, do)
    return good("terminal", what)


def _scrollback(machine: Machine) -> Finding:
    if machine.environ.get("TMUX"):
        what = _("U werkt in tmux. Met alternate-screen uit blijft het gesprek daar terug te lezen.")
        return watch("terugbladeren", what, _("Hier moet 'on' staan: tmux show -gw alternate-screen"))
    if machine.environ.get("STY"):
        what = _("U werkt in screen. Zonder altscreen blijft het gesprek daar terug te lezen.")
        return watch("terugbladeren", what, _("Zet in ~/.screenrc: altscreen on"))
    return good("terugbladeren", _("Geen tmux of screen om het gesprek in terug te lezen."))


def _recording(machine: Machine) -> Finding:
    pid, seen = machine.pid, 0
    while pid > 0 and seen < 64:
        process = machine.root / "proc" / str(pid)
        try:
            words = [os.path.basename(word) for word in read(process / "cmdline").split("\0")]
            name = read(process / "comm").strip()
            pid = int(read(process / "stat").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
        seen += 1
        recorders = _RECORDERS & {name, *words[:2]}
        if name == "screen" and any(word.startswith("-") and "L" in word for word in words[1:]):
            recorders = {"screen -L"}
        if recorders:
            what = _("Dit venster wordt opgenomen door {programma}. Alles wat u ziet, komt in een bestand.")
            do = _("Sluit gesprek, stop de opname (typ: exit) en verwijder het bestand.")
            return wrong("opname", what.format(programma=min(recorders)), do)
    return good("opname", _("Geen opname van dit venster gezien.")) if seen else unknown("opname")


def _sqlite(machine: Machine) -> Finding:
    do = _("Installeer: pip install --upgrade apsw-sqlite3mc")
    try:
        apsw = machine.load("apsw")
    except ImportError:
        return wrong("database", _("De database (apsw-sqlite3mc) ontbreekt."), do)
    version = str(apsw.sqlite_lib_version())
    if not hasattr(apsw, "mc_version") or tuple(int(part) for part in version.split(".")) < _LEAST_SQLITE:
        return wrong("database", _("SQLite {versie} kan niet versleutelen of is te oud.").format(versie=version), do)
    return good("database", _("SQLite {versie}, met versleuteling.").format(versie=version))


def _cipher(machine: Machine) -> Finding:
    do = _("Installeer: pip install --upgrade cryptography")
    try:
        argon2 = machine.load("cryptography.hazmat.primitives.kdf.argon2")
        unsupported = machine.load("cryptography.exceptions").UnsupportedAlgorithm
    except ImportError:
        return wrong("versleuteling", _("De versleuteling (cryptography, met Argon2id) ontbreekt of is te oud."), do)
    try:
        argon2.Argon2id(salt=bytes(16), length=32, iterations=1, lanes=1, memory_cost=8).derive(b"proef")
    except unsupported:
        return wrong("versleuteling", _("Argon2id werkt niet op deze computer."), do)
    return good("versleuteling", _("Argon2id werkt."))


def _clock(machine: Machine) -> Finding:
    now = machine.now
    shown = {"datum": f"{now:%d-%m-%Y}", "tijd": f"{now:%H:%M}", "zone": now.tzname()}
    if (now.year, now.month) < (2026, 11):
        what = _("De klok staat op {datum}; dat kan niet kloppen.").format(**shown)
        return wrong("klok", what, _("Laat uw beheerder de klok gelijkzetten."))
    if now.utcoffset() not in (timedelta(hours=1), timedelta(hours=2)):
        what = _("De klok geeft {tijd} ({zone}); dat is geen Nederlandse tijd.").format(**shown)
        return watch("klok", what, _("Laat instellen: timedatectl set-timezone Europe/Amsterdam"))
    if not (machine.synced or (machine.root / "run/systemd/timesync/synchronized").exists()):
        what = _("De klok geeft {tijd}. Niet vast te stellen of die gelijkloopt.").format(**shown)
        return watch("klok", what, _("Vergelijk de tijd met uw telefoon."))
    return good("klok", _("De klok geeft {tijd} ({zone}) en loopt gelijk.").format(**shown))


def _surroundings(machine: Machine) -> Finding:
    names = set(machine.environ)
    with suppress(OSError):
        names |= {setting.partition("=")[0] for setting in read(machine.root / "proc/self/environ").split("\0")}
    found = sorted(name for name in names if name.startswith("TEXTUAL_") or name in _LEAKS)
    if not found:
        return good("omgeving", _("Geen instellingen die gegevens kunnen lekken."))
    what = _("{namen}: gesprek negeert dit.").format(namen=", ".join(found))
    return watch("omgeving", what, _("Hebt u dit niet zelf ingesteld? Meld het uw beheerder."))


CHECKS: dict[str, Callable[[Machine], Finding]] = {
    "python": _python, "database": _sqlite, "versleuteling": _cipher,
    "kluis": vault.folder, "kluisbestanden": vault.files, "kluisinhoud": vault.contents, "schijf": vault.file_system,
    "ruimte": vault.space, "cloud": vault.cloud, "umask": _umask,
    "wisselgeheugen": _swap, "geheugendump": _core_dump, "opname": _recording, "terugbladeren": _scrollback,
    "terminal": _terminal, "tekens": _letters, "klok": _clock, "omgeving": _surroundings,
}  # fmt: skip
"""The checks by id, in the order in which they are shown."""
