"""Compiled templates, kept where Python keeps its own compiled modules: the `__pycache__` of this package.

A template is compiled anew when its text, the vocabulary it was checked against, this package or a version changes. When
the folder cannot be written, or writing compiled files is switched off, nothing is kept and loading takes a little longer.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from gesprek.knowledge import Fact

__all__ = ["TemplateCache"]

_HERE = Path(__file__).parent
_KEPT = _HERE / "__pycache__"


class TemplateCache(BytecodeCache):
    """Keeps the compiled form of templates that were checked against one vocabulary."""

    def __init__(self, words: Mapping[str, Fact]) -> None:
        digest = hashlib.sha256(f"{jinja2.__version__} {sys.version}".encode())
        for name, fact in words.items():
            digest.update(f"{name} {' '.join(fact.hoort_in)}\n".encode())
        for module in ("environment.py", "facts.py", "people.py", "tags.py"):
            digest.update((_HERE / module).read_bytes())
        self._against = digest.hexdigest()

    def get_source_checksum(self, source: str) -> str:
        """Fixes a compiled form to the text and to all it was checked against."""
        return hashlib.sha256((self._against + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the compiled form, when there is one for exactly this text."""
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled form, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            os.fchmod(handle, 0o644)  # as Python does for its own
            with os.fdopen(handle, "wb") as file:
                bucket.write_bytecode(file)
            os.replace(name, path)

    @staticmethod
    def _path(bucket: Bucket) -> Path:
        return _KEPT / f"{bucket.key}.{sys.implementation.cache_tag}.j2c"
