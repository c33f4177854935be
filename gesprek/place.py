"""Whether there can be a vault in a folder, as far as the folder itself says: no vault is opened or made, nothing is changed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gesprek.errors import GesprekError
from gesprek.harmless import harmless
from gesprek.i18n import _

__all__ = ["PlaceProblem", "see_place", "what_is_wrong"]

_SETTING = "GESPREK_KLUIS"


@dataclass(frozen=True)
class PlaceProblem:
    """What is wrong with the place, and what to do. hidden: we may not look, so that it may be as it should."""

    what: str
    do: str
    hidden: bool = False


def see_place(folder: Path, environ: Mapping[str, str] | None = None) -> Path:
    """The folder, when there can be a vault in it. Raises GesprekError with the reason and what to do."""
    found = what_is_wrong(folder, os.environ if environ is None else environ)
    if found is not None:
        raise GesprekError(found.what, hint=found.do)
    return folder


def what_is_wrong(
    folder: Path, environ: Mapping[str, str], show: Callable[[Path], str] = lambda path: harmless(str(path))
) -> PlaceProblem | None:
    """The reason why no vault can be in `folder`; None when there can. show: how a folder is called."""
    chosen = environ.get(_SETTING, "")
    do = _do(chosen)
    if chosen and not os.path.isabs(os.path.expanduser(chosen)):
        said = _("GESPREK_KLUIS is geen heel pad: '{pad}'. De kluis zou dan in elke map een andere zijn.")
        return PlaceProblem(said.format(pad=harmless(chosen)), _("Geef een pad dat met / of ~/ begint."))
    try:
        info = os.stat(folder)
    except FileNotFoundError:
        return _missing(folder, do, show)
    except NotADirectoryError:
        file = next(path for path in folder.parents if os.path.lexists(path))
        return PlaceProblem(_no_folder(show(file)), do)
    except PermissionError:
        return PlaceProblem(_not_yours(show(folder)), do, hidden=True)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return PlaceProblem(_("De naam van de map voor de kluis is te lang."), do)
        said = _("De map voor de kluis is niet te lezen: {pad} (fout {nummer}).").format(pad=show(folder), nummer=error.errno)
        return PlaceProblem(said, do, hidden=True)
    if not stat.S_ISDIR(info.st_mode):
        return PlaceProblem(_no_folder(show(folder)), do)
    if not _may(folder, os.R_OK | os.X_OK):
        return PlaceProblem(_not_yours(show(folder)), do, hidden=True)
    return None


def _missing(folder: Path, do: str, show: Callable[[Path], str]) -> PlaceProblem | None:
    """It is still to be made; that must be possible in the nearest folder above it that is there."""
    if os.path.lexists(folder):
        return PlaceProblem(_("{pad} wijst naar iets dat er niet is.").format(pad=show(folder)), do)
    above = next((path for path in folder.parents if os.path.lexists(path)), folder)
    if _may(above, os.W_OK | os.X_OK):
        return None
    if above != folder.parent:
        said = _("De map {pad} is er niet, en u mag haar niet maken.").format(pad=show(folder.parent))
        return PlaceProblem(said, _("Staat de kluis op een losse schijf? Sluit die eerst aan.") + " " + do)
    return PlaceProblem(_("U mag geen map maken in {pad}.").format(pad=show(above)), do)


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def _no_folder(name: str) -> str:
    return _("{pad} is een bestand, geen map. Daar kan geen kluis in.").format(pad=name)


def _not_yours(name: str) -> str:
    return _("U mag niet bij {pad}.").format(pad=name)


def _do(chosen: str) -> str:
    if chosen:
        return _("Zet GESPREK_KLUIS op een map van uzelf, bijvoorbeeld ~/kluis, of haal die instelling weg.")
    return _("Vraag uw beheerder om hiernaar te kijken.")
