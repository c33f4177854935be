"""Interface language: gettext with nl as the source. Documents stay Dutch and never pass through here.

The language is the setting `taal`; without it that of the system: LC_ALL, LC_MESSAGES, LANG, then nl.
"""

from __future__ import annotations

import gettext as _gettext
import os

from gesprek.paths import locales_dir

__all__ = ["LANGUAGES", "N_", "_", "choose_language", "current_language", "ngettext", "system_language"]

LANGUAGES = ("nl", "en")
_state: dict[str, _gettext.NullTranslations | str] = {"name": "nl", "catalog": _gettext.NullTranslations()}


def system_language() -> str:
    """The first language of the system that we speak; nl when there is none."""
    said = (os.environ.get(name) or "" for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((found for text in said if (found := text[:2].lower()) in LANGUAGES), "nl")


def choose_language(name: str) -> str:
    """Load the interface language `name`, one of LANGUAGES; "" is that of the system. Returns its code."""
    name = name or system_language()
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
