"""From what a YAML file holds to a typed struct; every mistake has a file, a line, what was expected and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from gesprek.errors import Problem, nearest
from gesprek.knowledge.expressions import Expression, ExpressionError
from gesprek.knowledge.yaml_source import LocatedDict, LocatedList, line_of

__all__ = ["convert", "no_expression", "source_problems", "unknown_names"]

_T = TypeVar("_T")
_PATH = re.compile(r"\.?([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]")
_FIELD = re.compile(r"`(\w+)`")
_VALUE = re.compile(r"Invalid enum value '(.*)'")
_KINDS = {"int": "een geheel getal", "str": "tekst", "array": "een lijst", "object": "een blok"}


def no_expression(text: str) -> Expression:
    """For files in which no condition may stand."""
    raise ExpressionError(f"hier mag geen voorwaarde staan: {text}")


def convert(
    raw: Any, kind: type[_T], shown: str, problems: list[Problem], parse: Callable[[str], Expression] = no_expression
) -> _T | None:
    """`raw` as `kind`, or None with the mistake added to `problems`. shown: the name of the file; parse: reads a condition."""
    try:
        return msgspec.convert(raw, type=kind, strict=False, dec_hook=_hook(parse))
    except (msgspec.ValidationError, RecursionError) as error:
        problems.append(_problem(raw, kind, shown, str(error)))
        return None


def _hook(parse: Callable[[str], Expression]) -> Callable[[type, Any], Any]:
    def hook(kind: type, raw: Any) -> Any:
        if kind is Expression:
            return parse(raw)
        raise NotImplementedError

    return hook


def _problem(raw: Any, kind: Any, shown: str, message: str) -> Problem:
    said, _, where = message.partition(" - at `$")
    line, at = line_of(raw), raw
    for name, index in _PATH.findall(where):
        key: Any = int(index) if index.isdigit() else name
        line = line_of(at, key)
        kind = _inside(kind, name)
        try:
            at = at[key]
        except (KeyError, IndexError, TypeError):
            break
    field = _FIELD.search(said)
    near = ""
    if "unknown field" in said and field:
        names = [f.name for f in msgspec.structs.fields(kind)] if _is_struct(kind) else []
        near = nearest(field.group(1), names)
        if isinstance(at, LocatedDict):
            line = line_of(at, field.group(1))
        return Problem(shown, line, f"onbekende sleutel '{field.group(1)}'.", "", near)
    if "missing required field" in said and field:
        return Problem(shown, line, f"sleutel '{field.group(1)}' ontbreekt.")
    place = where.strip("`.") or "hier"
    value = _VALUE.match(said)
    if value and get_origin(kind) is Literal:
        options = [str(option) for option in get_args(kind)]
        return Problem(
            shown,
            line,
            f"{place}: '{value.group(1)}' kan hier niet.",
            "één van " + ", ".join(options),
            nearest(value.group(1), options),
        )
    if "RFC3339" in said:
        return Problem(shown, line, f"{place}: dit is geen datum.", "jaar-maand-dag, zoals 2026-11-23")
    expected = [_KINDS[word] for word in re.findall(r"`([^`,]+)`", said.partition(", got")[0]) if word in _KINDS]
    if expected:
        return Problem(shown, line, f"{place}: hier staat iets anders dan verwacht.", " of ".join(expected))
    return Problem(shown, line, f"{place}: {said}.")


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _inside(kind: Any, name: str) -> Any:
    """The kind of what stands under `name` (or, without a name, in an item) of something of this kind; None when unknown."""
    if name and _is_struct(kind):
        return get_type_hints(kind).get(name)
    inner = [part for part in get_args(kind) if part is not type(None)]
    return inner[-1] if inner and get_origin(kind) is not Literal else None


def unknown_names(
    used: Iterable[str], known: Iterable[str], what: str, shown: str, raw: Any, field: str, expected: str = ""
) -> list[Problem]:
    """A problem for each name of `used` that is not in `known`. raw and field: where the names stand."""
    known = list(known)
    return [
        Problem(shown, line_of(raw, field), f"onbekend(e) {what} '{name}'.", expected, nearest(name, known))
        for name in used
        if name not in known
    ]


def source_problems(shown: str, raw: Any, sources: Mapping[str, Any]) -> list[Problem]:
    """A problem for each `bron` in `raw`, however deep, that is empty or not in `sources`."""
    found: list[Problem] = []
    if isinstance(raw, LocatedDict) and "bron" in raw:
        line = line_of(raw, "bron")
        if not raw["bron"]:
            found.append(Problem(shown, line, "een bewering zonder bron.", "minstens één bron"))
        for reference in raw["bron"] if isinstance(raw["bron"], list) else [raw["bron"]]:
            head = str(reference).partition(" ")[0]
            if head not in sources:
                said = f"onbekende bron '{head}'."
                found.append(Problem(shown, line, said, "een bron uit bronnen.yaml", nearest(head, sources)))
    for value in raw.values() if isinstance(raw, LocatedDict) else raw if isinstance(raw, LocatedList) else ():
        found += source_problems(shown, value, sources)
    return found
