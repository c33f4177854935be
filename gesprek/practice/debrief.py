"""The debrief in words, as a kind and exact teacher says it: what went well, what went otherwise and what to say instead."""

from __future__ import annotations

from collections import Counter

import msgspec

from gesprek.i18n import _, ngettext
from gesprek.practice.brevity import also, in_full, listed
from gesprek.practice.kinds import HARMFUL
from gesprek.practice.measures import Measures, Remark
from gesprek.practice.names import FIRST, advice

__all__ = ["MARK", "Section", "debrief", "instead_title", "made_up", "percent"]

MARK = "OEFENING – verzonnen gegevens"
"""On every page and in every document of an exercise, in whatever language it is read."""

FEW = 5
"""From so many questions on it says something that none was open."""


class Section(msgspec.Struct, frozen=True):
    """A part of the debrief: what is said in general, and the remarks."""

    name: str
    title: str
    text: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def in_full(self) -> list[Remark]:
        """The remarks that are said in full on a screen and on the page."""
        return in_full(self.remarks)

    @property
    def also(self) -> list[str]:
        """The others, in a line for each kind."""
        return also(self.remarks)


def made_up() -> str:
    """The mark, in the language of the screen."""
    return _("OEFENING – verzonnen gegevens")


def percent(share: float) -> str:
    """A share (0 to 1) as it is read."""
    return _("{n} %").format(n=round(share * 100))


def debrief(measures: Measures) -> list[Section]:
    """The debrief, in the order in which it is read: words first, the numbers last."""
    sections = [
        _in_short(measures),
        Section("goed", _("Wat goed ging"), (), measures.praise),
        _questions(measures),
        _harmful(measures),
        _topics(measures),
        Section("signalen", _("Signalen"), (_signals(measures),), tuple(measures.about("signaal"))),
        Section("plicht", _("Informatie over herstel (art. 5j)"), (_duty(measures),), tuple(measures.about("plicht"))),
        _record(measures),
        Section("route", _("De weg die u koos"), _route(measures), tuple(measures.about("route"))),
        Section("onderbrekingen", _("Wat ertussen kwam"), (), tuple(measures.about("onderbreking"))),
        Section("tijd", _("Tijd"), (), tuple(measures.about("tijd"))),
        _next_time(measures),
        _numbers(measures),
    ]
    return [section for section in sections if any(section.text) or section.remarks]


# -- the sections -----------------------------------------------------------------------------------------------------------


def _in_short(measures: Measures) -> Section:
    if not measures.questions:
        return Section(
            "kort", _("In het kort"), (_("U hebt niets gevraagd. Er valt dus nog weinig te zeggen; begin gerust opnieuw."),)
        )
    text = [_("U sprak met {naam}. Dit is wat er in uw gesprek gebeurde.").format(naam=measures.person)]
    if measures.stopped:
        given_up = _("U stopte voor het einde. Dit verslag gaat alleen over wat aan bod kwam; de rest kunt u nog oefenen.")
        cut_off = _("Deze oefening is afgebroken voor het einde. Dit verslag gaat alleen over wat aan bod kwam.")
        text.append(given_up if measures.over else cut_off)
    parts = [(part.share, part.weight, part.title) for part in measures.parts if part.share is not None]
    strong = [title for share, _weight, title in sorted(parts, key=lambda p: -p[0] * p[1]) if share >= 0.75][:2]
    weak = [title for share, _weight, title in sorted(parts, key=lambda p: (p[0] - 1) * p[1]) if share < 0.6][:2]
    if strong:
        text.append(_("Sterk: {wat}.").format(wat=listed(strong)))
    if weak:
        text.append(_("Hier is het meest te winnen: {wat}.").format(wat=listed(weak)))
    elif strong:
        text.append(_("Er is geen onderdeel dat echt achterblijft. Mooi gedaan."))
    return Section("kort", _("In het kort"), tuple(text))


def _questions(measures: Measures) -> Section:
    total = len(measures.questions)
    if not total or measures.share is None:
        return Section("vragen", _("Hoe u vroeg"), ())
    good = sum(question.recommended for question in measures.questions)
    said = ngettext(
        "U stelde {n} vraag; {goed} daarvan zoals aanbevolen ({deel}).",
        "U stelde {n} vragen; {goed} daarvan zoals aanbevolen ({deel}).",
        total,
    )
    text = [said.format(n=total, goed=good, deel=percent(measures.share))]
    text.append(_("Aanbevolen zijn open vragen, gerichte vragen en neutrale uitleg."))
    if total >= FEW and "open" not in measures.kinds:
        text.append(_("U stelde geen enkele open vraag. Wie zelf mag vertellen, vertelt meer; begin met 'vertelt u eens'."))
    contested = sum(question.contested for question in measures.questions)
    if contested:
        said = ngettext(
            "Met {n} oordeel was u het niet eens. Zonder dat moment is het {deel}. Bespreek het met uw docent.",
            "Met {n} oordelen was u het niet eens. Zonder die momenten is het {deel}. Bespreek ze met uw docent.",
            contested,
        )
        rest = percent(measures.share_uncontested) if measures.share_uncontested is not None else _("niet te zeggen")
        text.append(said.format(n=contested, deel=rest))
    milder = [remark for remark in measures.about("vraag") if remark.error not in HARMFUL]
    if not milder and good == total:
        text.append(_("Elke vraag liet het antwoord aan de ander. Zo hoort u het echte verhaal."))
    elif any(remark.error for remark in milder):
        text.append(_("Op deze momenten kon het opener:"))
    return Section("vragen", _("Hoe u vroeg"), tuple(text), tuple(milder))


def _harmful(measures: Measures) -> Section:
    found = [remark for remark in measures.about("vraag") if remark.error in HARMFUL]
    title = _("Woorden die kunnen schaden")
    if not measures.questions:
        return Section("schade", title, ())
    if not found:
        return Section("schade", title, (_("U stuurde niet, verweet niets, ontmoedigde niet en beloofde niets."),))
    said = ngettext(
        "Eén keer koos u woorden die de ander kunnen schaden of sturen. Dat gebeurt iedereen; het gaat erom dat u het hoort.",
        "{n} keer koos u woorden die de ander kunnen schaden of sturen. Dat gebeurt iedereen; het gaat erom dat u het hoort.",
        len(found),
    )
    return Section("schade", title, (said.format(n=len(found)),), tuple(found))


def _topics(measures: Measures) -> Section:
    if measures.stopped and not measures.topics:
        return Section("onderwerpen", _("Wat aan bod kwam"), (_not_reached(),))
    expected, reached = (sum(getattr(topic, name) for topic in measures.topics) for name in ("expected", "reached"))
    said = ngettext(
        "De ander had op {alle} vraag iets te vertellen. Op {n} daarvan kreeg u antwoord.",
        "De ander had op {alle} vragen iets te vertellen. Op {n} daarvan kreeg u antwoord.",
        expected,
    ).format(alle=expected, n=reached)
    return Section("onderwerpen", _("Wat aan bod kwam"), (said,) if expected else (), tuple(measures.about("onderwerp")))


def _signals(measures: Measures) -> str:
    if not measures.signals:
        return _not_reached() if measures.stopped else ""
    seen, total = sum(signal.seen for signal in measures.signals), len(measures.signals)
    if seen == total and not measures.stopped:
        return _("U hebt alle signalen opgemerkt en vastgelegd.")
    said = ngettext("Er was {alle} signaal. U legde er {n} vast.", "Er waren {alle} signalen. U legde er {n} vast.", total)
    return said.format(alle=total, n=seen)


def _not_reached() -> str:
    return _("Niet aan de orde: de oefening stopte eerder.")


def _duty(measures: Measures) -> str:
    if measures.part("plicht").share is None:
        return _not_reached()
    return {
        "gegeven": _("Uit uw vastlegging blijkt dat de informatie is gegeven."),
        "deels": _("Uit uw vastlegging blijkt dat de informatie deels is gegeven."),
        "uitgesteld": _("U stelde de informatie uit, met een reden en een datum."),
        "geweigerd": _("De ander wilde de informatie niet; dat is vastgelegd."),
    }.get(measures.duty, _("Uit uw vastlegging blijkt niet dat de informatie is gegeven."))


def _route(measures: Measures) -> tuple[str, ...]:
    return (_not_reached(),) if measures.part("route").share is None else ()


def _record(measures: Measures) -> Section:
    count = Counter[str](fact.state for fact in measures.facts)
    expected = sum(1 for fact in measures.facts if fact.expected)
    whole = _("Van de {alle} feiten van deze zaak legde u er {n} vast zoals verteld.")
    part = ngettext(
        "Er kwam {alle} feit aan bod; u legde er {n} vast zoals verteld.",
        "Er kwamen {alle} feiten aan bod; u legde er {n} vast zoals verteld.",
        expected,
    )
    text = [(part if measures.stopped else whole).format(alle=expected, n=count["klopt"])]
    said = {
        "ongevraagd": _("Klopt, maar niet gevraagd: {n}."),
        "vergelijk": _("In eigen woorden vastgelegd, vergelijk zelf: {n}."),
        "anders": _("Anders vastgelegd dan verteld: {n}."),
        "ingevuld": _("Ingevuld zonder dat iemand het vertelde: {n}."),
        "meegegaan": _("Vastgelegd terwijl de ander alleen meeging: {n}."),
        "niet_vastgelegd": _("Verteld of te zien, en niet vastgelegd: {n}."),
        "niet_gevraagd": _("Niet gevraagd: {n}."),
    }
    text.append(" ".join(words.format(n=count[state]) for state, words in said.items() if count[state]))
    said_of = measures.about("vastlegging")
    order = ("", "meegegaan", "ingevuld", "anders", "niet_vastgelegd")
    remarks = sorted(said_of, key=lambda remark: order.index(remark.error))
    return Section("vastlegging", _("Uw vastlegging"), tuple(text) if expected else (), tuple(remarks))


def _next_time(measures: Measures) -> Section:
    """At most three things to practise: what went otherwise most often, harm first."""
    count = Counter(remark.error for remark in measures.errors)
    known = advice()
    order = sorted((e for e in count if e in known), key=lambda e: (e not in FIRST, -count[e], list(known).index(e)))
    tips = list(dict.fromkeys(known[error] for error in order))[:3]
    if not tips and measures.questions:
        tips = [_("Probeer een oefening van een hoger niveau, of vraag een medestudent mee te lezen.")]
    return Section("volgende", _("Voor de volgende keer"), tuple(tips))


def _numbers(measures: Measures) -> Section:
    lines = [f"{part.title[:1].upper()}{part.title[1:]}: {_share(part.share)}" for part in measures.parts]
    asked = measures.part("vragen").share
    if asked is not None and measures.share is not None and percent(asked) != percent(measures.share):
        told = _("Bij '{deel}' telt een vraag die niet opent en niet schaadt voor de helft; daarom staat er geen {aandeel}.")
        lines.insert(1, told.format(deel=measures.part("vragen").title, aandeel=percent(measures.share)))
    if measures.stopped:
        said = _(
            "Samen {n} van 100 over wat aan bod kwam. U was niet klaar: vergelijk dit getal niet met dat van een hele oefening."
        )
    else:
        said = _("Samen {n} van 100. Een getal zegt minder dan de woorden hierboven.")
    total = said.format(n=measures.score)
    return Section("cijfers", _("In cijfers"), (*lines, total) if measures.questions else ())


def _share(share: float | None) -> str:
    return _("niet aan de orde") if share is None else percent(share)


def instead_title(remark: Remark) -> str:
    """What stands before the words that a remark offers."""
    return _("Zeg liever:") if remark.about in ("vraag", "onderbreking", "vastlegging") else _("Zeg bijvoorbeeld:")
