"""Looking for words that may not be in any file: in every spelling that a program could have given them, also in archives."""

from __future__ import annotations

import base64
import gzip
import io
import re
import secrets
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from string import ascii_lowercase

__all__ = ["SPELLINGS", "TRACE", "Markers", "files_below", "packed", "written_in"]

_DEEPEST = 3
"""Archives in archives that are opened."""


def _base64(at: int) -> Callable[[bytes], bytes]:
    """What is the same of the base64 of a word with `at` bytes before it, whatever stands around it."""

    def spelled(word: bytes) -> bytes:
        whole = base64.b64encode(bytes(at) + word + bytes(2))
        return whole[-(-at * 8 // 6) : (at + len(word)) * 8 // 6]

    return spelled


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "UTF-8": bytes,
    "UTF-16LE": lambda word: word.decode().encode("utf-16-le"),
    "UTF-16BE": lambda word: word.decode().encode("utf-16-be"),
    "hex": lambda word: word.hex().encode(),
    "HEX": lambda word: word.hex().upper().encode(),
    **{f"base64+{at}": _base64(at) for at in range(3)},
}


class Markers:
    """Words that are in nothing else: each is the same beginning, which is looked for, and a name of its own."""

    def __init__(self) -> None:
        self._start = "".join(secrets.choice(ascii_lowercase) for _n in range(10))
        self._names: dict[str, str] = {}
        self._found = re.compile(b"|".join(b"(?P<n%d>%s)" % (n, re.escape(spelled)) for n, spelled in enumerate(self._spelled())))

    def _spelled(self) -> list[bytes]:
        return [spell(self._start.encode()) for spell in SPELLINGS.values()]

    def __getitem__(self, name: str) -> str:
        """The marker called `name`: 14 small letters."""
        if name not in self._names:
            number = len(self._names)
            self._names[name] = self._start + "".join(ascii_lowercase[number // 26**at % 26] for at in (3, 2, 1, 0))
        return self._names[name]

    @property
    def names(self) -> list[str]:
        """Of all markers that were given out."""
        return list(self._names)

    def name_of(self, text: str) -> list[str]:
        """The names of the markers that stand whole in a text."""
        return [name for name, marker in self._names.items() if marker in text]

    def hits(self, data: bytes, depth: int = 0) -> set[str]:
        """The spellings in which a marker, or the beginning of one, stands in `data` or in an archive in it."""
        names = list(SPELLINGS)
        found = {names[int(match.lastgroup[1:])] for match in self._found.finditer(data) if match.lastgroup}
        if depth < _DEEPEST:
            for kind, inside in _archives(data):
                found |= {f"{kind} > {how}" for how in self.hits(inside, depth + 1)}
        return found

    def in_files(self, files: Iterable[Path]) -> list[str]:
        """File and spelling, for each file that has a marker in its name or in its bytes."""
        said = []
        for file in files:
            found = self.hits(file.name.encode())
            with suppress(OSError):  # a socket, or gone by now
                found |= self.hits(file.read_bytes())
            said += [f"{file}: {how}" for how in sorted(found)]
        return said


def _archives(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is packed in `data`, from wherever in it."""
    if b"PK\x03\x04" in data:
        with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield "zip", name.encode()
                with suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error):
                    yield "zip", archive.read(name)
    for match in re.finditer(rb"\x1f\x8b\x08", data):
        with suppress(zlib.error):
            yield "gzip", zlib.decompressobj(31).decompress(data[match.start() :])
    for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        with suppress(zlib.error):
            yield "zlib", zlib.decompressobj().decompress(data[match.start() :])


def files_below(folder: Path, besides: Collection[Path] = ()) -> list[Path]:
    """Every file below a folder, whatever its kind, but for those that the officer made."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir() and path not in besides)


# -- what the system was asked to write, also to files that are gone -------------------------------------------------------

TRACE = ("strace", "-f", "-qq", "-y", "-xx", "-s", "4194304", "-e", "signal=none", "-e",
         "trace=write,pwrite64,writev,pwritev,pwritev2,openat,open,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat")  # fmt: skip
"""How to start a program to have its writing noted; `-o FILE` comes behind it."""
_CALL = re.compile(rb"^\d+ +(\w+)\((?:\d+<([^>]*)>)?(.*)$")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_WRITES = frozenset({b"write", b"pwrite64", b"writev", b"pwritev", b"pwritev2"})
_NO_FILE = re.compile(rb"(/dev/(pts/\d+|null|tty|ptmx)$|pipe:|socket:|anon_inode:)")


def written_in(trace: Path) -> dict[str, bytes]:
    """All that was written, by file, in the order in which it came; and under "names" each name that was made or opened."""
    found: dict[str, bytearray] = {"names": bytearray()}
    for line in trace.read_bytes().splitlines():
        match = _CALL.match(line)
        if not match:
            continue
        texts = b"".join(_plain(text) for text in _TEXT.findall(match[3]))
        if match[1] not in _WRITES:
            found["names"] += texts + b"\n"
            continue
        where = _plain(match[2] or b"")
        if not _NO_FILE.match(where):
            found.setdefault(where.decode(errors="replace"), bytearray()).extend(texts)
    return {name: bytes(data) for name, data in found.items()}


def _plain(spelled: bytes) -> bytes:
    return bytes.fromhex(spelled.replace(b"\\x", b"").decode())


def packed(data: bytes) -> dict[str, bytes]:
    """`data` in each kind of archive that is opened, one in the other too; for the control."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stuk.txt", data)
    return {
        "zip": made.getvalue(),
        "gzip": b"vooraf" + gzip.compress(data) + b"erna",
        "zlib": b"vooraf" + zlib.compress(data),
        "gzip in zip": _zipped(gzip.compress(data)),
    }


def _zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("stuk.gz", data)
    return made.getvalue()
