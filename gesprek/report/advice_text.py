"""`advies` in the template of the advice: what takes more than a sentence to say.

The wording of conditions, gates and routes comes from `flows/`; here it is put in order for this person. Nothing here
looks at what R14 forbids: record, study, origin, shared guilt, seriousness, expected outcome, workload.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gesprek.dialogue import Situation
from gesprek.knowledge import Gate
from gesprek.report.advice_follow import FollowUp
from gesprek.report.advice_routes import RoutePart, route_part
from gesprek.report.advice_sources import Line, as_person, cited, prohibitions, small, source
from gesprek.report.advice_vulnerable import Vulnerable
from gesprek.report.language import enumerate_, inline
from gesprek.report.people import Other, Speaker
from gesprek.report.scribe import Scribe

__all__ = ["Advice"]

MOST_UNKNOWN = 4
_DANGERS = {
    "acuut_gevaar": "acuut gevaar",
    "bedreiging_geuit": "bedreiging",
    "stalking_patroon": "stalkingpatroon",
    "geweld_gebruikt": "geweld",
}
_SAFETY = ("acuut", "zeden", "stalking", "mogelijk_stalking", "huiselijk_eer", "mensenhandel", "niet_vrij")
_SAYS_WHY = ("acuut", "mogelijk_stalking", "niet_vrij", "geen_contact", "onderzoek", "kwetsbaar", "wederzijds")
"""Gates whose consequence begins with what makes them play, in general words; the advice says it in those of the case."""
_MISSING = {
    "info5j_status": "een reden voor het uitstel",
    "info5j_wijze": "een uitleg die is verteld (een folder alleen is niet genoeg)",
    "info5j_begrepen": "de toets of de uitleg is begrepen",
    "info5j_tijdstip": "het tijdstip",
    "info5j_door": "wie de informatie gaf",
    "info5j_omvang": "of het kort of uitgebreid was",
    "info5j_toegesneden_op": "waarop de informatie is afgestemd",
    "info5j_reactie": "de reactie in eigen woorden",
    "vrijwilligheid_besproken": "dat herstel vrijwillig is",
    "aangifterecht_besproken": "dat aangifte mogelijk blijft",
    "folder_verklaring_rechten": "de folder Verklaring van rechten",
    "info5j_vervolg_datum": "een datum voor het vervolg",
}
"""How each piece of proof of the duty is called when it is missing."""
_WORTH_SAYING = {
    "angst_voor_verdachte": ("enige", "ernstig"),
    "bedreiging_geuit": ("ja",),
    "vergeldingsrisico": ("mogelijk", "duidelijk"),
    "escalatierisico": ("mogelijk", "duidelijk"),
    "eercomponent": ("ja", "mogelijk"),
    "motief_vooroordeel": ("ja", "mogelijk"),
    "risicoscreening": ("gedaan_geen_bezwaar", "gedaan_wel_bezwaar", "gepland", "niet_gedaan"),
    "kinderen_betrokken": ("ja",),
    "veilig_thuis_melding": ("gedaan", "wordt_gedaan"),
    "steun_omgeving": ("weinig", "geen"),
    "contactverbod_wens": ("ja",),
    "hulppersoon": ("gewenst", "aanwezig"),
    "verdachte_vastgehouden": ("ja",),
    "slachtofferhulp_verwijzing": ("bezwaar", "niet_verwezen"),
}
"""What else counts for safety and for how to speak with somebody, when it is so."""


class Advice:
    """The parts of the advice that take more than a sentence to write. Looks once, when asked."""

    __slots__ = ("_k", "_noun", "_other", "_part", "_s", "_values", "_vulnerable", "vervolg")

    def __init__(self, situation: Situation, wie: Speaker, ander: Other) -> None:
        self._s = situation
        self._k = situation.knowledge
        self._values = situation.path.view.values
        self._noun = wie.aanduiding
        self._other = ander.verdachte
        self._vulnerable = Vulnerable(situation, wie.aanduiding, ander.verdachte)
        self._part: RoutePart | None = None
        self.vervolg = FollowUp(situation, wie, ander, self._vulnerable)

    def schrijf(self, stuk: Scribe, lines: Iterable[Line]) -> str:
        """Writes list items one after the other; the same as a {% punt %} for each, without the template in between."""
        for facts, text in lines:
            stuk.start()
            stuk.point(text, facts, None)
        return ""

    # -- small things ----------------------------------------------------------------------------------------------

    def bron(self, *references: str) -> str:
        """Sources as they are shown: "Cahier r573, r574-576"."""
        return cited(self._k, references)

    def persoon(self, text: str) -> str:
        """A text of the content with the word for this person: aangever, aangeefster, melder, meldster or betrokkene."""
        return as_person(text, self._noun)

    def op_pad(self, fact: str) -> bool:
        """True when the question of `fact` belongs to this conversation."""
        return fact in self._vulnerable.on_path

    def speelt(self, gate: str) -> bool | None:
        """Whether a gate plays; None when that is not known."""
        return self._s.path.view.gates.get(gate)

    def naam(self, route: str) -> str:
        """The name of a route, or empty."""
        return self._k.routes[route].naam if route in self._k.routes else ""

    def onderwerp(self, topic: str) -> str:
        """The title of a topic of the conversation."""
        return next((t.titel for t in self._k.flow.onderwerpen if t.id == topic), "Notitie")

    def keuzes(self, fact: str, *without: str) -> list[str]:
        """The labels of what was chosen, in the order it was given, but for the values `without`."""
        answer = self._s.path.answers.get(fact)
        labels = self._k.facts[fact].waarden
        chosen = answer.waarde if answer is not None and answer.waarde else ()
        return ["iets anders" if value == "anders" else labels[value] for value in chosen if value not in without]

    def ander_onderzoek(self) -> bool:
        """True when another investigation was recorded."""
        said = inline(self._values.get("ander_onderzoek", ""))
        return bool(said) and said.split(" ", 1)[0].lower() not in ("geen", "nee", "niet")

    # -- the duty --------------------------------------------------------------------------------------------------

    def plicht_ontbreekt(self) -> list[str]:
        """What the duty still lacks, in words."""
        labels = self._k.facts["info5j_inhoud"].waarden
        untold = self._s.duty.onderdelen
        items = f"van de inhoud ({enumerate_(labels[item] for item in untold)})"
        words = {**_MISSING, "info5j_inhoud": items if len(untold) < len(self._k.duty.gegeven.inhoud) else "de hele inhoud"}
        return [words.get(fact, self._k.facts[fact].label) for fact in self._s.duty.ontbreekt]

    def plicht_later(self) -> list[str]:
        """What the next moment of information is about."""
        found = []
        for fact, words in (
            ("gewenste_contactvorm", "de vormen"),
            ("gevolgen_route_besproken", "de gevolgen"),
            ("vertrouwelijkheid_besproken", "de vertrouwelijkheid"),
        ):
            told = self._values.get(fact, frozenset())
            if self.op_pad(fact) and (not told or "niet_besproken" in told):
                found.append(words)
        return found

    # -- gates -----------------------------------------------------------------------------------------------------

    def gevolg(self, gate: Gate) -> str:
        """What a gate that plays means, with its rule and first sources; without the sentence that only says why."""
        text = gate.gevolg.partition(". ")[2] if gate.id in _SAYS_WHY else ""
        shown = source(self._k, "", (gate.regel,), tuple(gate.bron[:2]))
        return f"{small(as_person((text or gate.gevolg).rstrip('.'), self._noun))} ({shown})"

    def kwetsbaar(self) -> str:
        """With whom there is a sign of what."""
        return self._vulnerable.seen()

    def poorten_onbekend(self) -> list[Line]:
        """The gates of which it is not known whether they play, and why."""
        unknown = [state.gate for state in self._s.gates if state.speelt is None and self._open_facts(state.gate)]
        if len(unknown) > MOST_UNKNOWN:
            titles = enumerate_(f"'{gate.titel}'" for gate in unknown)
            return [((), f"De poorten {titles}: nog niet bekend, want daarover staan nog vragen open")]
        return [self._unknown(gate) for gate in unknown]

    def _open_facts(self, gate: Gate) -> tuple[str, ...]:
        """What a gate still needs, of what belongs to this conversation."""
        return tuple(sorted(gate.speelt.open_parts(self._s.path.view)[0] & self._vulnerable.on_path))

    def _unknown(self, gate: Gate) -> Line:
        facts = self._open_facts(gate)
        asked = [f for f in facts if not self._vulnerable.refused(f)]
        why = [f"dit staat nog open: {enumerate_(self._k.facts[f].label for f in asked)}"] if asked else []
        if gate.id == "kwetsbaar" and asked:
            why = [self._vulnerable.counted(asked)]
        silent = enumerate_(self._k.facts[f].label for f in facts if f not in asked)
        why += [f"dit is niet gezegd en wordt niet opnieuw gevraagd: {silent}"] if silent else []
        return facts, f"{gate.titel}: nog niet bekend, want {'; '.join(why)}"

    def geen_gevaar(self) -> list[str]:
        """The dangers that are surely not there."""
        return [f"geen {word}" for fact, word in _DANGERS.items() if self._values.get(fact) == "nee"]

    def veilig(self) -> bool:
        """True when no gate about safety plays or may play."""
        return all(self.speelt(gate) is False for gate in _SAFETY)

    def nu_doen(self) -> list[str]:
        """The steps of a gate that suspends the proposals."""
        gates = [state.gate for state in self._s.open_gates if state.gate.voorstellen == "nee"]
        return [as_person(small(step), self._noun) for gate in gates for step in gate.doe]

    def niet_doen(self) -> list[Line]:
        """What the gates that play, and the routes that stand first, say one must not do."""
        gates = [state.gate for state in self._s.open_gates]
        if self.speelt("stalking"):
            gates += [gate for gate in self._k.gates if gate.id == "mogelijk_stalking" and gate not in gates]
        steps = [(tuple(sorted(gate.speelt.facts)), step) for gate in gates if gate.voorstellen == "ja" for step in gate.doe]
        steps += [((), step) for v in self._s.verdicts if v.oordeel == "primair" for step in v.route.overdracht]
        found: dict[str, tuple[str, ...]] = {}
        for facts, step in steps:
            for sentence in prohibitions(step):
                found.setdefault(as_person(sentence, self._noun), facts)
        return [(facts, sentence) for sentence, facts in found.items()]

    # -- routes ----------------------------------------------------------------------------------------------------

    @property
    def routes(self) -> RoutePart:
        """What is said of routes: first, in full, also possible, and not now."""
        if self._part is None:
            self._part = route_part(self._s, self._noun, self._other, self._vulnerable)
        return self._part

    # -- signals ---------------------------------------------------------------------------------------------------

    def signalen(self) -> list[Line]:
        """Vulnerability of both parties, with who said so."""
        return self._vulnerable.lines()

    def ook_van_belang(self) -> Line:
        """What else counts for safety and for how to speak with somebody."""
        found = [fact for fact, values in _WORTH_SAYING.items() if self._values.get(fact) in values]
        return tuple(found), "; ".join(f"{self._k.facts[f].label} ({self._k.facts[f].waarden[self._values[f]]})" for f in found)

    def gekozen(self, decision: Any) -> bool:
        """True when a route was chosen besides the aangifte."""
        return self.vervolg.chosen(decision) is not None
