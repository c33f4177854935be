"""The settings: what wins over what, what is wrong said in one message, and that what must work then still does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesprek.cli import cli
from gesprek.commands.settings import example, file_finding
from gesprek.errors import GesprekError
from gesprek.paths import config_file, vault_dir
from gesprek.process import scrub_environment
from gesprek.settings import SETTINGS, THEMES, Setting, Settings, current, read, use_flags
from gesprek.tui.style import THEMES as DRAWN
from tests.test_opdrachtregel import run  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/instellingen.md").read_text("utf-8")
OTHER: dict[str, tuple[Any, Any, Any]] = {
    "taal": ("en", "en", "nl"),
    "kaart": ("volledig", "landelijk", "volledig"),
    "thema": ("licht", "hoog-contrast", "licht"),
    "slot_minuten": (20, "30", "40"),
    "leeg_minuten": (2, "3", "4"),
    "gevoelig_als_punten": (True, "nee", "ja"),
    "kluis": ("/een", "/twee", "/drie"),
}
"""Per setting a value for the file, one for the environment and one for the flag."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of a file of settings, not there yet, in a folder that the system names."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    found = tmp_path / "config/gesprek/config.toml"
    found.parent.mkdir(parents=True)
    return found


def said() -> str:
    """The one message of everything that is wrong."""
    with pytest.raises(GesprekError) as refused:
        current()
    assert refused.value.exit_code == 2
    return str(refused.value)


def shown(value: object) -> str:
    return str(value) if isinstance(value, Path) else json.dumps(value) if isinstance(value, bool) else str(value)


# -- what wins -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.name)
def test_the_flag_wins_over_the_environment_over_the_file_over_the_default(
    one: Setting, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_file, in_env, on_line = OTHER[one.name]
    assert read().source(one.name) == "standaard"
    file.write_text(f"{one.name} = {json.dumps(in_file)}\n")
    seen = [(read().source(one.name), shown(getattr(current(), one.name)))]
    monkeypatch.setenv(one.env, in_env)
    seen.append((read().source(one.name), shown(getattr(current(), one.name))))
    use_flags({one.name: on_line})
    seen.append((read().source(one.name), shown(getattr(current(), one.name))))
    words = {"ja": "true", "nee": "false"}
    wanted = [shown(in_file), *(words.get(text, text) for text in (in_env, on_line))]
    assert seen == list(zip(["bestand", "omgeving", "vlag"], wanted, strict=True))


def test_every_setting_is_tried_here_and_every_theme_is_drawn() -> None:
    assert list(OTHER) == [one.name for one in SETTINGS] == [one.name for one in fields(Settings)]
    assert tuple(DRAWN) == THEMES


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.name)
def test_a_flag_is_read_from_the_command_line(one: Setting, run: Any) -> None:  # noqa: F811
    code, out, _err = run(one.flag, str(OTHER[one.name][2]), "instellingen")
    assert code == 0
    assert re.search(rf"(?m)^{one.name} = \S+   \((optie|option) {one.flag}\)$", out)


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in SETTINGS:
        monkeypatch.setenv(one.env, "")
    assert read().sources == {} and read().mistakes == ()


def test_without_a_choice_the_language_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert current().taal == "en"
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    assert current().taal == "nl"
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert current().taal == "en"  # the next one that we speak


def test_the_settings_go_through_the_scrubbing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [*(one.env for one in SETTINGS), "GESPREK_CONFIG", "XDG_CONFIG_HOME"]
    for name in names:
        monkeypatch.setenv(name, "x")
    assert set(names) & set(scrub_environment()) == set()
    assert [name for name in names if os.environ.get(name) != "x"] == []


def test_who_locks_sooner_than_the_screen_goes_blank_need_not_say_so_twice(file: Path) -> None:
    file.write_text("slot_minuten = 3\n")
    assert (current().slot_minuten, current().leeg_minuten) == (3, 3)


def test_the_place_of_the_vault_is_the_setting(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file.write_text('kluis = "~/mijn"\n')
    assert vault_dir() == tmp_path / "mijn"
    monkeypatch.setenv("GESPREK_KLUIS", str(tmp_path / "ander"))
    assert vault_dir() == tmp_path / "ander"


def test_a_wrong_setting_never_leads_to_the_vault_of_the_default_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESPREK_SLOT_MINUTEN", "0")
    with pytest.raises(GesprekError):
        vault_dir()


def test_the_file_is_where_the_system_has_settings_or_where_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "x"))
    assert config_file() == (tmp_path / "x/gesprek/config.toml", False)
    for not_a_place in ("", "hier"):  # a path that is not whole counts as none
        monkeypatch.setenv("XDG_CONFIG_HOME", not_a_place)
        assert config_file() == (tmp_path / ".config/gesprek/config.toml", False)
    monkeypatch.setenv("GESPREK_CONFIG", "~/eigen.toml")
    assert config_file() == (tmp_path / "eigen.toml", True)


# -- what is wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "found", "expected", "near"),
    [
        ('themma = "licht"', "'themma' is geen instelling", "taal, kaart, thema", "thema"),
        ('thema = "licth"', "thema kan niet 'licth' zijn", "licht, donker of hoog-contrast", "licht"),
        ("thema = 1", "thema kan niet '1' zijn", "licht, donker of hoog-contrast", "donker"),
        ("slot_minuten = 0", "slot_minuten kan niet '0' zijn", "een heel getal van 1 tot en met 120", ""),
        ("slot_minuten = 121", "slot_minuten kan niet '121' zijn", "een heel getal van 1 tot en met 120", ""),
        ("slot_minuten = true", "slot_minuten kan niet 'true' zijn", "een heel getal", ""),
        ("slot_minuten = 2.5", "slot_minuten kan niet '2.5' zijn", "een heel getal", ""),
        ('slot_minuten = "vijf"', "slot_minuten kan niet 'vijf' zijn", "een heel getal", ""),
        ("leeg_minuten = 16", "leeg_minuten kan niet '16' zijn", "hoogstens 15", "15"),
        ('gevoelig_als_punten = "ja"', "kan niet 'ja' zijn", "true of false", "true"),
        ("gevoelig_als_punten = 0", "kan niet '0' zijn", "true of false", "false"),
        ('kaart = "volledg"', "kaart kan niet 'volledg' zijn", "landelijk, volledig of het pad van een bestand", "volledig"),
        ('kaart = "/nergens.yaml"', "kaart kan niet '/nergens.yaml' zijn", "een bestand dat er is", ""),
        ('kluis = "kluis"', "kluis kan niet 'kluis' zijn", "een heel pad", "~/kluis"),
        ('kluis = ""', "kluis kan niet '' zijn", "een map", ""),
        ("[scherm]", "'scherm' is geen instelling", "taal, kaart, thema", ""),
        ("thema.kleur = 1", "thema kan niet", "licht, donker of hoog-contrast", "donker"),
        ("thema = licht", "'thema = licht' is hier niet te lezen", 'thema = "donker"', ""),
        ("slot_minuten 15", "'slot_minuten 15' is hier niet te lezen", 'thema = "donker"', ""),
        ("slot_minuten = ", "'slot_minuten =' is hier niet te lezen", "slot_minuten = 15", ""),
        ("slot_minuten = " + "9" * 5000, "is hier niet te lezen", "", ""),
        ("thema = " + "[" * 5000, "is hier niet te lezen", "", ""),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_file_line_key_what_was_expected_and_what_comes_nearest(
    line: str, found: str, expected: str, near: str, file: Path
) -> None:
    file.write_text(f"# mijn instellingen\n\n{line}\n")
    message = said()
    first = message.splitlines()[0]
    assert re.match(rf"{re.escape(str(file))}(:3)?: ", first), first
    assert ":3: " in first or "9999" in line or "[[[" in line
    assert found in first and expected in first and (f"Bedoelde u '{near}'?" in first) == bool(near)
    assert len(message) < 500 and "gesprek instellingen --voorbeeld" in message


def test_a_setting_that_stands_there_twice_is_said_as_such(file: Path) -> None:
    file.write_text('thema = "licht"\ntaal = "nl"\nthema = "donker"\n')
    assert said().startswith(f"{file}:3: thema staat er twee keer.")


def test_everything_that_is_wrong_comes_at_once_the_file_first_and_by_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('slot_minuten = 0\nkleur = "x"\nthema = "blauw"\n')
    monkeypatch.setenv("GESPREK_TAAL", "fr")
    monkeypatch.setenv("GESPREK_GEVOELIG_ALS_PUNTEN", "misschien")
    use_flags({"kaart": "nergens", "kluis": None})
    places = [line.split(": ")[0] for line in said().splitlines()[:-1]]
    assert places == [
        f"{file}:1", f"{file}:2", f"{file}:3", "GESPREK_TAAL", "--kaart", "GESPREK_GEVOELIG_ALS_PUNTEN"
    ]  # fmt: skip


def test_a_wrong_setting_is_wrong_also_where_another_wins_over_it(file: Path) -> None:
    file.write_text('thema = "blauw"\n')
    use_flags({"thema": "licht"})
    assert "blauw" in said()
    assert read().values.thema == "licht"


def test_blank_after_the_lock_is_said_where_it_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESPREK_LEEG_MINUTEN", "30")
    assert said().startswith("GESPREK_LEEG_MINUTEN: leeg_minuten kan niet '30' zijn. Verwacht: hoogstens 15")
    use_flags({"slot_minuten": "30"})
    assert current().leeg_minuten == 30


@pytest.mark.parametrize("what", ["map", "pijp", "bytes", "groot", "weg", "boven", "dicht", "lus"])
def test_a_file_that_cannot_be_read_is_a_sentence_and_holds_nothing_up(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.toml"
    if what == "map":
        path.mkdir()
    elif what == "pijp":
        os.mkfifo(path)
    elif what == "bytes":
        path.write_bytes(b'thema = "\xff"')
    elif what == "groot":
        path.write_text("#" * 100_000)
    elif what == "boven":
        path.write_text("")
        path = path / "onder.toml"
    elif what == "dicht":
        path.write_text("")
        monkeypatch.setattr(Path, "read_bytes", _refuses)  # also where the tests run as root
    elif what == "lus":
        path.symlink_to(path)
    monkeypatch.setenv("GESPREK_CONFIG", str(path))
    assert said().startswith(f"{path}: ")


def _refuses(_path: Path) -> bytes:
    raise PermissionError(13, "Permission denied")


def test_no_file_is_no_mistake_unless_somebody_named_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read().exists and current() == Settings(taal="nl")
    monkeypatch.setenv("GESPREK_CONFIG", str(file))
    assert said().startswith(f"{file}: dat bestand is er niet.")


@given(text=st.text(max_size=200) | st.from_regex(r"(thema|kluis|slot_minuten|kaart)\s*=\s*.{0,40}\n?", fullmatch=True))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_whatever_gives_anything_but_settings_or_sentences(text: str, file: Path) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = read()
    assert all(str(mistake) for mistake in found.mistakes)


# -- the commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["vragen", "aangifte"], ["speel", "x.yaml"], ["dossiers"], ["kluis", "controleren"], ["logboek"], []]
)
def test_no_command_works_around_a_wrong_setting(words: list[str], file: Path, run: Any) -> None:  # noqa: F811
    file.write_text("thema = 1\n")
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"{file}:1: ") and "Traceback" not in err


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["speel", "--help"], ["dokter", "--help"], ["instellingen", "--voorbeeld"]]
)
@pytest.mark.parametrize("text", ["thema = ", "thema = 1", "taal = 'fr'"])
def test_help_and_version_work_with_wrong_settings(words: list[str], text: str, file: Path, run: Any) -> None:  # noqa: F811
    file.write_text(text)
    code, out, err = run(*words)
    assert (code, err) == (0, "") and out


def test_the_doctor_works_with_wrong_settings_and_says_so(file: Path, run: Any) -> None:  # noqa: F811
    file.write_text("thema = 1\nslot_minuten = 0\n")
    code, out, err = run("dokter")
    assert code == 1 and not err
    assert "× Instellingen      2 instellingen zijn niet goed." in out


def test_the_doctor_shows_every_setting_its_value_and_what_won(file: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    file.write_text('thema = "licht"\n')
    monkeypatch.setenv("GESPREK_KAART", "volledig")
    rows = [line.split(maxsplit=2) for line in run("--slot-minuten", "9", "dokter")[1].splitlines() if line.startswith("  ")]
    table = {row[0]: row[1:] for row in rows if row[0] in OTHER}
    assert list(table) == list(OTHER)
    assert table["thema"] == ["licht", "bestand"]
    assert table["kaart"] == ["volledig", "omgeving GESPREK_KAART"]
    assert table["slot_minuten"] == ["9", "optie --slot-minuten"]
    assert table["leeg_minuten"] == ["5", "standaard"]
    found = [json.loads(line) for line in run("dokter", "--json")[1].splitlines()]
    assert {row["id"]: row["bron"] for row in found if "bron" in row}["instelling.thema"] == "bestand"


@pytest.mark.parametrize(("mode", "outcome"), [(0o600, "goed"), (0o644, "goed"), (0o664, "let_op"), (0o646, "let_op")])
def test_the_doctor_says_when_others_can_change_the_settings(mode: int, outcome: str, file: Path) -> None:
    file.write_text("")
    file.chmod(mode)
    assert file_finding(read(), os.getuid()).outcome == outcome


def test_the_doctor_says_when_the_file_is_of_somebody_else(file: Path) -> None:
    file.write_text("")
    os.chmod(file, 0o600)
    assert file_finding(read(), os.getuid() + 1).outcome == ("goed" if os.getuid() == 0 else "let_op")


def test_settings_show_the_place_of_the_file_every_value_its_source_and_what_it_is_for(file: Path, run: Any) -> None:  # noqa: F811
    file.write_text('thema = "licht"\n')
    code, out, err = run("instellingen")
    assert (code, err) == (0, "")
    assert out.startswith(f"Bestand: {file}\n")
    assert "thema = licht   (bestand)\n    Kleuren van het scherm.\n" in out
    assert re.findall(r"(?m)^(\w+) = ", out) == list(OTHER)
    file.unlink()
    assert run("instellingen")[1].startswith(f"Er is nog geen bestand. Het komt hier: {file}\n")


def test_settings_say_what_is_wrong_and_end_with_2(file: Path, run: Any) -> None:  # noqa: F811
    file.write_text("thema = 1\n")
    code, out, err = run("instellingen")
    assert code == 2
    assert "thema = donker   (standaard)" in out and f"{file}:1: thema kan niet '1' zijn." in err


def test_the_example_changes_nothing_and_is_right_without_its_marks(file: Path) -> None:
    file.write_text(example())
    assert read().sources == {} and read().mistakes == ()
    file.write_text(re.sub(r"(?m)^# (\w+ = )", r"\1", example()))
    assert set(read().sources) == set(OTHER) and read().mistakes == ()
    assert {one.name for one in SETTINGS if getattr(current(), one.name) not in (one.default, one.example)} <= {"kluis"}


def test_a_played_case_uses_the_map_of_the_settings_unless_it_is_given(file: Path, run: Any) -> None:  # noqa: F811
    file.write_text('kaart = "volledig"\n')
    case = str(ROOT / "flows/aangifte/voorbeeld.yaml")
    assert json.loads(run("speel", case, "--json")[1])["kaart"] == "volledig"
    assert json.loads(run("speel", case, "--json", "--kaart", "landelijk")[1])["kaart"] == "landelijk"


def test_without_a_file_nothing_that_reads_one_is_loaded(tmp_path: Path) -> None:
    code = "import sys; from gesprek.settings import current; current(); print('tomllib' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True).stdout == "False\n"
    (tmp_path / "gesprek").mkdir()
    (tmp_path / "gesprek/config.toml").write_text("")
    assert subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True).stdout == "True\n"


# -- the page ------------------------------------------------------------------------------------------------------------


def test_the_page_lists_every_setting_and_no_other() -> None:
    """With what is allowed, its default, and the names it has elsewhere."""
    parts = dict(re.findall(r"(?ms)^### `(\w+)`\n(.*?)(?=^##|\Z)", PAGE))
    assert list(parts) == [one.name for one in SETTINGS]
    for one in SETTINGS:
        for name in (one.env, one.flag, *one.choices, *((str(one.least), str(one.most)) if one.kind == "getal" else ())):
            assert f"`{name}`" in parts[one.name], (one.name, name)
        default = {True: "true", False: "false"}.get(one.default, one.default) if isinstance(one.default, bool) else one.default
        assert not default or f"`{default}` (standaard)" in parts[one.name], one.name
    named = set(re.findall(r"GESPREK_[A-Z_]+", PAGE)) - {"GESPREK_CONFIG"}
    assert named == {one.env for one in SETTINGS}


def test_the_example_on_the_page_is_right(file: Path) -> None:
    found = re.findall(r"(?ms)^```toml\n(.*?)^```", PAGE)
    assert found
    for text in found:
        file.write_text(text)
        assert read().mistakes == () and read().sources


def test_the_help_names_every_flag() -> None:
    import click

    said = cli.get_help(click.Context(cli))
    assert [one.flag for one in SETTINGS if f"{one.flag} {one.metavar}" not in said] == []
