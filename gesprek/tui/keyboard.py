"""From the bytes a terminal sends to keys and pastes: a paste comes whole, with everything that was in it.

The parser of the library takes an ESC within a paste for the beginning of a key, and then loses or moves what stands around it.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Generator, Iterator
from time import monotonic

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.message import Message

__all__ = ["Keyboard"]

_HALF = tuple(BRACKETED_PASTE_START[:n] for n in range(3, len(BRACKETED_PASTE_START)))
"""No key of a terminal begins like this: the rest is still on its way."""
_PATIENCE = 5.0
"""Seconds without a byte after which a paste without an end is taken as it is: a line that was cut holds no key up."""


class Keyboard(XTermParser):
    """The parser of the library for keys; pastes are taken out before it sees them."""

    def __init__(self) -> None:
        super().__init__()
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._last = ""  # the end of what came: the beginning of a bracket, perhaps
        self._pasted: list[str] | None = None  # within a paste: what came of it
        self._came = 0.0

    def receive(self, data: bytes) -> Iterator[Message]:
        """What `data` completes, in its order. Bytes may be cut anywhere; what is no UTF-8 becomes U+FFFD."""
        text, self._came = self._decode(data), monotonic()
        while text:
            text = yield from self._keys(text) if self._pasted is None else self._paste(text)

    def wait(self) -> Iterator[Message]:
        """Nothing came for a moment: what was taken for the beginning of a longer key is a key of its own."""
        if self._pasted is None and not self._last.endswith(_HALF):
            yield from self.tick()
        elif self._pasted is not None and monotonic() - self._came > _PATIENCE:
            yield from self._paste(BRACKETED_PASTE_END)

    def _keys(self, text: str) -> Generator[Message, None, str]:
        """Keys, up to the beginning of a paste; returns what comes after it."""
        known = len(self._last)
        before, found, after = (self._last + text).partition(BRACKETED_PASTE_START)
        if not found:
            self._last = before[1 - len(BRACKETED_PASTE_START) :]
            yield from self.feed(text)
            return ""
        self._last, self._pasted = "", []
        if keys := before[known:]:
            yield from self.feed(keys)
        if self._timeout_time is not None:  # the parser of the library knows the beginning already
            yield from self.feed(found[max(0, known - len(before)) :])
        return after

    def _paste(self, text: str) -> Generator[Message, None, str]:
        """More of a paste, up to its end; returns what comes after it."""
        assert self._pasted is not None
        inside, found, after = (self._last + text).partition(BRACKETED_PASTE_END)
        if not found:
            cut = max(0, len(inside) + 1 - len(BRACKETED_PASTE_END))
            self._pasted.append(inside[:cut])
            self._last = inside[cut:]
            return ""
        yield Paste("".join([*self._pasted, inside]))
        self._last, self._pasted = "", None
        for message in self.feed(found):  # the parser of the library saw an empty paste
            if not isinstance(message, Paste):
                yield message
        return after
