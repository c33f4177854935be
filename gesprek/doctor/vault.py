"""The checks of the vault as far as the system sees it: its folder, files and disk. Needs no key, and changes nothing."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gesprek.doctor.machine import Finding, Machine, existing, good, mount, shown, unknown, watch, wrong
from gesprek.i18n import _, ngettext
from gesprek.place import what_is_wrong

__all__ = ["cloud", "contents", "file_system", "files", "folder", "space"]

_LEAST_SPACE = 50
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


def folder(machine: Machine) -> Finding:
    """Whether there can be a vault, and only for this user."""
    if problem := what_is_wrong(machine.vault, machine.environ, lambda path: shown(machine, path)):
        return (watch if problem.hidden else wrong)("kluis", problem.what, problem.do)
    name = shown(machine)
    try:
        info = os.lstat(machine.vault)
    except FileNotFoundError:
        return watch("kluis", _("Er is nog geen kluis in {map}.").format(map=name), _("Maak er een: gesprek kluis nieuw"))
    if not stat.S_ISDIR(info.st_mode):
        return wrong("kluis", _("{map} is geen gewone map.").format(map=name), _("Vervang de koppeling door een gewone map."))
    if info.st_uid != machine.uid:
        return wrong("kluis", _("{map} is van iemand anders.").format(map=name), _("Start gesprek als uzelf, zonder sudo."))
    rights = f"{info.st_mode & 0o777:03o}"
    if rights != "700":
        what = _("{map} heeft rechten {rechten}; dat moet 700 zijn.").format(map=name, rechten=rights)
        return wrong("kluis", what, f"chmod 700 {name}")
    return good("kluis", _("Alleen u kunt in {map}.").format(map=name))


def files(machine: Machine) -> Finding:
    """Whether everything in the vault is of this user alone."""
    if not machine.vault.is_dir() or machine.vault.is_symlink():
        return good("kluisbestanden", _("Er is nog niets om na te kijken."))
    kinds = Counter(_kind(info, machine.uid) for info in _inside(machine.vault))
    texts = {
        "open": _("te ruime rechten ({aantal})"),
        "foreign": _("van een andere gebruiker ({aantal})"),
        "odd": _("koppeling of bijzonder bestand ({aantal})"),
    }
    said = ", ".join(text.format(aantal=kinds[kind]) for kind, text in texts.items() if kinds[kind])
    if not said:
        what = ngettext("{aantal} bestand, alleen voor u.", "{aantal} bestanden, alleen voor u.", kinds.total())
        return good("kluisbestanden", what.format(aantal=kinds.total()))
    what = _("Niet in orde van de {aantal} bestanden: {wat}.").format(aantal=kinds.total(), wat=said)
    if set(kinds) <= {"open", "sound"}:
        return wrong("kluisbestanden", what, f"chmod -R u=rwX,go= {shown(machine)}")
    return wrong("kluisbestanden", what, _("Dit hoort niet in een kluis. Laat uw beheerder kijken voordat u verder werkt."))


def contents(machine: Machine) -> Finding:
    """Whether the files of the vault seem whole; more than that takes the passphrase, and that is said."""
    try:
        from gesprek.record.outside import look_from_outside
        from gesprek.record.vault import vault_exists
    except ImportError:  # what is missing is another finding
        return unknown("kluisinhoud")
    if not machine.vault.is_dir() or not vault_exists(machine.vault):
        return good("kluisinhoud", _("Er is nog niets om na te kijken."))
    wrongs = look_from_outside(machine.vault)
    if wrongs:
        do = _(
            "Maak niets nieuw. Kijk wat er mis is: gesprek kluis controleren. Of neem een reservekopie: gesprek kluis terugzetten"
        )
        return wrong("kluisinhoud", " ".join(wrongs[:3]), do)
    what = _(
        "Elk bestand is er, met een goede maat. De rest is alleen met het wachtwoord te controleren: gesprek kluis controleren"
    )
    return good("kluisinhoud", what)


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


def file_system(machine: Machine) -> Finding:
    """Whether the disk keeps what is written, for this user alone."""
    _source, kind, options = mount(machine, existing(machine.vault))
    bad = {
        _("De kluis staat op het netwerk ({soort}); daar kan werk verloren gaan."): kind in _NETWORK,
        _("De kluis staat op een schijf die geen eigenaar en rechten kent ({soort})."): kind in _WITHOUT_RIGHTS,
        _("De kluis staat in het werkgeheugen ({soort}) en is weg na een herstart."): kind in ("tmpfs", "ramfs"),
        _("Op de schijf van de kluis kan niet worden geschreven."): "ro" in options,
    }
    for what, holds in bad.items():
        if holds:
            return wrong("schijf", what.format(soort=kind), _("Zet de kluis op een schijf van deze computer: GESPREK_KLUIS=MAP"))
    if kind not in _SOUND:
        what = _("Niet vast te stellen of deze soort schijf geschikt is ({soort}).").format(soort=kind or "?")
        return watch("schijf", what, _("Vraag uw beheerder of de kluis hier kan staan."))
    return good("schijf", _("De kluis staat op een schijf van deze computer ({soort}).").format(soort=kind))


def space(machine: Machine) -> Finding:
    """Whether there is room."""
    free = machine.free(existing(machine.vault)) // 2**20
    if free < _LEAST_SPACE:
        what = _("Nog maar {vrij} MB vrij op de schijf van de kluis.").format(vrij=free)
        return wrong("ruimte", what, _("Maak ten minste {nodig} MB vrij.").format(nodig=_LEAST_SPACE))
    return good("ruimte", _("{vrij} vrij.").format(vrij=f"{free} MB" if free < 2048 else f"{free // 1024} GB"))


def cloud(machine: Machine) -> Finding:
    """Whether the vault is copied to elsewhere."""
    real = Path(os.path.realpath(machine.vault))
    parts = [part.casefold().replace(" ", "") for part in (*machine.vault.parts, *real.parts)]
    clouds = [name for name in _CLOUDS if any(part.startswith(name.casefold()) for part in parts)]
    clouds += [name for folder in (real, *real.parents) for mark, name in _MARKS.items() if (folder / mark).exists()]
    if clouds:
        what = _("De kluis staat in een map die naar {cloud} wordt gekopieerd.").format(cloud=clouds[0])
        return wrong("cloud", what, _("Zet de kluis in een map die op deze computer blijft: GESPREK_KLUIS=MAP"))
    return good("cloud", _("De kluis staat niet in een map die naar een cloud gaat, voor zover te zien."))
