"""The commands of the command line that are more than a few lines, one module each."""

from __future__ import annotations
