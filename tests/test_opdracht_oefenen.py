"""`gesprek oefen`: one clear message, the right exit code, and no vault."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gesprek.cli import main
from gesprek.commands.practice import _next
from gesprek.practice import Session, load_scenario
from gesprek.practice.kinds import load_kinds
from gesprek.practice.results import to_bytes
from tests.oefenhulp import ask, proef, root
from tests.oefenstudenten import STUDENTS

Runs = tuple[int, str, str]


@pytest.fixture(autouse=True)
def own_exercises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The exercises are those of the tests, and the folder is an empty one."""
    for module in ("gesprek.practice.scenario", "gesprek.practice.kinds", "gesprek.knowledge.loading"):
        monkeypatch.setattr(f"{module}.flows_dir", root)
    monkeypatch.chdir(tmp_path)
    load_kinds.cache_clear()
    yield
    load_kinds.cache_clear()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `gesprek oefen` in this process: (exit code, standard output, standard error)."""

    def go(*words: str) -> Runs:
        monkeypatch.setattr(sys, "argv", ["gesprek", "oefen", *words])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen on which two questions are asked before it is left."""

    def play(session: Session, keep: Callable[[], None]) -> int:
        for question, kind in (("relaas", "open"), ("doel", "sturend")):
            ask(session, question, kind)
            keep()
        session.finish(session.moments[-1].at)
        return 0

    monkeypatch.setattr("gesprek.commands.practice._screen", lambda lines: play)


def test_without_a_name_the_exercises_are_listed(run: Any) -> None:
    """The easiest first, and marked as made up."""
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.startswith("OEFENING – verzonnen gegevens") and "proef" in out and "niveau 1, 20 minuten" in out


def test_an_exercise_is_played_by_its_name_kept_and_debriefed(run: Any, screen: None, tmp_path: Path) -> None:
    """The file is there after each step, and readable by its owner only."""
    code, out, err = run("proef", "--zaad", "5", "--uit", ".")
    assert (code, err) == (0, "")
    assert "U sprak met Noor Vos." in out and "proef-1.oefening.json" in out
    path = tmp_path / "proef-1.oefening.json"
    assert json.loads(path.read_text())["zaad"] == 5
    assert path.stat().st_mode & 0o077 == 0


def test_without_a_folder_nothing_is_kept(run: Any, screen: None, tmp_path: Path) -> None:
    """And that is said."""
    code, out, _err = run("proef")
    assert code == 0 and "Niets bewaard." in out
    assert not list(tmp_path.iterdir())


def test_a_mistyped_exercise_or_command_is_answered_with_the_nearest(run: Any) -> None:
    """Exit code 2, one sentence."""
    for word, near in (("proev", "proef"), ("nakyken", "nakijken")):
        code, out, err = run(word)
        assert (code, out) == (2, "") and f"Bedoelde u '{near}'?" in err and err.count("\n") == 1


def test_a_result_is_debriefed_in_words_and_as_a_page(run: Any, tmp_path: Path) -> None:
    """A page is never written over a file."""
    (tmp_path / "r.json").write_bytes(to_bytes(STUDENTS["sturend"](proef())))
    assert "WOORDEN DIE KUNNEN SCHADEN" in run("nakijken", "r.json")[1]
    assert run("nakijken", "r.json", "--html", "v.html")[0] == 0
    assert (tmp_path / "v.html").read_text().startswith("<!DOCTYPE html>")
    code, _out, err = run("nakijken", "r.json", "--html", "v.html")
    assert code == 2 and "niets overschreven" in err


def test_a_result_of_ones_own_exercise_is_debriefed_with_its_file_beside_it_or_named(run: Any, tmp_path: Path) -> None:
    """Otherwise it is not known here, and that is said."""
    (tmp_path / "eigen.yaml").write_text(proef().path.read_text().replace("oefening: proef", "oefening: eigen"))
    (tmp_path / "uit").mkdir()
    played = STUDENTS["gehaast"](load_scenario(tmp_path / "eigen.yaml"))
    (tmp_path / "uit" / "r.json").write_bytes(to_bytes(played))
    code, _out, err = run("nakijken", "uit/r.json")
    assert code == 2 and "'eigen' van dit resultaat is hier niet bekend" in err
    assert run("nakijken", "uit/r.json", "--oefening", "eigen.yaml")[0] == 0
    (tmp_path / "r.json").write_bytes(to_bytes(played))
    assert run("nakijken", "r.json")[0] == 0


def test_a_result_is_walked_through_moment_by_moment(run: Any, tmp_path: Path) -> None:
    """With the remarks at their moments."""
    (tmp_path / "r.json").write_bytes(to_bytes(STUDENTS["sturend"](proef())))
    _code, out, _err = run("terugzien", "r.json", "--vanaf", "1")
    assert "Moment 1, minuut 1: U vroeg of zei (sturend)" in out and "  ! Dit was een sturende vraag" in out


def test_walking_through_goes_on_back_and_to_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be is asked again."""
    typed = iter(["", "t", "t", "5", "99", "x", "s"])
    monkeypatch.setattr("click.prompt", lambda *_words, **_more: next(typed))
    assert [_next(0, 9), _next(3, 9), _next(0, 9), _next(0, 9)] == [1, 2, 0, 5]
    assert _next(0, 9) is None  # after 99 and x


@pytest.mark.parametrize("command", [["nakijken"], ["terugzien"]])
def test_a_wrong_result_is_refused_with_exit_code_2(run: Any, tmp_path: Path, command: list[str]) -> None:
    """In one sentence."""
    (tmp_path / "r.json").write_bytes(to_bytes(STUDENTS["sturend"](proef()))[:900])
    code, out, err = run(*command, "r.json")
    assert (code, out) == (2, "") and "afgebroken" in err and err.count("\n") == 1


def test_own_exercises_are_checked_with_file_and_line(run: Any, tmp_path: Path) -> None:
    """Exit code 1 when something is wrong."""
    text = proef().path.read_text()
    (tmp_path / "proef.yaml").write_text(text)
    assert run("controleer", "proef.yaml")[0] == 0
    (tmp_path / "proef.yaml").write_text(text.replace("niveau: 1", "niveau: 7"))
    code, _out, err = run("controleer", "proef.yaml")
    assert code == 1 and err.startswith("proef.yaml:5: 'niveau' is 7.")


def test_a_class_is_begun_played_and_looked_at(run: Any, screen: None, tmp_path: Path) -> None:
    """A second try stands beside the first, and the last that was finished counts."""
    assert run("klas", "begin", "k", "--oefening", "proef", "--zaad", "4")[0] == 0
    assert run("klas", "doe", "k", "--als", "P1")[0] == 0
    first = (tmp_path / "k" / "P1.oefening.json").read_bytes()
    code, out, _err = run("klas", "doe", "k", "--als", "P1")
    assert code == 0 and "Dit wordt poging 2" in out and (tmp_path / "k" / "P1-2.oefening.json").is_file()
    assert (tmp_path / "k" / "P1.oefening.json").read_bytes() == first
    code, out, _err = run("klas", "overzicht", "k")
    assert code == 0 and "1 resultaat" in out and "P1" not in out and "de laatste die is afgerond, telt" in out


def test_an_overview_is_written_over_an_overview_and_over_nothing_else(run: Any, screen: None, tmp_path: Path) -> None:
    """A page of our own making says so in its head."""
    run("klas", "begin", "k", "--oefening", "proef")
    run("klas", "doe", "k", "--als", "P1")
    assert run("klas", "overzicht", "k", "--html", "o.html")[0] == 0
    assert "<svg" in (tmp_path / "o.html").read_text()
    assert run("klas", "overzicht", "k", "--html", "o.html")[0] == 0
    (tmp_path / "v.html").write_text("<!DOCTYPE html>van mij")
    code, _out, err = run("klas", "overzicht", "k", "--html", "v.html")
    assert code == 2 and "niets overschreven" in err and (tmp_path / "v.html").read_text() == "<!DOCTYPE html>van mij"


def test_without_a_terminal_the_screen_does_not_open(run: Any) -> None:
    """It says what does work."""
    code, _out, err = run("proef")
    assert code == 2 and "--regel" in err


def test_the_name_of_the_file_stands_alone_and_the_replay_fits_a_screen(run: Any, screen: None, tmp_path: Path) -> None:
    """It can be copied, and no word is broken."""
    folder = tmp_path / ("een-lange-naam-" * 6)
    folder.mkdir()
    _code, out, _err = run("proef", "--uit", str(folder))
    path = folder / "proef-1.oefening.json"
    assert str(path) in out.splitlines()
    assert max(len(line) for line in out.splitlines() if line != str(path)) <= 80
    _code, out, _err = run("terugzien", str(path))
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("proef", "--zaad", "x"), "Achter --zaad hoort een geheel getal, zoals 7."),
        (("klas", "begin", "k", "--oefening", "proef", "--zaad", "1.5"), "Achter --zaad hoort een geheel getal, zoals 7."),
        (("terugzien", "r", "--vanaf", "-1"), "Achter --vanaf hoort een geheel getal van 0 of meer."),
    ],
)
def test_a_wrong_number_is_answered_in_dutch_with_what_was_expected(run: Any, words: tuple[str, ...], said: str) -> None:
    """Exit code 2, one sentence and where the explanation is."""
    code, _out, err = run(*words)
    assert code == 2 and err.startswith(said) and err.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "dag: 2026-11-23",
            "dag: 23-11-2026",
            "proef.yaml:7: dag: dit is geen datum. Verwacht: jaar-maand-dag, zoals 2026-11-23",
        ),
        ("  naam: ", "\tnaam: ", "proef.yaml:12: hier staat een tab voor de tekst"),
    ],
)
def test_a_wrong_day_or_a_tab_in_an_exercise_is_named(run: Any, tmp_path: Path, old: str, new: str, said: str) -> None:
    """In Dutch, at its line."""
    (tmp_path / "proef.yaml").write_text(proef().path.read_text().replace(old, new, 1))
    code, _out, err = run("controleer", "proef.yaml")
    assert code == 1 and said in err and "Invalid" not in err


def test_every_exercise_of_a_folder_is_checked(run: Any, tmp_path: Path) -> None:
    """Also the second, and not the file of a class; an empty folder is said."""
    folder = tmp_path / "map"
    folder.mkdir()
    code, _out, err = run("controleer", "map")
    assert code == 1 and "in deze map staat geen oefening" in err
    text = proef().path.read_text()
    (folder / "een.yaml").write_text(text.replace("oefening: proef", "oefening: een"))
    (folder / "twee.yml").write_text(text.replace("oefening: proef", "oefening: twee").replace("niveau: 1", "niveau: 7"))
    (folder / "klas.yaml").write_text("oefening: proef\n")
    code, out, err = run("controleer", "map")
    assert code == 1 and "een: in orde" in out and "twee.yml:5" in err and "klas.yaml" not in err


def test_the_help_shows_the_options_of_doing_an_exercise(run: Any) -> None:
    """They are typed after the name of one."""
    code, out, _err = run("--help")
    assert code == 0 and all(option in out for option in ("--uit MAP", "--regel", "--zaad GETAL"))


def test_one_of_something_is_said_in_the_singular(run: Any, tmp_path: Path) -> None:
    """One signal, one question, one result."""
    text = proef().path.read_text()
    (tmp_path / "proef.yaml").write_text(text[: text.index("- signaal: natte_tas")] + text[text.index("onderbrekingen:") :])
    assert "1 signaal)" in run("controleer", "proef.yaml")[1]
