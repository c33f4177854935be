"""The screens with a vault: made, unlocked, locked, blank, brought back where it was, and a disk that refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import apsw
import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from gesprek.record import Vault, open_dossier
from gesprek.record.log import LogLine
from gesprek.record.sealing import Cost
from gesprek.record.vault import Files
from gesprek.sitting.desk import Desk
from gesprek.sitting.watch import Watch
from gesprek.tui.acute import AcuutScreen
from gesprek.tui.app import GesprekApp
from gesprek.tui.blank import BlankScreen
from gesprek.tui.closing import ReadBackScreen
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.deciding import RouteScreen
from gesprek.tui.dialogs import ChoiceDialog, ReasonDialog
from gesprek.tui.picking import NoteDialog
from gesprek.tui.start import StartScreen
from gesprek.tui.vault import DossiersDialog, NewVaultScreen, RecoveryKeyScreen, UnlockScreen
from tests.hulp import NEUTRAAL, answers
from tests.test_scherm import drawn, press, said, talk_of, to_fact, type_text

MOMENT = datetime(2026, 11, 23, 13, 5)
PASSPHRASE = "een twee drie vier"
CHEAP = Cost(19 * 1024, 2, 1)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with a quick passphrase."""
    vault, _printed = Vault.create(tmp_path / "kluis", PASSPHRASE, lambda: MOMENT, cost=CHEAP)
    vault.close()
    return tmp_path / "kluis"


@asynccontextmanager
async def program(
    folder: Path, size: tuple[int, int] = (100, 30), clock: Clock | None = None, dossier: str = "", open_it: bool = True
) -> AsyncIterator[tuple[GesprekApp, Pilot[None]]]:
    """The program with a vault; open_it: in a new conversation."""
    ticks = clock or Clock()
    desk = Desk(folder, "landelijk", lambda: MOMENT)
    app = GesprekApp(clock=lambda: MOMENT, desk=desk, dossier=dossier, watch=Watch(now=ticks, boot=ticks))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        if open_it:
            if not dossier:
                await press(pilot, "enter enter")
            await give_passphrase(app, pilot)
        yield app, pilot
        desk.lock()


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for something, not for long."""
    for _n in range(100):
        if true():
            return
        await pilot.pause(0.03)
    raise AssertionError("dat gebeurde niet")


async def give_passphrase(app: GesprekApp, pilot: Pilot[None], words: str = PASSPHRASE) -> None:
    await until(pilot, lambda: isinstance(app.screen, UnlockScreen))
    app.screen.query_one(Input).value = words
    await press(pilot, "enter")
    await until(pilot, lambda: not isinstance(app.screen, UnlockScreen) or "geduld" not in said(app, "#fout"))
    await pilot.pause(0.1)


def code_of(app: GesprekApp) -> str:
    keeping = talk_of(app).keeping
    assert keeping is not None
    return keeping.dossier.code


def kept(folder: Path, code: str) -> tuple[list[str], dict[str, Any] | None]:
    """What is kept of a dossier: the kinds of rows, and the draft. Read by another program."""
    with Vault.unlock(folder, PASSPHRASE, lambda: MOMENT) as vault:
        dossier = open_dossier(vault, code, look=True)
        found = [row.kind for row in dossier.rows], dossier.draft
        dossier.close()
        return found


async def test_the_first_conversation_makes_a_vault_and_says_what_it_does(tmp_path: Path) -> None:
    async with program(tmp_path / "kluis", (80, 24), open_it=False) as (app, pilot):
        await press(pilot, "enter enter")
        await until(pilot, lambda: isinstance(app.screen, NewVaultScreen))
        assert "geen archief" in drawn(app)
        app.screen.query_one("#een", Input).value = app.screen.query_one("#twee", Input).value = PASSPHRASE
        await press(pilot, "enter enter")
        screen = app.screen
        assert isinstance(screen, RecoveryKeyScreen)
        assert drawn(app).count(".") >= 9
        await press(pilot, "escape")
        assert isinstance(app.screen, RecoveryKeyScreen)  # not without the key on paper
        screen.query_one(Input).value = " ".join(screen._groups[n - 1] for n in screen._asked).lower()
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, ConversationScreen))
        assert "bewaard" in said(app, "#kop")
    assert Files(tmp_path / "kluis").keys.is_file()


async def test_no_vault_is_made_without_being_asked(tmp_path: Path) -> None:
    async with program(tmp_path / "kluis", open_it=False) as (app, pilot):
        await press(pilot, "enter enter")
        await until(pilot, lambda: isinstance(app.screen, NewVaultScreen))
        app.screen.query_one("#een", Input).value = PASSPHRASE
        app.screen.query_one("#twee", Input).value = "iets heel anders dan dat"
        await press(pilot, "enter enter")
        assert "niet twee keer hetzelfde" in said(app, "#fout")
        await press(pilot, "escape")
        assert isinstance(app.screen, StartScreen)
    assert not (tmp_path / "kluis").exists()


async def test_a_wrong_passphrase_is_said_and_opens_nothing(folder: Path) -> None:
    async with program(folder, open_it=False) as (app, pilot):
        await press(pilot, "enter enter")
        await give_passphrase(app, pilot, "iets heel anders")
        assert isinstance(app.screen, UnlockScreen)
        assert "opent de kluis niet" in said(app, "#fout")
        assert app.screen.query_one(Input).value == ""


async def test_an_answer_is_kept_before_it_is_acknowledged(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        assert "Genoteerd" in said(app, "#melding")
        assert "answered" in kept(folder, code_of(app))[0]


async def test_what_is_typed_is_kept_within_a_second_without_being_asked(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "Ik zag hem")
        await pilot.pause(1.2)
        draft = kept(folder, code_of(app))[1]
        assert draft is not None
        assert (draft["hier"], draft["getypt"]) == ("feit_relaas", {"feit_relaas": "Ik zag hem"})


async def test_forty_keys_or_a_paste_are_kept_at_once(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        app.post_message(events.Paste("een heel verhaal\nop twee regels"))
        await pilot.pause(0.3)
        draft = kept(folder, code_of(app))[1]
        assert draft is not None
        assert draft["getypt"] == {"feit_relaas": "een heel verhaal\nop twee regels"}


async def test_a_burst_is_kept_every_32_keys_and_not_after_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is in the queue of the field: what comes before it is kept before it is done."""
    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        keeping = talk_of(app).keeping
        assert keeping is not None
        kept: list[str] = []
        monkeypatch.setattr(keeping.dossier, "save_draft", lambda draft: kept.append(draft["getypt"]["feit_relaas"]))
        for _n in range(100):
            app.post_message(events.Key("x", "x"))
        await pilot.pause()
        lengths = sorted({0, *(len(text) for text in kept), 100})
        assert max(b - a for a, b in pairwise(lengths)) <= 32


async def test_the_key_for_locking_leaves_nothing_and_unlocking_comes_back_to_the_same_place(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "Ik hoorde mijn buurman")
        await press(pilot, "ctrl+k")
        assert isinstance(app.screen, UnlockScreen)
        assert (app.talk, len(app.screen_stack)) == (None, 2)
        assert app.desk is not None
        assert app.desk.vault is None
        assert "buurman" not in drawn(app)
        for key in ("escape", "f1", "ctrl+p", "f2", "ctrl+g"):
            await press(pilot, key)
            assert isinstance(app.screen, UnlockScreen)
        await give_passphrase(app, pilot)
        assert talk_of(app).here == "feit_relaas"
        assert app.screen.query_one(TextArea).text == "Ik hoorde mijn buurman"
        assert "terug waar het was" in said(app, "#melding")
        assert talk_of(app).c.answers["acuut_gevaar"].waarde == "nee"


async def test_keys_and_texts_leave_the_structures_of_the_program_when_it_locks(folder: Path) -> None:
    import gc

    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        assert app.desk is not None
        vault = app.desk.vault
        assert vault is not None
        key = bytes(vault._key)
        await press(pilot, "ctrl+k")
        await pilot.pause(0.2)
        del vault
        gc.collect()
        holders = [o for o in gc.get_objects() if isinstance(o, Vault)]
        assert [bytes(v._key) for v in holders if bytes(v._key) == key] == []
        found = [
            o for o in gc.get_objects() if isinstance(o, dict | list | tuple) and any(x is not key and x == key for x in _of(o))
        ]
        assert found == []


def _of(holder: Any) -> list[Any]:
    values = holder.values() if isinstance(holder, dict) else holder
    return [value for value in values if isinstance(value, bytes | bytearray)]


async def test_idle_only_blanks_and_any_key_brings_it_back_without_doing_anything(folder: Path) -> None:
    clock = Clock()
    async with program(folder, clock=clock) as (app, pilot):
        clock.seconds += 301
        await until(pilot, lambda: isinstance(app.screen, BlankScreen) and app.screen.is_current)
        await pilot.pause(0.2)
        assert "acuut" not in drawn(app)
        await press(pilot, "2")
        assert isinstance(app.screen, ConversationScreen)
        assert "acuut_gevaar" not in talk_of(app).c.answers
        await press(pilot, "2")
        assert "acuut_gevaar" in talk_of(app).c.answers


async def test_longer_idle_locks(folder: Path) -> None:
    clock = Clock()
    async with program(folder, clock=clock) as (app, pilot):
        clock.seconds += 901
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen))
        assert app.talk is None


@pytest.mark.parametrize("window", ["notitie", "niet_gevraagd", "acuut"])
async def test_text_typed_in_a_window_is_back_in_that_window(folder: Path, window: str) -> None:
    async with program(folder) as (app, pilot):
        keys = {"notitie": "2 ctrl+n", "niet_gevraagd": "2 f7", "acuut": "1"}[window]
        kind = {"notitie": NoteDialog, "niet_gevraagd": ReasonDialog, "acuut": AcuutScreen}[window]
        await press(pilot, keys)
        await until(pilot, lambda: isinstance(app.screen, kind))
        await type_text(pilot, "dit mag niet weg")
        await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, kind))
        field: Any = app.screen.query_one(TextArea if window == "notitie" else Input)
        assert (field.text if window == "notitie" else field.value) == "dit mag niet weg"


async def test_opening_a_dossier_by_its_code_goes_on_where_it_was(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        await type_text(pilot, "Jans")
        code = code_of(app)
        await press(pilot, "ctrl+q")
    async with program(folder, dossier=code) as (app, pilot):
        assert isinstance(app.screen, ConversationScreen)
        assert (code_of(app), talk_of(app).here, talk_of(app).text()) == (code, "verbalisant_naam", "Jans")


async def test_the_second_program_on_a_dossier_only_reads_and_says_who_has_it(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        async with program(folder, dossier=code_of(app)) as (other, other_pilot):
            assert "alleen lezen" in said(other, "#kop")
            assert "elders open" in said(other, "#melding")
            before = dict(talk_of(other).c.answers)
            await press(other_pilot, "f5")
            assert "elders open" in said(other, "#melding")
            assert talk_of(other).c.answers == before
            await to_fact(other, other_pilot, "feit_relaas")
            assert talk_of(other).here == "feit_relaas"  # looking is allowed


async def test_what_the_disk_refuses_is_not_acknowledged_and_what_was_typed_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "plaats_feit")
        await type_text(pilot, "bij mijn huis")
        full = [True]

        def refuse(*_args: object) -> None:
            if full[0]:
                raise apsw.FullError("vol")

        assert app.desk is not None
        assert app.desk.vault is not None
        monkeypatch.setattr(app.desk.vault.book, "tail", _failing(app.desk.vault.book.tail, refuse))
        await press(pilot, "enter")
        assert "De schijf is vol" in said(app, "#melding")
        assert "plaats_feit" not in talk_of(app).c.answers
        assert app.screen.query_one("#regel", Input).value == "bij mijn huis"
        await pilot.pause(1.2)
        assert "NIET BEWAARD" in said(app, "#kop")
        full[0] = False
        await press(pilot, "enter")
        assert talk_of(app).c.answers["plaats_feit"].waarde == "bij mijn huis"
        await pilot.pause(1.2)
        assert "NIET" not in said(app, "#kop")


def _failing(real: Callable[..., Any], refuse: Callable[..., None]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        refuse(*args)
        return real(*args)

    return call


async def test_what_the_disk_refused_before_a_lock_is_back_after_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with program(folder) as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")

        def refuse(*_args: object) -> None:
            raise apsw.FullError("vol")

        assert app.desk is not None
        assert app.desk.vault is not None
        monkeypatch.setattr(app.desk.vault.book, "tail", refuse)
        await type_text(pilot, "nog niet bewaard")
        await press(pilot, "ctrl+k")
        assert "nog niet" not in drawn(app)
        await give_passphrase(app, pilot)
        assert app.screen.query_one(TextArea).text == "nog niet bewaard"


async def test_a_conversation_that_was_being_read_back_comes_back_there(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2 ctrl+e")
        assert isinstance(app.screen, ReadBackScreen)
        await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, ReadBackScreen))


async def test_taking_over_destroys_the_dossier_after_a_yes(folder: Path, tmp_path: Path) -> None:
    async with program(folder) as (app, pilot):
        talk = talk_of(app)
        with talk.action():
            for fact, answer in answers(NEUTRAAL).items():
                talk.c.answer(fact, answer, MOMENT)
            talk.c.mark_rest("verzonnen zaak", MOMENT)
        await press(pilot, "ctrl+e o")
        assert "Eerst vaststellen" in said(app, "#voorlees-melding")
        await press(pilot, "v 1 w")
        app.screen.query_one(Input).value = str(tmp_path / "zaak")
        await press(pilot, "enter")
        assert (tmp_path / "zaak-aangifte.txt").is_file()
        code = code_of(app)
        await press(pilot, "o")
        assert isinstance(app.screen, ChoiceDialog)
        assert "meteen vernietigd" in drawn(app).replace("\n", " ")
        await press(pilot, "2")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        assert f"Dossier {code} is hier vernietigd" in drawn(app)
    with Vault.unlock(folder, PASSPHRASE, lambda: MOMENT) as vault:
        assert vault.store.rows("SELECT * FROM dossier") == []
        assert [row[0] for row in vault.store.rows("SELECT code FROM vernietigd")] == [code]


async def test_writing_away_is_one_line_in_the_log_and_what_failed_is_one_refusal(folder: Path, tmp_path: Path) -> None:
    async with program(folder) as (app, pilot):
        talk = talk_of(app)
        with talk.action():
            for fact, answer in answers(NEUTRAAL).items():
                talk.c.answer(fact, answer, MOMENT)
            talk.c.mark_rest("verzonnen zaak", MOMENT)
        await press(pilot, "ctrl+e v 1 w")
        app.screen.query_one(Input).value = f"{tmp_path}/{'x' * 300}"
        await press(pilot, "enter")
        assert "te lang" in said(app, "#fout")
        assert app.desk is not None and app.desk.vault is not None
        real, book = app.desk.vault.book.add, app.desk.vault.book
        with pytest.MonkeyPatch.context() as full:
            full.setattr(book, "add", _failing(real, _refuse_handing_out))
            app.screen.query_one(Input).value = str(tmp_path / "zaak")
            await press(pilot, "enter")
            assert "De schijf is vol" in said(app, "#fout")
        seen = [(len(list(tmp_path.glob("zaak*"))), talk.c.exported_once)]
        await press(pilot, "enter")
        seen.append((len(list(tmp_path.glob("zaak*"))), talk.c.exported_once))
        assert seen == [(0, False), (3, True)]
        lines = [line for _n, line in app.desk.vault.book.lines(app.desk.vault.store.db) if line.wat == "verstrekken"]
        assert [line.uitkomst for line in lines] == ["geweigerd", "gedaan"]


def _refuse_handing_out(_db: object, _after: object, lines: Iterable[LogLine]) -> None:
    if any(line.wat == "verstrekken" for line in lines):
        raise apsw.FullError("vol")


async def test_closing_a_conversation_goes_back_to_the_first_screen_and_the_dossier_is_free(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        code = code_of(app)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "sluiten")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, StartScreen))
        assert app.talk is None
        app.open_from_start(f"dossier:{code}")
        await until(pilot, lambda: isinstance(app.screen, ConversationScreen))
        await pilot.pause(0.3)
        assert not talk_of(app).locked


async def test_leaving_asks_nothing_because_nothing_is_lost(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        await type_text(pilot, "half woo")
        code = code_of(app)
        await press(pilot, "ctrl+q")
        await pilot.pause()
        assert not app.is_running or not isinstance(app.screen, ChoiceDialog)
    draft = kept(folder, code)[1]
    assert draft is not None
    assert draft["getypt"] == {"verbalisant_naam": "half woo"}


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)])
async def test_the_screens_of_the_vault_fit(folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    async with program(tmp_path / "nieuw", size, open_it=False) as (app, pilot):
        await press(pilot, "enter enter")
        await until(pilot, lambda: isinstance(app.screen, NewVaultScreen))
        assert app.screen.query_one("#een").region.bottom <= size[1]
    async with program(folder, size) as (app, pilot):
        await press(pilot, "2 ctrl+k")
        assert "Wachtwoord:" in drawn(app)
        assert "^Q" in drawn(app)


async def test_where_nothing_can_be_kept_nothing_typed_seems_to_stand(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        async with program(folder, dossier=code_of(app)) as (other, other_pilot):
            await to_fact(other, other_pilot, "feit_relaas")
            await type_text(other_pilot, "weg")
            await other_pilot.pause(0.3)
            assert other.screen.query_one(TextArea).text == ""
            assert "elders open" in said(other, "#melding")
            await press(other_pilot, "ctrl+n")
            assert isinstance(other.screen, ConversationScreen)
            assert "elders open" in said(other, "#melding")


async def test_the_reason_of_a_decision_that_was_being_typed_is_back_in_its_window(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2 ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, RouteScreen))
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(app.screen, ReasonDialog))
        await type_text(pilot, "zij wil eerst nadenken")
        await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, ReasonDialog) and bool(app.screen.query("#reden")))
        await until(pilot, lambda: app.screen.query_one(Input).value == "zij wil eerst nadenken")
        await press(pilot, "enter")
        assert isinstance(app.screen, RouteScreen)
        assert talk_of(app).c.decision is not None


async def test_a_too_short_passphrase_is_said_at_the_first_field_and_no_longer_once_it_is_long_enough(tmp_path: Path) -> None:
    async with program(tmp_path / "kluis", open_it=False) as (app, pilot):
        await press(pilot, "enter enter")
        await until(pilot, lambda: isinstance(app.screen, NewVaultScreen))
        await type_text(pilot, "kort")
        await press(pilot, "enter")
        assert "te kort: 4 tekens" in said(app, "#fout")
        assert app.focused is app.screen.query_one("#een")
        await type_text(pilot, " maar nu lang genoeg")
        assert said(app, "#fout") == ""
        await press(pilot, "enter")
        assert app.focused is app.screen.query_one("#twee")


async def test_the_list_of_conversations_says_how_far_each_is(folder: Path) -> None:
    async with program(folder, (80, 24)) as (app, pilot):
        await press(pilot, "2")
        topic = talk_of(app).topic.titel
        app.empty_screen()
        assert app.desk is not None
        app.desk.put_away()
        app.open_from_start("verder")
        await until(pilot, lambda: isinstance(app.screen, DossiersDialog))
        await pilot.pause(0.2)
        assert f"{topic} · art. 5j: nog niet" in drawn(app)


async def test_who_only_reads_sees_which_dossier_it_is_at_eighty_columns(folder: Path) -> None:
    async with program(folder) as (app, pilot):
        await press(pilot, "2")
        async with program(folder, (80, 24), dossier=code_of(app)) as (other, _pilot):
            await until(_pilot, lambda: isinstance(other.screen, ConversationScreen))
            assert f"alleen lezen · dossier {code_of(app)}" in said(other, "#kop")


async def test_of_a_long_line_that_was_being_typed_the_end_comes_back_in_sight(folder: Path) -> None:
    async with program(folder, (80, 24)) as (app, pilot):
        await to_fact(app, pilot, "plaats_feit")
        await type_text(
            pilot, "op de hoek van de Dorpsstraat en de Molenweg, naast de bushalte waar zij altijd wacht, bij nummer 12"
        )
        await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: "nummer 12" in drawn(app))


async def test_the_keys_of_reading_back_name_the_way_back_and_what_can_be_done_now(folder: Path) -> None:
    async with program(folder, (80, 24)) as (app, pilot):
        talk = talk_of(app)
        with talk.action():
            for fact, answer in answers(NEUTRAAL).items():
                talk.c.answer(fact, answer, MOMENT)
            talk.c.mark_rest("verzonnen zaak", MOMENT)
        await press(pilot, "ctrl+e")
        await pilot.pause()
        assert "V vaststellen  Esc vragen" in drawn(app)
        await press(pilot, "v 1")
        assert "W wegschrijven  O overgenomen  Esc vragen" in drawn(app)
