"""Going somewhere by a word: what fits best comes first."""

from __future__ import annotations

import pytest

from gesprek.sitting.choice import Choice
from gesprek.sitting.seeking import ranked
from gesprek.tui.choices import Choices
from gesprek.tui.picking import FilterDialog
from tests.test_scherm import program, type_text

OPTIONS = (
    Choice("elders", "bewijs: een foto van het letsel", name="bewijs"),
    Choice("gesproken", "gevolgen", spoken=frozenset({"letsel"})),
    Choice("begin", "letselschade", name="letselschade"),
    Choice("woord", "ernst van het letsel", name="ernst van het letsel"),
    Choice("naam", "    letsel: geen antwoord", name="letsel"),
    Choice("niets", "tolk", name="tolk"),
)


def test_a_whole_word_of_the_name_goes_before_its_beginning_and_that_before_how_people_say_it() -> None:
    assert [o.id for o in ranked(OPTIONS, "letsel")] == ["naam", "woord", "begin", "gesproken", "elders"]


def test_half_a_word_is_enough_and_finds_no_word_that_people_say() -> None:
    assert [o.id for o in ranked(OPTIONS, "lets")] == ["begin", "woord", "naam", "elders"]


def test_every_word_that_is_typed_counts_and_the_worst_fit_decides() -> None:
    assert [o.id for o in ranked(OPTIONS, "letsel foto")] == ["elders"]


def test_nothing_typed_leaves_everything_in_its_place() -> None:
    assert ranked(OPTIONS, "  ") == list(OPTIONS)


@pytest.mark.parametrize(
    ("typed", "fact"),
    [("letsel", "letsel"), ("schade", "onderwerp:gevolgen"), ("wens schade", "schade_wens"), ("dokter", "letsel")],
)
async def test_the_list_to_go_to_points_at_what_fits_best(typed: str, fact: str) -> None:
    async with program((80, 24), "enter enter 2 ctrl+g") as (app, pilot):
        assert isinstance(app.screen, FilterDialog)
        await type_text(pilot, typed)
        lijst = app.screen.query_one(Choices)
        assert lijst.items[lijst.cursor].id == fact, [o.label for o in lijst.items[:5]]
