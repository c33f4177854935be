"""An exercise as a file, and back: played again from its moments, so that what does not follow from them is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from gesprek.dialogue.conversation import Conversation, Event
from gesprek.dialogue.kept import Kept, event_of
from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.practice.moments import Asked, Chosen, Contested, Looked, Moment, Recorded
from gesprek.practice.scenario import Scenario
from gesprek.practice.session import Session

__all__ = ["ResultProblem", "from_bytes", "head_of", "session_from_builtins", "session_to_builtins", "to_bytes"]

KIND = "gesprek-oefening"
VERSION = 1


class ResultProblem(GesprekError):
    """A file that is not the result of this exercise; said in one sentence."""


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    kind: Literal["begun", "asked", "looked", "chosen", "contested", "recorded", "finished", "given_up"]
    at: str
    data: dict[str, Any] = {}


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """The outside of a result: which exercise, with which seed."""

    soort: Literal["gesprek-oefening"]
    versie: int
    oefening: str
    sha256: str
    zaad: int
    momenten: list[_Row]
    controle: str


def session_to_builtins(session: Session) -> dict[str, Any]:
    """An exercise as plain values, with a checksum over all of it."""
    rows = [{"kind": m.kind, "at": m.at.isoformat(), "data": m.data} for m in session.moments]
    data = {
        "soort": KIND,
        "versie": VERSION,
        "oefening": session.scenario.oefening,
        "sha256": session.scenario.sha256,
        "zaad": session.seed,
        "momenten": rows,
    }
    return {**data, "controle": _checksum(data)}


def to_bytes(session: Session) -> bytes:
    """An exercise as the bytes of its file: JSON, UTF-8, one moment a line."""
    data = session_to_builtins(session)
    rows = b",\n".join(msgspec.json.encode(row) for row in data.pop("momenten"))
    check = data.pop("controle")
    head = msgspec.json.encode(data)[:-1]
    return head + b',"momenten":[\n' + rows + b'\n],"controle":' + msgspec.json.encode(check) + b"}\n"


def head_of(data: bytes) -> Head:
    """What a file says it is. Raises ResultProblem when it is no result, or not a whole one."""
    try:
        found: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        cut = data.lstrip()[:1] == b"{" and KIND.encode() in data[:200]
        said = _("Dit bestand is afgebroken: het einde ontbreekt.") if cut else _("Dit is geen resultaat van een oefening.")
        raise ResultProblem(said) from None
    return _head(found)


def from_bytes(data: bytes, scenario: Scenario) -> Session:
    """The exercise in a file. Raises ResultProblem."""
    head_of(data)
    return session_from_builtins(msgspec.json.decode(data), scenario)


def _head(data: Any) -> Head:
    if not isinstance(data, Mapping) or data.get("soort") != KIND:
        raise ResultProblem(_("Dit is geen resultaat van een oefening."))
    if data.get("versie") != VERSION:
        raise ResultProblem(_("Dit resultaat is gemaakt met een andere versie van dit programma."))
    try:
        head = msgspec.convert(dict(data), Head)
    except (msgspec.ValidationError, RecursionError):
        raise ResultProblem(_("Dit resultaat is beschadigd: er ontbreekt iets, of er staat iets in dat er niet hoort.")) from None
    if head.controle != _checksum({key: value for key, value in data.items() if key != "controle"}):
        raise ResultProblem(_("Dit resultaat is beschadigd of veranderd: de controlesom klopt niet."))
    return head


def session_from_builtins(data: Any, scenario: Scenario) -> Session:
    """The exercise that these values were, played again on its scenario. Raises ResultProblem when it is not one of that."""
    head = _head(data)
    if head.oefening != scenario.oefening:
        said = _("Dit resultaat hoort bij de oefening '{die}', niet bij '{deze}'.")
        raise ResultProblem(said.format(die=head.oefening, deze=scenario.oefening))
    if head.sha256 != scenario.sha256:
        raise ResultProblem(_("Dit resultaat hoort bij een andere versie van de oefening '{naam}'.").format(naam=head.oefening))
    try:
        session = _played(head, scenario)
    except (GesprekError, msgspec.ValidationError, LookupError, TypeError, ValueError):
        session = None
    if session is None or session_to_builtins(session) != dict(data):
        raise ResultProblem(_("Dit resultaat klopt niet: het volgt niet uit wat er in de oefening is gedaan."))
    return session


def _played(head: Head, scenario: Scenario) -> Session | None:
    if not head.momenten or head.momenten[0].kind != "begun":
        return None
    session = Session(scenario, head.zaad, datetime.fromisoformat(head.momenten[0].at))
    events: list[Event] = []
    for row in head.momenten[1:]:
        at = datetime.fromisoformat(row.at)
        if row.kind == "recorded":
            kept = msgspec.convert(row.data, Recorded)
            orphans: dict[str, Any] = {}
            events += [event_of(msgspec.convert(item, Kept), scenario.knowledge, orphans) for item in kept.events]
            if orphans or session.over:
                return None
            session.moments.append(Moment("recorded", at, row.data))
        else:
            _do(session, row, at)
    made = Conversation.from_events(scenario.knowledge, scenario.card, scenario.dag, events, session.conversation.keeper)
    session.conversation = made
    return session


def _do(session: Session, row: _Row, at: datetime) -> None:
    if row.kind == "asked":
        asked = msgspec.convert(row.data, Asked)
        session.ask(asked.question, asked.text, at, own=asked.own)
    elif row.kind == "looked":
        session.look(msgspec.convert(row.data, Looked).question, at)
    elif row.kind == "chosen":
        chosen = msgspec.convert(row.data, Chosen)
        pending = session.pending
        if pending is None or pending.number != chosen.interruption:
            raise ValueError("er was geen onderbreking")
        text = session.scenario.onderbrekingen[chosen.interruption].keuzes[chosen.choice].tekst
        session.choose(chosen.interruption, pending.choices.index(text), at)
    elif row.kind == "contested":
        contested = msgspec.convert(row.data, Contested)
        session.contest(contested.moment, contested.reason, at)
    elif row.kind in ("finished", "given_up"):
        (session.finish if row.kind == "finished" else session.give_up)(at)


def _checksum(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(data, order="sorted")).hexdigest()
