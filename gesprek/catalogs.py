"""The gettext catalogs in `locales/`: `python -m gesprek.catalogs extract|update|compile|check`.

extract   writes the template, `locales/gesprek.pot`, from `flows/` and the code
update    extract, and then brings every translation up to date; what is new is empty, what changed a little is fuzzy
compile   makes a .mo of every .po
check     fails (exit 1) on what is missing, stale, fuzzy, or has other placeholders than the Dutch
"""

from __future__ import annotations

import difflib
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from gesprek.i18n import LANGUAGES

__all__ = ["check_catalog", "compile_catalogs", "main", "new_catalog", "update_catalog"]

DOMAIN = "gesprek"
WIDTH = 120
LIKENESS = 0.75
"""From here on a new text counts as an old one with a change, and keeps its translation, marked fuzzy (0-1)."""

_TOOL = re.compile(rb'"Generated-By: [^\n]*\n')
"""A newer Babel must not change every catalog."""

_PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")


def compile_catalogs(locales: Path) -> list[Path]:
    """Write a .mo beside every .po below `locales`; returns what was written."""
    written = []
    for source in _translations(locales):
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, _read(source))
        written.append(target)
    return written


def new_catalog(language: str | None = None) -> Catalog:
    """An empty catalog (without a language: the template). Its head is fixed, so that equal texts give equal files."""
    catalog = Catalog(locale=language, domain=DOMAIN, project="gesprek", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# De teksten van gesprek. Het Nederlands is de bron."
    catalog.version = catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 23, tzinfo=UTC)
    return catalog


def update_catalog(catalog: Catalog, texts: Catalog) -> Catalog:
    """The entries of `texts` with the translations of `catalog`.

    A text that is new but much like one that has gone gets that translation, marked fuzzy.
    """
    fresh = new_catalog(str(catalog.locale))
    gone = {_source(m): m for m in _entries(catalog) if m.id not in texts and m.string}
    for text in _entries(texts):
        known = catalog.get(text.id)
        flags = set(known.flags) if known else set()
        string = known.string if known else None
        near = [] if string else difflib.get_close_matches(_source(text), gone, n=1, cutoff=LIKENESS)
        if near and type(gone[near[0]].id) is type(text.id):
            string, flags = gone[near[0]].string, {"fuzzy"}
        fresh.add(text.id, string, text.locations, flags, user_comments=known.user_comments if known else ())
    return fresh


def check_catalog(catalog: Catalog, texts: Catalog) -> list[str]:
    """What is wrong with a translation, a line each: missing, stale, fuzzy, other placeholders."""
    wrong = [f"ontbreekt: {_source(text)!r}" for text in _entries(texts) if not _translated(catalog.get(text.id))]
    for message in _entries(catalog):
        source = _source(message)
        if message.id not in texts:
            wrong.append(f"verouderd: {source!r}")
        if message.fuzzy:
            wrong.append(f"onzeker (fuzzy): {source!r}")
        if _translated(message):
            wrong += [f"{what}: {source!r}" for what in _differences(message)]
    return wrong


def _differences(message: Message) -> Iterator[str]:
    ids, strings = _parts(message.id), _parts(message.string)
    allowed = set[str]().union(*(_PLACEHOLDER.findall(text) for text in ids))
    for index, string in enumerate(strings):
        used = set(_PLACEHOLDER.findall(string))
        needed = set(_PLACEHOLDER.findall(ids[min(index, len(ids) - 1)]))
        if used - allowed or needed - used:
            yield f"andere invulplekken ({', '.join(sorted(used ^ needed))})"
        if string[:1].isspace() != ids[0][:1].isspace() or string[-1:].isspace() != ids[0][-1:].isspace():
            yield "andere spaties aan het begin of eind"


def _entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {_parts(message.id) for message in _entries(catalog)}


def _translated(message: Message | None) -> bool:
    return message is not None and all(_parts(message.string))


def _parts(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def _source(message: Message) -> str:
    return _parts(message.id)[0]


def _translations(locales: Path) -> list[Path]:
    return [locales / language / "LC_MESSAGES" / f"{DOMAIN}.po" for language in LANGUAGES if language != "nl"]


def _read(path: Path) -> Catalog:
    language = path.parts[-3] if path.suffix == ".po" else None
    if not path.exists():
        return new_catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def _write(path: Path, catalog: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=WIDTH, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_TOOL.sub(b"", buffer.getvalue()))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(arguments: list[str], root: Path) -> int:
    """Run one command on the checkout at `root`; returns the exit code."""
    locales = root / "locales"
    if len(arguments) != 1 or arguments[0] not in ("extract", "update", "compile", "check"):
        _say((__doc__ or "").strip())
        return 2
    if arguments[0] == "compile":
        for path in compile_catalogs(locales):
            _say(path.relative_to(root).as_posix())
        return 0
    from gesprek.extraction import read_texts  # not needed to build a wheel

    found = 0
    texts = read_texts(root, new_catalog())
    if arguments[0] in ("extract", "update"):
        _write(locales / f"{DOMAIN}.pot", texts)
    elif _ids(_read(locales / f"{DOMAIN}.pot")) != _ids(texts):
        _say(f"locales/{DOMAIN}.pot: niet bijgewerkt; dat doet `make catalogs`")
        found = 1
    for path in _translations(locales):
        shown = path.relative_to(root).as_posix()
        if arguments[0] == "update":
            catalog = update_catalog(_read(path), texts)
            _write(path, catalog)
            todo = sum(1 for m in _entries(catalog) if m.fuzzy or not _translated(m))
            _say(f"{shown}: {len(catalog)} teksten, {todo} nog te vertalen of na te kijken")
        elif arguments[0] == "check":
            wrong = check_catalog(_read(path), texts)
            found += len(wrong)
            for line in wrong:
                _say(f"{shown}: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parent.parent))
