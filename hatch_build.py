"""Compiles the catalogs whenever a wheel or an editable install is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface[Any]):
    """Puts a fresh .mo beside every .po; `force-include` takes `locales/` along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are gathered."""
        sys.path.insert(0, self.root)
        try:
            from gesprek.catalogs import compile_catalogs
        finally:
            sys.path.remove(self.root)
        compile_catalogs(Path(self.root) / "locales")
