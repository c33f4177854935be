"""Interface language: gettext with nl as the source. Documents stay Dutch and never pass through here.

Priority of the language: the `--taal` flag, then GESPREK_TAAL, then LC_ALL, LC_MESSAGES, LANG, then nl.
"""

from __future__ import annotations

import gettext as _gettext
import os

from gesprek.paths import locales_dir

__all__ = ["LANGUAGES", "N_", "_", "choose_language", "current_language", "ngettext"]

LANGUAGES = ("nl", "en")
_state: dict[str, _gettext.NullTranslations | str] = {"name": "nl", "catalog": _gettext.NullTranslations()}


def choose_language(flag: str | None = None) -> str:
    """Choose and load the interface language; returns its code ("nl" or "en")."""
    candidates = [flag, *(os.environ.get(name) for name in ("GESPREK_TAAL", "LC_ALL", "LC_MESSAGES", "LANG"))]
    name = next((c[:2].lower() for c in candidates if c and c[:2].lower() in LANGUAGES), "nl")
    catalog = _gettext.NullTranslations()
    if name != "nl":
        catalog = _gettext.translation("gesprek", locales_dir(), languages=[name], fallback=True)
    _state.update(name=name, catalog=catalog)
    return name


def current_language() -> str:
    """The code of the interface language in use."""
    return str(_state["name"])


def _(message: str) -> str:
    """`message` in the interface language."""
    catalog = _state["catalog"]
    assert isinstance(catalog, _gettext.NullTranslations)
    return catalog.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many`, by `n`, in the interface language."""
    catalog = _state["catalog"]
    assert isinstance(catalog, _gettext.NullTranslations)
    return catalog.ngettext(one, many, n)


def N_(message: str) -> str:
    """Marks a text for translation that is translated where it is shown."""
    return message
