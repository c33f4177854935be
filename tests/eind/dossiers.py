"""A dossier that holds a text of ours in every place that takes one: answers, reasons, notes, a decision, what is being typed."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from gesprek.dialogue import make_answer, read_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.keeping import begin_conversation, card_of
from gesprek.knowledge import Knowledge, load_card
from gesprek.paths import flows_dir
from gesprek.play import read_case
from gesprek.record import Vault, begin_dossier
from gesprek.record.codec import Kept, kept_of
from tests.hulp import knowledge
from tests.kluis.hulp import PASSPHRASE, now

__all__ = ["DRAFTED", "free_parts", "in_danger", "listed", "places", "put_in", "text_facts"]

_HOLDER = re.compile(r"plek(\d{3})plek")
DRAFTED = ("getypt", "notitie in aanbouw", "regel in aanbouw", "gevaar in aanbouw")
"""The places in what is being typed."""


@functools.cache
def _example() -> dict[str, Any]:
    return dict(read_case(flows_dir() / "aangifte" / "voorbeeld.yaml", lambda _flow: knowledge()).antwoorden)


def text_facts() -> list[str]:
    """The facts of the example that are answered with free text."""
    known = knowledge()
    return [fact for fact in _example() if known.facts[fact].soort in ("tekst", "citaat")]


def free_parts() -> dict[str, str]:
    """The lists, with the part of a row that is free text."""
    known = knowledge()
    found = {}
    for name, fact in known.facts.items():
        coded = {fact.waarden_van, "uitkomst", "route"}
        free = [part for part in fact.onderdelen if part not in coded]
        if fact.soort == "lijst" and free:
            found[name] = free[-1]
    return found


class _Places:
    """Gives each place a word of its own, which is exchanged for the text afterwards."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str) -> str:
        self.names.append(name)
        return f"plek{len(self.names) - 1:03d}plek"

    def filled(self, value: Any, text_of: Callable[[str], str]) -> Any:
        """`value` with the texts in it."""
        if isinstance(value, str):
            return _HOLDER.sub(lambda match: text_of(self.names[int(match[1])]), value)
        if isinstance(value, dict):
            return {key: self.filled(one, text_of) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.filled(one, text_of) for one in value]
        return value


def _spoken(place: _Places) -> Conversation:
    """The example, with a word of ours in every place; and some things that were taken back or answered again."""
    known, at = knowledge(), now().replace(microsecond=0) - timedelta(minutes=5)
    talk = Conversation(known, load_card("landelijk", known), date.today())  # noqa: DTZ011 - a vault takes local time
    talk.answer("acuut_gevaar", make_answer(known.facts["acuut_gevaar"], "ja"), at)
    talk.interrupt(at)
    lifted = make_answer(known.facts["gevaar_opgeheven"], place("gevaar_opgeheven"), spreker="verbalisant")
    talk.answer("gevaar_opgeheven", lifted, at)
    talk.resume(at)
    for fact, answer in _example().items():
        text = known.facts[fact].soort in ("tekst", "citaat")
        talk.answer(fact, make_answer(known.facts[fact], place(fact), spreker=answer.spreker) if text else answer, at)
    for fact, part in free_parts().items():
        talk.answer(fact, _row(known, fact, part, place(fact)), at)
    talk.answer("plaats_feit", make_answer(known.facts["plaats_feit"], place("antwoord van daarna")), at)
    talk.answer("wel_niet_doen", make_answer(known.facts["wel_niet_doen"], place("teruggedraaid")), at)
    talk.undo(at)
    for fact, status in (("schade_bedrag", "niet_gevraagd"), ("feit_datum", "geparkeerd")):
        talk.answer(fact, make_answer(known.facts[fact], status=status, reden=place(f"reden {status}")), at)
    for topic in known.flow.onderwerpen[:2]:
        talk.note(topic.id, place(f"notitie {topic.id}"), at)
    talk.decide("", place("reden besluit"), at)
    talk.retract("angst_voor_verdachte", at)
    talk.mark_rest(place("reden rest"), at)
    talk.go(known.flow.onderwerpen[1].id, at)
    return talk


def _row(known: Knowledge, fact: str, part: str, text: str) -> Any:
    kind = known.facts[fact]
    row = {part: text}
    if kind.waarden_van:
        row[kind.waarden_van] = list(kind.waarden)[1]
    return read_answer(known, kind, [row])


@functools.cache
def places() -> tuple[str, ...]:
    """The names of all places that hold a text."""
    place = _Places()
    _spoken(place)
    return (*place.names, *DRAFTED)


def put_in(folder: Path, text_of: Callable[[str], str], *, fixed: bool = False) -> str:
    """A dossier with `text_of(place)` in every place, as it is, in the vault of a folder; its code.

    fixed: read back, fixed and exported as well. The texts are put into the rows themselves: nothing has cleaned them.
    """
    place = _Places()
    talk = _spoken(place)
    if fixed:
        at = now().replace(microsecond=0)
        talk.read_back(at)
        talk.fix(at)
        talk.exported([place("geëxporteerd bestand")], at)
    rows = [kept_of(event) for event in talk.events]
    rows = [Kept(row.kind, row.at, place.filled(row.data, text_of)) for row in rows]
    card = place.filled(msgspec.json.decode(card_of(talk)), text_of)
    with Vault.unlock(folder, PASSPHRASE, now) as vault:
        _talk, keeping = begin_conversation(vault, "aangifte", "landelijk", date.today())  # noqa: DTZ011 - as above
        dossier = keeping.dossier
        dossier.append(
            rows,
            action=os.urandom(16),
            card=json.dumps(card).encode(),
            verbs=["verzamelen"],
            draft=None if fixed else _draft(text_of),
        )
        dossier.close()
        return dossier.code


def _draft(text_of: Callable[[str], str]) -> dict[str, Any]:
    title = "Niet gevraagd: eigen verhaal"
    return {
        "hier": "feit_relaas", "getypt": {"feit_relaas": text_of("getypt")}, "sprekers": {}, "notitie": text_of("notitie in aanbouw"),
        "gevaar": text_of("gevaar in aanbouw"), "regels": {title: text_of("regel in aanbouw")}, "venster": "",
        "noodset": False, "spoor": [],
    }  # fmt: skip


def in_danger(folder: Path, text: str) -> str:
    """A dossier that stands still because of danger, with `text` as the reason that is being typed; its code."""
    known, at = knowledge(), now().replace(microsecond=0)
    talk = Conversation(known, load_card("landelijk", known), date.today())  # noqa: DTZ011 - as above
    talk.answer("acuut_gevaar", make_answer(known.facts["acuut_gevaar"], "ja"), at)
    talk.interrupt(at)
    with Vault.unlock(folder, PASSPHRASE, now) as vault:
        dossier = begin_conversation(vault, "aangifte", "landelijk", date.today())[1].dossier  # noqa: DTZ011 - as above
        rows = [kept_of(event) for event in talk.events]
        dossier.append(rows, action=os.urandom(16), card=card_of(talk), draft={"hier": "acuut_gevaar", "gevaar": text})
        dossier.close()
        return dossier.code


def listed(folder: Path, texts: Sequence[str]) -> None:
    """A dossier for each text, which has it wherever the list of dossiers shows a word of the case."""
    with Vault.unlock(folder, PASSPHRASE, now) as vault:
        for text in texts:
            row = Kept("begun", now().isoformat(timespec="seconds"), {})
            card = {"stand": text, "plicht": text, "kenmerk": text}
            begin_dossier(vault, row, flow="aangifte 1 x", card=msgspec.json.encode(card)).close()
