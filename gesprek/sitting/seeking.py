"""Finding something to go to or to do by words of its name: what fits best first, and then in the order of its place."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from gesprek.knowledge import Knowledge
from gesprek.knowledge.stems import content_stems, stem, words_of
from gesprek.sitting.choice import Choice

__all__ = ["is_named", "ranked", "spoken_of"]

_WHOLE, _START, _SPOKEN, _ELSEWHERE = range(4)
"""A word of the name; how a word of it begins; how people speak of it; anywhere in what is shown or known of it."""


def ranked(options: Sequence[Choice], typed: str) -> list[Choice]:
    """The options in which every word of `typed` stands, the best fit first; all of them when nothing is typed."""
    wanted = typed.casefold().split()
    found = []
    for place, option in enumerate(options):
        fits = _fits(option, wanted)
        if None not in fits:
            levels = [level for level in fits if level is not None]
            found.append((max(levels, default=0), sum(levels), not is_named(option, typed), place))
    return [options[place] for *_rank, place in sorted(found)]


def is_named(option: Choice, typed: str) -> bool:
    """True when the whole name of an option was typed."""
    return words_of(typed) == words_of(option.name or option.label) != ()


def _fits(option: Choice, wanted: Sequence[str]) -> list[int | None]:
    """How each word fits, None when it does not."""
    name = words_of(option.name or option.label)
    rest = f"{option.label} {option.detail} {option.words}".casefold()
    return [_fit(word, name, option.spoken, rest) for word in wanted]


def _fit(word: str, name: Sequence[str], spoken: frozenset[str], rest: str) -> int | None:
    plain = " ".join(words_of(word))
    if plain in name:
        return _WHOLE
    if plain and any(one.startswith(plain) for one in name):
        return _START
    if plain and stem(plain) in spoken:
        return _SPOKEN
    return _ELSEWHERE if word in rest else None


@functools.lru_cache(maxsize=4)
def spoken_of(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    """Per fact, and per topic ("onderwerp:ID"): the stems of the words in which people speak of it."""
    found: dict[str, set[str]] = {}
    for item in knowledge.words:
        if item.onderwerp:
            found.setdefault(f"onderwerp:{item.onderwerp}", set()).update(_stems(item.woorden))
            continue
        for fact in knowledge.questions[item.vraag].feiten:
            own = [*item.feiten.get(fact, ()), *(text for texts in item.keuzes.get(fact, {}).values() for text in texts)]
            found.setdefault(fact, set()).update(_stems([*item.woorden, *own]))
    return {name: frozenset(stems) for name, stems in found.items()}


def _stems(texts: Sequence[str]) -> set[str]:
    return {one for text in texts for one in content_stems(text)}
