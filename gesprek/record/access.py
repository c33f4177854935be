"""Who may put a backup back: whoever can open it, or the vault it was made of; guessing is as slow as at the door itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.record.container import Backup
from gesprek.record.holding import Hold, Holder
from gesprek.record.keyfile import RECORD, KeyFile
from gesprek.record.problems import Busy, Damaged, VaultProblem
from gesprek.record.recovery import parse_recovery_key
from gesprek.record.sealing import derive
from gesprek.record.slots import SlotFile, is_whole
from gesprek.record.tries import count_try
from gesprek.record.vault import Files, vault_exists

__all__ = ["PURPOSE", "close_door", "key_of", "present_vault", "take_door"]

PURPOSE = "reservekopie"
"""What the key of the seal of a backup is derived for."""
_PASSPHRASE, _RECOVERY, _TRIES = (1, 2), (3, 4), (5,)
"""Records of the key file: see `keyfile`."""


def present_vault(backup: Backup, folder: Path, *, trial: bool) -> Files | None:
    """The vault that the backup is to replace; None when there is none. A trial takes no notice of another vault.

    Raises VaultProblem: a backup never takes the place of another vault than it was made of.
    """
    if not vault_exists(folder):
        return None
    live = Files(folder)
    keys = _readable(live)
    if keys is None:  # it cannot be told whose it is; it stays beside the new one
        return live
    ident = keys.vault
    keys.close()
    if ident.hex() == backup.manifest.kluis:
        return live
    if trial:
        return None
    raise VaultProblem(
        _("Deze reservekopie is van een andere kluis dan die in {pad}.").format(pad=harmless(str(folder))),
        hint=_("Er is niets veranderd. Verplaats eerst die map, of kies met GESPREK_KLUIS een andere plaats."),
    )


def take_door(files: Files, clock: Callable[[], datetime]) -> Hold:
    """Be the only program that has the vault open. Raises Busy, naming who has it when that is known, or OSError."""
    door = Hold.take(files.door, clock())
    if isinstance(door, Hold):
        return door
    known = _holders(files, clock())
    said = _("De kluis is nog open bij {wie}.").format(wie="; ".join(known)) if known else _("De kluis is nog ergens open.")
    raise Busy(said, hint=_("Sluit daar het programma en probeer het opnieuw. Er is niets veranderd."))


def _holders(files: Files, now: datetime) -> list[str]:
    """Who has a dossier open, as far as that can be told: who only has the vault open leaves no name."""
    found = set()
    for path in sorted(files.door.parent.iterdir()):
        if path != files.door:
            held = Hold.take(path, now, shared=True)
            if isinstance(held, Holder):
                found.add(str(held))
            else:
                held.free()
    return sorted(found)


def close_door(files: Files, door: Hold) -> None:
    """Let others in again; a name left on the door would be read as somebody who is there."""
    with contextlib.suppress(OSError):
        os.truncate(files.door, 0)
    door.free()


def key_of(
    backup: Backup, new: Files, live: Files | None, secret: str, clock: Callable[[], datetime], *, recovery: bool
) -> tuple[bytes, bool]:
    """The key of the vault, and whether passphrase and recovery key stay those of the vault that is there now.

    They do when the secret opens that one: a passphrase that was changed because somebody knew it must not come back. In `new`
    the key file of the backup, which gets the passphrase and the wrong tries of the vault. A wrong try counts at the vault too.
    Raises WrongPassphrase, TooManyTries or Damaged.
    """
    own, present = KeyFile(new.keys), _readable(live)
    try:
        counted, path = (own, new.keys) if present is None or live is None else (present, live.keys)
        tries = _records(path, _TRIES)
        count_try(counted, clock().timestamp())
        try:
            key, by = _first_that_opens(backup, [keys for keys in (present, own) if keys is not None], secret, recovery)
        except Damaged:  # not for want of the right passphrase
            _put(path, tries)
            raise
        _put(path, tries)
    finally:
        own.close()
        if present is not None:
            present.close()
    if live is None or present is None:
        return key, False
    _put(new.keys, tries)
    if by is not present:
        return key, False
    passphrase = _put(new.keys, _records(live.keys, _PASSPHRASE))
    recovery_key = _put(new.keys, _records(live.keys, _RECOVERY))
    return key, passphrase and recovery_key


def _readable(live: Files | None) -> KeyFile | None:
    if live is not None:
        with contextlib.suppress(VaultProblem):
            return KeyFile(live.keys)
    return None


def _first_that_opens(backup: Backup, files: list[KeyFile], secret: str, recovery: bool) -> tuple[bytes, KeyFile]:
    """The key that the secret stands for in one of these files and that fits the seal of the backup."""
    problem: VaultProblem | None = None
    for keys in files:
        try:
            key = keys.unwrap_with_recovery(parse_recovery_key(secret)) if recovery else keys.unwrap(secret)
            backup.check_seal(derive(key, PURPOSE))
        except VaultProblem as found:
            problem = found
        else:
            return key, keys
    assert problem is not None
    raise problem


def _records(path: Path, numbers: tuple[int, ...]) -> dict[int, bytes]:
    file = SlotFile(path, RECORD, writable=False)
    try:
        return {number: file.read(number) for number in numbers}
    finally:
        file.close()


def _put(path: Path, records: dict[int, bytes]) -> bool:
    """Overwrite these records; not when one of them is damaged."""
    if not all(is_whole(record) for record in records.values()):
        return False
    file = SlotFile(path, RECORD)
    try:
        for number, record in records.items():
            file.write(number, record)
    finally:
        file.close()
    return True
