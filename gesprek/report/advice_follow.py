"""What comes after the conversation: what to ask and whom, what was refused, and the dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gesprek.dialogue import Situation
from gesprek.knowledge import Gate, Route
from gesprek.report.advice_sources import Line, as_person, either, gate_named, small, upper
from gesprek.report.advice_vulnerable import VULNERABLE, Vulnerable
from gesprek.report.language import enumerate_, inline, short_day
from gesprek.report.people import Other, Speaker

__all__ = ["FollowUp"]

MOST_QUESTIONS = 8
_ASKED = {
    "houding_verdachte_contact": "Aan {verdachte}, pas na een ja van {aangever}: wil {ander} meedoen?",
    "onderzoeksbelang_contact": "Aan de recherche of de officier van justitie: verzet het onderzoek zich tegen contact?",
    "tijdstip_voorkeur": "Aan {aangever}{op}: wanneer zou contact voor {hem} kunnen?",
    "blijven_tegenkomen": "Aan {aangever}{op}: zal {hij} {verdachte} blijven tegenkomen, en waar?",
    "gewenste_contactvorm": "Aan {aangever}{op}: welke vorm van contact past, en wie wil {hij} bij zich hebben?",
    "ander_gezag": "Na te gaan: is een ouder de verdachte, en heeft nog iemand gezag over {aangever}?",
    "ouder_is_verdachte": "Na te gaan: is een ouder de verdachte, en heeft nog iemand gezag over {aangever}?",
    "wijkagent_betrokken": "Aan de wijkagent: bent u hierbij betrokken, en wat is al geprobeerd?",
}
"""Questions that read better in the advice than as they are said aloud."""
_STARTS = {"Leg vast": "Zelf vast te leggen", "Kijk in het systeem": "In het politiesysteem", "Ga na": "Na te gaan"}
"""How an instruction begins in the flow, and what the advice writes instead."""
_DUTY = ("vrijwilligheid_besproken", "folder_verklaring_rechten")
_AFTER_NO = ("gewenste_contactvorm", "tijdstip_voorkeur", "verwachting_herstel", "houding_verdachte_contact")
"""What is not asked of somebody who does not want contact."""
_NEEDED = {
    "terugkoppeling_afspraak": "een afspraak over terugkoppeling",
    "nazorg_datum": "een datum voor nazorg",
    "registratie_kenmerk": "het kenmerk van de registratie",
    "bewijs_veiliggesteld": "of het bewijs is veiliggesteld",
}
_STANDING = ("", "geen", "regulier_strafrecht", "info_5j")


class FollowUp:
    """The part of the advice that looks ahead."""

    __slots__ = ("_answers", "_k", "_noun", "_other", "_s", "_values", "_vulnerable", "_wie")

    def __init__(self, situation: Situation, wie: Speaker, other: Other, vulnerable: Vulnerable) -> None:
        self._s = situation
        self._k = situation.knowledge
        self._answers = situation.path.answers
        self._values = situation.path.view.values
        self._wie = wie
        self._noun = wie.aanduiding
        self._other = other
        self._vulnerable = vulnerable

    # -- questions -------------------------------------------------------------------------------------------------

    def decisive(self) -> tuple[tuple[str, ...], str, int, str]:
        """The question that decides most now: its facts, what it is about, how many routes wait for it, which officer may know.

        What it is about is empty when there is no such question, the officer when it is not for the wijkagent.
        """
        if "doel_slachtoffer" in self._values:
            for state in self._s.gates:
                if state.speelt is None and state.gate.onbekend_houdt_tegen == "ja":
                    return self._gate_asks(state.gate)
        fact = self._s.decisive
        if fact is None:
            return (), "", 0, ""
        waiting = next((len(q.routes) for q in self._s.questions if q.feit == fact), 0)
        return (fact,), f"'{self._k.facts[fact].label}'", waiting, ""

    def _gate_asks(self, gate: Gate) -> tuple[tuple[str, ...], str, int, str]:
        """What a gate that holds routes back while it is not known still needs."""
        waiting = sum(gate_named(r.tekst) == gate.titel for v in self._s.verdicts if v.oordeel == "later" for r in v.redenen)
        if gate.id == "kwetsbaar":
            unknown, words = self._vulnerable.unknown()
            return unknown, words, waiting, self._officer() if any(f.endswith("_verdachte") for f in unknown) else ""
        facts = tuple(sorted(gate.speelt.open_parts(self._s.path.view)[0]))
        return facts, enumerate_(f"'{self._k.facts[f].label}'" for f in facts), waiting, ""

    def questions(self) -> tuple[list[Line], int]:
        """What to ask, in order and to whom, the facts of one spoken question together; and how many more there are."""
        groups: dict[str, list[str]] = {}
        after_no = _AFTER_NO if self._values.get("openheid_contact") == "nee" else ()
        for question in self._s.questions:
            if question.feit in after_no:
                continue
            groups.setdefault(self._together(question.feit), []).append(question.feit)
        shown = sorted(list(groups.items())[:MOST_QUESTIONS], key=lambda group: "houding_verdachte_contact" in group[1])
        lines = [(tuple(filter(self._may_name, facts)), self._question(name, facts)) for name, facts in shown]
        return lines, max(0, len(groups) - MOST_QUESTIONS)

    def _may_name(self, fact: str) -> bool:
        return "advies" in self._k.facts[fact].hoort_in

    def _together(self, fact: str) -> str:
        if _kind(fact):
            return f"kwetsbaar {fact.rpartition('_')[2]}"
        return "plicht" if fact.startswith("info5j_") or fact in _DUTY else self._k.question_of[fact].id

    def _question(self, name: str, facts: list[str]) -> str:
        if name == "plicht":
            return "Verbalisant: vul de informatie over herstel aan; zie Informatieplicht"
        if name == "kwetsbaar verdachte":
            words = either(word for kind, word in VULNERABLE.items() if f"{kind}_verdachte" in facts)
            return (
                f"Aan {self._officer()}: is er iets bekend over {words} bij {self._other.verdachte}? "
                "Vraag naar gedrag, niet naar een diagnose"
            )
        day = self._values.get("vervolggesprek_gepland")
        when = f", op {short_day(day)}" if isinstance(day, date) and any(f in self._answers for f in facts) else ""
        own = next((_ASKED[f] for f in facts if f in _ASKED), "")
        if own:
            pronoun = self._other.voornaamwoord
            return own.format(
                aangever=self._noun,
                op=when,
                hij=self._wie.hij,
                hem=self._wie.hem,
                verdachte=self._other.verdachte,
                ander=pronoun if pronoun in ("hij", "zij", "hen") else "die",
            )
        return self._spoken(facts[0], when)

    def _officer(self) -> str:
        named = self._text("wijkagent_naam")
        return (named if "wijkagent" in named.lower() else f"wijkagent {named}") if named else "de wijkagent"

    def _spoken(self, fact: str, when: str) -> str:
        question = self._k.question_of[fact]
        if question.hoe == "vragen":
            whom = "de ouders of voogd" if fact == "toestemming_ouders_slachtoffer" else self._noun
            return f'Aan {whom}{when}: "{question.zeg}"'
        if question.hoe == "vertellen":
            return f'Te vertellen aan {self._noun}{when}, en vast te leggen: "{question.zeg}"'
        head = next((start for start in _STARTS if question.zeg.startswith(start)), "")
        said = question.zeg.removeprefix(head).lstrip(" :")
        where = _STARTS.get(head) or ("Te doen" if question.hoe == "opzoeken" else "Zelf te doen")
        where = "Na te gaan en vast te leggen" if head == "Leg vast" and question.hoe == "opzoeken" else where
        return as_person(f"{where}: {small(said)}", self._noun)

    def refused(self) -> Line:
        """What must not be asked again: the facts, and what they are called."""
        facts = [
            fact
            for fact, answer in self._answers.items()
            if answer.status == "wil_niet_zeggen" and self._k.question_of[fact].hoe == "vragen" and self._may_name(fact)
        ]
        facts += ["openheid_contact"] if self._values.get("openheid_contact") == "nee" else []
        return tuple(facts), enumerate_(self._k.facts[f].label for f in facts)

    # -- after the conversation ------------------------------------------------------------------------------------

    def chosen(self, decision: Any) -> Route | None:
        """The route that was chosen besides the aangifte: by the officer's decision, else as recorded."""
        name = decision.route if decision is not None else str(self._values.get("gekozen_route", ""))
        return None if name in _STANDING else self._k.routes.get(name)

    def dates(self, decision: Any) -> list[Line]:
        """What happens when, oldest first; then what has no date, and what a chosen route still lacks."""
        dated = [*self._own_dates(), *self._callbacks()]
        found: list[Line] = [
            (facts, f"{short_day(day)}: {text}" if day != date.max else upper(text))
            for day, facts, text in sorted(dated, key=lambda entry: entry[0])
        ]
        if not found:
            found = [((), "Er is nog geen datum afgesproken; terugkoppeling en nazorg horen bij elke zaak (R25)")]
        return [*self._first(), *found, *self._last(), *self._lacking(self.chosen(decision))]

    def _first(self) -> list[Line]:
        lines: list[Line] = []
        agreed = self._text("stopgesprek_afspraak")
        if agreed:
            lines.append((("stopgesprek_afspraak",), f"Stopgesprek: {agreed}"))
        day = self._values.get("vervolggesprek_gepland")
        asks = tuple(q.feit for q in self._s.questions if _kind(q.feit) and q.feit.endswith("_verdachte"))
        if asks and isinstance(day, date) and day > self._s.day:
            lines.append(
                (
                    ("vervolggesprek_gepland", "wijkagent_naam", *asks),
                    f"Vóór {short_day(day)}: verbalisant belt {self._officer()}",
                )
            )
        return lines

    def _own_dates(self) -> list[tuple[date, tuple[str, ...], str]]:
        values = self._values
        found: list[tuple[date, tuple[str, ...], str]] = []

        def add(fact: str, text: str, *more: str) -> None:
            if isinstance(values.get(fact), date):
                found.append((values[fact], (fact, *more), text))

        again, more = values.get("vervolggesprek_gepland"), values.get("info5j_vervolg_datum")
        with_info = ", met meer informatie over herstel" if again is not None and again == more else ""
        add("vervolggesprek_gepland", f"vervolggesprek met {self._noun}{with_info}", "info5j_vervolg_datum")
        if again != more:
            add("info5j_vervolg_datum", f"meer informatie over herstel voor {self._noun}")
        add("bedenktijd_tot", f"einde van de bedenktijd; vraag {self._noun} zonder druk naar de keuze", "aangifte_status")
        add("beoordeling_bijwerken", "individuele beoordeling bijwerken", "individuele_beoordeling")
        stopped = ", is het gestopt?" if "laten_stoppen" in values.get("doel_slachtoffer", ()) else ""
        if values.get("stalking_patroon") in ("ja", "mogelijk"):
            stopped += " Is het niet gestopt, dan opnieuw over aangifte en klacht praten, en op de termijn letten"
            stopped = stopped if stopped.startswith(",") else f".{stopped}"
        add("nazorg_datum", f"nazorg{stopped}", "doel_slachtoffer")
        return found

    def _callbacks(self) -> list[tuple[date, tuple[str, ...], str]]:
        rows: tuple[Mapping[str, str], ...] = ()
        answer = self._answers.get("terugkoppeling_afspraak")
        if answer is not None and answer.waarde:
            rows = answer.waarde
        return [found for row in rows if (found := self._callback(row))]

    def _callback(self, row: Mapping[str, str]) -> tuple[date, tuple[str, ...], str] | None:
        part = {name: inline(text) for name, text in row.items()}
        who, whom, what, when = (part.get(name, "") for name in ("van", "aan", "wat", "wanneer"))
        if who in ("geen", "vrij") and not (whom or what or when):
            return None
        who = "iemand" if who in ("", "geen", "vrij") else who
        text = f"{who} laat {whom or self._noun} iets weten" + (f" over: {what}" if what else "")
        day = _day(when)
        if day == date.max and when:
            text += f" ({when})"
        return day, ("terugkoppeling_afspraak",), text

    def _last(self) -> list[Line]:
        lines: list[Line] = []
        if self._values.get("openheid_contact") in ("ja", "alleen_indirect"):
            lines.append(
                (
                    ("openheid_contact", "verwachting_herstel"),
                    "Verwachtingen van beide kanten vóór elk contact vragen en vastleggen",
                )
            )
        for fact, text in (("contactpersoon", "Vaste contactpersoon"), ("registratie_kenmerk", "Registreren onder")):
            said = self._text(fact)
            if said:
                lines.append(((fact,), f"{text}: {said}"))
        return lines

    def _lacking(self, route: Route | None) -> list[Line]:
        """A chosen route needs a moment to tell how it went, aftercare, a registration and evidence that is safe."""
        if route is None:
            return []
        steps = as_person(f"Overdracht ({route.naam}): {small(' '.join(route.overdracht))}", self._noun)
        lines: list[Line] = [(("gekozen_route",), steps)] if route.overdracht else []
        missing = [fact for fact in _NEEDED if not self._answers.get(fact) or not self._answers[fact].waarde]
        if "terugkoppeling_afspraak" not in missing and not self._callbacks():
            missing.insert(0, "terugkoppeling_afspraak")
        if missing:
            lines.append((tuple(missing), f"Nog nodig bij deze keuze: {enumerate_(_NEEDED[f] for f in missing)} (R24, R25, R26)"))
        return lines

    def _text(self, fact: str) -> str:
        value = self._values.get(fact)
        return inline(value) if isinstance(value, str) else ""


def _kind(fact: str) -> str:
    """The kind of vulnerability a fact speaks of, or empty."""
    kind, _, party = fact.rpartition("_")
    return kind if kind in VULNERABLE and party in ("verdachte", "slachtoffer") else ""


def _day(text: str) -> date:
    """A day as a case file writes it; the last day there is when the text is something else."""
    try:
        return date.fromisoformat(text[:10]) if len(text) in (10, 16) else date.max
    except ValueError:
        return date.max
