"""Where things are. The content: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["config_file", "flows_dir", "locales_dir", "own_vault_dir", "vault_dir"]

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


def config_file() -> tuple[Path | None, bool]:
    """The file of settings, there or not, and whether GESPREK_CONFIG named it. None where no home folder is known."""
    asked = os.environ.get("GESPREK_CONFIG", "")
    above = os.environ.get("XDG_CONFIG_HOME", "")
    try:
        if asked:
            return Path(asked).expanduser().absolute(), True
        folder = Path(above) if os.path.isabs(above) else Path.home() / ".config"
    except RuntimeError:
        return (Path(asked).absolute(), True) if asked else (None, False)
    return folder / "gesprek" / "config.toml", False


def vault_dir() -> Path:
    """The folder of the vault: the setting `kluis`, or `kluis` in the folder that the system has for the data of a program.

    Raises GesprekError when a setting is wrong.
    """
    from gesprek.settings import current

    chosen = current().kluis
    if chosen:
        return chosen
    return own_vault_dir()


def own_vault_dir() -> Path:
    """Where the vault is when nobody chose a place."""
    from platformdirs import user_data_path  # not for the start of the program

    return user_data_path("gesprek") / "kluis"
