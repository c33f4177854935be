"""The command line: one clear message, the right exit code, and JSON as agreed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesprek.cli import main
from tests.hulp import NEUTRAAL, knowledge

Runs = tuple[int, str, str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `gesprek` in this process: (exit code, standard output, standard error)."""

    def go(*words: str) -> Runs:
        monkeypatch.setattr(sys, "argv", ["gesprek", *words])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return go


def case(folder: Path, name: str = "casus.yaml", **facts: Any) -> str:
    path = folder / name
    path.write_text(yaml.safe_dump({"casus": name, "flow": "aangifte", "feiten": facts}, allow_unicode=True))
    return str(path)


def test_json_has_exactly_the_agreed_keys(run: Any, tmp_path: Path) -> None:
    """Contract: design, section 6."""
    code, out, err = run("speel", case(tmp_path, **NEUTRAAL), "--json", "--kaart", "volledig", "--peildatum", "2026-11-23")
    assert (code, err) == (0, "")
    row = json.loads(out)
    assert set(row) == {
        "casus", "flow", "kaart", "peildatum", "stand", "poorten", "routes", "altijd", "nog_vragen", "onbeantwoord",
        "beslissende_vraag", "omslag", "informatieplicht", "vaststelbaar", "belemmeringen", "waarschuwingen", "documenten",
        "herkomst"}  # fmt: skip
    assert row["altijd"] == ["regulier_strafrecht", "info_5j"]
    assert (row["kaart"], row["peildatum"]) == ("volledig", "2026-11-23")
    assert set(row["flow"]) == {"id", "versie", "sha256"}
    for route in row["routes"]:
        assert set(route) == {"id", "oordeel", "klasse", "verhouding", "redenen", "nodig", "voorwaarde"}
        assert route["id"] not in row["altijd"]
        for reason in route["redenen"]:
            assert set(reason) == {"regel", "uitkomst", "aard", "tekst", "bron"} and reason["bron"], (route["id"], reason)
    assert set(row["documenten"]) == {"aangifte", "bevindingen", "advies"}
    assert row["informatieplicht"]["status"] == "gegeven"
    for sentence in row["herkomst"]:
        assert set(sentence) == {"document", "zin", "feiten", "soort"}
        assert sentence["soort"] in ("citaat", "verklaring", "waarneming", "vast")


def test_the_same_case_gives_the_same_bytes_and_today_matters_only_for_the_map(run: Any, tmp_path: Path) -> None:
    """Pure: same input, same bytes."""
    path = case(tmp_path, **NEUTRAAL)
    args = ("speel", path, "--json", "--kaart", "volledig")
    one = run(*args, "--peildatum", "2026-11-23")
    assert one == run(*args, "--peildatum", "2026-11-23")
    other = json.loads(run(*args, "--peildatum", "2027-01-05")[1])
    assert other | {"peildatum": "", "documenten": "", "herkomst": ""} == json.loads(one[1]) | {
        "peildatum": "", "documenten": "", "herkomst": ""}  # fmt: skip


HOSTILE = "Jansen\x1b]0;titel\x07 \u202etxt.exe\u200b\x9b2J\U000e0041 einde"


def test_what_a_case_says_reaches_the_terminal_harmless_and_comes_back_from_json_as_it_was(run: Any, tmp_path: Path) -> None:
    """A case file comes from elsewhere; the name of a case is printed, and so is what somebody said in it."""
    path = tmp_path / "vreemd.yaml"
    quoted = _as_yaml(HOSTILE)
    path.write_text(f"casus: {quoted}\nflow: aangifte\nfeiten:\n  doel_eigen_woorden: {quoted}\n")
    code, out, _err = run("speel", str(path))
    assert code == 0 and "Jansen" in out
    assert out.replace("\n", "").isprintable()
    code, out, _err = run("speel", str(path), "--json")
    assert code == 0 and out.count("\n") == 1
    assert out.rstrip("\n").isprintable()
    assert json.loads(out)["casus"] == HOSTILE


def _as_yaml(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


def test_status_words_and_the_long_form_load(run: Any, tmp_path: Path) -> None:
    """A bare niet_gevraagd, and {waarde, status, spreker, reden}."""
    path = tmp_path / "kort.yaml"
    path.write_text(
        "casus: kort\nflow: aangifte\nfeiten:\n  openheid_contact: niet_gevraagd\n  schade_bedrag: 0123\n"
        "  info5j_tijdstip: 2026-11-23 22:15\n  letsel: {status: niet_gevraagd, reden: Geen tijd.}\n"
        "  houding_verdachte: {waarde: zwijgt, spreker: systeem}\n  doel_slachtoffer: straf\n"
    )
    code, out, _ = run("speel", str(path), "--json")
    row = json.loads(out)
    assert code == 0
    assert "openheid_contact" not in row["onbeantwoord"] and "openheid_contact" in row["nog_vragen"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("casus: x\nflow: aangifte\nfeiten:\n  geweld: nee\n", ":4: onbekend feit 'geweld'"),
        ("casus: x\nflow: aangifte\nfeiten:\n  letsel: lichtt\n", "Bedoelde u 'licht'?"),
        ("casus: x\nflow: aangfte\nfeiten: {}\n", "Bedoelde u 'aangifte'?"),
        ("casus: x\nflow: aangifte\nfeiten:\n  letsel: [licht]\n", "krijgt hier een lijst"),
        ("casus: x\nflow: aangifte\nfeiten:\n  letsel: {waarde: licht, status: onbekend}\n", "niet beide"),
        ("casus: x\nflow: aangifte\nfeiten:\n  letsel: {waarde: licht, sprker: derde}\n", "Bedoelde u 'spreker'?"),
        ("casus: x\nflow: aangifte\nfeiten:\n  gespreksruimte_minuten: -5\n", "een geheel getal"),
        ("- a\n- b\n", "geen casus"),
        ("casus: x\nfeiten: [\n", "klopt de inspringing, een haak of een aanhalingsteken niet"),
        ("casus: x\nfeiten:\n  letsel: \x07\n", ":3: dit is geen geldige YAML: hier staat een teken"),
        ("", "geen casus"),
        ("casus: x\nflow: aangifte\nfeiten:\n  letsel: licht\n  letsel: geen\n", ":5: 'letsel' staat hier twee keer"),
        ("casus: x\nflow: aangifte\nfeitn:\n  letsel: licht\n", "Bedoelde u 'feiten'?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_case_is_exit_2_with_file_line_and_what_was_expected(
    run: Any, tmp_path: Path, text: str, said: str
) -> None:
    """No traceback, and the nearest name."""
    path = tmp_path / "fout.yaml"
    path.write_text(text)
    code, out, err = run("speel", str(path), "--json")
    assert (code, out) == (2, "")
    assert f"{path}:" in err and said in err and "Traceback" not in err


def test_all_mistakes_of_all_files_come_in_one_run(run: Any, tmp_path: Path) -> None:
    """Not one at a time."""
    one = case(tmp_path, "een.yaml", letsel="x", geweld_gebruikt="y")
    two = case(tmp_path, "twee.yaml", onbestaand="z")
    code, _, err = run("speel", one, two, str(tmp_path / "geen.yaml"))
    assert code == 2 and len(err.strip().splitlines()) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["spel"], "Bedoelde u 'speel'?"),
        (["speel"], "Er ontbreekt iets: CASUS.yaml. Typ 'gesprek speel --help' voor uitleg."),
        (["dossier", "aanhouden", "7F3K"], "Er ontbreekt iets: --reden REDEN. Typ 'gesprek dossier aanhouden --help'"),
        (["speel", "x.yaml", "--kaart"], "Achter --kaart hoort nog iets."),
        (["speel", "x.yaml", "--json=1"], "Achter --json hoort niets."),
        (["speel", "/"], "/:1: dit is een map, geen bestand."),
        (["speel", "/etc/passwd/x.yaml"], "/etc/passwd/x.yaml:1: dit bestand bestaat niet."),
        (["speel", "x" * 300], "deze naam is te lang"),
        (["speel", "--jsn"], "Bedoelde u --json?"),
        (["speel", "x.yaml", "--peildatum", "morgen"], "is geen datum"),
        (["vragen", "aangfte"], "Bedoelde u 'aangifte'?"),
        (["--taal", "fr"], "Verwacht: nl of en"),
        ([], "geen terminal"),
    ],
)
def test_a_wrong_call_is_a_dutch_sentence_and_exit_2(run: Any, words: list[str], said: str) -> None:
    """No click English, no traceback, no hang."""
    code, _, err = run(*words)
    assert code == 2 and said in err
    assert not {"Error", "Usage", "No", "such", "Try", "Is", "directory", "too", "argument"} & set(re.findall(r"\w+", err))
    assert ".." not in err


def test_help_is_dutch_and_has_examples(run: Any) -> None:
    """For the whole and for each command."""
    for words in (["--help"], ["speel", "--help"], ["vragen", "--help"]):
        code, out, _ = run(*words)
        assert code == 0 and "Gebruik:" in out and "Voorbeeld" in out
        assert "Usage" not in out and "Show this message" not in out and "Options:" not in out


def test_the_script_for_the_jurist_holds_every_question_with_its_source(run: Any) -> None:
    """`gesprek vragen aangifte`."""
    code, out, _ = run("vragen", "aangifte")
    assert code == 0
    for question in knowledge().questions.values():
        assert question.zeg in out and question.waarom in out
    assert out.count("bron:") == len(knowledge().questions)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_no_text_whatever_in_a_case_file_gives_a_traceback(run: Any, tmp_path: Path, text: str) -> None:
    """Either an outcome or exit 2 with a sentence."""
    path = tmp_path / "willekeurig.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    code, _, err = run("speel", str(path))
    assert code == 2 and "Traceback" not in err
