"""The debrief of an exercise as paragraphs, for a screen or for lines that break them at their own width."""

from __future__ import annotations

from collections.abc import Iterator

from gesprek.i18n import _
from gesprek.practice.debrief import debrief, instead_title, made_up
from gesprek.practice.measures import Measures, Remark
from gesprek.sitting.wrapping import Line

__all__ = ["debrief_lines"]


def debrief_lines(measures: Measures) -> list[Line]:
    """What the debrief says, in its order; every remark names its moment, and the many have a line for each kind."""
    lines: list[Line] = [(made_up(), "let"), ("", ""), (measures.title, "kop"), ("", "")]
    for section in debrief(measures):
        lines.append((section.title.upper(), "kop"))
        lines += [(text, "") for text in section.text]
        for remark in section.in_full:
            lines += [("", ""), *_remark(remark)]
        lines += [("", "")] * bool(section.also) + [(f"  {text}", "") for text in section.also]
        lines.append(("", ""))
    return [*lines, (made_up(), "let")]


def _remark(remark: Remark) -> Iterator[Line]:
    where = _("[moment {n}] ").format(n=remark.moment) if remark.moment >= 0 else ""
    if remark.quote:
        yield f"  {where}“{remark.quote}”", ""
        where = ""
    yield f"  {where}{remark.text}", ""
    if remark.words and remark.words != remark.quote.lower():
        yield "  " + _("Het gaat om de woorden: {woorden}").format(woorden=f"“{remark.words}”"), "let"
    if remark.instead:
        yield f"  {instead_title(remark)} “{remark.instead}”", "goed"
    if remark.source:
        yield "  " + _("Bron: {bron}").format(bron="; ".join(remark.source)), "zacht"
    if remark.contested:
        yield "  " + _("U was het hier niet mee eens: {reden}").format(reden=remark.contested), ""
