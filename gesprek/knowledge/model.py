"""What `flows/` says, typed. Nothing here knows of a conversation.

Fields carry the Dutch names of the files, so that whoever owns the content recognises them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from gesprek.i18n import _
from gesprek.knowledge.expressions import Expression, View

__all__ = [
    "Card",
    "CardEntry",
    "Condition",
    "Duty",
    "DutyItem",
    "Fact",
    "Flow",
    "Gate",
    "Kind",
    "Knowledge",
    "Question",
    "Route",
    "Source",
    "Topic",
    "Verdict",
    "Words",
]

JaNee = Literal["ja", "nee"]
Kind = Literal[
    "keuze", "meerkeuze", "tekst", "citaat", "datum", "datumtijd", "getal", "bedrag", "lijst", "route", "meerkeuze_route"
]
Speaker = Literal["aangever", "verbalisant", "systeem", "derde"]
Document = Literal["aangifte", "bevindingen", "advies"]
Verdict = Literal["primair", "alternatief", "later", "niet_in_eenheid", "gesloten"]
Ground = Literal["wet", "aanbieder", "praktijk", "veiligheid", "doel"]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law, instruction or organisation: citation, version seen, when it was checked, how certain it is.

    op_scherm: for a report of which a place is a line ("r12"): what it is called on a screen, where others may read along.
    """

    bron: str
    citaat: str
    kort: str
    gecontroleerd_op: date
    zekerheid: Literal["V", "V-oud", "S", "W", "KNV", "AFL"]
    op_scherm: str = ""
    versie: str = ""
    opmerking: str = ""

    @property
    def controleer(self) -> bool:
        """True when an officer must check the current text before leaning on it."""
        return self.zekerheid in ("V-oud", "W", "KNV")


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fact of the vocabulary."""

    feit: str
    groep: str
    soort: Kind
    label: str
    niveau: Literal["kern", "indien", "opvolging"]
    spreker: Speaker
    waarom: str
    bron: list[str]
    waarden: dict[str, str] = {}
    onzeker: list[str] = []
    onderdelen: list[str] = []
    waarden_van: str = ""
    uitkomsten: dict[str, str] = {}
    gevoelig: list[str] = []
    hoort_in: list[Document] = []


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One spoken question and the facts it fills."""

    id: str
    feiten: list[str]
    hoe: Literal["vragen", "waarnemen", "opzoeken", "vertellen"]
    zeg: str
    waarom: str
    bron: list[str]
    wanneer: Expression
    niet_zo: list[str] = []
    noodset: JaNee = "nee"


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the conversation."""

    id: str
    titel: str
    vragen: list[Question]


class Flow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole conversation, in order. verklaring: what its document with the words of the victim is called;
    opnieuw: facts that are recorded anew when another conversation is handed over to this one: who sat there, when and where.
    ook_in_verklaring: facts that may stand there besides those whose `hoort_in` says so.
    """

    flow: str
    versie: str
    titel: str
    onderwerpen: list[Topic]
    duur_minuten: int = 120
    verklaring: str = "Verklaring"
    opnieuw: list[str] = []
    ook_in_verklaring: list[str] = []


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which words people speak of a question or a topic; per fact of it, and per option that the words name."""

    vraag: str = ""
    onderwerp: str = ""
    woorden: list[str] = []
    feiten: dict[str, list[str]] = {}
    keuzes: dict[str, dict[str, list[str]]] = {}


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A red flag and what it does (see the design, section 5)."""

    id: str
    titel: str
    flow: list[str]
    speelt: Expression
    gevolg: str
    aard: Ground
    bron: list[str]
    regel: str = ""
    onbekend_houdt_tegen: JaNee = "nee"
    onbekend_houdt_tegen_als: Expression | None = None
    voorstellen: JaNee = "ja"
    sluit: list[str] = []
    houdt_tegen: list[str] = []
    tenzij: Expression | None = None
    tenzij_tekst: str = ""
    blijft_tegen: list[str] = []
    alleen_direct: Expression | None = None
    vraagt_om: list[str] = []
    vereist: list[str] = []
    doe: list[str] = []
    zeg: str = ""

    def holds_unknown(self, view: View) -> bool:
        """True when this gate holds its routes back while it is not known whether it plays."""
        return self.onbekend_houdt_tegen == "ja" or bool(self.onbekend_houdt_tegen_als and self.onbekend_houdt_tegen_als(view))


class ConditionText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a condition reads when met, not met and not known."""

    ja: str
    nee: str
    onbekend: str


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One condition of a route. Practice never closes: it can only say `niet_primair` or be mentioned."""

    id: str
    aard: Ground
    regel: str
    ja: Expression
    tekst: ConditionText
    bron: list[str]
    als_niet: Literal["gesloten", "later", "niet_primair", "vermeld"]
    nee: Expression | None = None
    als_onbekend: Literal["nodig", "niet_primair", "later"] = "nodig"
    wordt_anders: str = ""


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with its sources."""

    tekst: str
    bron: list[str]


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A facility or step a victim can be told of."""

    id: str
    naam: str
    soort: Literal["route", "stap", "altijd", "geschiedenis", "achtergrond"]
    wat: str
    bron: list[str]
    klasse: Literal[
        "herstelrechtvoorziening", "informele_bemiddeling", "herstelgericht_werken", "afdoening", "partner", "strafrecht"
    ] = "partner"
    verhouding: Literal["naast", "in_plaats_van", "beide", "los"] = "los"
    bereik: Literal["landelijk", "lokaal"] = "landelijk"
    rij: list[str] = []
    groepen: list[str] = []
    indirect: JaNee = "nee"
    fase: list[str] = []
    dient: list[str] = []
    dient_ook: list[str] = []
    behoeften: list[str] = []
    nooit_primair: JaNee = "nee"
    volgorde: int = 50
    specifiek: Expression | None = None
    voorwaarden: list[Condition] = []
    percepties: list[Claim] = []
    voorwaarde: str = ""
    waarvoor: str = ""
    start: str = ""
    vertellen: list[Claim] = []
    overdracht: list[str] = []
    vastleggen: list[str] = []

    @property
    def proposed(self) -> bool:
        """True when it can ever be suggested (history, background and what is always open are not)."""
        return self.soort in ("route", "stap")


class DutyLetter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One letter of art. 5."""

    letter: str
    tekst: str
    zeg: str
    bron: list[str]


class DutyItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece of content of the information under j."""

    id: str
    tekst: str
    verteld: str
    bron: list[str]
    summier: Literal["ja", "nee", "indien"]
    uitgebreid: JaNee = "ja"


class DutyUnderstood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the check of understanding counts."""

    getoetst: list[str]
    vervolg_bij: list[str]


class DutyMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes the duty met."""

    inhoud: list[str]
    wijze: list[str]
    begrepen: DutyUnderstood
    aanwezig: list[str]


class BannedPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase that no spoken or written text of ours may contain."""

    patroon: str
    waarom: str
    bron: list[str]


class Duty(msgspec.Struct, frozen=True):
    """Art. 5, opening words and a-k, with the core text and the measure of fulfilment."""

    artikel: str
    norm: str
    bron: list[str]
    letters: list[DutyLetter]
    kerntekst: list[str]
    gegeven: DutyMeasure
    onderdelen: list[DutyItem]
    toon_verboden: list[BannedPhrase]


class CardEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One facility on the sociale kaart, with its owner and the days on which the entry holds."""

    route: str
    naam: str
    geldig_van: date
    geldig_tot: date = date.max
    contact: str = ""
    beheerder: str = ""
    opmerking: str = ""


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, eq=False):
    """Which facilities exist here."""

    kaart: str
    omschrijving: str
    voorzieningen: list[CardEntry]
    fictief: JaNee = "nee"

    def entry(self, route: str, day: date) -> CardEntry | None:
        """The entry of `route` that holds on `day`, or None."""
        for entry in self.voorzieningen:
            if entry.route == route and entry.geldig_van <= day <= entry.geldig_tot:
                return entry
        return None


class Knowledge(msgspec.Struct, frozen=True, eq=False):
    """Everything a conversation of one flow needs to know. `sha256` is over the bytes of the files below `root`, the folder it
    was read from; its templates are there too.
    """

    facts: Mapping[str, Fact]
    flow: Flow
    gates: tuple[Gate, ...]
    routes: Mapping[str, Route]
    duty: Duty
    sources: Mapping[str, Source]
    groups: Mapping[str, frozenset[str]]
    questions: Mapping[str, Question]
    question_of: Mapping[str, Question]
    topic_of: Mapping[str, Topic]
    path_order: tuple[Question, ...]
    sha256: str
    root: Path
    words: tuple[Words, ...] = ()

    def cite(self, reference: str) -> str:
        """A reference of a file ("cahier r12") as it is shown: short name and place, with "controleer" where due."""
        head, _space, place = reference.partition(" ")
        source = self.sources[head]
        shown = f"{source.kort} {place}".strip()
        return f"{shown} (controleer)" if source.controleer else shown

    def cite_in_words(self, reference: str) -> str:
        """A reference as it is read on a screen: "WODC-rapport, regel 12-14"; the others as `cite`."""
        head, _space, place = reference.partition(" ")
        source = self.sources[head]
        if not source.op_scherm:
            return self.cite(reference)
        return _("{bron}, regel {plaats}").format(bron=source.op_scherm, plaats=place.removeprefix("r"))

    def at_a_glance(self, references: Iterable[str]) -> str:
        """References beside a question: an article of law in full, a report by its name only, each once."""
        shown = [self.sources[reference.partition(" ")[0]].op_scherm or self.cite(reference) for reference in references]
        return " · ".join(dict.fromkeys(shown))
