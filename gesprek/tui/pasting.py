"""What a terminal sends, as events: a paste is one event with every character in it, however it was cut on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

__all__ = ["PasteParser"]

_START, _END = "\x1b[200~", "\x1b[201~"
_PATIENCE = 5.0
"""Seconds without a character after which a paste without an end is taken as it is: a line that was cut holds no key up."""


class PasteParser(XTermParser):
    """Of a paste the library reads the escapes in it as keys, and loses or moves what stands around them."""

    def __init__(self) -> None:
        super().__init__()
        self._tail = ""
        self._pasted: str | None = None
        self._since = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """The events of what was read. An empty text: it is the end."""
        if not data:
            yield from self._left()
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                found, data = self._before(data)
                yield from self._outside(found)
            else:
                text, data = self._inside(data)
                if text is not None:
                    yield from self._outside(_END)
                    yield events.Paste(text)

    def tick(self) -> Iterable[Message]:
        """To be called now and then: what waited long enough."""
        yield from super().tick()
        if self._pasted is not None and monotonic() - self._since > _PATIENCE:
            yield from self._left()

    def _outside(self, data: str) -> Iterator[Message]:
        """The events of what is no paste. The library knows of a paste, but it stays empty for it."""
        yield from (event for event in super().feed(data) if not isinstance(event, events.Paste))

    def _before(self, data: str) -> tuple[str, str]:
        """What comes before a paste with its opening bracket, and what comes after that."""
        seen = self._tail + data
        at = seen.find(_START)
        if at < 0:
            self._tail = seen[1 - len(_START) :]
            return data, ""
        end = at + len(_START) - len(self._tail)
        self._tail, self._pasted, self._since = "", "", monotonic()
        return data[:end], data[end:]

    def _inside(self, data: str) -> tuple[str | None, str]:
        """What was pasted, once its end has come, and what comes after that."""
        before = self._pasted or ""
        self._pasted, self._since = before + data, monotonic()
        at = self._pasted.find(_END, max(0, len(before) - len(_END)))
        if at < 0:
            return None, ""
        text, rest = self._pasted[:at], self._pasted[at + len(_END) :]
        self._pasted = None
        return text, rest

    def _left(self) -> Iterator[Message]:
        """A paste that never ended."""
        if self._pasted is not None:
            text, self._pasted = self._pasted, None
            yield from self._outside(_END)
            yield events.Paste(text)
