"""The time of day as people say it: half elf, kwart over drie 's middags, 23u30. Pure.

A time in words names a clock of twelve hours. Without a part of the day it is two moments, and both are given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesprek.dialogue.spelling import number_of, spelled

__all__ = ["LOOSE_PART", "PART_NAMES", "TimePhrase", "part_of", "said_time", "times_in"]

HALF_DAY = 720
PART_NAMES = {
    "ochtend": "ochtend",
    "morgen": "ochtend",
    "middag": "middag",
    "namiddag": "middag",
    "avond": "avond",
    "nacht": "nacht",
}
_PART = (
    r"(?:'?s (?P<part>ochtend|morgen|middag|namiddag|avond|nacht)s|in de (?P<part2>ochtend|morgen|middag|namiddag|avond|nacht))"
)
_HOURS = "een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()
_HOUR = r"(?:1[0-2]|0?[1-9]|" + "|".join(_HOURS) + ")"
_MINUTES = r"(?:[1-5]?[0-9]|" + "|".join(sorted((spelled(n) for n in range(1, 30)), key=len, reverse=True)) + ")"
_ABOUT = r"(?P<about>rond|omstreeks|tegen|ongeveer|circa|ca\.?|zo rond|even na|even voor|kort na|kort voor)(?: de klok van)? "
_DIGITS = r"(?P<h>[01]?[0-9]|2[0-4])(?:\s?[:.u]\s?(?P<m>[0-5][0-9])(?:\s?(?:uur|u))?|\s?(?P<whole>uur|u))"
_WORDS = (
    rf"(?:(?:(?P<quarter>kwart|{_MINUTES})(?: min(?:uten|uut)?)? (?P<side>voor|over) )?"
    rf"(?P<half>half )?(?P<hour>{_HOUR})(?P<uur> uur)?)"
)
_TIME = re.compile(
    rf"(?<![\w.:/-])(?:{_ABOUT})?(?:om )?(?:{_DIGITS}|{_WORDS}|(?P<midnight>middernacht))(?:,? {_PART})?(?![\w:/-]|\.\d)"
)
LOOSE_PART = re.compile(rf"(?<!\w){_PART}(?!\w)")


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time found in a text: where, the minutes since midnight it may be, its part of the day, and whether it is about.

    midnight: it is the border between two days.
    """

    start: int
    end: int
    minutes: tuple[int, ...]
    part: str = ""
    about: bool = False
    midnight: bool = False


def part_of(minute: int) -> str:
    """The part of the day of a minute since midnight."""
    return "nacht" if minute < 360 else "ochtend" if minute < HALF_DAY else "middag" if minute < 1080 else "avond"


def said_time(minute: int) -> str:
    """A minute since midnight as it is said: half elf 's avonds."""
    hour, past = divmod(minute % HALF_DAY, 60)
    following = _HOURS[hour % 12]
    this = _HOURS[hour - 1]
    if past == 0:
        said = f"{this} uur"
    elif past == 15:
        said = f"kwart over {this}"
    elif past == 30:
        said = f"half {following}"
    elif past == 45:
        said = f"kwart voor {following}"
    elif past < 15:
        said = f"{spelled(past)} over {this}"
    elif past < 30:
        said = f"{spelled(30 - past)} voor half {following}"
    elif past < 45:
        said = f"{spelled(past - 30)} over half {following}"
    else:
        said = f"{spelled(60 - past)} voor {following}"
    return f"{said} 's {part_of(minute)}s"


def times_in(text: str, part: str = "") -> Iterator[TimePhrase]:
    """Every way to read a time in `text` (folded, see spelling), the longest first. part: what the day said (zaterdagavond)."""
    found = []
    for start in range(len(text)):
        if start and (text[start - 1].isalnum() or text[start].isspace()):
            continue
        match = _TIME.match(text, start)
        if match is not None:
            found.append(match)
    for match in sorted(found, key=lambda m: m.start() - m.end()):
        if (phrase := _phrase(match, part, LOOSE_PART.search(text))) is not None:
            yield phrase


def _phrase(match: re.Match[str], part: str, loose: re.Match[str] | None) -> TimePhrase | None:
    named = match["part"] or match["part2"] or (loose and (loose["part"] or loose["part2"])) or ""
    part = PART_NAMES.get(named, part)
    about = bool(match["about"])
    if match["midnight"]:
        return TimePhrase(match.start(), match.end(), (0,), part, about, midnight=True)
    if match["h"] is not None:
        minutes = _by_digits(match, part)
    elif match["hour"] is not None and (match["half"] or match["side"] or match["uur"]):
        minutes = _by_words(match, part)
    else:
        return None
    if minutes is None:
        return None
    border = minutes == (0,) and match["h"] not in ("0", "00") and match["m"] is None and part in ("avond", "nacht")
    return TimePhrase(match.start(), match.end(), minutes, part, about, midnight=border)


def _by_digits(match: re.Match[str], part: str) -> tuple[int, ...] | None:
    hour, past = int(match["h"]), int(match["m"] or 0)
    if hour == 24:
        return None
    minute = hour * 60 + past
    if hour > 12 or hour == 0:
        return (minute,) if not part or _fits(minute, part) else ()
    if part:
        return _in_part(minute % HALF_DAY, part)
    if match["whole"] == "uur" and match["m"] is None and not match["h"].startswith("0"):
        return _both(minute % HALF_DAY)  # "3 uur" is said of the clock of twelve hours
    return (minute,)


def _by_words(match: re.Match[str], part: str) -> tuple[int, ...] | None:
    hour = number_of(match["hour"]) or 0
    minute = hour * 60 - (30 if match["half"] else 0)
    if match["side"]:
        by = 15 if match["quarter"] == "kwart" else number_of(match["quarter"]) or 0
        if by >= 60 or (match["half"] and by >= 30):
            return None
        minute += by if match["side"] == "over" else -by
    minute %= HALF_DAY
    return _in_part(minute, part) if part else _both(minute)


def _both(minute: int) -> tuple[int, ...]:
    return (minute, minute + HALF_DAY)


def _fits(minute: int, part: str) -> bool:
    low, high = {"ochtend": (0, 779), "middag": (720, 1139), "avond": (1020, 1439), "nacht": (1260, 1439)}[part]
    return low <= minute <= high or (part == "nacht" and minute < 420)


def _in_part(minute: int, part: str) -> tuple[int, ...]:
    """The one moment of a clock of twelve hours in a part of the day; nothing when there is none."""
    if part == "ochtend":
        return (minute,) if minute >= 60 else ()
    if part == "middag":
        return (minute + HALF_DAY,) if minute < 420 else ()
    if part == "avond":
        return (minute + HALF_DAY,) if minute >= 300 else (0,) if minute == 0 else ()
    return (minute,) if minute < 420 else (minute + HALF_DAY,) if minute >= 600 else ()
