"""Every action of a conversation, once. Keys, help, the list of actions (^P) and the commands of the lines are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from gesprek.i18n import N_

__all__ = ["ACTIONS", "CHANGING", "Action", "action"]

CHANGING = frozenset({"onbekend", "wil_niet", "niet_gevraagd", "parkeren", "nvt", "spreker", "notitie", "ongedaan", "besluit"})
"""Actions that change something, and say why they cannot when the dossier may only be read."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an officer can do.

    keys: what works everywhere, also while typing. plain: one key that works outside a text field.
    shown: how the first key is written on the screen. practice: only in an exercise.
    """

    id: str
    keys: str
    shown: str
    label: str
    description: str
    plain: str = ""
    plain_shown: str = ""
    everywhere: bool = False
    practice: bool = False

    @property
    def key(self) -> str:
        """A key for it as it is written: one that works everywhere where there is one."""
        return self.shown or self.plain_shown


ACTIONS: tuple[Action, ...] = (
    Action("hulp", "f1", "F1", N_("Hulp"), N_("Uitleg bij wat u nu doet, en alle toetsen."), everywhere=True),
    Action("aangifte", "f2", "F2", N_("Aangifte"), N_("Naar de aangifte. Die blijft altijd open.")),
    Action("stukken", "f3", "F3", N_("Stukken en routes"), N_("Wissel: verklaring, bevindingen, advies, routes, kerntekst.")),
    Action("terug", "f4,ctrl+o,alt+left", "F4", N_("Terug"), N_("Naar waar u net was. Er gaat niets verloren.")),
    Action("onbekend", "f5", "F5", N_("Onbekend"), N_("Aangever weet het niet."), "question_mark", "?"),
    Action("wil_niet", "f6", "F6", N_("Wil niet zeggen"), N_("Aangever wil hierover niets zeggen."), "minus", "-"),
    Action("niet_gevraagd", "f7", "F7", N_("Niet gevraagd"), N_("U vraagt dit niet; de reden komt erbij."), "n", "n"),
    Action("parkeren", "f8", "F8", N_("Parkeren"), N_("Later terugkomen; de reden komt erbij."), "p", "p"),
    Action("nvt", "ctrl+x", "^X", N_("Niet van toepassing"), N_("De vraag past niet bij deze zaak."), "x", "x"),
    Action("spreker", "ctrl+f", "^F", N_("Wie zegt dit"), N_("Wissel: aangever, verbalisant, systeem, iemand anders."), "s", "s"),
    Action("verder", "ctrl+d,f10", "^D", N_("Verder"), N_("Antwoord vastleggen en naar de volgende vraag.")),
    Action("springen", "ctrl+g", "^G", N_("Ga naar"), N_("Zoek een onderwerp of vraag en ga erheen.")),
    Action(
        "letters",
        "ctrl+u",
        "^U",
        N_("Ga naar met een letter"),
        N_("Letters bij elk onderwerp en elke open vraag; één toets gaat erheen."),
    ),
    Action("notitie", "ctrl+n", "^N", N_("Notitie"), N_("Vrije aantekening bij dit onderwerp.")),
    Action("kerntekst", "ctrl+l", "^L", N_("Kerntekst 5j"), N_("Volgend deel van de kerntekst over herstel, om voor te lezen.")),
    Action("poorten", "ctrl+t", "^T", N_("Wat nu te doen"), N_("Wat nu voorgaat, en wat u dan doet.")),
    Action("besluit", "ctrl+r", "^R", N_("Route en besluit"), N_("De routes met hun redenen, en uw besluit.")),
    Action("noodset", "ctrl+y", "^Y", N_("Alleen noodset"), N_("Aan of uit: alleen wat in tien minuten moet.")),
    Action("ongedaan", "f12", "F12", N_("Ongedaan maken"), N_("Laatste antwoord terugdraaien; u ziet eerst wat."), "u", "u"),
    Action(
        "leeg",
        "f9",
        "F9",
        N_("Scherm leeg"),
        N_("Meteen niets meer te zien. Elke toets brengt het scherm terug."),
        everywhere=True,
    ),
    Action("voorlezen", "ctrl+e", "^E", N_("Voorlezen en afronden"), N_("De verklaring voorlezen, vaststellen en wegschrijven.")),
    Action(
        "zinnen",
        "",
        "",
        N_("Zin voor zin"),
        N_("De stukken doorlopen: naar het antwoord achter een zin, of een zin zelf schrijven."),
    ),
    Action("acties", "ctrl+p", "^P", N_("Acties"), N_("Alle acties, met hun toets."), everywhere=True),
    Action(
        "slot", "ctrl+k", "^K", N_("Op slot"), N_("Scherm leeg, kluis dicht. Met het wachtwoord bent u terug."), everywhere=True
    ),
    Action(
        "punten",
        "",
        "",
        N_("Gevoelige antwoorden als punten"),
        N_("Aan of uit: wie meekijkt, leest ze niet. De vraag waar u bent, ziet u wel."),
    ),
    Action("kleuren", "", "", N_("Kleuren"), N_("Licht, donker of hoog contrast."), everywhere=True),
    Action(
        "zeden",
        "",
        "",
        N_("Verder als informatief gesprek"),
        N_("Het team zeden gaat verder met wat al is verteld. Niets hoeft opnieuw."),
    ),
    Action("sluiten", "", "", N_("Gesprek sluiten"), N_("Naar het eerste scherm. Alles is bewaard.")),
    Action(
        "weg",
        "ctrl+q",
        "^Q",
        N_("Verlaten"),
        N_("Het programma verlaten. Wat niet is bewaard, wordt eerst gevraagd."),
        everywhere=True,
    ),
    Action(
        "vraag_het",
        "",
        "",
        N_("Vraag het"),
        N_("Kies hoe u dit vraagt of vertelt, of typ uw eigen woorden. De ander antwoordt."),
        "v",
        "v",
        practice=True,
    ),
    Action(
        "gesprek_tot_nu_toe",
        "",
        "",
        N_("Gesprek tot nu toe"),
        N_("Alles wat is gezegd en wat er te zien was."),
        "w",
        "w",
        practice=True,
    ),
    Action(
        "oneens",
        "",
        "",
        N_("Oneens met hoe u bent gelezen"),
        N_("Zeg waarom uw eigen woorden anders zijn bedoeld."),
        practice=True,
    ),
    Action("inleiding", "", "", N_("Inleiding"), N_("Wat u vooraf wist en zag, en wat u oefent."), practice=True),
    Action(
        "oefening_afronden", "", "", N_("Oefening afronden"), N_("De oefening is klaar; u krijgt het verslag."), practice=True
    ),
)

_BY_ID = {action.id: action for action in ACTIONS}


def action(name: str) -> Action:
    """The action called `name`."""
    return _BY_ID[name]
