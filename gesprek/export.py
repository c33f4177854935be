"""Writing the three texts to files: all or none, readable by the owner only, never over an existing file."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from gesprek.errors import GesprekError
from gesprek.i18n import _

__all__ = ["ExportProblem", "file_names", "write_texts"]


class ExportProblem(GesprekError):
    """The texts could not be written; nothing of them is left on disk."""


def file_names(base: str) -> dict[str, Path]:
    """The three files for a folder and first part of a name ("~/stukken/hoekstra"). Raises ExportProblem."""
    base = base.strip()
    if not base or base.endswith("/") or Path(base).name in ("", ".", "..", "~"):
        raise ExportProblem(_("Geef een map en een naam, bijvoorbeeld ~/stukken/zaak-1."))
    path = Path(base).expanduser()
    if path.is_dir() or path.name.startswith("-"):
        raise ExportProblem(_("Geef een map en een naam, bijvoorbeeld ~/stukken/zaak-1."))
    stem = path.name.removesuffix(".txt")
    return {name: path.parent / f"{stem}-{name}.txt" for name in ("aangifte", "bevindingen", "advies")}


def write_texts(base: str, texts: Mapping[str, str]) -> list[Path]:
    """Write each text to its file. Returns the files. Raises ExportProblem with what is wrong, in words."""
    try:
        files = file_names(base)
    except RuntimeError:  # ~nobody
        raise ExportProblem(_("Deze map bestaat niet: {map}.").format(map=base)) from None
    folder = next(iter(files.values())).parent
    if not folder.is_dir():
        raise ExportProblem(_("Deze map bestaat niet: {map}.").format(map=folder))
    there = [file.name for file in files.values() if os.path.lexists(file)]
    if there:
        said = _("Er staat al: {namen}. Er is niets overschreven; kies een andere naam.")
        raise ExportProblem(said.format(namen=", ".join(there)))
    made: list[Path] = []
    try:
        for name, file in files.items():
            _write(file, texts[name], made)
    except OSError as error:
        for file in made:
            file.unlink(missing_ok=True)
        raise ExportProblem(_said(error, folder)) from None
    return made


def _write(file: Path, text: str, made: list[Path]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    made.append(file)
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text.rstrip("\n") + "\n")
        stream.flush()
        os.fsync(stream.fileno())


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
