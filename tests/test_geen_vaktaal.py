"""What a victim beside the officer can read on the screen: no numbers of rules, no lines of a report, no words of the makers."""

from __future__ import annotations

import re

import pytest

from gesprek.tui.dialogs import TextDialog
from tests.schermen import EACH, at_screen, look
from tests.test_scherm import drawn, press

JARGON = re.compile(r"\bR[0-9]{2}\b|\br[0-9]{2,}|\bCahier\b|\bpoort(?:en)?\b")


@pytest.mark.parametrize("name", [one for one in EACH if not str(one.values[0]).startswith("oefenen")])  # no victim sits there
async def test_no_screen_shows_the_words_of_its_makers(name: str) -> None:
    found = sorted({hit.group() for row in (await look(name)).rows for hit in JARGON.finditer(row)})
    assert found == []


async def test_the_screen_of_the_tests_would_show_them() -> None:
    """The control: this is how they stood there."""
    assert JARGON.findall("wet · R04 · Cahier r101-102, een poort gaat voor") == ["R04", "Cahier", "r101", "poort"]


async def test_help_at_a_question_says_where_in_the_report_it_stands() -> None:
    async with at_screen("vraag, meer keuzes", (120, 45)) as (app, pilot):
        assert "WODC-rapport" in drawn(app) and "regel 1276" not in drawn(app)
        await press(pilot, "f1")
        assert isinstance(app.screen, TextDialog)
        assert "WODC-rapport, regel 1276-1278" in drawn(app)


async def test_help_at_a_route_says_which_rule_and_where_it_stands() -> None:
    async with at_screen("routes", (160, 45)) as (app, pilot):
        await press(pilot, "f1")
        assert "WODC-rapport, regel 101-102" in drawn(app)
        assert "in de regels: R04" in drawn(app)
        await press(pilot, "escape")
        assert "R04" not in drawn(app)
