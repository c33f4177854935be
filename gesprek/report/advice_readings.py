"""How a condition that is met reads in the advice, when it can be met for more than one reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gesprek.dialogue import Reason

__all__ = ["PROOF", "reading"]

_TOO_PLAIN = ""
_MET: dict[str, tuple[str, dict[str, str]]] = {
    "natuurlijk_persoon": (
        "slachtoffer_type",
        {"natuurlijk_persoon": "het slachtoffer is een natuurlijk persoon", "nabestaande": "het slachtoffer is een nabestaande"},
    ),
    "aangifte": ("aangifte_status", {"gedaan": "er is aangifte gedaan", "ingetrokken": "er is aangifte gedaan"}),
    "wens_aangever": (
        "openheid_contact",
        {"ja": "aangever staat open voor contact", "alleen_indirect": "aangever staat open voor contact via een ander"},
    ),
    "wens_verdachte": (
        "houding_verdachte_contact",
        {"vraagt_zelf": "de verdachte vraagt zelf om contact", "staat_open": "de verdachte staat open voor contact"},
    ),
    "instemming_jong_slachtoffer": (
        "leeftijdsgroep_slachtoffer",
        {"meerderjarig": _TOO_PLAIN, "minderjarig": "aangever en de ouders of voogd stemmen allebei in"},
    ),
    "instemming_jonge_verdachte": (
        "leeftijdsgroep_verdachte",
        {"meerderjarig": _TOO_PLAIN, "minderjarig": "de verdachte en de ouders of voogd stemmen allebei in"},
    ),
    "niet_eerder": ("leeftijdsgroep_verdachte", {"minderjarig": _TOO_PLAIN}),
    "strafbaar_feit": ("strafbaar_feit_status", {"ja": _TOO_PLAIN}),
    "strafzaak_mogelijk": ("aangifte_status", {"gedaan": _TOO_PLAIN, "ingetrokken": _TOO_PLAIN}),
    "verdachte_12_of_ouder": ("leeftijdsgroep_verdachte", {"meerderjarig": _TOO_PLAIN}),
    "gedaan": (
        "individuele_beoordeling",
        {
            "gedaan_geen_maatregelen": "gedaan, geen maatregelen; bijwerken als er iets verandert, en altijd vóór contact",
            "gedaan_met_maatregelen": "gedaan, met maatregelen; bijwerken als er iets verandert, en altijd vóór contact",
        },
    ),
    "risicoscreening": (
        "stalking_patroon",
        {
            "nee": "er is geen stalkingpatroon",
            "ja": "de risicoscreening is gedaan en geeft geen bezwaar",
            "mogelijk": "de risicoscreening is gedaan en geeft geen bezwaar",
        },
    ),
}
"""Conditions that are met for one of several reasons: which fact tells them apart, and how each then reads."""
PROOF = {
    "niet_ontkennen": "verhoor_verdachte",
    "verantwoordelijkheid": "verhoor_verdachte",
    "bekent": "verhoor_verdachte",
    "risicoscreening": "risicoscreening_door",
}
"""Conditions whose outcome somebody saw or decided: the fact that says who, when and where."""


_LIGHTER = frozenset({"wijkagent", "buurtbemiddeling", "politie", "mediator"})
_NONE: frozenset[str] = frozenset()


def reading(ident: str, reason: Reason, values: Mapping[str, Any]) -> str:
    """The text of a reason of condition `ident`, as it is for these values; empty when it is too plain to say."""
    if reason.uitkomst != "ja":
        return reason.tekst
    if ident == "lichtere_vorm_eerst":
        tried = not values.get("eerdere_bemiddeling", _NONE).isdisjoint(_LIGHTER)
        return "een lichtere vorm is al geprobeerd" if tried else _TOO_PLAIN
    fact, readings = _MET.get(ident, ("", {}))
    value = values.get(fact)
    return readings.get(value, reason.tekst) if isinstance(value, str) else reason.tekst
