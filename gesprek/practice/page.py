"""The debrief as one page: it needs no network and no script, it prints, and every remark points at its moment further down."""

from __future__ import annotations

import functools

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from gesprek.i18n import _, current_language
from gesprek.practice.debrief import debrief, instead_title, made_up, percent
from gesprek.practice.measures import Measures
from gesprek.practice.names import state_title, who_title
from gesprek.practice.plots import bars, questions_plot, trust_plot
from gesprek.practice.replay import replay
from gesprek.practice.session import Session

__all__ = ["Figure", "page", "template"]


class Figure(msgspec.Struct, frozen=True):
    """A plot and what can be read in it."""

    svg: str
    caption: str


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("gesprek.practice", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template(name: str) -> Template:
    """A template of the pages of practising. Everything put into it is escaped."""
    return _environment().get_template(name)


def page(session: Session, measures: Measures) -> str:
    """The page of an exercise, as HTML."""
    head = _("Gesprek met {naam}. Oefening '{oefening}', zaad {zaad}, {n} minuten in het gesprek.")
    return template("verslag.html.j2").render(
        lang=current_language(),
        mark=made_up(),
        title=measures.title,
        head=head.format(naam=measures.person, oefening=measures.exercise, zaad=measures.seed, n=measures.minutes),
        sections=debrief(measures),
        figures=_figures(session, measures),
        facts=[fact for fact in measures.facts if fact.state != "niet_gevraagd"],
        not_asked=[] if measures.stopped else [fact.label for fact in measures.facts if fact.state == "niet_gevraagd"],
        steps=replay(session, measures),
        t=_labels(),
        instead=instead_title,
        state=state_title,
        who=functools.partial(who_title, measures.person),
    )


def _labels() -> dict[str, str]:
    return {
        "more": _("De andere opmerkingen"),
        "all_facts": _("Alle feiten van uw vastlegging"),
        "words": _("Het gaat om de woorden:"),
        "contested": _("U was het hier niet mee eens:"),
        "source": _("Bron:"),
        "moment": _("Ga naar moment"),
        "minute": _("minuut"),
        "fact": _("feit"),
        "recorded": _("wat u vastlegde"),
        "expected": _("wat hier hoort"),
        "state": _("oordeel"),
        "not_asked": _("Niet gevraagd zijn:"),
        "replay": _("Het hele gesprek, moment voor moment"),
    }


def _figures(session: Session, measures: Measures) -> dict[str, list[Figure]]:
    if not measures.questions:
        return {}
    topics = [(_(t.title), t.reached / t.expected, f"{t.reached}/{t.expected}") for t in measures.topics]
    parts = [(part.title, part.share, percent(part.share)) for part in measures.parts if part.share is not None]
    return {
        "vragen": [
            Figure(
                questions_plot(measures),
                _("Elk teken is een vraag: een rondje is aanbevolen, een vierkant kon opener, een driehoek kan schaden."
                  " Een kring eromheen: u was het niet eens met het oordeel. Klik op een teken om het moment te zien."),
            ),
            Figure(trust_plot(session), _("Hoe open de ander was. Open vragen en uitleg openen; sturen en verwijten sluiten.")),
        ],
        "onderwerpen": [Figure(bars(_("Wat aan bod kwam"), topics), _("Per onderwerp: op hoeveel vragen u antwoord kreeg."))],
        "cijfers": [Figure(bars(_("In cijfers"), parts), _("Elk onderdeel, van 0 tot 100 %."))],
    }  # fmt: skip
