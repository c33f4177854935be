"""What an exercise came to: numbers, and remarks that each point at their moment."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["FactMeasure", "FactState", "Measures", "Part", "QuestionMeasure", "Remark", "SignalMeasure", "TopicMeasure"]

About = Literal["vraag", "onderwerp", "signaal", "plicht", "vastlegging", "route", "onderbreking", "tijd", "goed"]
FactState = Literal["klopt", "ongevraagd", "anders", "vergelijk", "ingevuld", "meegegaan", "niet_vastgelegd", "niet_gevraagd"]
"""klopt: as the reference; ongevraagd: as the reference, and not asked; anders: told, and recorded otherwise;
vergelijk: in words of one's own, to be compared by eye; ingevuld: recorded though nobody said it; meegegaan: what the person
only went along with; niet_vastgelegd: told or seen, and not recorded; niet_gevraagd: neither asked nor
recorded, or recorded as such."""


class Remark(msgspec.Struct, frozen=True):
    """One remark. moment: its number, or -1 when it belongs to none; topic: of the flow, may be empty.

    error: the kind of error, empty when it went well; quote: what was said; words: in which it shows; instead: what to say
    instead; source: as cited; contested: why the student does not agree.
    """

    about: About
    text: str
    moment: int = -1
    topic: str = ""
    error: str = ""
    quote: str = ""
    words: str = ""
    instead: str = ""
    source: tuple[str, ...] = ()
    contested: str = ""


class QuestionMeasure(msgspec.Struct, frozen=True):
    """One question that was asked. minute: of virtual time, when it had been asked."""

    moment: int
    question: str
    topic: str
    kind: str
    recommended: bool
    harmful: bool
    own: bool
    contested: bool
    minute: int


class TopicMeasure(msgspec.Struct, frozen=True):
    """One topic of the flow that this case asks for: how many questions, and how many brought something."""

    topic: str
    title: str
    expected: int
    reached: int
    missed: tuple[str, ...] = ()


class SignalMeasure(msgspec.Struct, frozen=True):
    """One signal. shown: the moment at which it could be noticed, or -1; seen: whether it was recorded."""

    signal: str
    kind: str
    shown: int
    seen: bool


class FactMeasure(msgspec.Struct, frozen=True):
    """One fact of the record against the reference, both in words; why: the reason of the reference.

    seen: it was not told but there to be seen; plain: it shows by itself (a language, a form of address) and need not be asked.
    """

    fact: str
    label: str
    topic: str
    state: FactState
    expected: str
    recorded: str
    moment: int
    why: str = ""
    seen: bool = False
    plain: bool = False


class Part(msgspec.Struct, frozen=True):
    """One part of the score: its share (0 to 1; None when there was no occasion for it) and its weight; together they are 100."""

    name: str
    title: str
    share: float | None
    weight: int


class Measures(msgspec.Struct, frozen=True):
    """All of an exercise in numbers and remarks. score: 0 to 100, over the parts that came up; minutes: virtual, of `planned`.

    share: of recommended questions (0 to 1); share_uncontested: the same without the contested moments; None without questions.
    """

    exercise: str
    title: str
    person: str
    seed: int
    over: str
    minutes: int
    planned: int
    score: int
    parts: tuple[Part, ...]
    share: float | None
    share_uncontested: float | None
    kinds: dict[str, int]
    questions: tuple[QuestionMeasure, ...]
    topics: tuple[TopicMeasure, ...]
    signals: tuple[SignalMeasure, ...]
    facts: tuple[FactMeasure, ...]
    duty: str
    remarks: tuple[Remark, ...]
    praise: tuple[Remark, ...] = ()

    def about(self, *what: str) -> list[Remark]:
        """The remarks about something, in order."""
        return [remark for remark in self.remarks if remark.about in what]

    @property
    def stopped(self) -> bool:
        """True when it did not come to its end."""
        return self.over != "finished"

    def part(self, name: str) -> Part:
        """A part of the score."""
        return next(part for part in self.parts if part.name == name)

    @property
    def errors(self) -> list[Remark]:
        """The remarks on what went otherwise."""
        return [remark for remark in self.remarks if remark.error]
