"""`python -m gesprek` is the same as `gesprek`."""

from __future__ import annotations

from gesprek.cli import entry

if __name__ == "__main__":
    entry()
