"""From a sentence of the text to its answer and back, and sentences that the officer writes."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from gesprek.report import documents_of
from gesprek.tui.closing import ReadBackScreen
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.dialogs import ChoiceDialog
from gesprek.tui.passage import PassagePanel, spots_of
from gesprek.tui.reading import PassageScreen, RewriteDialog
from tests.test_scherm import drawn, press, program, said, talk_of, to_fact, type_text
from tests.test_scherm_kluis import folder, give_passphrase, until  # noqa: F401 - a fixture
from tests.test_scherm_kluis import program as with_vault

PLACE = "bij het station"


async def _with_a_place(app, pilot) -> int:  # type: ignore[no-untyped-def]
    """Answer the place, open the texts sentence by sentence, and point at its sentence; which one that is."""
    await to_fact(app, pilot, "plaats_feit")
    await type_text(pilot, PLACE)
    await press(pilot, "enter ctrl+p")
    await type_text(pilot, "zin voor zin")
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(app.screen, PassageScreen))
    spots = spots_of(documents_of(talk_of(app).c), "aangifte")
    index = next(n for n, spot in enumerate(spots) if PLACE in spot.sentence.zin)
    for _n in range(index + 1):
        await press(pilot, "down")
    return index


async def test_a_sentence_leads_to_its_answer_and_back() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        index = await _with_a_place(app, pilot)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Naar het antwoord: plaats van het feit" in drawn(app)
        await press(pilot, "1")
        await until(pilot, lambda: isinstance(app.screen, ConversationScreen))
        assert talk_of(app).here == "plaats_feit"
        await press(pilot, "ctrl+p")
        await type_text(pilot, "zin voor zin")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, PassageScreen))
        assert app.screen.query_one(PassagePanel).at == index
        await press(pilot, "escape f4")
        assert talk_of(app).here != "plaats_feit"


async def test_a_rewritten_sentence_is_marked_and_can_be_put_back() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await _with_a_place(app, pilot)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await type_text(pilot, "2")
        await until(pilot, lambda: isinstance(app.screen, RewriteDialog))
        field = app.screen.query_one(TextArea)
        assert PLACE in field.text
        field.load_text("Het gebeurde bij het station, voor de ingang.")
        await press(pilot, "ctrl+d")
        await until(pilot, lambda: isinstance(app.screen, PassageScreen))
        assert "zoals u hem schreef" in said(app, "#voorlees-melding")
        assert "voor de ingang" in drawn(app)
        sentence = app.screen.query_one(PassagePanel).sentence
        assert sentence is not None
        assert PLACE in sentence.origineel
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Was:" in drawn(app)
        await press(pilot, "3")
        await until(pilot, lambda: "voor de ingang" not in drawn(app))


async def test_what_was_changed_after_reading_back_is_named() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        talk = talk_of(app)
        await to_fact(app, pilot, "plaats_feit")
        await type_text(pilot, PLACE)
        await press(pilot, "enter ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, ReadBackScreen))
        assert "gewijzigd" not in said(app, "#voorlees-melding")
        await press(pilot, "escape")
        await to_fact(app, pilot, "plaats_feit")
        await type_text(pilot, " in de stad")
        await press(pilot, "enter")
        sentence = next(s for s in documents_of(talk.c).sentences if "plaats_feit" in s.feiten)
        talk.c.rewrite(sentence.document, sentence.zin, "Het was in de stad.", talk.clock())
        await press(pilot, "ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, ReadBackScreen))
        found = said(app, "#voorlees-melding")
        assert "Na het voorlezen gewijzigd: plaats van het feit; 1 zelf geschreven zin." in found


async def test_words_for_a_sentence_that_were_being_typed_are_back_after_a_lock(folder: Path) -> None:  # noqa: F811
    async with with_vault(folder, (80, 24)) as (app, pilot):
        await press(pilot, "2")
        await _with_a_place(app, pilot)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await press(pilot, "2")
        await until(pilot, lambda: isinstance(app.screen, RewriteDialog))
        await type_text(pilot, " En dit mag niet weg")
        await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, RewriteDialog))
        assert app.screen.query_one(TextArea).text.endswith(" En dit mag niet weg")
