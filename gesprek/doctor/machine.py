"""The computer as the checks see it, and what they make of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Literal

from gesprek.i18n import _

__all__ = ["Finding", "Machine", "existing", "good", "mount", "read", "shown", "unknown", "watch", "wrong"]


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


def good(name: str, what: str) -> Finding:
    """As it should be."""
    return Finding(name, "goed", what)


def watch(name: str, what: str, do: str) -> Finding:
    """Worth a look."""
    return Finding(name, "let_op", what, do)


def wrong(name: str, what: str, do: str) -> Finding:
    """To be put right first."""
    return Finding(name, "fout", what, do)


def unknown(name: str) -> Finding:
    """What could not be seen is no fault."""
    return watch(name, _("Niet vast te stellen."), _("Vraag uw beheerder om hiernaar te kijken."))


def read(path: Path) -> str:
    """The text of a file. Raises OSError."""
    return path.read_text(encoding="utf-8", errors="replace")


def shown(machine: Machine, folder: Path | None = None) -> str:
    """A folder (that of the vault) for the reader, without the name of a person in it."""
    path = machine.vault if folder is None else folder
    for name, sign in (("HOME", "~"), ("GESPREK_KLUIS", "$GESPREK_KLUIS"), ("XDG_DATA_HOME", "$XDG_DATA_HOME")):
        above = Path(machine.environ.get(name) or "/")
        if above != Path("/") and path.is_relative_to(above):
            return str(Path(sign, path.relative_to(above)))
    return str(Path("...", *path.parts[-2:]))


def existing(path: Path) -> Path:
    """`path` without links, or the nearest folder above it that is there."""
    real = Path(os.path.realpath(path))
    return next(folder for folder in (real, *real.parents) if folder.exists())


def mount(machine: Machine, path: Path) -> tuple[str, str, list[str]]:
    """(source, type, options) of the file system that holds `path`; empty texts when none does. Raises OSError."""
    found, longest = ("", "", [""]), 0
    for line in read(machine.root / "proc/mounts").splitlines():
        source, point, kind, options = [*line.split(), "", "", "", ""][:4]
        folder = Path(point.replace("\\040", " "))
        if point and path.is_relative_to(folder) and len(folder.parts) >= longest:
            found, longest = (source, kind, options.split(",")), len(folder.parts)
    return found
