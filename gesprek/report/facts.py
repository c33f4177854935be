"""The facts as a template sees them: `f.schade_bedrag.waarde`. What is off the path is absent."""

from __future__ import annotations

from collections.abc import Mapping

from gesprek.dialogue import Answer
from gesprek.knowledge import Fact
from gesprek.report.sentences import free_text

__all__ = ["FACT_PARTS", "FactView", "Facts"]

_NONE = Answer()


class FactView:
    """One fact: its value or its status, and how both are called."""

    __slots__ = ("antwoord", "fact", "gegeven", "reden", "spreker", "status", "waarde")

    def __init__(self, fact: Fact, answer: Answer | None) -> None:
        answer = answer or _NONE
        value = answer.waarde
        self.fact = fact
        self.waarde = value
        self.status = answer.status
        self.reden = answer.reden
        self.spreker = answer.spreker
        self.gegeven: bool = value is not None and value != "" and value != ()  # there is a value
        self.antwoord: bool = self.gegeven or answer.status in ("onbekend", "wil_niet_zeggen")  # somebody answered

    @property
    def bekend(self) -> bool:
        """True when there is a value that rules count as certain."""
        if not self.gegeven:
            return False
        unsure = self.fact.onzeker
        if self.fact.soort == "meerkeuze":
            return any(v not in unsure for v in self.waarde)
        return not unsure or self.waarde not in unsure

    @property
    def beantwoord(self) -> bool:
        """True when there is a value or any status."""
        return bool(self.status) or self.gegeven

    @property
    def weet_niet(self) -> bool:
        """True when the answer was that it is not known."""
        return self.status == "onbekend"

    @property
    def wil_niet(self) -> bool:
        """True when the answer was refused."""
        return self.status == "wil_niet_zeggen"

    @property
    def niet_gevraagd(self) -> bool:
        """True when it was not asked."""
        return self.status == "niet_gevraagd"

    @property
    def geparkeerd(self) -> bool:
        """True when it was left for later."""
        return self.status == "geparkeerd"

    @property
    def naam(self) -> str:
        """What the fact is called."""
        return self.fact.label

    @property
    def tekst(self) -> str:
        """The value as running text of somebody: paragraphs stay, and it ends with a full stop."""
        return free_text(self.waarde) if isinstance(self.waarde, str) and self.waarde.strip() else ""

    @property
    def woorden(self) -> str:
        """The value as part of a sentence: on one line, without the full stop at its end."""
        if not isinstance(self.waarde, str):
            return ""
        text = " ".join(self.waarde.split())
        return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text

    @property
    def labels(self) -> list[str]:
        """The labels of the chosen values."""
        chosen = self.waarde if isinstance(self.waarde, tuple) else () if self.waarde is None else (self.waarde,)
        return [self.label(value) for value in chosen]

    @property
    def rijen(self) -> tuple[dict[str, str], ...]:
        """The rows of a list, each with all its parts (empty where nothing was said)."""
        if self.fact.soort != "lijst" or not self.waarde:
            return ()
        return tuple({part: row.get(part, "") for part in self.fact.onderdelen} for row in self.waarde)

    def label(self, value: str | None = None) -> str:
        """The label of `value`, or of the chosen value."""
        value = self.waarde if value is None else value
        return self.fact.waarden.get(value) or self.fact.uitkomsten.get(value) or str(value) if value is not None else ""

    def is_een(self, *values: str) -> bool:
        """True when the value is one of `values`."""
        return self.waarde in values

    def bevat(self, *values: str) -> bool:
        """True when one of `values` was chosen (meerkeuze)."""
        return isinstance(self.waarde, tuple) and any(value in self.waarde for value in values)


FACT_PARTS = frozenset(name for name in (*FactView.__slots__, *vars(FactView)) if not name.startswith("_"))


class Facts:
    """`f` in a template. Looking at a fact is remembered for the sentence that is being written.

    `views` is shared by the documents of one situation; `read` belongs to one document.
    """

    __slots__ = ("answers", "read", "views", "words")

    def __init__(
        self, words: Mapping[str, Fact], answers: Mapping[str, Answer], views: dict[str, FactView], read: list[str]
    ) -> None:
        self.words = words
        self.answers = answers
        self.views = views
        self.read = read

    def look(self, name: str) -> FactView:
        """The view of fact `name`, which must exist."""
        view = self.views.get(name)
        if view is None:
            view = self.views[name] = FactView(self.words[name], self.answers.get(name))
        self.read.append(name)
        return view
