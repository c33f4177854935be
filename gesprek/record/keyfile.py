"""The key file of a vault: who may open it, how often a wrong passphrase was tried, and the key of every dossier.

Records of 512 bytes, overwritten in place. 0: what this is. 1 and 2: the vault key wrapped by a passphrase; 3 and 4: by the
recovery key (two places, so that a change writes the new one before the old one goes). 5: wrong tries. From 6: one per dossier.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gesprek.i18n import _
from gesprek.record.holding import release, wait_for
from gesprek.record.problems import Damaged, NewerFormat, NotOurs, WrongPassphrase
from gesprek.record.sealing import KEY, OVERHEAD, STRONG, Cost, Sealer, Unsealable, derive, new_key, stretch
from gesprek.record.slots import SlotFile, checked, is_whole, write_all

__all__ = ["FORMAT", "KeyFile", "Place", "Tries"]

FORMAT = 1
RECORD = 512
_MAGIC = b"gesprek-sleutels"
_FIRST = 6
_BLOCK = 64
_HEAD = struct.Struct(">16sH16s")
_WRAP = struct.Struct(f">BI16sIII{KEY + OVERHEAD}s")
_TRIES = struct.Struct(">IB")
_MOMENT = struct.Struct(">Q")
_PLACE = struct.Struct(f">B16s{KEY + OVERHEAD}s")
MOMENTS = 50
_PASSPHRASE, _RECOVERY, _TRIES_AT = (1, 2), (3, 4), 5
_Wrap = tuple[int, int, bytes, int, int, int, bytes]
"""State, generation, salt, memory, passes, lanes, the wrapped key."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries since the last right one: how many, and when (seconds since 1970, the last `MOMENTS` of them)."""

    count: int = 0
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a dossier key. state: vrij, bezet or beschadigd; dossier: its 16 bytes, empty when not known."""

    number: int
    state: str
    dossier: bytes = b""


class KeyFile:
    """The key file, open. Raises the message that fits when it is empty, not ours, newer or damaged."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self._file = SlotFile(path, RECORD, writable=writable)
        try:
            self.vault = self._identity()
        except BaseException:
            self._file.close()
            raise
        self._slots: Sealer | None = None
        self._opened_by = 0
        self._looked = 0

    def _identity(self) -> bytes:
        path = self._file.path
        if self._file.count == 0:
            raise NotOurs(_("{pad} is geen sleutelbestand van dit programma.").format(pad=path))
        head = self._file.read(0)
        magic, form, vault = _HEAD.unpack_from(head)
        if magic != _MAGIC:
            if sum(a == b for a, b in zip(magic, _MAGIC, strict=True)) >= len(_MAGIC) - 1:
                raise self._damaged(_("het begin"))
            raise NotOurs(_("{pad} is geen sleutelbestand van dit programma.").format(pad=path))
        if not is_whole(head):
            raise self._damaged(_("het begin"))
        if form > FORMAT:
            raise NewerFormat(
                _("{pad} is gemaakt door een nieuwere versie van gesprek.").format(pad=path),
                hint=_("Werk het programma bij; er is niets veranderd."),
            )
        if self._file.count < _FIRST:
            raise self._damaged(_("het einde"))
        return bytes(vault)

    def _damaged(self, what: str) -> Damaged:
        return Damaged(
            _("Het sleutelbestand is beschadigd: {wat} klopt niet.").format(wat=what),
            where=str(self._file.path),
            hint=_("Zet een reservekopie terug met 'gesprek kluis terugzetten'."),
        )

    # -- making --------------------------------------------------------------------------------------------------------

    @staticmethod
    def create(path: Path, passphrase: str, recovery: bytes, cost: Cost = STRONG) -> tuple[KeyFile, bytes]:
        """Write a new key file with a new vault key; returns it open, and the key. Raises OSError when it exists."""
        key, vault = new_key(), os.urandom(16)
        records = [
            checked(_HEAD.pack(_MAGIC, FORMAT, vault), RECORD),
            _wrapped(key, 1, passphrase, cost, vault),
            _empty(),
            _wrapped_by_recovery(key, 1, recovery, vault),
            _empty(),
            checked(_TRIES.pack(0, 0), RECORD),
            *(_free() for _n in range(_BLOCK)),
        ]
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            write_all(fd, b"".join(records), 0)
            os.fsync(fd)
        finally:
            os.close(fd)
        made = KeyFile(path)
        made.use(key)
        return made, key

    # -- opening -------------------------------------------------------------------------------------------------------

    def unwrap(self, passphrase: str) -> bytes:
        """The vault key. Raises WrongPassphrase, or Damaged when both places for it are."""
        what = _("het deel met het wachtwoord")
        return self._unwrap(_PASSPHRASE, what, lambda wrap: stretch(passphrase, wrap[2], Cost(*wrap[3:6])))

    def unwrap_with_recovery(self, recovery: bytes) -> bytes:
        """The vault key, by the recovery key. Raises WrongPassphrase or Damaged."""
        return self._unwrap(_RECOVERY, _("het deel met de herstelsleutel"), lambda _wrap: derive(recovery, "herstelsleutel"))

    def _unwrap(self, places: tuple[int, int], what: str, key_of: Callable[[_Wrap], bytes]) -> bytes:
        found, broken = self._wraps(places)
        if not found:
            raise self._damaged(what)
        for number, wrap in found:
            if places == _PASSPHRASE and not Cost(*wrap[3:6]).sane:
                raise self._damaged(what)
            try:
                key = Sealer(key_of(wrap)).open(wrap[6], self.vault + b"kluis")
            except Unsealable:
                continue
            self._opened_by = number
            return key
        if broken:
            raise self._damaged(what)
        raise WrongPassphrase(_("Dit opent de kluis niet."), hint=_("Het bestand zelf is heel. Staat Caps Lock aan?"))

    def _wraps(self, places: tuple[int, int]) -> tuple[list[tuple[int, _Wrap]], list[int]]:
        """The wrapped keys, newest first, and the places that are damaged."""
        found, broken = [], []
        for number in places:
            record = self._file.read(number)
            if not is_whole(record):
                broken.append(number)
                continue
            wrap = _WRAP.unpack_from(record)
            if wrap[0] == 1 and wrap[1]:
                found.append((number, wrap))
        return sorted(found, key=lambda item: -item[1][1]), broken

    def use(self, key: bytes) -> None:
        """From now on the places of the dossiers can be opened."""
        self._slots = Sealer(derive(key, "dossiersleutels"))

    def settle(self) -> None:
        """After a change that was cut short there are two passphrases; the one that was used now is the one that stays.

        Not the newest: it was never acknowledged, and who goes on with the old one would find it gone. So with recovery keys.
        """
        for places in (_PASSPHRASE, _RECOVERY):
            if self._opened_by in places:
                for number, _wrap in self._wraps(places)[0]:
                    if number != self._opened_by:
                        self._wipe(number)

    # -- changing who may open ------------------------------------------------------------------------------------------

    def change_passphrase(self, key: bytes, passphrase: str, cost: Cost = STRONG) -> None:
        """Another passphrase for the same key: the new one is on the disk before the old one is overwritten. Raises OSError."""
        self._replace(_PASSPHRASE, lambda generation: _wrapped(key, generation, passphrase, cost, self.vault))

    def change_recovery(self, key: bytes, recovery: bytes) -> None:
        """Another recovery key. Raises OSError."""
        self._replace(_RECOVERY, lambda generation: _wrapped_by_recovery(key, generation, recovery, self.vault))

    def _replace(self, places: tuple[int, int], make: Callable[[int], bytes]) -> None:
        found, _broken = self._wraps(places)
        generation = found[0][1][1] if found else 0
        before = self._opened_by if self._opened_by in places else found[-1][0] if found else places[1]
        other = places[0] if before == places[1] else places[1]
        self._file.write(other, make(generation + 1))
        self._wipe(before)
        if self._opened_by == before:
            self._opened_by = other

    def _wipe(self, number: int) -> None:
        self._file.write(number, _empty())

    # -- wrong tries ----------------------------------------------------------------------------------------------------

    def alone(self) -> None:
        """Until `with_others` or `close` the only one who tries: a try counts as wrong until it is known, and who comes while
        another is at it would count that one. Raises Busy when that takes long, or OSError."""
        wait_for(self._file.fd)

    def with_others(self) -> None:
        """Let others try."""
        with contextlib.suppress(OSError):  # it is free at the latest when the file is closed
            release(self._file.fd)

    @property
    def tries(self) -> Tries:
        """The wrong tries. A damaged record counts as many, so that breaking it does not speed up guessing."""
        record = self._file.read(_TRIES_AT)
        if not is_whole(record):
            return Tries(8)
        count, kept = _TRIES.unpack_from(record)
        moments = [_MOMENT.unpack_from(record, _TRIES.size + i * _MOMENT.size)[0] for i in range(min(kept, MOMENTS))]
        return Tries(count, tuple(moments))

    def put_tries(self, tries: Tries) -> None:
        """Write how many wrong tries there were; of the moments the last are kept. Raises OSError."""
        tries = Tries(tries.count, tries.moments[-MOMENTS:])
        body = _TRIES.pack(min(tries.count, 2**32 - 1), len(tries.moments)) + b"".join(_MOMENT.pack(m) for m in tries.moments)
        self._file.write(_TRIES_AT, checked(body, RECORD))

    # -- dossier keys ---------------------------------------------------------------------------------------------------

    def places(self) -> list[Place]:
        """Every place for a dossier key."""
        return [_place(number, record) for number, record in enumerate(self._file.read_all()[_FIRST:])]

    def damage(self) -> list[str]:
        """What is damaged, in words; empty when every record is whole."""
        names = {1: _("wachtwoord"), 2: _("wachtwoord"), 3: _("herstelsleutel"), 4: _("herstelsleutel"), 5: _("pogingen")}
        found = [names[n] for n in (1, 2, 3, 4, 5) if not is_whole(self._file.read(n))]
        said = [_("het deel '{naam}' is beschadigd").format(naam=name) for name in dict.fromkeys(found)]
        said += [
            _("sleutel nummer {n} is beschadigd").format(n=place.number) for place in self.places() if place.state == "beschadigd"
        ]
        if os.fstat(self._file.fd).st_size % RECORD:
            said.append(_("het eind is afgekapt, of er staat iets achter"))
        return said

    def new_dossier_key(self, dossier: bytes) -> tuple[int, bytes]:
        """Make a key for a dossier: its place and the key. On the disk when this returns. Raises OSError."""
        assert self._slots is not None
        free = self._free_place()
        key = new_key()
        sealed = self._slots.seal(key, self._about(free, dossier))
        self._file.write(_FIRST + free, checked(_PLACE.pack(1, dossier, sealed), RECORD))
        return free, key

    def _free_place(self) -> int:
        """A place that is free. Looks on from where the last one was found; the whole file is read once, not each time."""
        count = self._file.count - _FIRST
        for number in range(self._looked, count):
            if _place(number, self._file.read(_FIRST + number)).state == "vrij":
                self._looked = number
                return number
        self._file.append([_free() for _n in range(_BLOCK)])
        self._looked = count
        return count

    def dossier_key(self, place: int, dossier: bytes) -> bytes:
        """The key of a dossier. Raises Damaged when it is gone or damaged."""
        assert self._slots is not None
        record = self._file.read(_FIRST + place)
        found = _place(place, record)
        if found.state == "vrij" or (found.state == "bezet" and found.dossier != dossier):
            raise Damaged(_("De sleutel van dit dossier is vernietigd; het is niet meer te lezen."))
        try:
            return self._slots.open(_PLACE.unpack_from(record)[2], self._about(place, dossier))
        except Unsealable:
            raise Damaged(_("De sleutel van dit dossier is beschadigd (nummer {n}).").format(n=place)) from None

    def dossier_keys(self) -> Callable[[int, bytes], bytes]:
        """The key of a dossier by its place and id, out of one reading of the file. It raises Unsealable when there is none.

        Checksums are skipped: the seal on each key says more.
        """
        records, slots = self._file.read_all()[_FIRST:], self._slots

        def key(place: int, dossier: bytes) -> bytes:
            if slots is None or not 0 <= place < len(records):
                raise Unsealable
            return slots.open(_PLACE.unpack_from(records[place])[2], self._about(place, dossier))

        return key

    def destroy_dossier_key(self, place: int) -> None:
        """Overwrite the key in place; on the disk when this returns. Raises OSError."""
        self._file.write(_FIRST + place, _free())

    def _about(self, place: int, dossier: bytes) -> bytes:
        return self.vault + dossier + place.to_bytes(4, "big")

    def close(self) -> None:
        """Give the file back, and drop the key it was opened with."""
        self._slots = None
        self._file.close()


def _wrapped(key: bytes, generation: int, passphrase: str, cost: Cost, vault: bytes) -> bytes:
    salt = os.urandom(16)
    sealed = Sealer(stretch(passphrase, salt, cost)).seal(key, vault + b"kluis")
    return checked(_WRAP.pack(1, generation, salt, cost.memory, cost.passes, cost.lanes, sealed), RECORD)


def _wrapped_by_recovery(key: bytes, generation: int, recovery: bytes, vault: bytes) -> bytes:
    sealed = Sealer(derive(recovery, "herstelsleutel")).seal(key, vault + b"kluis")
    return checked(_WRAP.pack(1, generation, os.urandom(16), 0, 0, 0, sealed), RECORD)


def _empty() -> bytes:
    """A place without a wrapped key: its state is 0, what follows is nothing."""
    return checked(b"\0" + os.urandom(RECORD - 64), RECORD)


def _free() -> bytes:
    return checked(_PLACE.pack(0, os.urandom(16), os.urandom(KEY + OVERHEAD)) + os.urandom(300), RECORD)


def _place(number: int, record: bytes) -> Place:
    if not any(record):  # a power cut came between making the file longer and filling it
        return Place(number, "vrij")
    if not is_whole(record):
        return Place(number, "beschadigd")
    state, dossier, _sealed = _PLACE.unpack_from(record)
    return Place(number, "bezet", bytes(dossier)) if state == 1 else Place(number, "vrij")
