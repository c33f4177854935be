"""What several tests share: answers from plain facts, the neutral case, and random answers."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gesprek.dialogue import Answer, Situation, assess, make_answer, read_answer
from gesprek.knowledge import STATUSES, Card, Fact, Knowledge, load_card, load_knowledge

DAY = date(2026, 11, 23)

NEUTRAAL: dict[str, Any] = {
    "intake_kanaal": "balie_basisteam",
    "type_contact": "aangifte",
    "aangifte_status": "gedaan",
    "ambtshalve_vervolging": "nee",
    "strafbaar_feit_status": "ja",
    "gesprek_alleen_slachtoffer": "ja",
    "geweld_gebruikt": "nee",
    "letsel": "geen",
    "bewijs_veiliggesteld": "ja",
    "slachtoffer_type": "natuurlijk_persoon",
    "verdachte_bekend": "ja_naam",
    "verdachte_gehoord": "ja",
    "verdachte_weet_van_melding": "ja",
    "onderzoeksbelang_contact": "geen_bezwaar",
    "houding_verdachte": "neemt_verantwoordelijkheid_eigen_aandeel",
    "halt_waardig_feit": "ja",
    "halt_eerder_misdrijf": "nee",
    "pv_misdrijf_eerder_naar_om": "nee",
    "leeftijdsgroep_slachtoffer": "meerderjarig",
    "leeftijdsgroep_verdachte": "meerderjarig",
    "toestemming_minderjarige_slachtoffer": "ja",
    "toestemming_minderjarige_verdachte": "ja",
    "toestemming_ouders_slachtoffer": "ja",
    "toestemming_ouders_verdachte": "ja",
    "acuut_gevaar": "nee",
    "bedreiging_geuit": "nee",
    "kinderen_betrokken": "nee",
    "aangifte_wederzijds": "nee",
    "vergeldingsrisico": "geen_signaal",
    "escalatierisico": "geen_signaal",
    "stalking_patroon": "nee",
    "machtsongelijkheid": ["geen_signaal"],
    "eercomponent": "geen_signaal",
    "kan_vrij_spreken": "ja",
    "individuele_beoordeling": "gedaan_geen_maatregelen",
    "angst_voor_verdachte": "geen",
    "hulpvraag_slachtoffer": "nee",
    "hulpvraag_verdachte": "nee",
    "verslaving_slachtoffer": "nee",
    "verslaving_verdachte": "nee",
    "psychische_problematiek_slachtoffer": "nee",
    "psychische_problematiek_verdachte": "nee",
    "openheid_contact": "weet_nog_niet",
    "strafwens": "weet_nog_niet",
    "doel_slachtoffer": ["weet_nog_niet"],
    "doel_eigen_woorden": "Ik weet nog niet wat ik wil.",
    "wijkagent_betrokken": "nee",
    "tolk_nodig": "nee",
    "info5j_status": "gegeven",
    "info5j_tijdstip": "2026-11-23T10:15",
    "info5j_door": "A. Jansen, 123456, hoofdagent",
    "info5j_wijze": ["mondeling", "folder"],
    "info5j_omvang": "summier",
    "info5j_inhoud": [
        "bestaan_voorzieningen",
        "recht_contact_vragen",
        "herstelbemiddeling",
        "mis",
        "vrijwillig",
        "aangifterecht_blijft",
        "terugtrekken_kan",
        "later_ook_mogelijk",
        "gevolgen_aangifte",
        "contactgegevens_warme_overdracht",
    ],
    "info5j_reactie": "Daar wil ik over nadenken.",
    "info5j_toegesneden_op": ["behoefte", "persoonlijke_omstandigheden", "aard_feit"],
    "info5j_begrepen": "ja_in_eigen_woorden",
    "folder_verklaring_rechten": "uitgereikt",
    "vrijwilligheid_besproken": "ja",
    "aangifterecht_besproken": "ja",
}
"""No signal anywhere: a neutral case by somebody who does not know yet what they want."""


@functools.cache
def knowledge() -> Knowledge:
    """The shipped aangifte flow."""
    return load_knowledge("aangifte")


@functools.cache
def full_card() -> Card:
    """Every local facility present."""
    return load_card("volledig", knowledge())


@functools.cache
def national_card() -> Card:
    """National routes only."""
    return load_card("landelijk", knowledge())


def answers(facts: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers from facts as a case file holds them."""
    known = knowledge()
    return {name: read_answer(known, known.facts[name], raw) for name, raw in facts.items()}


def situation(facts: Mapping[str, Any], card: Card | None = None) -> Situation:
    """The situation of these facts on the full map."""
    return assess(knowledge(), answers(facts), card or full_card(), DAY)


def neutral(**facts: Any) -> Situation:
    """The neutral case with these facts; None removes one."""
    merged = {k: v for k, v in {**NEUTRAAL, **facts}.items() if v is not None}
    return situation(merged)


def verdicts(found: Situation) -> dict[str, str]:
    """Route -> verdict."""
    return {v.route.id: v.oordeel for v in found.verdicts}


def offered(found: Situation) -> list[str]:
    """The routes that are open now, in order."""
    return [v.route.id for v in found.verdicts if v.oordeel in ("primair", "alternatief")]


_TEKST = st.sampled_from(
    [
        "Ik hoorde een klap.",
        'Hij zei: "Nu weet je het."',
        "Twee regels.\nMet een tweede.",
        "zonder hoofdletter of punt",
        "[/red] {{ 7*7 }} {% endif %} <b>",
        "Waarom ik?",
    ]
)


def _value(fact: Fact, routes: list[str]) -> st.SearchStrategy[Any]:
    kind = fact.soort
    if kind == "keuze":
        return st.sampled_from(list(fact.waarden))
    if kind in ("meerkeuze", "meerkeuze_route"):
        options = list(fact.waarden) if kind == "meerkeuze" else routes
        return st.lists(st.sampled_from(options), min_size=1, max_size=4, unique=True).map(tuple)
    if kind == "route":
        return st.sampled_from([*routes, "geen"])
    if kind == "lijst":
        return st.lists(_row(fact, routes), min_size=1, max_size=2).map(tuple)
    return {
        "tekst": _TEKST,
        "citaat": _TEKST,
        "datum": st.dates(date(2020, 1, 1), date(2028, 12, 31)),
        "datumtijd": st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda d: d.replace(second=0, microsecond=0)),
        "getal": st.integers(0, 200),
        "bedrag": st.integers(0, 1_000_000).map(lambda c: Decimal(c) / 100),
    }[kind]


def _row(fact: Fact, routes: list[str]) -> st.SearchStrategy[dict[str, str]]:
    def part(name: str) -> st.SearchStrategy[str]:
        if name == fact.waarden_van:
            return st.sampled_from(list(fact.waarden))
        if name == "uitkomst":
            return st.sampled_from(list(fact.uitkomsten))
        return st.sampled_from(routes) if name == "route" else _TEKST

    first = fact.waarden_van or fact.onderdelen[0]
    rest = {name: part(name) for name in fact.onderdelen if name != first}
    return st.fixed_dictionaries({first: part(first)}, optional=rest)


def _answer(fact: Fact, routes: list[str]) -> st.SearchStrategy[Answer]:
    status = st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "Het gesprek liep uit."])).map(
        lambda p: make_answer(fact, status=p[0], reden=p[1])
    )
    value = _value(fact, routes).map(lambda v: make_answer(fact, v))
    return st.one_of(value, value, value, status)


@functools.cache
def _strategies() -> dict[str, st.SearchStrategy[Answer]]:
    known = knowledge()
    routes = list(known.routes)
    return {name: _answer(fact, routes) for name, fact in known.facts.items()}


@st.composite
def random_answers(draw: st.DrawFn, only: tuple[str, ...] = (), size: int = 60) -> dict[str, Answer]:
    """Answers to a random choice of facts, each a value or a status."""
    each = _strategies()
    names = draw(st.lists(st.sampled_from(list(only or each)), max_size=size, unique=True))
    return {name: draw(each[name]) for name in names}
