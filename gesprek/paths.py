"""Where the content lives: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["flows_dir", "locales_dir", "vault_dir"]

_PACKAGE = Path(__file__).resolve().parent


def _content(name: str) -> Path:
    inside = _PACKAGE / "_inhoud" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def flows_dir() -> Path:
    """The folder `flows/` with all content."""
    return _content("flows")


def locales_dir() -> Path:
    """The folder `locales/` with the gettext catalogs."""
    return _content("locales")


def vault_dir() -> Path:
    """The folder of the vault: GESPREK_KLUIS, or `kluis` in the folder that the system has for the data of a program."""
    chosen = os.environ.get("GESPREK_KLUIS")
    if chosen:
        return Path(os.path.expanduser(chosen)).absolute()
    from platformdirs import user_data_path  # not for the start of the program

    return user_data_path("gesprek") / "kluis"
