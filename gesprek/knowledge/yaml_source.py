"""YAML in which every scalar is text and every line number is kept.

PyYAML turns `22:15` into 1335, `no` into False and lets the last of two equal keys win. Flow and case files are
evidence and law: they are read here from the event stream of the C parser, without any of that.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import yaml

from gesprek.errors import InputProblems, Problem

__all__ = ["LocatedDict", "LocatedList", "line_of", "read_yaml", "read_yaml_text"]

MAX_DEPTH = 24
MAX_BYTES = 4_000_000


class LocatedDict(dict[str, Any]):
    """A mapping that knows on which line each key stands (1-based)."""

    line: int = 1
    lines: dict[str, int]


class LocatedList(list[Any]):
    """A sequence that knows on which line each item stands (1-based)."""

    line: int = 1
    lines: list[int]


def line_of(container: Any, key: object = None) -> int:
    """The 1-based line of `key` in `container`; of the container itself when the key is not there."""
    lines = getattr(container, "lines", None)
    if isinstance(container, LocatedDict) and isinstance(key, str) and key in container.lines:
        return container.lines[key]
    if isinstance(container, LocatedList) and isinstance(key, int) and lines and 0 <= key < len(lines):
        return int(lines[key])
    return int(getattr(container, "line", 1))


def read_yaml(path: Path, shown: str | None = None, problems: list[Problem] | None = None) -> Any:
    """Read one document. Raises InputProblems with every duplicate key, anchor or tag, or the one syntax error.

    With `problems`, what can be read past (a duplicate key, an anchor, a tag) is added there instead.
    """
    shown = shown or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise InputProblems([Problem(shown, 1, "dit bestand bestaat niet.", "een bestaand YAML-bestand")]) from None
    except OSError as error:
        raise InputProblems([Problem(shown, 1, _refused(error), "een bestand dat u mag lezen")]) from None
    if len(data) > MAX_BYTES:
        raise InputProblems([Problem(shown, 1, "dit bestand is te groot.", "hoogstens 4 MB")])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputProblems([Problem(shown, line, "hier staat een teken dat geen UTF-8 is.", "UTF-8")]) from None
    return read_yaml_text(text, shown, problems)


def _refused(error: OSError) -> str:
    known = {
        errno.EISDIR: "dit is een map, geen bestand.",
        errno.EACCES: "u mag dit bestand niet lezen.",
        errno.EPERM: "u mag dit bestand niet lezen.",
        errno.ENAMETOOLONG: "deze naam is te lang voor een bestand.",
    }
    return known.get(error.errno or 0, f"dit bestand is niet te lezen (fout {error.errno}).")


def read_yaml_text(text: str, shown: str, problems: list[Problem] | None = None) -> Any:
    """Read one document from text; see `read_yaml`."""
    reader = _Reader(shown)
    try:
        data = reader.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if tab := _tab_before(text, line):
            said = "hier staat een tab voor de tekst; YAML kent daar alleen spaties."
            raise InputProblems([Problem(shown, tab, said, "spaties om in te springen")]) from None
        said = "dit is geen geldige YAML: hier, of vlak hierboven, klopt de inspringing, een haak of een aanhalingsteken niet."
        raise InputProblems([Problem(shown, line, said, "sleutel: waarde, met gelijke inspringing")]) from None
    except yaml.YAMLError as error:  # a control character, say
        line = text[: getattr(error, "position", 0)].count("\n") + 1
        found = "dit is geen geldige YAML: hier staat een teken dat niet in tekst hoort."
        raise InputProblems([Problem(shown, line, found, "leesbare tekst")]) from None
    if problems is None and reader.problems:
        raise InputProblems(reader.problems)
    if problems is not None:
        problems += reader.problems
    return data


def _tab_before(text: str, line: int) -> int:
    """The line (1-based), at or just above one that cannot be read, that is indented with a tab; 0 when there is none."""
    lines = text.splitlines()[:line]
    close = range(len(lines), max(0, len(lines) - 3), -1)
    return next((number for number in close if "\t" in lines[number - 1][: -len(lines[number - 1].lstrip()) or None]), 0)


class _Reader:
    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def read(self, text: str) -> Any:
        events = yaml.parse(text, Loader=yaml.CSafeLoader)
        result: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                result = self._node(events, next(events), 0)
        return result

    def _problem(self, event: Any, found: str, expected: str) -> None:
        self.problems.append(Problem(self.shown, event.start_mark.line + 1, found, expected))

    def _node(self, events: Any, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            self._problem(event, "dit is te diep genest.", f"hoogstens {MAX_DEPTH} niveaus")
            raise InputProblems(self.problems)
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, f"verwijzing *{event.anchor} is niet toegestaan.", "de waarde zelf")
            return ""
        if getattr(event, "anchor", None):
            self._problem(event, f"anker &{event.anchor} is niet toegestaan.", "de waarde zonder anker")
        if getattr(event, "tag", None):
            self._problem(event, f"etiket {event.tag} is niet toegestaan.", "gewone tekst")
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, event, depth)
        return self._mapping(events, event, depth)

    def _sequence(self, events: Any, start: Any, depth: int) -> LocatedList:
        result = LocatedList()
        result.line = start.start_mark.line + 1
        result.lines = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            result.lines.append(event.start_mark.line + 1)
            result.append(self._node(events, event, depth + 1))
        return result

    def _mapping(self, events: Any, start: Any, depth: int) -> LocatedDict:
        result = LocatedDict()
        result.line = start.start_mark.line + 1
        result.lines = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(events, event, depth + 1)
            if not isinstance(key, str):
                self._problem(event, "een sleutel moet gewone tekst zijn.", "sleutel: waarde")
                key = repr(key)
            if key in result:
                first = result.lines[key]
                self._problem(event, f"'{key}' staat hier twee keer (eerder op regel {first}).", "elke sleutel één keer")
            value = self._node(events, next(events), depth + 1)
            if key not in result:
                result.lines[key] = event.start_mark.line + 1
                result[key] = value
        return result
