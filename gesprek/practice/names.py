"""What kinds of questions, signals and errors are called, and what to practise against each error."""

from __future__ import annotations

from gesprek.i18n import _
from gesprek.practice.kinds import HARMFUL

__all__ = ["FIRST", "advice", "error_title", "kind_title", "signal_title", "state_title", "who_title"]

FIRST = (*HARMFUL, "meegegaan", "ingevuld", "plicht_niet_gegeven", "plicht_zonder_vertellen", "signaal_niet_vastgelegd")
"""The errors that advice begins with: what harms, and what ends up in a record that is not true."""


def advice() -> dict[str, str]:
    """By kind of error what to practise."""
    return {
        "sturend": _("Laat het antwoord weg uit uw vraag. Begin met 'wat', 'hoe' of 'vertelt u eens'."),
        "verwijtend": _("Vervang 'waarom hebt u' door 'hoe ging dat'."),
        "ontmoedigend": _("Leg uit wat er kan en laat de keuze bij de ander. Schat geen kansen."),
        "belovend": _("Beloof alleen wat u zelf doet, zoals bellen op een afgesproken dag."),
        "te_vroeg": _("Vraag eerst wat iemand wil bereiken en of iemand veilig is. Daarna pas noemt u een weg."),
        "meegegaan": _("Leg alleen vast wat iemand uit zichzelf zei, in eigen woorden."),
        "ingevuld": _("Niet gevraagd is een eigen antwoord. Vul nooit in wat u denkt."),
        "plicht_niet_gegeven": _("Vertel iedereen over herstel. Het is een plicht, en het zegt niets over de zaak."),
        "plicht_zonder_vertellen": _("Leg de informatie over herstel pas vast als u haar hebt verteld."),
        "plicht_hoe": _("Vertel over herstel zonder te raden of te trekken: iedereen hoort hetzelfde."),
        "plicht_te_vroeg": _("Vraag eerst wat iemand wil bereiken. Daarna klinkt informatie over herstel niet als wegsturen."),
        "plicht_niet_getoetst": _("Laat na uw uitleg vertellen wat er is onthouden. U toetst uw uitleg, niet de persoon."),
        "plicht_onvolledig": _("Loop bij de informatie over herstel de hele kern langs en laat het navertellen."),
        "signaal_niet_vastgelegd": _("Schrijf op wat u ziet en hoort, ook als het niet in een vakje lijkt te passen."),
        "signaal_niet_gemerkt": _("Vraag iedereen naar veiligheid, angst en hulp, voor beide kanten."),
        "meervoudig": _("Stel één vraag tegelijk, en wacht."),
        "gesloten": _("Vraag eerst open. Daarna mag een gesloten vraag, om iets vast te zetten."),
        "onderwerp_gemist": _("Kijk halverwege welke onderwerpen nog open staan."),
        "onderwerp_zonder_antwoord": _("Komt er niets, vraag het dan later nog eens, en opener."),
        "vraag_gemist": _("Kijk voor het einde welke vragen altijd nodig zijn."),
        "route_niet_gekozen": _("Leg vast welke weg u voorstelt en waarom, of waarom geen."),
        "route_past_niet": _("Leg uw voorstel naast de veiligheid en het doel van de ander."),
        "gehaast": _("Neem de tijd. Een stilte brengt vaak meer dan een volgende vraag."),
        "te_lang": _("Begin met wat altijd nodig is; de rest mag naar een vervolggesprek."),
    }


def kind_title(kind: str) -> str:
    """A kind of question, in the plural of a heading."""
    return {
        "open": _("open"),
        "gericht": _("gericht"),
        "uitleg": _("uitleg"),
        "gesloten": _("gesloten"),
        "meervoudig": _("meer in één"),
        "sturend": _("sturend"),
        "verwijtend": _("verwijtend"),
        "ontmoedigend": _("ontmoedigend"),
        "belovend": _("belovend"),
        "te_vroeg": _("te vroeg"),
        "": _("niet begrepen"),
    }.get(kind, kind)


def error_title(error: str) -> str:
    """A kind of error, as it stands in an overview."""
    return {
        "ingevuld": _("ingevuld zonder vragen"),
        "meegegaan": _("meegaan vastgelegd als wens"),
        "anders": _("anders vastgelegd dan verteld"),
        "niet_vastgelegd": _("verteld of te zien, en niet vastgelegd"),
        "signaal_niet_vastgelegd": _("signaal niet vastgelegd"),
        "signaal_niet_gemerkt": _("signaal niet gemerkt"),
        "plicht_niet_gegeven": _("niet over herstel verteld"),
        "plicht_hoe": _("over herstel verteld op een verkeerde manier"),
        "plicht_zonder_vertellen": _("vastgelegd als verteld, en niet verteld"),
        "plicht_stand": _("stand van de informatieplicht anders"),
        "plicht_te_vroeg": _("te vroeg over herstel verteld"),
        "plicht_niet_getoetst": _("niet gevraagd wat er is onthouden"),
        "plicht_onvolledig": _("kern van de informatie niet compleet"),
        "route_niet_gekozen": _("geen weg gekozen"),
        "route_past_niet": _("een weg gekozen die niet past"),
        "route_niet_gedragen": _("een weg gekozen zonder reden in de zaak"),
        "onderbreking": _("niet goed omgegaan met een onderbreking"),
        "onderwerp_gemist": _("onderwerp gemist"),
        "onderwerp_zonder_antwoord": _("over een onderwerp begonnen en niets gehoord"),
        "vraag_gemist": _("nodige vraag gemist"),
        "vraag_zonder_antwoord": _("gevraagd en geen antwoord gekregen"),
        "te_lang": _("te lang"),
        "gehaast": _("gehaast"),
    }.get(error, kind_title(error))


def signal_title(kind: str) -> str:
    """How a kind of signal is called."""
    return {
        "angst": _("angst"),
        "stalking": _("een patroon dat op stalking wijst"),
        "kwetsbaar_aangever": _("kwetsbaarheid van de aangever"),
        "kwetsbaar_ander": _("kwetsbaarheid van de ander"),
        "begeleider": _("een begeleider die het woord neemt"),
        "gevaar": _("gevaar"),
        "minderjarig": _("een minderjarige"),
        "taal": _("moeite met taal of spreken"),
        "eer": _("eer of druk van de familie"),
    }.get(kind, kind)


def state_title(state: str) -> str:
    """How a fact of the record stands against the reference."""
    return {
        "klopt": _("klopt"),
        "ongevraagd": _("klopt, niet gevraagd"),
        "anders": _("anders dan verteld"),
        "vergelijk": _("vergelijk zelf"),
        "ingevuld": _("ingevuld zonder vragen"),
        "meegegaan": _("de ander ging alleen mee"),
        "niet_vastgelegd": _("verteld of te zien, niet vastgelegd"),
        "niet_gevraagd": _("niet gevraagd"),
    }.get(state, state)


def who_title(person: str, who: str) -> str:
    """Who says a line of the replay."""
    return {"persoon": person, "agent": _("u"), "situatie": _("u ziet"), "vastlegging": _("vastgelegd")}.get(who, who)
