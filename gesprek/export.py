"""Writing the three texts to files: all or none, readable by the owner only, never over an existing file.

First the files are reserved, as long as they will be and without a word in them; then they are filled. In between their owner
can log that they are handed out: what goes wrong with a disk goes wrong before that, and what cannot be logged never gets in.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gesprek.errors import GesprekError
from gesprek.i18n import _

__all__ = ["ExportProblem", "Reserved", "file_names", "make_folder", "missing_folder", "write_texts"]


class ExportProblem(GesprekError):
    """The texts could not be written; nothing of them is left on disk."""


def file_names(base: str, names: Iterable[str] = ("aangifte", "bevindingen", "advies")) -> dict[str, Path]:
    """The files for a folder and first part of a name ("~/stukken/hoekstra"), one for each of `names`. Raises ExportProblem."""
    base = base.strip()
    if not base or base.endswith("/") or Path(base).name in ("", ".", "..", "~"):
        raise ExportProblem(_("Geef een map en een naam, bijvoorbeeld ~/stukken/zaak-1."))
    try:
        path = Path(base).expanduser()
    except RuntimeError:  # ~nobody
        raise ExportProblem(_("Deze map bestaat niet: {map}.").format(map=base)) from None
    if os.path.isdir(path) or path.name.startswith("-"):
        raise ExportProblem(_("Geef een map en een naam, bijvoorbeeld ~/stukken/zaak-1."))
    stem = path.name.removesuffix(".txt")
    return {name: path.parent / f"{stem}-{name}.txt" for name in names}


def missing_folder(base: str) -> Path | None:
    """The folder of these files when it is not there and can be made; None otherwise, also for a name that does not do."""
    try:
        folder = next(iter(file_names(base).values())).parent
        above = next(one for one in folder.parents if os.path.lexists(one))
    except (ExportProblem, StopIteration, ValueError, OSError):
        return None
    return folder if not os.path.lexists(folder) and os.path.isdir(above) else None


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for the owner only. Raises ExportProblem."""
    for one in reversed([folder, *folder.parents]):
        try:
            if not one.is_dir():
                one.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise ExportProblem(_said(error, one.parent)) from None


class Reserved:
    """Three files of ours, made and empty of words. Fill or remove them. Raises ExportProblem with what is wrong, in words."""

    def __init__(self, base: str, texts: Mapping[str, str]) -> None:
        files = file_names(base, texts)
        self._folder = next(iter(files.values())).parent
        _see_folder(self._folder)
        there = [file.name for file in files.values() if os.path.lexists(file)]
        if there:
            said = _("Er staat al: {namen}. Er is niets overschreven; kies een andere naam.")
            raise ExportProblem(said.format(namen=", ".join(there)))
        self._open: dict[Path, tuple[int, bytes]] = {}
        try:
            for name, file in files.items():
                self._reserve(file, (texts[name].rstrip("\n") + "\n").encode())
        except OSError as error:
            self.remove()
            raise ExportProblem(_said(error, self._folder)) from None

    @property
    def files(self) -> list[Path]:
        """Where they are."""
        return list(self._open)

    def _reserve(self, file: Path, data: bytes) -> None:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0), 0o600)
        self._open[file] = (descriptor, data)
        if not hasattr(os, "posix_fallocate"):
            return
        try:
            os.posix_fallocate(descriptor, 0, len(data))
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):  # this disk cannot reserve room
                raise

    def fill(self) -> None:
        """Write the texts; they are on the disk when this returns. Raises ExportProblem, and then the files are gone."""
        try:
            for descriptor, data in self._open.values():
                with open(descriptor, "wb", closefd=False) as stream:
                    stream.write(data)
                os.fsync(descriptor)
        except OSError as error:
            self.remove()
            raise ExportProblem(_said(error, self._folder)) from None
        self._close()
        with suppress(OSError):  # their names too; not every disk can do that
            folder = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def remove(self) -> None:
        """Take them away again."""
        for file in self._open:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        for descriptor, _data in self._open.values():
            if descriptor >= 0:
                with suppress(OSError):
                    os.close(descriptor)
        self._open = dict.fromkeys(self._open, (-1, b""))


def write_texts(base: str, texts: Mapping[str, str]) -> list[Path]:
    """Write each text to its file. Returns the files. Raises ExportProblem with what is wrong, in words."""
    made = Reserved(base, texts)
    made.fill()
    return made.files


def _see_folder(folder: Path) -> None:
    try:
        is_folder = stat.S_ISDIR(os.stat(folder).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        is_folder = False
    except OSError as error:
        raise ExportProblem(_said(error, folder)) from None
    if not is_folder:
        hint = _("Maak haar eerst, of kies een map die er is.")
        raise ExportProblem(_("Deze map bestaat niet: {map}.").format(map=folder), hint=hint)


def _said(error: OSError, folder: Path) -> str:
    known = {
        errno.ENOSPC: _("De schijf is vol."),
        errno.EDQUOT: _("De schijf is vol voor u."),
        errno.EACCES: _("U mag in deze map niet schrijven: {map}.").format(map=folder),
        errno.EPERM: _("U mag in deze map niet schrijven: {map}.").format(map=folder),
        errno.EROFS: _("Deze schijf kan alleen gelezen worden: {map}.").format(map=folder),
        errno.ENAMETOOLONG: _("Deze naam is te lang."),
        errno.EEXIST: _("Er staat al een bestand met deze naam."),
    }
    reason = known.get(error.errno or 0, _("Schrijven lukte niet (fout {nummer}).").format(nummer=error.errno))
    return reason + " " + _("Er is niets weggeschreven; de tekst staat hier nog.")
