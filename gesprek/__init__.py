"""gesprek: keeps the thread of an intake conversation, so that the officer can look at the person."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
