"""The overview of a class, in words and as a page. About the class: nobody is ranked."""

from __future__ import annotations

from gesprek.i18n import _, current_language, ngettext
from gesprek.practice.classroom import Overview
from gesprek.practice.debrief import made_up, percent
from gesprek.practice.names import error_title, kind_title
from gesprek.practice.page import Figure, template
from gesprek.practice.plots import bars

__all__ = ["OWN_PAGE", "class_page", "class_text"]

OWN_PAGE = '<meta name="generator" content="gesprek oefen klas overzicht">'
"""By this a page of our own making is known, which may be written over."""


def class_text(found: Overview, *, each: bool = False) -> str:
    """The overview as plain text. each: also what every student could practise next, by code, in alphabetical order."""
    lines = [made_up(), "", _("Klas: {titel}").format(titel=found.title), "", *_head(found), ""]
    if found.students:
        lines += [_("Per onderwerp (deel van de vragen waarop antwoord kwam)")]
        lines += [f"  {_row(_(row.title), percent(row.share))}{_missed(row.missed_by)}" for row in found.topics]
        lines += ["", _("Per soort fout (hoe vaak, en bij hoeveel deelnemers)")]
        lines += [f"  {_row(error_title(row.error), str(row.times))}  {_by(row.students)}" for row in found.errors]
        lines += ["", _("Soorten vragen van de hele klas")]
        lines += [f"  {_row(kind_title(kind), str(n))}" for kind, n in found.kinds.items()]
    if each:
        lines += ["", _("Wat ieder hierna kan oefenen")]
        for code, tips in found.advice.items():
            lines += [f"  {code}", *(f"    - {tip}" for tip in tips)]
    if found.refused:
        lines += ["", _("Niet meegeteld"), *(f"  {said}" for said in found.refused)]
    return "\n".join([*lines, "", made_up(), ""])


def _head(found: Overview) -> list[str]:
    results = ngettext("{n} resultaat", "{n} resultaten", found.students).format(n=found.students)
    asked = ngettext("{n} vraag gesteld", "{n} vragen gesteld", found.questions).format(n=found.questions)
    lines = [f"{results}, {asked}."]
    if found.again:
        more = ngettext(
            "Van {n} code is er meer dan één poging; de laatste die is afgerond, telt.",
            "Van {n} codes is er meer dan één poging; de laatste die is afgerond, telt.",
            found.again,
        )
        lines.append(more.format(n=found.again))
    if found.share is not None:
        lines.append(_("Van alle vragen samen was {deel} zoals aanbevolen.").format(deel=percent(found.share)))
    return lines


def _row(name: str, value: str) -> str:
    return f"{name:<52} {value:>6}"


def _missed(n: int) -> str:
    return (
        "  " + ngettext("{n} deelnemer kwam er niet aan toe", "{n} deelnemers kwamen er niet aan toe", n).format(n=n) if n else ""
    )


def _by(n: int) -> str:
    return ngettext("bij {n} deelnemer", "bij {n} deelnemers", n).format(n=n)


def class_page(found: Overview) -> str:
    """The overview as one HTML page that needs no network and no script."""
    topics = [(_(row.title), row.share, percent(row.share)) for row in found.topics]
    most = max((row.students for row in found.errors), default=1)
    errors = [(error_title(row.error), row.students / max(1, most), f"{row.students} ({row.times})") for row in found.errors]
    figures = []
    if found.students:
        figures = [
            Figure(bars(_("Per onderwerp"), topics), _("Per onderwerp: het deel van de vragen waarop antwoord kwam.")),
            Figure(
                bars(_("Per soort fout"), errors, plain=True), _("Per soort fout: bij hoeveel deelnemers, en hoe vaak in totaal.")
            ),
        ]
    return template("klas.html.j2").render(
        lang=current_language(),
        mark=made_up(),
        title=_("Klas: {titel}").format(titel=found.title),
        head=_head(found),
        figures=figures,
        kinds=[(kind_title(kind), n) for kind, n in found.kinds.items()],
        refused=found.refused,
        t={"kinds": _("Soorten vragen van de hele klas"), "refused": _("Niet meegeteld")},
    )
