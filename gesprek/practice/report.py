"""The debrief as plain text, short enough to be read at once; the page holds all of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gesprek.i18n import _
from gesprek.practice.brevity import IN_TEXT, also, in_full
from gesprek.practice.debrief import debrief, instead_title, made_up
from gesprek.practice.measures import Measures, Remark

__all__ = ["debrief_text", "wrapped"]

WIDTH = 78


def debrief_text(measures: Measures) -> str:
    """The debrief, at most 78 columns wide; every remark names its moment, and nothing is said twice."""
    lines = [made_up(), "", measures.title.upper(), ""]
    before: set[str] = set()
    for section in debrief(measures):
        lines.append(section.title.upper())
        lines += [line for text in section.text for line in wrapped(text)]
        for remark in in_full(section.remarks, IN_TEXT):
            lines += [*_gap(lines), *_said(remark, before)]
        rest = also(section.remarks, IN_TEXT)
        lines += [*_gap(lines), *(line for text in rest for line in wrapped(text, "  "))] if rest else []
        lines.append("")
    return "\n".join([*lines, made_up(), ""])


def _gap(lines: list[str]) -> list[str]:
    return [""] if lines[-1].startswith("  ") else []


def _said(remark: Remark, before: set[str]) -> Iterator[str]:
    """A remark; a sentence to say and a source that were named before are left out."""
    where = _("[moment {n}] ").format(n=remark.moment) if remark.moment >= 0 else ""
    if remark.quote:
        yield from wrapped(where + f"“{remark.quote}”", "  ")
        where = ""
    yield from wrapped(where + remark.text, "  ")
    if remark.words:
        yield from wrapped(_("Het gaat om de woorden: {woorden}").format(woorden=f"“{remark.words}”"), "  ")
    if remark.instead and remark.instead not in before:
        yield from wrapped(f"{instead_title(remark)} “{remark.instead}”", "  ")
    sources = [source for source in remark.source if source not in before]
    if sources:
        yield from wrapped(_("Bron: {bron}").format(bron="; ".join(sources)), "  ")
    if remark.contested:
        yield from wrapped(_("U was het hier niet mee eens: {reden}").format(reden=remark.contested), "  ")
    before.update({remark.instead, *remark.source})


def wrapped(text: str, indent: str = "", width: int = WIDTH) -> list[str]:
    """A text over lines that are no wider; no word, and no path, is broken."""
    lines = textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return lines or [""]
