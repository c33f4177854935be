"""A conversation and the dossier it is kept in: beginning one, going on with one, and going on with a newer flow."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from gesprek.dialogue.conversation import Conversation, Event
from gesprek.dialogue.handing import hand_to, handed
from gesprek.errors import GesprekError
from gesprek.export import ExportProblem, Reserved
from gesprek.i18n import N_
from gesprek.knowledge import Knowledge, load_card, load_knowledge, plain_value
from gesprek.record import Dossier, Vault, VaultProblem, begin_dossier
from gesprek.record.codec import Kept, event_of, kept_of
from gesprek.record.log import Verb
from gesprek.record.pins import pin_flow, pinned_flow

__all__ = [
    "Beginning",
    "Keeping",
    "UpdatePlan",
    "begin_conversation",
    "beginning_of",
    "hand_over",
    "hand_to_flow",
    "plan_update",
    "resume",
    "resume_conversation",
    "update",
]

OF_THE_RECORD = frozenset({"begun", "updated", "taken_over", "held", "released"})
"""Rows that tell of the record itself, and are no event of the conversation."""

Draft = dict[str, Any]
STAGES = {"voorlezen_hardop": N_("Voorlezen"), "vastgesteld": N_("Vastgesteld"), "onderbroken": N_("Onderbroken")}
"""How the stages that are no topic are called in the list of dossiers."""


class Beginning(msgspec.Struct, frozen=True):
    """What a dossier goes by: its flow and version, with the hash of its files, the map, the day it began, the short version."""

    flow: str
    versie: str
    sha256: str
    kaart: str
    dag: str
    noodset: bool = False


@dataclass
class Keeping:
    """Keeps every action of a conversation in its dossier. draft: what is being typed now, kept along with each action."""

    dossier: Dossier
    conversation: Conversation
    draft: Callable[[], Draft | None] = lambda: None

    def keep(self, events: Sequence[Event]) -> None:
        """Keep one action. Raises VaultProblem, and then nothing of it was kept."""
        self.dossier.append(
            [kept_of(event) for event in events],
            action=os.urandom(16),
            card=card_of(self.conversation),
            verbs=_verbs(events),
            draft=self.draft(),
        )


def _verbs(events: Sequence[Event]) -> list[Verb]:
    """What this action is in the words of art. 32a Wpg: each once."""
    found: dict[Verb, None] = {}
    for event in events:
        before = event.data.get("before", {})
        if event.kind == "answered":
            found["wijzigen" if any(before.values()) else "verzamelen"] = None
        elif event.kind in ("retracted", "undone", "fixed", "edited"):
            found["wijzigen"] = None
        elif event.kind in ("noted", "linked", "decided", "deviated"):
            found["verzamelen"] = None
        elif event.kind == "exported" and event.data["files"]:
            found["verstrekken"] = None
    return list(found)


def card_of(conversation: Conversation) -> bytes:
    """What the list of dossiers shows of a conversation."""
    number = conversation.answers.get("registratie_kenmerk")
    titles = {topic.id: topic.titel for topic in conversation.knowledge.flow.onderwerpen}
    state = conversation.stages.state
    shown = {
        "stand": titles.get(state, STAGES.get(state, state)),
        "plicht": conversation.situation.duty.status,
        "kenmerk": str(plain_value(number.waarde)) if number and number.waarde is not None else "",
    }
    return msgspec.json.encode(shown)


def begin_conversation(vault: Vault, flow: str, card: str, day: date, *, noodset: bool = False) -> tuple[Conversation, Keeping]:
    """A new conversation, kept from its first action on. Raises GesprekError when content or vault do not do."""
    knowledge = load_knowledge(flow)
    conversation = Conversation(knowledge, load_card(card, knowledge), day)
    pin_flow(vault, knowledge)
    first = Beginning(flow, str(knowledge.flow.versie), knowledge.sha256, card, day.isoformat(), noodset)
    row = Kept("begun", vault.clock().isoformat(), msgspec.to_builtins(first))
    dossier = begin_dossier(vault, row, flow=_flow_text(knowledge), card=card_of(conversation))
    return conversation, _kept_in(dossier, conversation)


def _kept_in(dossier: Dossier, conversation: Conversation) -> Keeping:
    keeping = Keeping(dossier, conversation)
    conversation.keeper = keeping.keep
    return keeping


def _flow_text(knowledge: Knowledge) -> str:
    return f"{knowledge.flow.flow} {knowledge.flow.versie} {knowledge.sha256}"


def beginning_of(dossier: Dossier) -> Beginning:
    """What the dossier goes by now: what it began with, or what it was last updated to."""
    rows = [row for row in dossier.rows if row.kind in ("begun", "updated")]
    return msgspec.convert(rows[-1].data, Beginning)


def _read(dossier: Dossier, knowledge: Knowledge, card: str, day: date) -> tuple[Conversation, dict[str, Any]]:
    orphans: dict[str, Any] = {}
    events = [event_of(row, knowledge, orphans) for row in dossier.rows if row.kind not in OF_THE_RECORD]
    return Conversation.from_events(knowledge, load_card(card, knowledge, knowledge.root), day, events), orphans


def resume_conversation(vault: Vault, dossier: Dossier, card: str = "") -> Conversation:
    """The conversation of a dossier as it stood, on the flow it is pinned to; see `resume`."""
    return resume(vault, dossier, card).conversation


def resume(vault: Vault, dossier: Dossier, card: str = "") -> Keeping:
    """Go on with the conversation of a dossier, on the flow it is pinned to; what is done next is kept in it.

    card: another map than it began with. Raises GesprekError when the flow cannot be read.
    """
    pin = beginning_of(dossier)
    knowledge = pinned_flow(vault, pin.flow, pin.sha256)
    conversation, _orphans = _read(dossier, knowledge, card or pin.kaart, date.fromisoformat(pin.dag))
    return _kept_in(dossier, conversation)


@dataclass(frozen=True)
class UpdatePlan:
    """What a newer flow means for a dossier, in names of facts. current: it is the newest already."""

    before: Beginning
    after: Beginning
    kept: tuple[str, ...]
    orphaned: tuple[str, ...]
    opened: tuple[str, ...]

    @property
    def current(self) -> bool:
        """True when there is nothing to update."""
        return self.before.sha256 == self.after.sha256


def plan_update(vault: Vault, dossier: Dossier) -> UpdatePlan:
    """What the shipped flow keeps of the answers, what loses its place (it stays in the record), and what it asks anew."""
    pin = beginning_of(dossier)
    newer = load_knowledge(pin.flow)
    after = msgspec.structs.replace(pin, versie=str(newer.flow.versie), sha256=newer.sha256)
    day = date.fromisoformat(pin.dag)
    new, orphans = _read(dossier, newer, pin.kaart, day)
    asked: set[str] = set()
    try:
        old, _none = _read(dossier, pinned_flow(vault, pin.flow, pin.sha256), pin.kaart, day)
        asked = {*old.situation.unanswered}
        lost = {fact for fact in old.answers if fact not in new.answers}
    except VaultProblem:  # the old flow cannot be read; what it asked is not known
        lost = set()
    opened = tuple(fact for fact in new.situation.unanswered if fact not in asked)
    return UpdatePlan(pin, after, tuple(new.answers), tuple(sorted(lost | {f for f in orphans if orphans[f]})), opened)


def update(vault: Vault, dossier: Dossier, plan: UpdatePlan) -> None:
    """Go on with the newer flow. Nothing is removed from the record. Raises VaultProblem."""
    newer = load_knowledge(plan.after.flow)
    pin_flow(vault, newer)
    row = Kept("updated", vault.clock().isoformat(), msgspec.to_builtins(plan.after))
    new, _orphans = _read(dossier, newer, plan.after.kaart, date.fromisoformat(plan.after.dag))
    dossier.append([row], action=os.urandom(16), card=card_of(new), verbs=["wijzigen"], draft=dossier.draft)


def hand_to_flow(vault: Vault, keeping: Keeping, flow: str) -> None:
    """Let the dossier go on in another flow from today, with all that was told. It is opened anew. Raises GesprekError."""
    dossier, now = keeping.dossier, vault.clock()
    newer = load_knowledge(flow)
    pin_flow(vault, newer)
    before = beginning_of(dossier)
    after = Beginning(flow, str(newer.flow.versie), newer.sha256, before.kaart, now.date().isoformat())
    at = now.replace(tzinfo=None)
    new = hand_to(keeping.conversation, newer, load_card(before.kaart, newer), now.date(), at)
    rows = [Kept("updated", now.isoformat(), msgspec.to_builtins(after)), kept_of(handed(keeping.conversation, newer, at))]
    dossier.append(rows, action=os.urandom(16), card=card_of(new), verbs=["wijzigen"], draft=keeping.draft())


# -- handing over ---------------------------------------------------------------------------------------------------------


def hand_over(dossier: Dossier | None, base: str, texts: Mapping[str, str], keep: Callable[[list[str]], None]) -> list[Path]:
    """The texts in files; returns them. What cannot be kept and logged is not handed out. Raises GesprekError.

    dossier: whose texts they are, for the line about a refusal; None without a vault. keep: keeps and logs that these files are
    handed out; with no files, that in the end they were not. It comes after everything that a disk usually refuses, and before
    a word of the texts is on that disk.
    """
    try:
        made = Reserved(base, texts)
    except ExportProblem:
        _log_refusal(dossier)
        raise
    try:
        keep([file.name for file in made.files])
    except BaseException:
        made.remove()
        _log_refusal(dossier)
        raise
    try:
        made.fill()
    except ExportProblem:
        with contextlib.suppress(GesprekError):
            keep([])
        _log_refusal(dossier, "toch niet weggeschreven")
        raise
    return made.files


def _log_refusal(dossier: Dossier | None, note: str = "stukken") -> None:
    """Nothing was handed out, so a vault that cannot take even this line does not hide why."""
    if dossier is not None:
        with contextlib.suppress(VaultProblem):
            dossier.log("verstrekken", note, refused=True)
