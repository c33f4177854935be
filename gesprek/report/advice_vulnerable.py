"""Addiction, psychiatric problems and requests for help of both parties: what is known, from whom, and what is not."""

from __future__ import annotations

from collections.abc import Iterable

from gesprek.dialogue import Situation
from gesprek.report.advice_sources import Line, either
from gesprek.report.language import enumerate_

__all__ = ["VULNERABLE", "Vulnerable"]

VULNERABLE = {"verslaving": "verslaving", "psychische_problematiek": "psychische problemen", "hulpvraag": "een hulpvraag"}
"""The first part of the name of a fact, and how it is called in a sentence."""
_COUNTS = ("", "is één vraag", "zijn twee vragen", "zijn drie vragen")
_SPEAKERS = {"verbalisant": "gezien door verbalisant", "systeem": "politiesysteem", "derde": "verklaring van een ander"}


class Vulnerable:
    """What is known of the two parties, in words. Behaviour with its source, never a diagnosis."""

    __slots__ = ("_answers", "_other", "_path", "_person", "_unknown", "on_path")

    def __init__(self, situation: Situation, person: str, other: str) -> None:
        self._path = situation.path
        self._answers = situation.path.answers
        self._person = person
        self._other = other
        self.on_path = frozenset(situation.path.facts)
        self._unknown: tuple[tuple[str, ...], str] | None = None

    def _parties(self) -> tuple[tuple[str, str], ...]:
        return ("verdachte", self._other), ("slachtoffer", self._person)

    def refused(self, fact: str) -> bool:
        """True when a fact will not be asked again."""
        answer = self._answers.get(fact)
        return answer is not None and answer.status in ("wil_niet_zeggen", "nvt")

    def unknown(self) -> tuple[tuple[str, ...], str]:
        """What is not known: the facts, and "psychische problemen of een hulpvraag bij de verdachte"."""
        if self._unknown is None:
            self._unknown = self._not_known()
        return self._unknown

    def _not_known(self) -> tuple[tuple[str, ...], str]:
        facts, parts = [], []
        for party, who in self._parties():
            mine = [f"{kind}_{party}" for kind in VULNERABLE if f"{kind}_{party}" in self.on_path]
            mine = [fact for fact in mine if fact not in self._path.view.values]
            facts += mine
            if mine:
                parts.append(f"{either(VULNERABLE[fact.rpartition('_')[0]] for fact in mine)} bij {who}")
        return tuple(facts), ", of van ".join(parts)

    def counted(self, facts: Iterable[str]) -> str:
        """ "over de verdachte zijn twee vragen open"."""
        known = list(facts)
        counts = [(who, sum(fact.endswith(f"_{party}") for fact in known)) for party, who in self._parties()]
        return enumerate_(f"over {who} {_COUNTS[n]} open" for who, n in counts if n)

    def seen(self) -> str:
        """What there is a sign of, and with whom."""
        parts = []
        for party, who in self._parties():
            for value, said in (("ja", "is sprake van"), ("signaal", "is misschien sprake van")):
                signs = [word for kind, word in VULNERABLE.items() if self._path.view.values.get(f"{kind}_{party}") == value]
                if signs:
                    parts.append(f"bij {who} {said} {enumerate_(signs)}")
        return enumerate_(parts)

    def lines(self) -> list[Line]:
        """A line per party: what is not there, what is, what is unknown and what was refused, each with who said so."""
        found = []
        for party, who in reversed(self._parties()):
            facts = [f"{kind}_{party}" for kind in VULNERABLE if f"{kind}_{party}" in self.on_path]
            if facts:
                found.append((tuple(facts), f"{self._called(who)}: {self._state(party, facts)}"))
        return found

    @staticmethod
    def _called(who: str) -> str:
        return "Verdachte" if who == "de verdachte" else who[:1].upper() + who[1:]

    def _state(self, party: str, facts: list[str]) -> str:
        groups: dict[tuple[str, str], list[str]] = {}
        for fact in facts:
            word = VULNERABLE[fact.rpartition("_")[0]].removeprefix("een ")
            answer = self._answers.get(fact)
            value = answer.waarde if answer is not None else None
            kind = {"nee": "nee", "ja": "ja", "signaal": "signaal"}.get(str(value), "onbekend")
            if kind == "onbekend":
                kind = "geweigerd" if answer is not None and answer.status == "wil_niet_zeggen" else kind
            source = self._said_by(party, answer.spreker) if answer is not None and value else ""
            groups.setdefault((kind, source), []).append(word)
        if set(groups) == {("onbekend", "")}:
            return "niet bekend"
        return "; ".join(self._group(party, kind, source, words) for (kind, source), words in groups.items())

    def _said_by(self, party: str, speaker: str) -> str:
        if speaker in _SPEAKERS:
            return _SPEAKERS[speaker]
        return "eigen verklaring" if party == "slachtoffer" else f"verklaring van {self._person} over een ander"

    @staticmethod
    def _group(party: str, kind: str, source: str, words: list[str]) -> str:
        if kind == "nee":
            none = "geen teken van " if party == "verdachte" else "geen "
            shown = none + either(words) if party == "verdachte" else ", ".join(none + word for word in words)
            return f"{shown} ({source})"
        if kind == "onbekend":
            return f"niet bekend: {enumerate_(words)}"
        if kind == "geweigerd":
            return f"niet gezegd, en niet opnieuw vragen: {enumerate_(words)}"
        return f"{'een signaal van ' if kind == 'signaal' else ''}{enumerate_(words)} ({source})"
