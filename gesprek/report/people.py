"""How the two people are named: by their own word, and without a guess at gender where nobody said it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gesprek.dialogue import Answer

__all__ = ["Other", "Speaker", "parts_of"]

_PRONOUNS = {"hij": ("hij", "hem", "zijn"), "zij": ("zij", "haar", "haar"), "hen": ("hen", "hen", "hun")}
_REPORTED = ("gedaan", "ingetrokken")
_NOUNS = {("aangever", "zij"): "aangeefster", ("melder", "zij"): "meldster"}
_RELATIONS = {
    "buur": {"hij": "mijn buurman", "zij": "mijn buurvrouw", "": "mijn buur"},
    "partner": {"": "mijn partner"},
    "ex_partner": {"": "mijn ex-partner"},
    "collega": {"": "mijn collega"},
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Person:
    """Words for a person, and the same with a capital for the start of a sentence; `vormen` fills the fixed texts."""

    __slots__ = ("Aanduiding", "Hem", "Hij", "Zijn", "aanduiding", "hem", "hij", "vormen", "zijn")

    def __init__(self, noun: str, pronoun: str) -> None:
        self.aanduiding, self.Aanduiding = noun, _capital(noun)
        self.hij, self.hem, self.zijn = _PRONOUNS.get(pronoun, (noun, noun, "diens"))
        self.Hij, self.Hem, self.Zijn = _capital(self.hij), _capital(self.hem), _capital(self.zijn)
        self.vormen: Mapping[str, str] = {
            "hij": self.hij, "hem": self.hem, "zijn": self.zijn, "aangever": noun, "Hij": self.Hij, "Zijn": self.Zijn,
            "Aangever": self.Aanduiding,
        }  # fmt: skip


class Speaker(_Person):
    """`wie`: the person at the desk. Who makes no aangifte is a melder; while nobody said so, only who it is about."""

    __slots__ = ("aangifte", "bedrijf", "minderjarig", "naam", "nabestaande", "status", "voornaamwoord")

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.status = str(_value(answers, "aangifte_status") or "")
        self.aangifte = self.status in _REPORTED
        self.voornaamwoord = str(_value(answers, "aangever_voornaamwoord") or "")
        noun = "aangever" if self.aangifte else "melder" if self.status else "betrokkene"
        super().__init__(_NOUNS.get((noun, self.voornaamwoord), noun), self.voornaamwoord)
        age = _value(answers, "aangever_leeftijd")
        self.minderjarig = _value(answers, "leeftijdsgroep_slachtoffer") == "minderjarig" or (age is not None and age < 18)
        kind = _value(answers, "slachtoffer_type")
        self.bedrijf = kind in ("bedrijf", "overheid_of_instelling")
        self.nabestaande = kind == "nabestaande"
        self.naam = _named(answers)


class Other(_Person):
    """`ander`: the person it is about, as the aangever names them (`noem`), and as the verbalisant does (`verdachte`).

    `hij` and `hem` fall back on that name, `die` and `dien` on "de ander", when no pronoun is known.
    """

    __slots__ = ("die", "dien", "noem", "van_mij", "verdachte", "voornaamwoord")

    def __init__(self, answers: Mapping[str, Answer], *, reported: bool, own_words: bool) -> None:
        self.voornaamwoord = str(_value(answers, "verdachte_voornaamwoord") or "")
        name = _line(_value(answers, "verdachte_naam"))
        self.verdachte = "de verdachte" if reported else name or "de ander"
        relations = _RELATIONS.get(str(_value(answers, "relatie_tot_verdachte") or ""), {})
        related = relations.get(self.voornaamwoord) or relations.get("", "")
        words = _line(_value(answers, "verdachte_in_verklaring"))
        self.noem = (words or related or name or "de ander") if own_words else self.verdachte
        self.van_mij = self.noem.startswith("mijn ")
        super().__init__(self.noem, self.voornaamwoord)
        self.die, self.dien, _ = _PRONOUNS.get(self.voornaamwoord, ("de ander", "de ander", ""))


def parts_of(kind: type) -> frozenset[str]:
    """What a template may ask of a person of this kind."""
    return frozenset(name for base in kind.__mro__[:-1] for name in vars(base) if not name.startswith("_"))


def _value(answers: Mapping[str, Answer], fact: str) -> Any:
    answer = answers.get(fact)
    return answer.waarde if answer is not None else None


def _line(text: Any) -> str:
    words = " ".join(str(text or "").split())
    return words[:-1] if words.endswith(".") and not words[-2:-1].isupper() else words


def _named(answers: Mapping[str, Answer]) -> str:
    name = _line(_value(answers, "aangever_naam"))
    title = {"mevrouw": "mevrouw ", "de_heer": "de heer "}.get(str(_value(answers, "aangever_aanhef") or ""), "")
    return f"{title}{name}" if name else ""
