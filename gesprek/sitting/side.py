"""What stands in the panel: the growing texts, the routes with their reasons, the core text. Paragraphs, no widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gesprek.dialogue import RouteVerdict, Situation
from gesprek.dialogue.reasons import Reason
from gesprek.errors import GesprekError
from gesprek.i18n import N_, _, ngettext
from gesprek.knowledge import Knowledge
from gesprek.knowledge.model import Claim
from gesprek.report import Documents, documents_of
from gesprek.sitting.dots import cover, covered, dotted
from gesprek.sitting.progress import needed
from gesprek.sitting.talk import Talk
from gesprek.sitting.wrapping import Line

__all__ = [
    "OUTCOME",
    "VERDICTS",
    "VIEWS",
    "argument",
    "document_lines",
    "document_of",
    "gate_lines",
    "homeless_lines",
    "standings",
    "view_lines",
    "view_name",
    "why_a_reason",
]

VIEWS: dict[str, str] = {
    "aangifte": N_("Verklaring"),
    "bevindingen": N_("Bevindingen"),
    "advies": N_("Advies"),
    "routes": N_("Routes"),
    "kerntekst": N_("Kerntekst"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "primair": ("●", N_("past het best bij wat aangever wil of bij de veiligheid")),
    "alternatief": ("○", N_("kan ook")),
    "later": ("◇", N_("later")),
    "niet_in_eenheid": ("–", N_("niet in uw eenheid")),
    "gesloten": ("×", N_("gesloten")),
    "niet_aan_de_orde": ("·", N_("nu niet aan de orde")),
}
"""By the verdict; the last is for what waits for something that this conversation does not ask."""
OUTCOME = {"ja": ("+", N_("Voldaan"), "goed"), "nee": ("×", N_("Niet"), "fout"), "onbekend": ("?", N_("Open"), "let")}
_OF_A_GATE = re.compile(r"(?P<open>nog niet bekend of de )?poort '(?P<titel>[^']+)'(?:: (?P<rest>.+)| speelt)")
"""What the engine says of a gate: that it plays, that it is not known, or what of it still holds."""
_STILL = (N_("alleen vormen zonder rechtstreeks contact"), N_("wat eerst moest gebeuren, is gebeurd"))
"""What of it can still hold, for the catalogs."""
RELATION = {
    "naast": N_("naast de strafzaak"),
    "in_plaats_van": N_("in plaats van de strafzaak"),
    "beide": N_("naast of in plaats van de strafzaak"),
    "los": N_("los van de strafzaak"),
}


def view_name(talk: Talk, view: str) -> str:
    """What a view is called; the statement as its flow calls it."""
    return _(talk.k.flow.verklaring if view == "aangifte" else VIEWS[view])


def view_lines(talk: Talk, view: str) -> list[Line]:
    """The paragraphs of one view, with everything that stands typed now."""
    if view == "kerntekst":
        return [
            (_("Kerntekst over herstel (art. 5j), om voor te lezen"), "kop"),
            ("", ""),
            *((_(sentence), "") for sentence in talk.k.duty.kerntekst),
        ]
    situation = talk.preview()
    if view == "routes":
        return list(_routes(talk, situation))
    return [*document_of(talk, situation, view), *_still_missing(situation, view)]


def document_of(talk: Talk, situation: Situation, name: str) -> list[Line]:
    """One of the three texts as it stands now, or the sentence why it cannot be made."""
    try:
        documents = documents_of(talk.c, situation)
    except GesprekError as error:  # a mistake in a template must not cost a conversation
        return [(_("Dit stuk kan nu niet worden gemaakt."), "fout"), (str(error), "zacht")]
    if talk.dots:
        documents = cover(documents, talk.k, [note.text for note in talk.c.notes])
    mark = [(talk.practice.mark, "let"), ("", "")] if talk.practice is not None else []
    return [*mark, *document_lines(documents, name), *homeless_lines(documents, name)]


def document_lines(documents: Documents, name: str) -> list[Line]:
    """A text of the report as paragraphs: headings apart, nothing interpreted."""
    heads = {sentence.kop for sentence in documents.sentences if sentence.document == name}
    rows = documents.texts[name].split("\n") if documents.texts[name] else []
    lines = [(row, "kop" if index == 0 or row in heads else "") for index, row in enumerate(rows)]
    return lines or [(_("Nog geen tekst."), "zacht")]


def homeless_lines(documents: Documents, name: str) -> list[Line]:
    """Sentences that the officer wrote and that fit no answer any more: kept in sight until something is done with them."""
    found = [words for document, _made, words in documents.homeless if document == name]
    if not found:
        return []
    head = _("Zelf geschreven, maar het antwoord is veranderd; deze zinnen staan niet meer in de tekst:")
    return [("", ""), (head, "let"), *((f"- {words}", "let") for words in found)]


def _still_missing(situation: Situation, view: str) -> list[Line]:
    facts = situation.knowledge.facts
    open_ = [f for f in situation.unanswered if f in situation.path.due and view in facts[f].hoort_in]
    if not open_:
        return []
    names = " · ".join(_(facts[f].label) for f in open_[:8])
    more = len(open_) - 8
    if more > 0:
        names += " · " + ngettext("en nog {n}", "en nog {n}", more).format(n=more)
    return [("", ""), (_("Nog niet gevraagd:"), "zacht"), (names, "zacht")]


def _routes(talk: Talk, situation: Situation) -> Iterator[Line]:
    yield (_("Aangifte: staat altijd open, los van elke route."), "goed")
    if situation.stand == "poort":
        yield (_("Er zijn nu geen voorstellen: er is iets dat voorgaat. Zie ^T."), "let")
    elif situation.stand == "doorvragen":
        yield (_("Eerst doorvragen: nog niet alles is bekend waar de routes op draaien."), "let")
    decisive = situation.decisive
    if decisive:
        yield (_("Beslissend is nu: {feit}.").format(feit=_(situation.knowledge.facts[decisive].label)), "let")
    group = ""
    for standing, verdict in standings(situation):
        if standing != group:
            group = standing
            sign, word = VERDICTS[group]
            yield ("", "")
            yield (f"{sign} {_(word).upper()}", "kop")
        yield (f"{VERDICTS[standing][0]} {_(verdict.route.naam)}", "plain")
        if standing != "niet_aan_de_orde":
            yield from _short(talk, verdict)


def standings(situation: Situation) -> list[tuple[str, RouteVerdict]]:
    """The routes in their order, each with how it stands; at the end those that wait for a fact that is not asked here.

    At a quarrel between neighbours that is what the zedenteam does: nothing that anybody can answer would open it now.
    """
    on = situation.path.facts
    waits = {
        verdict.route.id
        for verdict in situation.verdicts
        if verdict.oordeel == "later" and situation.stand != "poort"
        for reason in verdict.redenen
        if (reason.uitkomst, reason.gevolg) == ("onbekend", "later") and reason.feiten and not set(reason.feiten) & set(on)
    }
    found = [("niet_aan_de_orde" if v.route.id in waits else v.oordeel, v) for v in situation.verdicts]
    return sorted(found, key=lambda pair: pair[0] == "niet_aan_de_orde")


def _short(talk: Talk, verdict: RouteVerdict) -> Iterator[Line]:
    shown = [r for r in verdict.redenen if r.uitkomst != "ja" or r.aard == "doel"]
    if verdict.oordeel == "gesloten":
        shown = [r for r in shown if r.uitkomst == "nee"]
    for reason in shown[:4]:
        sign, word, kind = OUTCOME[reason.uitkomst]
        yield (f"    {sign} {_(word)}: {_reason(talk, reason)}", kind)
    if verdict.voorwaarde and verdict.oordeel in ("primair", "alternatief"):
        yield (_("    Voorwaarde: {tekst}").format(tekst=_(verdict.voorwaarde)), "zacht")


def _reason(talk: Talk, reason: Reason) -> str:
    text = _plainly(reason.tekst)
    return dotted(text) if covered(talk, reason.feiten) else text


def _plainly(text: str) -> str:
    """What a gate says of a route, in words that need no explanation; every other text as it is."""
    found = _OF_A_GATE.fullmatch(text)
    if found is None:
        return _(text)
    title, rest = found["titel"], found["rest"]
    if rest:
        return f"{_(title)}: {_(rest)}"
    said = _("nog niet bekend of '{titel}' speelt") if found["open"] else _("{titel} gaat voor")
    return said.format(titel=_(title))


def _stands_in_full(knowledge: Knowledge, reason: Reason) -> str:
    places = [knowledge.cite_in_words(reference) for reference in reason.bron]
    rule = _("in de regels: {nummer}").format(nummer=reason.regel) if reason.regel else ""
    return " · ".join(part for part in (*places, rule) if part)


def why_a_reason(talk: Talk) -> str:
    """Why the officer gives a reason with this decision."""
    if any(verdict.oordeel == "primair" for verdict in talk.c.situation.verdicts):
        return _("Dit wijkt af van wat bovenaan staat. Dat mag, met een reden.")
    return _("Er is nu geen route die het best past. Zet erbij waarom u dit besluit.")


def argument(talk: Talk, verdict: RouteVerdict, *, places: bool = False) -> Iterator[Line]:
    """The whole argument of one route: verdict, reasons with kind and source, what is needed, what would turn it.

    places: with the number of the rule, and where in a source it stands.
    """
    knowledge, route = talk.k, verdict.route
    sign, word = VERDICTS[next(standing for standing, v in standings(talk.c.situation) if v.route.id == route.id)]
    yield (_(route.naam), "kop")
    yield (f"{sign} {_(word)} · {_(RELATION[verdict.verhouding])}", "let")
    yield (_(route.wat), "")
    if verdict.voorwaarde:
        yield (_("Voorwaarde: {tekst}").format(tekst=_(verdict.voorwaarde)), "")
    entry = talk.c.card.entry(route.id, talk.c.day)
    if entry is not None:
        yield (_("Hier: {naam}. {contact}").format(naam=entry.naam, contact=entry.contact), "")
    yield ("", "")
    for reason in verdict.redenen:
        mark, outcome, kind = OUTCOME[reason.uitkomst]
        yield (f"{mark} {_(outcome)}: {_reason(talk, reason)}", kind)
        stands = _stands_in_full(knowledge, reason) if places else knowledge.at_a_glance(reason.bron[:2])
        yield ("    " + " · ".join(part for part in (_(GROUNDS[reason.aard]), stands) if part), "zacht")
        if reason.wordt_anders:
            yield (f"    {_(reason.wordt_anders)}", "zacht")
    if verdict.nodig:
        names = ", ".join(_(knowledge.facts[f].label) for f in verdict.nodig)
        yield (_("Nog nodig: {feiten}").format(feiten=names), "let")
    for claim in route.percepties:
        yield (_("Wat agenten zeggen, telt niet mee: {tekst}").format(tekst=_(claim.tekst)), "zacht")
    yield from _telling(route.vertellen, route.start)


def _telling(claims: Sequence[Claim], start: str) -> Iterator[Line]:
    if start:
        yield (_("Begin: {tekst}").format(tekst=_(start)), "")
    if claims:
        yield (_("Vertel eerst:"), "kop")
    for claim in claims:
        yield (f"- {_(claim.tekst)}", "")


GROUNDS = {
    "wet": N_("wet"),
    "aanbieder": N_("voorwaarde van de aanbieder"),
    "praktijk": N_("praktijk"),
    "veiligheid": N_("veiligheid"),
    "doel": N_("wat aangever wil"),
}


def gate_lines(situation: Situation) -> list[Line]:
    """The gates that play: what they do, what the officer does now, and a sentence to say."""
    lines: list[Line] = [(_("De aangifte blijft altijd open: F2."), "goed"), ("", "")]
    for state in situation.open_gates:
        gate = state.gate
        lines += [(f"▲ {_(gate.titel)}", "kop"), (_(gate.gevolg), "let")]
        if gate.zeg:
            lines.append((_('Zeg bijvoorbeeld: "{tekst}"').format(tekst=_(gate.zeg)), ""))
        lines += [(f"- {_(step)}", "") for step in gate.doe]
        lines += [(" · ".join(situation.knowledge.cite_in_words(b) for b in gate.bron[:3]), "zacht"), ("", "")]
    if not situation.open_gates:
        lines.append((_("Er is nu niets dat voorgaat."), ""))
    shown = {f"poort:{s.gate.id}" for s in situation.open_gates}
    remarks = [w for w in situation.warnings if w.id not in shown]
    if remarks:
        lines += [(_("Let op"), "kop"), *((f"- {w.tekst}", "") for w in remarks)]
    ranked = needed(situation, limit=5)
    if ranked:
        lines += [("", ""), (_("Eerst nog nodig"), "kop")]
        lines += [(f"- {_(situation.knowledge.facts[n.feit].label)}: {n.why}", "") for n in ranked]
    return lines
