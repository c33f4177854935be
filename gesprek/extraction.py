"""Which texts of `flows/` and of the code a person gets to see, for the catalogs.

In `flows/` a text is found by its path: names of keys with `*` for every item of a list or every value of a mapping.
A file is read by the reader of the program itself, so that an entry is exactly the text that is looked up later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

from gesprek.knowledge.yaml_source import line_of, read_yaml_text

__all__ = ["extract_yaml", "read_texts"]

FLOW = """titel verklaring onderwerpen.*.titel onderwerpen.*.vragen.*.zeg onderwerpen.*.vragen.*.niet_zo.*
    onderwerpen.*.vragen.*.waarom"""
ROUTE = """naam wat waarvoor start voorwaarde vertellen.*.tekst overdracht.* vastleggen.* voorwaarden.*.tekst.*
    voorwaarden.*.wordt_anders percepties.*.tekst"""
DUTY = """norm kerntekst.* letters.*.tekst letters.*.zeg letter_5a.tekst letter_5a.zeg onderdelen.*.tekst
    uitstel_redenen.*.tekst"""

CONTENT: Mapping[str, str] = {
    "feiten.yaml": "*.label *.waarden.* *.uitkomsten.* *.waarom",
    "poorten.yaml": "*.titel *.gevolg *.doe.* *.zeg",
    "informatieplicht.yaml": DUTY,
    "*/flow.yaml": FLOW,
    "voorzieningen/*.yaml": ROUTE,
}
"""Per pattern in `flows/`: the paths of what is shown. Documents are not here: they stay Dutch."""

NEVER_SHOWN = ("geschiedenis", "achtergrond")
"""Kinds of facility that are kept for the record and never proposed."""

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}


def extract_yaml(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts of one content file, as Babel asks for them; `options["paden"]` holds the paths, split by spaces."""
    raw = read_yaml_text(fileobj.read().decode("utf-8"), str(fileobj.name))
    items = [item for item in (raw if isinstance(raw, list) else [raw]) if item.get("soort") not in NEVER_SHOWN]
    for path in options["paden"].split():
        steps = path.split(".")
        for item in items:
            start = steps[1:] if steps[0] == "*" else steps
            for line, text in _walk(item, start, line_of(item)):
                yield line, "_", text, []


def _walk(node: Any, steps: Sequence[str], line: int) -> Iterator[tuple[int, str]]:
    if not steps:
        if isinstance(node, str) and node.strip():
            yield line, node
        return
    items: dict[Any, Any] = node if isinstance(node, dict) else dict(enumerate(node)) if isinstance(node, list) else {}
    for key, value in items.items():
        if steps[0] in ("*", key):
            yield from _walk(value, steps[1:], line_of(node, key))


def read_texts(root: Path, catalog: Catalog) -> Catalog:
    """`catalog` with every text below `root` (the folder that holds `flows/` and `gesprek/`), without translations."""
    sources: list[tuple[Path, Any, dict[str, str]]] = [
        (path, extract_yaml, {"paden": paths})
        for pattern, paths in CONTENT.items()
        for path in sorted((root / "flows").glob(pattern))
    ]
    sources += [(path, "python", {}) for path in sorted((root / "gesprek").rglob("*.py"))]
    for path, method, options in sources:
        for line, message, comments, context in extract_from_file(method, path, KEYWORDS, (), options):
            catalog.add(message, None, [(path.relative_to(root).as_posix(), line)], auto_comments=comments, context=context)
    return catalog
