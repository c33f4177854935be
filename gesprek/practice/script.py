"""What the file of a scenario says, typed. Fields carry the Dutch names of the file, so that its writer recognises them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from gesprek.practice.kinds import Kind

__all__ = ["Choice", "DutyPlan", "Interruption", "Observation", "Person", "Reply", "RouteView", "Script", "Signal", "SignalKind"]

SignalKind = Literal[
    "angst", "stalking", "kwetsbaar_aangever", "kwetsbaar_ander", "begeleider", "gevaar", "minderjarig", "taal", "eer"
]


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The person on the other side of the table; made up, always."""

    naam: str
    begint: str
    reacties: dict[str, list[str]]
    dicht: list[str]
    aanduiding: Literal["hij", "zij", "hen"] = "zij"
    vertrouwen: int = 2
    opent: tuple[Kind, ...] = ("open", "uitleg")
    sluit: tuple[Kind, ...] = ("sturend", "verwijtend", "ontmoedigend", "belovend", "te_vroeg")


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the person knows, feels and holds back about one question."""

    vraag: str
    feiten: dict[str, Any] = {}
    waarom: str = ""
    zegt: dict[str, str] = {}
    geeft: dict[str, list[str]] = {}
    meegaand: dict[str, dict[str, Any]] = {}
    nodig: int = 0


class Observation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the officer sees, looks up or decides without asking."""

    vraag: str
    te_zien: str
    feiten: dict[str, Any] = {}
    waarom: str = ""


class Signal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that must not be missed: where it shows, in what, and which facts show that it was noticed (any of them)."""

    signaal: str
    soort: SignalKind
    bij: str
    te_merken: str
    feiten: dict[str, Any]
    waarom: str
    bron: list[str]


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to deal with an interruption."""

    tekst: str
    waarom: str
    goed: Literal["ja", "nee"] = "nee"
    vertrouwen: int = 0


class Interruption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happens after so many questions."""

    na: int
    gebeurt: str
    keuzes: list[Choice]


class DutyPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the reference says of the duty to inform (art. 5j) here."""

    moment: str
    status: str
    na: str | list[str] = ""

    @property
    def after(self) -> tuple[str, ...]:
        """The questions that come first."""
        return tuple(self.na) if isinstance(self.na, list) else tuple(part for part in (self.na.strip(),) if part)


class RouteView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the case supports and what it does not."""

    waarom: str
    bron: list[str]
    past: list[str] = []
    past_niet: dict[str, str] = {}


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. tijd: when the conversation begins, on that day."""

    oefening: str
    titel: str
    dag: date
    bron: list[str]
    leerdoel: str
    inleiding: str
    persoon: Person
    antwoorden: list[Reply]
    plicht: DutyPlan
    route: RouteView
    flow: str = "aangifte"
    niveau: int = 1
    tijd: str = "10:00"
    duur_minuten: int = 60
    waarnemingen: list[Observation] = []
    signalen: list[Signal] = []
    onderbrekingen: list[Interruption] = []
