"""The file of a backup: a header, a manifest that names every part with its size and SHA-256, its seal, then the parts.

    16 bytes   what this is                     2 bytes   format              4 bytes   length of the manifest
    10 bytes   checksum of these three          manifest (JSON)
    32 bytes   SHA-256 of all before it         32 bytes  HMAC of the same, with a key of the vault
    the parts, one after the other, in the order and of the sizes in the manifest; nothing behind them

A framing of our own and no archive format: every byte of it is covered by one of the checks, only names that a vault has are
accepted, nothing is compressed, and no part can be larger than the file itself.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from gesprek.errors import GesprekError
from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.record.problems import Damaged, EmptyFile, NewerFormat, NotOurs

__all__ = ["FORMAT", "PARTS", "Backup", "Manifest", "Part", "allowed", "pack", "read_backup"]

FORMAT = 1
PARTS = ("sleutels", "kluis.db", "hoofd", "vernietigd")
"""The parts every backup has; besides, the files of the flows that dossiers are pinned to."""
_MAGIC = b"gesprek-reserve\n"
_HEADER = struct.Struct(">16sHI")
_CHECK = 10
_SEAL = 32
_CHUNK = 1 << 20
_MOST_PARTS = 100_000
_LONGEST_MANIFEST = 1 << 25
_FLOW = re.compile(r"flows/[0-9a-f]{64}(/[^/\\\x00-\x1f\x7f]{1,200}){1,8}")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the vault."""

    naam: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup holds. kluis: the id of the vault (hex); moment: ISO; bevindingen: what was wrong (chain, number, kind)."""

    kluis: str
    moment: str
    logregels: int
    dossiers: int
    delen: tuple[Part, ...]
    bevindingen: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of which everything that can be checked without a key is whole."""

    path: Path
    manifest: Manifest
    start: int
    signed: bytes
    seal: bytes

    def check_seal(self, key: bytes) -> None:
        """Raises Damaged unless this was made by the vault with this key and not changed since."""
        if not hmac.compare_digest(hmac.digest(key, self.signed, "sha256"), self.seal):
            raise Damaged(
                _("De reservekopie is beschadigd of gewijzigd: het zegel klopt niet."),
                where=harmless(str(self.path)),
                hint=_("Er is niets teruggezet. Gebruik een andere reservekopie."),
            )

    def unpack(self, folder: Path) -> None:
        """Write the parts in an empty folder of our own, each on the disk. Raises Damaged or OSError."""
        with _opened(self.path) as file:
            file.seek(self.start)
            for part in self.manifest.delen:
                target = folder / part.naam
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
                with open(fd, "wb") as out:
                    _take(file, self.path, part, out.write)
                    out.flush()
                    os.fsync(fd)


def allowed(name: str) -> bool:
    """Whether a part may be called this: a file of a vault, and nothing outside it."""
    return name in PARTS or (_FLOW.fullmatch(name) is not None and not {".", ".."} & set(name.split("/")))


# -- writing --------------------------------------------------------------------------------------------------------------


def pack(target: BinaryIO, files: Sequence[tuple[str, Path]], about: Manifest, key: bytes) -> Manifest:
    """Write a backup of `files` (name, where it stands); `about` without its parts. Returns the manifest. Raises OSError."""
    listed = []
    for name, path in files:
        assert allowed(name)
        with path.open("rb") as source:
            listed.append(Part(name, os.fstat(source.fileno()).st_size, hashlib.file_digest(source, "sha256").hexdigest()))
    manifest = msgspec.structs.replace(about, delen=tuple(listed))
    text = msgspec.json.encode(manifest)
    header = _HEADER.pack(_MAGIC, FORMAT, len(text))
    signed = header + hashlib.sha256(header).digest()[:_CHECK] + text
    target.write(signed + hashlib.sha256(signed).digest() + hmac.digest(key, signed, "sha256"))
    for part, (_name, path) in zip(listed, files, strict=True):
        with path.open("rb") as source:
            _take(source, path, part, target.write)
    return manifest


# -- reading --------------------------------------------------------------------------------------------------------------


def read_backup(path: Path) -> Backup:
    """Read a backup and check everything that can be checked without a key.

    Raises GesprekError when it cannot be read at all, EmptyFile, NotOurs, NewerFormat, or Damaged with the part that is.
    """
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            raise EmptyFile(_("{pad} is leeg: nul bytes.").format(pad=harmless(str(path))), hint=_("Er is niets teruggezet."))
        length = _read_header(path, file.read(_HEADER.size + _CHECK))
        start = _HEADER.size + _CHECK + length + 2 * _SEAL
        if length > _LONGEST_MANIFEST:
            raise _damaged(path, _("de inhoudsopgave klopt niet"))
        if start > size:
            raise _damaged(path, _("het einde ontbreekt"))
        file.seek(0)
        signed = file.read(start - 2 * _SEAL)
        if hashlib.sha256(signed).digest() != file.read(_SEAL):
            raise _damaged(path, _("de inhoudsopgave klopt niet"))
        seal = file.read(_SEAL)
        manifest = _read_manifest(path, signed[_HEADER.size + _CHECK :])
        total = start + sum(part.bytes for part in manifest.delen)
        if total > size:
            raise _damaged(path, _("het einde ontbreekt"))
        if total < size:
            raise _damaged(path, _("er staat iets achter"))
        for part in manifest.delen:
            _take(file, path, part, lambda _data: None)
    return Backup(path, manifest, start, signed, seal)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise GesprekError(_("Er is geen bestand {pad}.").format(pad=harmless(str(path)))) from None
    except OSError as error:
        raise GesprekError(
            _("{pad} kan niet worden geopend (fout {nummer}).").format(pad=harmless(str(path)), nummer=error.errno)
        ) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise NotOurs(_("{pad} is geen gewoon bestand.").format(pad=harmless(str(path))))
    with open(fd, "rb") as file:
        yield file


def _read_header(path: Path, data: bytes) -> int:
    """The length of the manifest."""
    same = sum(a == b for a, b in zip(data, _MAGIC, strict=False))
    if not data or same < min(len(data), len(_MAGIC) - 1):
        raise NotOurs(
            _("{pad} is geen reservekopie van dit programma.").format(pad=harmless(str(path))), hint=_("Er is niets teruggezet.")
        )
    body, check = data[: _HEADER.size], data[_HEADER.size :]
    if len(check) < _CHECK:
        raise _damaged(path, _("het einde ontbreekt"))
    magic, form, length = _HEADER.unpack(body)
    if magic != _MAGIC or hashlib.sha256(body).digest()[:_CHECK] != check:
        raise _damaged(path, _("het begin klopt niet"))
    if form > FORMAT:
        raise NewerFormat(
            _("Deze reservekopie is gemaakt door een nieuwere versie van gesprek."),
            where=harmless(str(path)),
            hint=_("Werk het programma bij. Er is niets teruggezet."),
        )
    return int(length)


def _read_manifest(path: Path, text: bytes) -> Manifest:
    """A manifest as we write them. One that is whole and yet not ours was made by somebody else."""
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError:
        raise _damaged(path, _("de inhoudsopgave klopt niet")) from None
    names = [part.naam for part in manifest.delen]
    proper = len(names) <= _MOST_PARTS and len(set(names)) == len(names) and set(PARTS) <= set(names)
    if not proper or not all(allowed(name) for name in names) or any(part.bytes < 0 for part in manifest.delen):
        raise _damaged(path, _("er staan delen in die er niet horen, of er ontbreekt een deel"))
    return manifest


def _take(file: BinaryIO, path: Path, part: Part, write: Callable[[bytes], object]) -> None:
    """Read one part and hand it on piece by piece. Raises Damaged, naming it, when it is not what the manifest says."""
    digest, left = hashlib.sha256(), part.bytes
    while left:
        data = file.read(min(_CHUNK, left))
        if not data:
            break
        digest.update(data)
        left -= len(data)
        write(data)
    if left or digest.hexdigest() != part.sha256:
        raise _damaged(path, _("het deel '{naam}' klopt niet").format(naam=part.naam))


def _damaged(path: Path, what: str) -> Damaged:
    return Damaged(
        _("De reservekopie is beschadigd: {wat}.").format(wat=what),
        where=harmless(str(path)),
        hint=_("Er is niets teruggezet. Gebruik een andere reservekopie."),
    )
