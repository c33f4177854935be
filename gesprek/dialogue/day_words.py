"""A day as people say it: gisteren, za 14 nov, vorige week dinsdag, 3 weken geleden. Pure; "today" is passed in.

What can be two days is given back as two; what names a day that does not exist or does not fit is refused by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from gesprek.dialogue.clock_words import LOOSE_PART, PART_NAMES
from gesprek.dialogue.spelling import number_of
from gesprek.i18n import N_, _

__all__ = ["DAYS", "MONTHS", "DayPhrase", "NoDay", "read_day", "show_date"]

MONTHS = (
    N_("januari"),
    N_("februari"),
    N_("maart"),
    N_("april"),
    N_("mei"),
    N_("juni"),
    N_("juli"),
    N_("augustus"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)
DAYS = (N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"), N_("zaterdag"), N_("zondag"))
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT_DAYS = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6}
FIRST_YEAR, LAST_YEAR = 1900, 2099

_NEAR = {
    "vandaag": 0, "nu": 0, "today": 0, "gisteren": -1, "gister": -1, "yesterday": -1, "eergisteren": -2, "eergister": -2,
    "morgen": 1, "tomorrow": 1, "overmorgen": 2,
}  # fmt: skip
_WITH_PART = re.compile(r"(?P<day>van|gisteren|gister|eergisteren|morgen|[a-z]+dag) ?(?P<part>ochtend|morgen|middag|avond|nacht)")
_AGO = re.compile(
    r"(?:(?P<n>[0-9]{1,4}|(?:een )?[a-z]+) )?(?P<unit>dag|dagen|week|weken|maand|maanden|jaar|jaren|days?|weeks?|months?|years?)"
    r" (?P<way>geleden|terug|ago)"
)
_AHEAD = re.compile(r"(?:over|in) (?P<n>[0-9]{1,4}|[a-z]+) (?P<unit>dag|dagen|week|weken|maand|maanden|jaar|jaren)")
_RELATIVE = re.compile(
    r"(?P<which>afgelopen|vorige|deze|komende|aanstaande|volgende|last|next)(?: (?P<week>week))?(?: (?P<day>[a-z]+))?"
)
_WEEK_LAST = re.compile(r"(?P<day>[a-z]+) (?P<which>vorige|afgelopen|deze|volgende|komende) week")
_UNITS = {
    "dag": "dag",
    "dagen": "dag",
    "week": "week",
    "weken": "week",
    "maand": "maand",
    "maanden": "maand",
    "jaar": "jaar",
    "jaren": "jaar",
    "day": "dag",
    "days": "dag",
    "weeks": "week",
    "month": "maand",
    "months": "maand",
    "year": "jaar",
    "years": "jaar",
}
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2})(?: ?[-/. ] ?'?([0-9]{4}|[0-9]{2}))?")
_NAMED = re.compile(
    r"(?P<d>[0-9]{1,2}|[a-z]+)(?:e|ste|de|th|st|nd|rd)?[ -]?(?P<m>[a-z]{3,})\.?(?:,?[ -]'?(?P<y>[0-9]{4}|[0-9]{2}))?"
)


class NoDay(ValueError):
    """What was typed names no day. The text says why when more can be said than that; otherwise it is empty."""


@dataclass(frozen=True, slots=True)
class DayPhrase:
    """The days a text may mean, the most likely first; the part of the day that it names; and whether it is about.

    night: the night after this day; its hours after midnight are the next day. before: the night (or part) that ended this day.
    """

    days: tuple[date, ...]
    part: str = ""
    about: bool = False
    night: bool = False
    before: bool = False


def show_date(day: date) -> str:
    """A day in full: zaterdag 14 november 2026."""
    return f"{_(DAYS[day.weekday()])} {day.day} {_(MONTHS[day.month - 1])} {day.year}"


def read_day(text: str, today: date, ahead: bool) -> DayPhrase:
    """The day that `text` (folded, see spelling) stands for. ahead: what is not said in full lies ahead. Raises NoDay."""
    words = LOOSE_PART.sub(" ", text)
    loose = LOOSE_PART.search(text)
    part = PART_NAMES[loose["part"] or loose["part2"]] if loose else ""
    words = re.sub(r"^(?:op|de|van|on) ", "", " ".join(words.replace(",", " ").split()).strip(" ."))
    words = re.sub(r" (?:jl|j\.l)\.?$", "", words)
    if match := _WITH_PART.fullmatch(words):
        return _with_part(match, today, ahead)
    if not words:
        raise NoDay
    if match := re.fullmatch(r"(een half|half|anderhalf|anderhalve) (jaar|maand|week)( geleden)", words):
        return _halves(match, today, part)
    if match := _AGO.fullmatch(words) or _AHEAD.fullmatch(words):
        return _counted(match, today, part)
    return _calendar(words, today, ahead, part)


def _with_part(match: re.Match[str], today: date, ahead: bool) -> DayPhrase:
    part = PART_NAMES[match["part"]]
    if match["day"] == "van":
        return DayPhrase((today,), part, night=part == "nacht", before=True)
    found = _calendar(match["day"], today, ahead, part)
    return DayPhrase(found.days, part, night=part == "nacht")


def _calendar(words: str, today: date, ahead: bool, part: str) -> DayPhrase:
    if words in _NEAR:
        return DayPhrase((today + timedelta(days=_NEAR[words]),), part, night=part == "nacht")
    if (weekday := _weekday(words)) is not None:
        back = (today.weekday() - weekday) % 7
        day = today + timedelta(days=7 - back) if ahead else today - timedelta(days=back or 7)
        return DayPhrase((day,), part, night=part == "nacht")
    if match := _RELATIVE.fullmatch(words) or _WEEK_LAST.fullmatch(words):
        return _relative(match, today, part)
    head, _space, rest = words.partition(" ")
    if rest and (weekday := _weekday(head.rstrip("."))) is not None:
        day = _dated(rest.removeprefix("de "), today, ahead)
        if day.weekday() != weekday:
            named = f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"
            found = _("{datum} is een {echt}, geen {getypt}.")
            raise NoDay(found.format(datum=named, echt=_(DAYS[day.weekday()]), getypt=_(DAYS[weekday])))
        return DayPhrase((day,), part)
    return DayPhrase((_dated(words, today, ahead),), part)


def _weekday(word: str) -> int | None:
    if word in _SHORT_DAYS:
        return _SHORT_DAYS[word]
    if len(word) < 3:
        return None
    found = [i for names in (DAYS, _ENGLISH_DAYS) for i, name in enumerate(names) if name.startswith(word)]
    return found[0] if len(set(found)) == 1 else None


def _month(word: str) -> int | None:
    found = [i for names in (MONTHS, _ENGLISH_MONTHS) for i, name in enumerate(names, 1) if name.startswith(word)]
    return 3 if word == "mrt" else found[0] if len(set(found)) == 1 else None


def _relative(match: re.Match[str], today: date, part: str) -> DayPhrase:
    """afgelopen zaterdag, vorige week dinsdag, komende vrijdag."""
    groups = match.groupdict()
    weekday = _weekday(groups["day"]) if groups["day"] else None
    if weekday is None:
        raise NoDay
    which, in_week = match["which"], ("week" in groups and bool(groups["week"])) or match.re is _WEEK_LAST
    monday = today - timedelta(days=today.weekday())
    last = today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    following = last + timedelta(days=14 if last + timedelta(days=7) == today else 7)
    week_before, week_after = monday + timedelta(days=weekday - 7), monday + timedelta(days=weekday + 7)
    night = part == "nacht"
    if in_week:
        weeks = {"deze": monday + timedelta(days=weekday), "volgende": week_after, "komende": week_after, "next": week_after}
        return DayPhrase((weeks.get(which, week_before),), part, night=night)
    if which in ("afgelopen", "last"):
        return DayPhrase((last,), part, night=night)
    if which == "vorige":
        return DayPhrase(tuple(dict.fromkeys((last, week_before))), part, night=night)
    if which in ("volgende", "next"):
        return DayPhrase(tuple(dict.fromkeys((following, week_after))), part, night=night)
    return DayPhrase((monday + timedelta(days=weekday) if which == "deze" else following,), part, night=night)


def _counted(match: re.Match[str], today: date, part: str) -> DayPhrase:
    """3 weken geleden, een jaar geleden, over twee weken. Months and years are about."""
    number = number_of(match["n"] or "een")
    if number is None:
        raise NoDay(_("Dit is te onzeker voor één dag."))
    sign = 1 if match.re is _AHEAD else -1
    unit = _UNITS[match["unit"]]
    return DayPhrase((_shifted(today, sign * number, unit),), part, about=unit in ("maand", "jaar"))


def _halves(match: re.Match[str], today: date, part: str) -> DayPhrase:
    more = match[1].startswith("anderhal")
    days = {"week": 3, "maand": 15}.get(match[2], 0)
    if match[2] == "jaar":
        return DayPhrase((_shifted(today, -18 if more else -6, "maand"),), part, about=True)
    start = _shifted(today, -1, match[2]) if more else today
    return DayPhrase((start - timedelta(days=days),), part, about=True)


def _shifted(day: date, by: int, unit: str) -> date:
    try:
        if unit in ("dag", "week"):
            return day + timedelta(days=by * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + by * (12 if unit == "jaar" else 1)
        year, month = divmod(months, 12)
        return _exact(min(day.day, _length(year, month + 1)), month + 1, year)
    except OverflowError:
        raise NoDay from None


def _length(year: int, month: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDay
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _dated(words: str, today: date, ahead: bool) -> date:
    """A date with numbers or with a month by name."""
    if match := _ISO.fullmatch(words):
        return _exact(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMBERS.fullmatch(words):
        return _completed(int(match[1]), int(match[2]), match[3], today, ahead)
    if match := _NAMED.fullmatch(words):
        month = _month(match["m"])
        day = number_of(match["d"].removesuffix("e")) or number_of(match["d"])
        if month and day:
            return _completed(day, month, match["y"], today, ahead)
    if match := re.fullmatch(r"(?P<m>[a-z]{3,})\.? (?P<d>[0-9]{1,2})(?:th|st|nd|rd)?(?:,? (?P<y>[0-9]{4}))?", words):
        month = _month(match["m"])
        if month:
            return _completed(int(match["d"]), month, match["y"], today, ahead)
    raise NoDay


def _exact(day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDay(_("Het jaar {jaar} kan hier niet.").format(jaar=year))
    if not 1 <= month <= 12:
        raise NoDay(_("{getal} is geen maand; eerst komt de dag, dan de maand.").format(getal=month))
    if not 1 <= day <= _length(year, month):
        raise NoDay(_("{dag} {maand} {jaar} bestaat niet.").format(dag=day, maand=_(MONTHS[month - 1]), jaar=year))
    return date(year, month, day)


def _completed(day: int, month: int, year: str | None, today: date, ahead: bool) -> date:
    """The day in the year that was typed, in full or in two digits; without one, the nearest on the right side of today."""
    if year and len(year) == 4:
        return _exact(day, month, int(year))
    if year:
        found = _exact(day, month, 2000 + int(year))
        return _exact(day, month, 1900 + int(year)) if not ahead and found.year > today.year + 20 else found
    try:
        _exact(day, month, 2000)  # 29 February is a day
    except NoDay:
        if 1 <= month <= 12:  # nobody typed a year
            raise NoDay(_("{dag} {maand} bestaat niet.").format(dag=day, maand=_(MONTHS[month - 1]))) from None
        raise
    for candidate in range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1):
        if day <= _length(candidate, month):
            found = date(candidate, month, day)
            if (found >= today) if ahead else (found <= today):
                return found
    raise NoDay
