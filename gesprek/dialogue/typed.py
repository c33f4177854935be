"""From what a person types in one field to the value of a fact, by its kind: a date, a moment, a number, an amount. Pure.

The answer is a value and how it is read back in full. What can be read in more ways, or is odd, is not decided here: it
comes back as `Unsure`, with the readings to choose from. What is wrong is a ValueProblem in one sentence with an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from gesprek.dialogue.amounts import Number, read_amount, read_number, show_amount, show_number
from gesprek.dialogue.clock_words import TimePhrase, said_time, times_in
from gesprek.dialogue.day_words import DayPhrase, NoDay, read_day, show_date
from gesprek.dialogue.spelling import folded
from gesprek.i18n import _, current_language
from gesprek.knowledge import Fact, ValueProblem, parse_value, plain_value

__all__ = ["KINDS", "Now", "Reading", "Unsure", "expected", "read_typed", "show_moment"]

KINDS = ("datum", "datumtijd", "getal", "bedrag")
"""The kinds of facts that are typed in one field and read here."""

_AHEAD = frozenset({"info5j_vervolg_datum", "vervolggesprek_gepland", "nazorg_datum", "beoordeling_bijwerken", "bedenktijd_tot"})
_LONGEST = 120
_SOON = timedelta(hours=1)
_FAR = timedelta(hours=3)
_LONG_AGO = 100
_BACK = re.compile(r"(?P<day>.+?), (?P<said>[a-z' ]+) \((?P<h>[0-2][0-9]):(?P<m>[0-5][0-9])\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: the value, as it is kept, and in full, as it is read back."""

    value: Any
    shown: str


class Unsure(ValueProblem):
    """What was typed can be read in more ways, or in one that is odd: `readings` are what it may be."""

    def __init__(self, found: str, readings: Iterable[Reading], expected: str = "") -> None:
        super().__init__(found, expected)
        self.readings = tuple(readings)


@dataclass(frozen=True, slots=True)
class Now:
    """What the reading leans on: the moment it is typed, and the first day that can be (a birth), when that is known."""

    at: datetime
    earliest: date | None = None


def expected(fact: Fact) -> str:
    """What may be typed for this kind of fact, in one sentence with an example; empty for other kinds."""
    if fact.soort == "datum" and fact.feit in _AHEAD:
        return _("Datum, bijvoorbeeld 14-11-2026, 14 november of morgen.")
    return {
        "datum": _("Datum, bijvoorbeeld 14-11-2026, 14 november of gisteren."),
        "datumtijd": _("Dag en tijd, bijvoorbeeld 14-11-2026 10:15, gisteren half elf 's avonds, of alleen 10:15 voor vandaag."),
        "getal": _("Een heel getal, bijvoorbeeld 45."),
        "bedrag": _("Een bedrag in euro's, bijvoorbeeld 685 of 685,50."),
    }.get(fact.soort, "")


def read_typed(fact: Fact, typed: str, now: Now) -> Reading:
    """What `typed` stands for. Raises Unsure (with the readings to choose from) or ValueProblem."""
    text = folded(typed)
    if len(text) > _LONGEST:
        raise ValueProblem(_("Dit is te lang voor dit antwoord."), expected(fact))
    readings, doubt = {"datum": _days, "datumtijd": _moments, "getal": _numbers, "bedrag": _amounts}[fact.soort](
        fact, text, typed.strip(), now
    )
    kept = [Reading(parse_value(fact, plain_value(r.value)), r.shown) for r in readings]
    if doubt or len(kept) != 1:
        raise Unsure(doubt, kept, expected(fact))
    return kept[0]


Found = tuple[list[Reading], str]


# -- days ------------------------------------------------------------------------------------------------------------


def _days(fact: Fact, text: str, typed: str, now: Now) -> Found:
    phrase, timed = _day_of(fact, text, typed, now)
    days = _nights(phrase) if phrase.night else list(phrase.days)
    doubt = ""
    if len(days) > 1:
        doubt = _("'{tekst}' kan meer dan één dag zijn.").format(tekst=typed)
    elif timed:
        doubt = _("Hier past alleen de dag, zonder de tijd. De tijd kan in het eigen verhaal.")
    elif phrase.about:
        doubt = _("'{tekst}' is ongeveer; hier hoort één dag.").format(tekst=typed)
    return [Reading(day, show_date(day)) for day in days], doubt or _odd_day(fact, days[0], now)


def _day_of(fact: Fact, text: str, typed: str, now: Now) -> tuple[DayPhrase, bool]:
    """The day, and whether a time was typed along with it."""
    today, ahead = now.at.date(), fact.feit in _AHEAD
    try:
        return read_day(text, today, ahead), False
    except NoDay as problem:
        why = str(problem)
    for found in times_in(text):
        try:
            return read_day(_without(text, found), today, ahead), True
        except NoDay as problem:
            why = why or str(problem)
    raise ValueProblem(why or _("'{tekst}' is geen datum.").format(tekst=typed), expected(fact))


def _without(text: str, found: TimePhrase) -> str:
    return re.sub(r"\s+", " ", f"{text[: found.start]} {text[found.end :]}").replace(" ,", ",").strip(" ,")


def _nights(phrase: DayPhrase) -> list[date]:
    """The two days of the night: the one before midnight and the one after, the likelier first."""
    day = phrase.days[0]
    return [day, day - timedelta(days=1)] if phrase.before else [day, day + timedelta(days=1)]


def _odd_day(fact: Fact, day: date, now: Now) -> str:
    today, shown = now.at.date(), show_date(day)
    if fact.feit in _AHEAD:
        return _("{dag} is al geweest. Klopt dat?").format(dag=shown) if day < today else ""
    if day > today:
        return _("{dag} moet nog komen. Klopt dat?").format(dag=shown)
    if now.earliest is not None and day < now.earliest:
        return _("{dag} ligt vóór de geboorte, naar de leeftijd die er staat. Klopt dat?").format(dag=shown)
    if day.year < today.year - _LONG_AGO:
        return _("{dag} is meer dan honderd jaar geleden. Klopt dat?").format(dag=shown)
    return ""


# -- moments ---------------------------------------------------------------------------------------------------------


def show_moment(moment: datetime) -> str:
    """A moment in full: zaterdag 14 november 2026, half elf 's avonds (22:30)."""
    said = f"{said_time(moment.hour * 60 + moment.minute)} ({moment:%H:%M})"
    return f"{show_date(moment.date())}, {said if current_language() == 'nl' else f'{moment:%H:%M}'}"


def _moments(fact: Fact, text: str, typed: str, now: Now) -> Found:
    if text == "nu":
        found = now.at.replace(second=0, microsecond=0, tzinfo=None)
        return [Reading(found, show_moment(found))], ""
    if (back := _BACK.fullmatch(text)) and int(back["h"]) < 24 and _agrees(back):
        text = f"{back['day']} {back['h']}:{back['m']}"
    moments, about = _all_moments(fact, text, typed, now)
    doubt = ""
    if len(moments) > 1:
        doubt = _("'{tekst}' kan meer dan één moment zijn.").format(tekst=typed)
    elif about:
        doubt = _("'{tekst}' is ongeveer; hier hoort één moment.").format(tekst=typed)
    elif moments[0] > now.at.replace(tzinfo=None) + _SOON:
        doubt = _("{dag} moet nog komen. Klopt dat?").format(dag=show_moment(moments[0]))
    return [Reading(moment, show_moment(moment)) for moment in moments], doubt or _odd_day(fact, moments[0].date(), now)


def _agrees(back: re.Match[str]) -> bool:
    return back["said"] == said_time(int(back["h"]) * 60 + int(back["m"]))


def _all_moments(fact: Fact, text: str, typed: str, now: Now) -> tuple[list[datetime], bool]:
    """Every moment that the text can be, the likelier first, and whether it says "about"."""
    today, ahead = now.at.date(), fact.feit in _AHEAD
    text = re.sub(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9]{2}:)", r"\1 ", text)
    why = ""
    for clock in times_in(text):
        rest = _without(text, clock)
        try:
            phrase = read_day(rest, today, ahead) if rest else DayPhrase((today,))
        except NoDay as problem:
            why = why or str(problem) or _left_over(rest)
            continue
        if phrase.part and (again := next(times_in(text[clock.start : clock.end], phrase.part), None)):
            clock = again
        if not clock.minutes:
            raise ValueProblem(
                _("'{tekst}' kan niet: die tijd past niet bij dat deel van de dag.").format(tekst=typed), expected(fact)
            )
        return _not_far_ahead(_combined(phrase, clock), now), clock.about or phrase.about
    try:
        read_day(text, today, ahead)
    except NoDay as problem:
        said = str(problem) or why or _("'{tekst}' is geen dag met een tijd.").format(tekst=typed)
        raise ValueProblem(said, expected(fact)) from None
    raise ValueProblem(_("Typ de tijd erbij."), expected(fact))


def _left_over(rest: str) -> str:
    return "" if not rest else _("'{tekst}' is hier geen dag.").format(tekst=rest)


def _combined(phrase: DayPhrase, clock: TimePhrase) -> list[datetime]:
    found = []
    for day in phrase.days:
        for minute in clock.minutes:
            found += [(d, minute) for d in _on_days(day, minute, phrase, clock)]
    moments = (datetime.combine(d, time(minute // 60, minute % 60)) for d, minute in found)
    return list(dict.fromkeys(moments))


def _on_days(day: date, minute: int, phrase: DayPhrase, clock: TimePhrase) -> list[date]:
    """The days on which this minute of this phrase can be: a night and a midnight belong to two."""
    following = day + timedelta(days=1)
    if phrase.before:  # vannacht, vanavond: today; what is before midnight in the night was yesterday
        return [day - timedelta(days=1)] if phrase.night and minute >= 720 else [day]
    if clock.midnight or (phrase.night and minute < 720):
        return [following, day]
    return [day]


def _not_far_ahead(moments: list[datetime], now: Now) -> list[datetime]:
    """Of several moments, those that have been or are near; all of them when that leaves none."""
    limit = now.at.replace(tzinfo=None) + _FAR
    return [moment for moment in moments if moment <= limit] or moments


# -- numbers and amounts ---------------------------------------------------------------------------------------------


def _numbers(fact: Fact, text: str, typed: str, now: Now) -> Found:
    del now
    return _counted(fact, read_number(fact.feit, text), typed, lambda value: show_number(fact.feit, value))


def _amounts(fact: Fact, text: str, typed: str, now: Now) -> Found:
    del now
    return _counted(fact, read_amount(text), typed, show_amount)


def _counted(fact: Fact, found: Number, typed: str, show: Any) -> Found:
    if not found.values:
        what = _("'{tekst}' is geen heel getal.") if fact.soort == "getal" else _("'{tekst}' is geen bedrag.")
        raise ValueProblem((found.said or what).format(tekst=typed), expected(fact))
    return [Reading(value, show(value)) for value in found.values], found.said.format(tekst=typed)
