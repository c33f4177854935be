"""Sensitive answers as dots: who looks along does not read them, and nothing of them is lost."""

from __future__ import annotations

from pathlib import Path

from gesprek.knowledge import Fact
from gesprek.report import as_made, documents_of
from gesprek.settings import Settings
from gesprek.sitting.desk import Desk
from gesprek.sitting.dots import PLAIN, cover, dotted
from gesprek.sitting.side import homeless_lines
from gesprek.tui.app import GesprekApp
from gesprek.tui.panel import TextPanel
from tests.hulp import knowledge
from tests.test_herschrijven import talk
from tests.test_scherm import drawn, press, program, talk_of, to_fact, type_text
from tests.test_scherm_kluis import MOMENT, folder, give_passphrase, until  # noqa: F401 - a fixture

SECRET = "hij dreigt mij te vinden"


def sensitive() -> list[Fact]:
    """Facts that the vocabulary calls sensitive."""
    return [fact for fact in knowledge().facts.values() if set(fact.gevoelig) - PLAIN]


def test_a_sentence_on_a_sensitive_fact_is_covered_and_others_stay() -> None:
    conversation = talk(vergeldingsrisico="duidelijk", doel_eigen_woorden="Het moet stoppen bij het station.")
    documents = documents_of(conversation)
    covered = cover(documents, knowledge())
    assert "bij het station" in covered.texts["aangifte"]
    hidden = [s for s in documents.sentences if {f.feit for f in sensitive()} & set(s.feiten)]
    assert hidden
    for name, text in covered.texts.items():
        assert len(text) == len(documents.texts[name])
        words = [s.zin for s in hidden if s.document == name]
        assert not any(zin in text for zin in words if zin not in {s.zin for s in documents.sentences if s not in hidden})


def test_the_words_of_a_note_are_covered() -> None:
    conversation = talk()
    conversation.note("verhaal", SECRET, conversation.events[0].at)
    documents = documents_of(conversation)
    assert any(SECRET in text for text in documents.texts.values())
    covered = cover(documents, knowledge(), [SECRET])
    assert not any(SECRET in text for text in covered.texts.values())


def test_a_sensitive_sentence_that_the_officer_worded_is_covered_wherever_it_is_repeated() -> None:
    conversation = talk(gevolgen_slachtoffer="Ik slaap slecht.")
    made = next(s for s in documents_of(conversation).sentences if "gevolgen_slachtoffer" in s.feiten)
    conversation.rewrite(made.document, as_made(made), f"Sindsdien denk ik dat {SECRET}.", MOMENT)
    documents = documents_of(conversation)
    assert any(SECRET in text for text in documents.texts.values())
    assert SECRET in documents.texts["bevindingen"]  # which says that the officer worded it
    covered = cover(documents, knowledge())
    assert not any(SECRET in text for text in covered.texts.values())
    conversation.retract("gevolgen_slachtoffer", MOMENT)
    homeless = cover(documents_of(conversation), knowledge())
    assert homeless.homeless
    assert not any(SECRET in line for name in homeless.texts for line, _kind in homeless_lines(homeless, name))


def test_dots_tell_only_how_long_it_was() -> None:
    assert dotted("Ik ben bang.") == "•• ••• •••••"


async def test_dots_hide_sensitive_answers_in_the_lists_and_texts_and_come_off_again() -> None:
    async with program((120, 40), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "doel_eigen_woorden")
        await type_text(pilot, "Het moet stoppen bij het station.")
        await press(pilot, "ctrl+d")
        fact = next(f for f in sensitive() if f.feit == "gevolgen_slachtoffer")
        await to_fact(app, pilot, fact.feit)
        await type_text(pilot, SECRET)
        await press(pilot, "ctrl+d")
        await pilot.pause(0.5)
        assert SECRET in drawn(app).replace("\n", " ") or "dreigt" in drawn(app)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "punten")
        await press(pilot, "enter")
        await pilot.pause(0.5)
        assert "dreigt" not in drawn(app)
        assert "bij het station" in app.screen.query_one("#stukken", TextPanel).text
        assert "punten" in drawn(app).splitlines()[0]
        await press(pilot, "ctrl+g")
        assert "dreigt" not in drawn(app)
        await press(pilot, "escape ctrl+p")
        await type_text(pilot, "punten")
        await press(pilot, "enter")
        assert talk_of(app).c.answers[fact.feit].waarde == SECRET
        assert not talk_of(app).dots


async def test_the_setting_begins_with_dots_and_a_lock_does_not_take_them_off(folder: Path) -> None:  # noqa: F811
    desk = Desk(folder, "landelijk", lambda: MOMENT)
    app = GesprekApp(clock=lambda: MOMENT, desk=desk, settings=Settings(gevoelig_als_punten=True))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        await press(pilot, "enter enter")
        await give_passphrase(app, pilot)
        assert talk_of(app).dots
        await press(pilot, "ctrl+p")
        await type_text(pilot, "punten")
        await press(pilot, "enter")
        assert not talk_of(app).dots
        await press(pilot, "ctrl+p")
        await type_text(pilot, "punten")
        await press(pilot, "enter ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: app.talk is not None)
        assert talk_of(app).dots
        desk.lock()
