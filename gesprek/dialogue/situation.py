"""The situation: everything that follows from the answers, computed when asked for. Pure: no clock, no files."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gesprek.dialogue.answers import Answer, Answers
from gesprek.dialogue.duty import DutyState, judge_duty
from gesprek.dialogue.path import GateState, Path, amend, walk
from gesprek.dialogue.questions import OpenQuestion, ask_again, noodset_facts, open_questions
from gesprek.dialogue.turning import Turn, turns
from gesprek.dialogue.verdicts import Bases, Judge, RouteVerdict, goals_of
from gesprek.i18n import _, ngettext
from gesprek.knowledge import Card, Knowledge

__all__ = ["ALWAYS_OPEN", "Situation", "Warning_", "assess"]

ALWAYS_OPEN = ("regulier_strafrecht", "info_5j")
"""What is open in every case, whatever the rules say of the rest (R01, R02)."""


@dataclass(frozen=True, slots=True)
class Warning_:
    """Something the officer must see now."""

    id: str
    tekst: str


@functools.lru_cache(maxsize=8)
def _judge(knowledge: Knowledge) -> Judge:
    return Judge(knowledge)


def assess(knowledge: Knowledge, answers: Answers, card: Card, day: date) -> Situation:
    """The situation of these answers, on this map, on this day of reference."""
    return Situation(knowledge, answers, card, day)


class Situation:
    """What follows from the answers. Every part is computed once, at first use."""

    def __init__(self, knowledge: Knowledge, answers: Answers, card: Card, day: date) -> None:
        self.knowledge = knowledge
        self.answers = answers
        self.card = card
        self.day = day

    @functools.cached_property
    def path(self) -> Path:
        """The facts that count."""
        return walk(self.knowledge, self.answers)

    @property
    def gates(self) -> tuple[GateState, ...]:
        """Every gate with whether it plays."""
        return self.path.gates

    @property
    def open_gates(self) -> list[GateState]:
        """The gates that play now."""
        return [state for state in self.path.gates if state.speelt]

    @functools.cached_property
    def verdicts(self) -> list[RouteVerdict]:
        """The routes, in the order the officer sees them."""
        return _judge(self.knowledge).verdicts(self.path, self._bases, self.card, self.day)

    @functools.cached_property
    def _bases(self) -> Bases:
        return _judge(self.knowledge).bases(self.path)

    def after(self, fact: str, answer: Answer | None) -> Situation:
        """The situation after one answer was given, replaced or (None) retracted: the same as starting anew, and quicker."""
        answers = {name: given for name, given in self.answers.items() if name != fact}
        if answer is not None:
            answers[fact] = answer
        new = Situation(self.knowledge, answers, self.card, self.day)
        new.path = amend(self.knowledge, self.path, answers, fact)
        if "_bases" in self.__dict__:
            new._bases = _judge(self.knowledge).bases(new.path, self._bases, new.path.differs_from(self.path, fact))
        return new

    @functools.cached_property
    def duty(self) -> DutyState:
        """Where the information duty stands."""
        return judge_duty(self.knowledge, self.path)

    @functools.cached_property
    def questions(self) -> list[OpenQuestion]:
        """What is still worth asking, ranked."""
        return open_questions(self.knowledge, self.path, self.duty, self.verdicts)

    @functools.cached_property
    def turns(self) -> list[Turn]:
        """What would turn a verdict."""
        return turns(self.knowledge, _judge(self.knowledge), self.answers, self.path, self._bases)

    @functools.cached_property
    def unanswered(self) -> list[str]:
        """Every fact on the path without an answer or a status."""
        return self.path.unanswered()

    @property
    def stand(self) -> Literal["poort", "doorvragen", "voorstel"]:
        """Whether proposals are suspended, wait for facts, or can be made."""
        if any(s.gate.voorstellen == "nee" for s in self.open_gates):
            return "poort"
        if goals_of(self.path)[0] != "doel" or any(self._waits(s) for s in self.gates):
            return "doorvragen"
        return "voorstel"

    def _waits(self, state: GateState) -> bool:
        """True when a gate waits for a fact that can still be asked; "I do not know yet" is an answer, refusing is too.

        A gate that could only hold what is closed anyway waits for nothing.
        """
        gate = state.gate
        if state.speelt is not None:
            return False
        if gate.holds_unknown(self.path.view) and gate.voorstellen == "ja":
            held = frozenset().union(*(self.knowledge.groups.get(name, {name}) for name in gate.houdt_tegen))
            if all(v.oordeel == "gesloten" for v in self.verdicts if v.route.id in held):
                return False
        facts, _gates = state.gate.speelt.open_parts(self.path.view)
        return any(f not in self.path.view.values and ask_again(self.path, f) for f in facts)

    @property
    def decisive(self) -> str | None:
        """The one question that decides most now, or None."""
        waiting = [q for q in self.questions if q.soort == "route" or q.routes]
        return waiting[0].feit if waiting else None

    @property
    def duty_open(self) -> str:
        """That the duty of art. 5j stands in the way of fixing, in a sentence; empty when it does not."""
        return "" if self.duty.accounted_for else _("De informatieplicht (art. 5, onder j) is nog niet afgerond.")

    @property
    def blockers(self) -> list[str]:
        """Why the record cannot be fixed yet, a sentence each; empty when it can."""
        told = _("Nog geen antwoord op: {feit} ({reden}).")
        facts, answers = self.knowledge.facts, self.path.answers
        first = [told.format(feit=_(facts[f].label), reden=why) for f, why in self._needed if f not in answers]
        return list(dict.fromkeys([*first, *self.other_blockers]))

    @property
    def needed_first(self) -> list[str]:
        """The facts of the noodset and of the gates that play that have no answer and no status: these come first."""
        return list(dict.fromkeys(fact for fact, _why in self._needed if fact not in self.path.answers))

    @functools.cached_property
    def other_blockers(self) -> list[str]:
        """Why the record cannot be fixed, but for the facts that come first, a sentence each."""
        told = _("Er ontbreekt een reden bij: {feit} ({reden}).")
        facts, answers = self.knowledge.facts, self.path.answers
        bare = [(f, why) for f, why in self._needed if f in answers and not answers[f].explained]
        found = [told.format(feit=_(facts[f].label), reden=why) for f, why in bare]
        if self.duty_open:
            found.append(self.duty_open)
        if self.unanswered:
            count = len(self.unanswered)
            found.append(
                ngettext(
                    "Er is nog {n} vraag zonder antwoord; markeer die met één reden als niet gevraagd.",
                    "Er zijn nog {n} vragen zonder antwoord; markeer die met één reden als niet gevraagd.",
                    count,
                ).format(n=count)
            )
        return list(dict.fromkeys(found))

    @functools.cached_property
    def _needed(self) -> list[tuple[str, str]]:
        """The facts on the path that must be accounted for before fixing, each with why in a word."""
        noodset = [(fact, _("noodset")) for fact in noodset_facts(self.knowledge)]
        gates = [(fact, _(state.gate.titel)) for state in self.open_gates for fact in state.gate.vereist]
        return [(fact, why) for fact, why in (*noodset, *gates) if fact in self.path.facts]

    @functools.cached_property
    def warnings(self) -> list[Warning_]:
        """What the officer must see now: gates that play, and what goes wrong most often in cases like this."""
        found = [Warning_(f"poort:{s.gate.id}", _(s.gate.gevolg)) for s in self.open_gates]
        found += [Warning_(ident, text) for ident, text, plays in self._remarks() if plays]
        return found

    def _remarks(self) -> list[tuple[str, str, bool]]:
        v = self.path.view.values
        fitting = {r.route.id for r in self.verdicts if r.oordeel in ("primair", "alternatief")}
        vulnerable = any(s.gate.id == "kwetsbaar" for s in self.open_gates)
        no_report = v.get("aangifte_status") in ("geen_niet_gewenst", "alleen_melding", "bedenktijd")
        return [
            (
                "folder_alleen",
                _("Alleen een folder is geen informatie: leg het ook uit, of spreek een dag af."),
                v.get("info5j_wijze") is not None and self.duty.status == "deels",
            ),
            (
                "kwetsbaar_landelijk",
                _("Verslaving of psychische problemen sluiten Perspectief en mediation niet uit."),
                vulnerable and bool(fitting & {"perspectief", "mis"}),
            ),
            ("aangifte_open", _("De aangifte blijft open: dring niet aan, en neem die op zodra aangever dat wil."), no_report),
            (
                "leg_vast",
                _("Leg de feiten en het bewijs nu vast, ook als er geen aangifte komt."),
                no_report and v.get("bewijs_veiliggesteld") != "ja",
            ),
            (
                "nee_nu",
                _("Nee van nu is geen nee voor altijd; vraag het in dit gesprek niet nog eens."),
                v.get("openheid_contact") == "nee",
            ),
            ("zwijgen", _("Zwijgen is een recht en geen ontkenning."), v.get("houding_verdachte") == "zwijgt"),
            (
                "klacht",
                _("Belaging is een klachtdelict: leg uit dat een klacht een termijn heeft (controleer de actuele tekst)."),
                "stalking" in v.get("delict_categorie", ()) or v.get("stalking_patroon") in ("ja", "mogelijk"),
            ),
        ]
