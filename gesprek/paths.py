"""Where the content lives: beside the package in a checkout, inside it when installed from a wheel."""

from __future__ import annotations

from pathlib import Path

__all__ = ["flows_dir", "locales_dir"]

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
