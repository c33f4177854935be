"""Results on disk: read with their exercise, written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from gesprek.errors import InputProblems
from gesprek.i18n import _
from gesprek.practice.results import ResultProblem, from_bytes, head_of, to_bytes
from gesprek.practice.scenario import Scenario, load_scenario, scenario_files
from gesprek.practice.session import Session

__all__ = ["SUFFIX", "new_result", "read_result", "write_result", "write_text"]

SUFFIX = ".oefening.json"
MOST_BYTES = 8_000_000


def read_result(path: Path, root: Path | None = None, exercise: Path | None = None) -> Session:
    """The exercise in a file, on the scenario in `exercise`, else on the one beside the file, else on the shipped one.

    Raises ResultProblem; InputProblems when `exercise` is wrong.
    """
    data = _bytes(path)
    try:
        head = head_of(data)
        return from_bytes(data, load_scenario(exercise, root) if exercise else _scenario(head.oefening, path, root))
    except ResultProblem as problem:
        raise ResultProblem(problem.message, where=path.name) from None


def _scenario(name: str, path: Path, root: Path | None) -> Scenario:
    beside = path.parent / f"{name}.yaml"
    shipped = {found.stem for found in scenario_files(root)}
    if not re.fullmatch(r"[\w-]{1,80}", name) or not (name in shipped or beside.is_file()):
        raise ResultProblem(_("De oefening '{naam}' van dit resultaat is hier niet bekend.").format(naam=name[:80]))
    try:
        return load_scenario(beside if beside.is_file() else name, root)
    except InputProblems as problems:
        said = _("De oefening '{naam}' van dit resultaat is niet in orde.")
        raise ResultProblem(said.format(naam=name), hint=str(problems.problems[0])) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ResultProblem(_refused(error), where=path.name) from None
    if len(data) > MOST_BYTES:
        raise ResultProblem(_("Dit bestand is te groot voor een resultaat."), where=path.name)
    if not data:
        raise ResultProblem(_("Dit bestand is leeg."), where=path.name)
    return data


def _refused(error: OSError) -> str:
    return {
        errno.ENOENT: _("Dit bestand bestaat niet."),
        errno.ENOTDIR: _("Dit bestand bestaat niet."),
        errno.EISDIR: _("Dit is een map, geen bestand."),
        errno.EACCES: _("U mag dit bestand niet lezen of schrijven."),
        errno.EPERM: _("U mag dit bestand niet lezen of schrijven."),
        errno.EEXIST: _("Er staat al een bestand met deze naam; er is niets overschreven."),
        errno.ENOSPC: _("De schijf is vol."),
        errno.EROFS: _("Deze schijf kan alleen gelezen worden."),
        errno.ENAMETOOLONG: _("Deze naam is te lang."),
    }.get(error.errno or 0, _("Lezen of schrijven lukte niet (fout {nummer}).").format(nummer=error.errno))


def new_result(folder: Path, scenario: Scenario) -> Path:
    """A name in `folder` that is still free. Raises ResultProblem when there is no such folder."""
    if not folder.is_dir():
        raise ResultProblem(_("Deze map bestaat niet: {map}.").format(map=folder))
    numbers = (n for n in range(1, 10_000) if not (folder / f"{scenario.oefening}-{n}{SUFFIX}").exists())
    return folder / f"{scenario.oefening}-{next(numbers)}{SUFFIX}"


def write_result(session: Session, path: Path, *, new: bool = False) -> None:
    """Write an exercise to its file, in one go: what was there before stays whole until then. Raises ResultProblem.

    new: refuse when there is a file already.
    """
    _write(path, to_bytes(session), new=new)


def write_text(path: Path, text: str, own: str = "") -> None:
    """Write a page, or the file of a class, to a new file. Raises ResultProblem when there is one already.

    own: what stands near the head of a page of our own making; such a page is written over.
    """
    _write(path, text.encode("utf-8"), new=not (own and own in _head(path)))


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(2000).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _write(path: Path, data: bytes, *, new: bool) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if new:  # a name of ours, or a refusal; not every disk can link
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        os.replace(half, path)
    except OSError as error:
        raise ResultProblem(_refused(error), where=path.name) from None
    finally:
        half.unlink(missing_ok=True)
