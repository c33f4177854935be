"""What of a section is said in full and what in one line: a reader learns nothing from the thirtieth remark."""

from __future__ import annotations

from collections.abc import Sequence

from gesprek.i18n import _
from gesprek.practice.measures import Remark
from gesprek.practice.names import error_title

__all__ = ["IN_FULL", "IN_TEXT", "also", "in_full", "listed"]

IN_FULL = 5
IN_TEXT = 3
"""The same of the report as text, which is read from top to bottom; the page holds all."""


def in_full(remarks: Sequence[Remark], most: int = IN_FULL) -> list[Remark]:
    """At most so many, in their order: the first of every kind, and then the first of what is left."""
    first = {remark.error: remark for remark in reversed(remarks)}
    order = sorted(range(len(remarks)), key=lambda index: first[remarks[index].error] is not remarks[index])
    return [remarks[index] for index in sorted(order[:most])]


def also(remarks: Sequence[Remark], most: int = IN_FULL) -> list[str]:
    """A line for every kind of the others, with their moments."""
    shown = in_full(remarks, most)
    rest = [remark for remark in remarks if not any(remark is one for one in shown)]
    return [_line([remark for remark in rest if remark.error == error]) for error in dict.fromkeys(r.error for r in rest)]


def _line(same: Sequence[Remark]) -> str:
    title = error_title(same[0].error) if same[0].error else _("zonder fout")
    title = title[:1].upper() + title[1:]
    moments = sorted({remark.moment for remark in same if remark.moment >= 0})
    if not moments:
        return _("{soort}: nog {n} keer.").format(soort=title, n=len(same))
    return _("{soort}: ook op moment {momenten}.").format(soort=title, momenten=listed([str(moment) for moment in moments]))


def listed(parts: Sequence[str]) -> str:
    """Words one after the other: a, b en c."""
    return _(" en ").join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
