"""What the lines are made of: commands, choices by number or words, keys said as commands, and reading from a pipe."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gesprek.errors import UnknownName
from gesprek.i18n import choose_language
from gesprek.record import Dossier, NotSaved
from gesprek.regel.asking import read_choice
from gesprek.regel.commands import COMMANDS, EXTRA, ON_SCREEN_ONLY, find_command, in_commands, shown_name
from gesprek.regel.deeds import Deeds, command_lines
from gesprek.regel.practice_deeds import PracticeDeeds
from gesprek.regel.program import Program
from gesprek.regel.terminal import Ended, Interrupted, Locked, Stopped, Terminal
from gesprek.sitting.actions import ACTIONS
from gesprek.sitting.choice import Choice
from gesprek.sitting.desk import Desk
from gesprek.sitting.watch import Watch
from tests.eind.hulp import PASSPHRASE, make_vault, now, size
from tests.hulp import knowledge

ONLY_PIXELS = {
    "kleuren": "licht of donker is een kleur van het scherm; regels hebben geen kleuren",
    "leeg": "wat gezegd is, is gezegd: regels kunnen niet leeg en weer vol; /slot maakt de terminal leeg",
    "letters": "letters over het scherm; /springen en /nodig gaan naar dezelfde plekken",
}
"""Actions that lines do not have, each with the reason."""


# -- commands ------------------------------------------------------------------------------------------------------------


def test_no_action_is_missing_from_the_commands_but_those_that_are_about_pixels() -> None:
    assert {a.id for a in ACTIONS} - {c.id for c in COMMANDS} == set(ONLY_PIXELS) == ON_SCREEN_ONLY
    described = "\n".join(text for text, _kind in command_lines(practice=True))
    for one in ACTIONS:
        if one.id not in ONLY_PIXELS:
            assert callable(getattr(PracticeDeeds, f"do_{one.id}")), one.id
            assert hasattr(Deeds, f"do_{one.id}") != one.practice, one.id
            assert f"{shown_name(one.id)}: {one.description}" in described


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_command_is_found_by_its_id_by_how_it_is_shown_and_cut_short(language: str) -> None:
    choose_language(language)
    shown = [shown_name(c.id) for c in COMMANDS]
    assert len(set(shown)) == len(shown)
    for command in COMMANDS:
        for typed in (f"/{command.id}", shown_name(command.id), shown_name(command.id).replace("-", " ").upper()):
            assert find_command(f"{typed} en de rest") == (command.id, "en de rest"), typed
    assert {c.id for c in EXTRA} & {a.id for a in ACTIONS} == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/onb", ("onbekend", "")),
        ("/niet gevraagd geen tijd", ("niet_gevraagd", "geen tijd")),
        ("/niet-gevraagd geen tijd", ("niet_gevraagd", "geen tijd")),
        ("/niet geen tijd", ("niet_gevraagd", "geen tijd")),
        ("/ga naar letsel", ("springen", "letsel")),
        ("/voorl", ("voorlezen", "")),
        ("/slot", ("slot", "")),
    ],
)
def test_a_command_may_be_cut_short(typed: str, meant: tuple[str, str]) -> None:
    assert find_command(typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/spreek", "/spreker"),
        ("/s", "/stukken, /spreker, /springen, /slot, /sluiten, /stand"),
        ("/", "/hulp noemt alle opdrachten"),
        ("/xyzzy", "/hulp noemt alle opdrachten"),
    ],
)
def test_a_wrong_command_is_answered_with_the_nearest_or_with_those_it_may_be(typed: str, told: str) -> None:
    with pytest.raises(UnknownName) as found:
        find_command(typed)
    assert told in str(found.value)


def test_the_page_about_the_lines_names_every_command_and_no_other() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "regelmodus.md").read_text("utf-8")
    named = set(re.findall(r"`(/[a-z-]+)", page))
    assert {shown_name(c.id) for c in COMMANDS} <= named
    for name in named:
        find_command(name)


def test_our_own_texts_name_commands_and_no_keys() -> None:
    said = in_commands(
        [("▲ De aangifte blijft open: F2. Zie ^T, of ^O.", ""), ("    × Niet: te ver · te laat", "fout"), ("plan F35", "")]
    )
    assert [text for text, _kind in said] == [
        "De aangifte blijft open: /aangifte. Zie /poorten, of /terug.",
        "Niet: te ver, te laat",
        "plan F35",
    ]


# -- choices -------------------------------------------------------------------------------------------------------------

OPTIONS = [
    Choice("geen", "geen"),
    Choice("geen_signaal", "geen signaal"),
    Choice("fysiek", "fysiek, met de hand"),
    Choice("verbaal", "verbaal of fysiek dreigen"),
    Choice("112", "112 gebeld"),
]


@pytest.mark.parametrize(
    ("typed", "several", "meant"),
    [
        ("1", False, ["geen"]),
        ("geen", False, ["geen"]),
        ("GEEN S", False, ["geen_signaal"]),
        ("dreigen", False, ["verbaal"]),
        ("fysiek", False, ["fysiek"]),
        ("3 1", True, ["fysiek", "geen"]),
        ("1, 3", True, ["geen", "fysiek"]),
        ("1 en 4", True, ["geen", "verbaal"]),
        ("fysiek, met de hand", True, ["fysiek"]),
        ("verbaal, geen signaal", True, ["verbaal", "geen_signaal"]),
        ("112 gebeld", True, ["112"]),
        ("1 1", True, ["geen"]),
    ],
)
def test_a_choice_is_a_number_numbers_or_words(typed: str, several: bool, meant: list[str]) -> None:
    assert read_choice(OPTIONS, typed, several=several) == (meant, "")


@pytest.mark.parametrize(
    ("typed", "several", "told"),
    [
        ("6", False, "Verwacht: een nummer van 1 tot en met 5"),
        ("0", False, "Verwacht: een nummer"),
        ("1 3", False, "Verwacht: een nummer"),
        ("1 9", True, "'9' is geen van de keuzes"),
        ("e", False, "'e' is geen van de keuzes"),
        ("g", False, "1. geen; 2. geen signaal"),
        ("²", False, "'²' is geen van de keuzes"),
    ],
)
def test_what_is_no_choice_is_answered_with_what_was_expected(typed: str, several: bool, told: str) -> None:
    found, problem = read_choice(OPTIONS, typed, several=several)
    assert found == []
    assert told in problem


# -- reading -------------------------------------------------------------------------------------------------------------


class Ends:
    """A terminal that reads and writes pipes, and both other ends."""

    def __init__(self, watch: Watch) -> None:
        source, self.typing = os.pipe()
        self.reading, target = os.pipe()
        self.terminal = Terminal(watch, source, target)
        self._all = (source, self.typing, self.reading, target)

    def type(self, data: bytes) -> None:
        os.write(self.typing, data)

    def close(self) -> None:
        for end in self._all:
            try:
                os.close(end)
            except OSError:
                continue


class Clock:
    """Seconds that go by when the test says so."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ends(clock: Clock) -> Iterator[Ends]:
    found = Ends(Watch(now=clock, boot=clock))
    yield found
    found.close()


def test_lines_come_one_by_one_and_the_last_needs_no_end(ends: Ends) -> None:
    ends.type("één\r\ntwee\ndrie".encode())
    os.close(ends.typing)
    assert [ends.terminal.ask("") for _n in range(3)] == ["één", "twee", "drie"]
    with pytest.raises(Ended):
        ends.terminal.ask("")


def test_fifteen_minutes_of_nothing_locks_and_what_was_said_last_is_no_key(ends: Ends, clock: Clock) -> None:
    clock.at = 899
    ends.type(b"net op tijd\n")
    assert ends.terminal.ask("") == "net op tijd"
    clock.at = 899 + 901
    with pytest.raises(Locked):
        ends.terminal.ask("")
    ends.terminal.guarded = False  # while the passphrase is asked, nothing locks
    ends.type(b"wachtwoord\n")
    assert ends.terminal.ask("") == "wachtwoord"


@pytest.mark.parametrize(
    ("number", "found"),
    [(signal.SIGINT, Interrupted), (signal.SIGTSTP, Locked), (signal.SIGTERM, Stopped), (signal.SIGHUP, Stopped)],
)
def test_a_signal_ends_the_waiting_and_not_the_program(ends: Ends, number: signal.Signals, found: type[Exception]) -> None:
    with ends.terminal.listening():
        os.kill(os.getpid(), number)
        with pytest.raises(found):
            ends.terminal.ask("")


def test_a_reader_that_has_gone_is_a_reason_to_stop(ends: Ends) -> None:
    os.close(ends.reading)
    with pytest.raises(Stopped):
        ends.terminal.say("hallo")


def test_what_is_said_is_plain_and_at_most_eighty_columns_wide(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ends.terminal.say("woord " * 40 + "\x1b[31m" + "x" * 100, "", "日本" * 60)
    rows = os.read(ends.reading, 10000).decode().splitlines()
    from rich.cells import cell_len

    assert max(cell_len(row) for row in rows) <= 80
    assert "\x1b" not in "".join(rows)


# -- the disk ------------------------------------------------------------------------------------------------------------


def test_what_the_disk_refuses_is_said_and_not_acknowledged_and_works_again_later(
    tmp_path: Path, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_vault(tmp_path)
    append = Dossier.append
    refused: list[bool] = []

    def once(self: Dossier, *args: Any, **kwargs: Any) -> None:
        if not refused:
            refused.append(True)
            raise NotSaved("De schijf is vol.")
        append(self, *args, **kwargs)

    monkeypatch.setattr(Dossier, "append", once)
    ends.type(f"{PASSPHRASE}\n1\nnee\nnee\n/weg\n".encode())
    assert Program(ends.terminal, now, "landelijk", Desk(home.vault, "landelijk", now)).run() == 0
    said = os.read(ends.reading, 60000).decode()
    assert said.index("De schijf is vol.") < said.index("Er wordt weer bewaard.") < said.index("Genoteerd: acuut gevaar: nee.")
    assert said.count("Genoteerd: acuut gevaar") == 1
    assert [kind for kind, _data in home.kept()[0] if kind == "answered"] == ["answered"]


def test_fifteen_minutes_of_nothing_in_a_conversation_closes_the_vault(tmp_path: Path, ends: Ends, clock: Clock) -> None:
    home = make_vault(tmp_path)
    desk = Desk(home.vault, "landelijk", now)
    program = Program(ends.terminal, now, "landelijk", desk)
    state = ends.terminal.watch.state

    def later() -> Any:
        if desk.keeping is not None and b"1. ja" in os.read(ends.reading, 60000):  # the first question is there
            clock.at += 901
        return state()

    ends.terminal.watch.state = later  # type: ignore[method-assign]
    ends.type(f"{PASSPHRASE}\n1\n".encode())
    locked: list[bool] = []
    ask_unseen = ends.terminal.ask_unseen

    def asked(prompt: str) -> str:
        locked.append(desk.vault is None and desk.keeping is None)
        if len(locked) == 2:
            os.close(ends.typing)
        return ask_unseen(prompt)

    ends.terminal.ask_unseen = asked  # type: ignore[method-assign]
    assert program.run() == 0
    assert locked == [True, True]


# -- anything at all -----------------------------------------------------------------------------------------------------

ODD = [
    "",
    ".",
    "..",
    "/",
    "//",
    "//hulp",
    "/x",
    "+1",
    "-2",
    "+",
    "1 2 3",
    "?",
    "²",
    "1,",
    "en",
    "gisteren 21:30",
    "45",
    "685,50",
    "ja",
]
"""What somebody types by mistake, and what is an answer to some questions only."""


def _anything(chance: random.Random, count: int) -> list[str]:
    facts = list(knowledge().question_of)
    commands = [shown_name(c.id) for c in COMMANDS if c.id != "weg"]
    kinds: list[Callable[[], list[str]]] = [
        lambda: [str(chance.randint(1, 6))],
        lambda: [f"/springen {chance.choice(facts)}"],
        lambda: [chance.choice(commands) + chance.choice(["", "", " iets"])],
        lambda: [chance.choice(ODD)],
        lambda: ["Een regel.", "Tweede; regel", "."],
        lambda: [""],
    ]
    return [line for _n in range(count) for line in chance.choices(kinds, [35, 10, 25, 10, 5, 15])[0]()]


@pytest.mark.parametrize("seed", range(size(3, 60)))
def test_whatever_is_typed_the_program_goes_on_and_no_line_is_too_wide(tmp_path: Path, clock: Clock, seed: int) -> None:
    chance = random.Random(seed)
    typed, shown = tmp_path / "getypt", tmp_path / "getoond"
    typed.write_text("\n".join([chance.choice("123"), *_anything(chance, 150)]) + "\n", encoding="utf-8")
    with typed.open("rb") as source, shown.open("wb") as target, contextlib.chdir(tmp_path):
        terminal = Terminal(Watch(now=clock, boot=clock), source.fileno(), target.fileno())
        assert Program(terminal, now, "volledig").run() == 0
    rows = shown.read_text("utf-8").splitlines()
    prompts = ("Keuze: ", "Antwoord: ", "Map en begin van de naam")
    assert [row for row in rows if len(row) > 80 and not row.startswith(prompts)] == []
    assert rows[-3] == "Het programma is gesloten."


def test_of_a_time_with_two_readings_the_one_that_is_chosen_is_recorded(tmp_path: Path) -> None:
    from tests.regels import Lines

    with Lines(make_vault(tmp_path)) as lines:
        lines.begin()
        lines.line("/springen gesprek_begin")
        lines.line("gisteren half elf", "Keuze: ")
        assert "Wat is er bedoeld?" in lines.said
        lines.line("2")
        assert "22:30" in lines.said
