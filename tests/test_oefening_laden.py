"""Loading an exercise: every mistake has a file, a line, what was expected and the nearest name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesprek.errors import InputProblems
from gesprek.practice import Scenario, Session, list_scenarios, load_scenario
from gesprek.practice.debrief import debrief_text
from gesprek.practice.kinds import KINDS
from gesprek.practice.score import measure
from gesprek.practice.script import Reply, SignalKind
from tests.oefenhulp import BEGIN, OWN, flows_with_own_exercise, proef, root

Change = Callable[[str], str]


def swap(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, "the change must change something"
        return text.replace(old, new, 1)

    return change


def test_the_small_exercise_loads() -> None:
    """The control of everything below."""
    assert [scenario.oefening for scenario in list_scenarios(root())] == ["proef"]
    assert proef().reference["doel_slachtoffer"].waarde == ("laten_stoppen",)


def test_an_exercise_is_found_by_name_and_by_path_and_is_the_same() -> None:
    """The path may be outside `flows/`."""
    assert load_scenario(OWN / "proef.yaml", root()).sha256 == proef().sha256


@pytest.mark.parametrize(
    ("name", "change", "line", "said"),
    [
        ("proef.yaml", swap("titel:", "titl:"), 3, "onbekende sleutel 'titl'. Bedoelde u 'titel'?"),
        ("proef.yaml", swap("oefening: proef", "oefening: anders"), 2, "dezelfde naam"),
        ("proef.yaml", swap("niveau: 1", "niveau: 9"), 5, "een getal van 1 tot en met 4"),
        ("proef.yaml", swap("niveau: 1", "niveau: makkelijk"), 5, "een geheel getal"),
        ("proef.yaml", swap('aanduiding: "zij"', 'aanduiding: "zei"'), 13, "één van hij, zij, hen. Bedoelde u 'zij'?"),
        ("proef.yaml", swap('leerdoel: "Eerst', 'leerdol: "Eerst'), 9, "Bedoelde u 'leerdoel'?"),
        ("proef.yaml", swap("vertrouwen: 1\n", "vertrouwn: 1\n"), 15, "Bedoelde u 'vertrouwen'?"),
        ("proef.yaml", swap("    belovend: [", "    belovnd: ["), 25, "Bedoelde u 'belovend'?"),
        ("proef.yaml", swap("- vraag: relaas", "- vraag: relas"), 35, "Bedoelde u 'relaas'?"),
        ("proef.yaml", swap("- vraag: relaas", "- vraag: delict"), 35, "deze vraag onder 'waarnemingen'"),
        ("proef.yaml", swap("{angst_voor_verdachte: enige}", "{angst_voor_verdachte: beetje}"), 47, "één van geen, enige, ernstig"),
        ("proef.yaml", swap("{angst_voor_verdachte: enige}", "{angst_verdachte: enige}"), 47, "Bedoelde u 'angst_voor_verdachte'?"),
        ("proef.yaml", swap("    sturend: {doel_slachtoffer", "    sturnd: {doel_slachtoffer"), 63, "Bedoelde u 'sturend'?"),
        ("proef.yaml", swap("feit_datum: 2026-11-20", "feit_datum: vrijdag"), 36, "een datum als 2026-11-23"),
        ("proef.yaml", swap("soort: angst", "soort: angt"), 81, "Bedoelde u 'angst'?"),
        ("proef.yaml", swap("bij: angst", "bij: letsel"), 82, "nooit te merken"),
        ("proef.yaml", swap('["cahier r3013-3032"]', '["cahir r3013-3032"]'), 86, "Bedoelde u 'cahier'?"),
        ("proef.yaml", swap("goed: ja, ", ""), 97, "minstens één keuze met goed: ja"),
        ("proef.yaml", swap("na: doel", "na: doelen"), 102, "Bedoelde u 'doel'?"),
        ("proef.yaml", swap("\n  status: gegeven", "\n  status: gegevn"), 103, "Bedoelde u 'gegeven'?"),
        ("proef.yaml", swap("past: [perspectief]", "past: [perspectif]"), 105, "Bedoelde u 'perspectief'?"),
        ("proef.yaml", swap("past: [perspectief]", "past: [stopgesprek]"), 106, "één van beide"),
        ("proef.yaml", swap("flow: aangifte", "flow: aangfte"), 4, "Bedoelde u 'aangifte'?"),
        ("proef.yaml", swap("waarom: \"Zij zag hem en kent hem.\"", 'waarom: ""'), 41, "waarom dit de juiste vastlegging is"),
        ("proef.yaml", swap("  zegt:\n    gericht: \"Ben Kok", "  zegt:\n    gesloten: \"Ben Kok"), 41, "levert niets op"),
        ("vraagsoorten.yaml", swap("{soort: open,", "{soort: opn,"), 3, "Bedoelde u 'open'?"),
        ("vraagsoorten.yaml", swap("\\bwaarom (?:bent", "\\bwaarom (?:bent("), 15, "geldige reguliere expressie"),
        ("vraagsoorten.yaml", swap("wanneer: voor_doel", "wanneer: vordoel"), 17, "Bedoelde u 'voor_doel'?"),
        ("vraagsoorten.yaml", swap('bron: ["bsl art. 7"]', "bron: []"), 5, "minstens één bron"),
        ("formuleringen.yaml", swap("vraag: relaas", "vraag: relas"), 5, "Bedoelde u 'relaas'?"),
        ("formuleringen.yaml", swap("niet_zo: [verwijtend, belovend]", "niet_zo: [verwijtend]"), 8, "van elk niet_zo de soort"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_and_what_was_expected(
    tmp_path: Path, name: str, change: Change, line: int, said: str
) -> None:
    """Whatever file it is in."""
    flows = flows_with_own_exercise(tmp_path)
    path = flows / "oefeningen" / name
    path.write_text(change(path.read_text()))
    with pytest.raises(InputProblems) as caught:
        load_scenario("proef", flows)
    found = [str(problem) for problem in caught.value.problems]
    assert any(text.startswith(f"oefeningen/{name}:{line}: ") and said in text for text in found), found


def test_a_record_that_cannot_be_made_in_the_flow_is_refused(tmp_path: Path) -> None:
    """A fact whose question falls away when all the rest is recorded."""
    flows = flows_with_own_exercise(tmp_path)
    path = flows / "oefeningen" / "proef.yaml"
    asked = "- vraag: tolk\n  feiten: {tolk_nodig: nee}\n  waarom: x\n  zegt: {open: x}\nwaarnemingen:"
    found = "- vraag: tolk_naam\n  feiten: {tolk_naam: M. Demir}\n  te_zien: x\nsignalen:"
    path.write_text(path.read_text().replace("waarnemingen:", asked, 1).replace("signalen:", found, 1))
    with pytest.raises(InputProblems, match="'tolk_naam' hoort niet bij het gesprek"):
        load_scenario("proef", flows)


def test_the_same_fact_with_two_values_is_refused(tmp_path: Path) -> None:
    """A reference says one thing."""
    flows = flows_with_own_exercise(tmp_path)
    path = flows / "oefeningen" / "proef.yaml"
    path.write_text(
        path.read_text().replace("{verdachte_bekend: ja_naam,", "{feit_datum: 2026-11-19, verdachte_bekend: ja_naam,")
    )
    with pytest.raises(InputProblems, match="andere waarde"):
        load_scenario("proef", flows)


def test_an_exercise_that_is_not_there_is_answered_with_the_nearest() -> None:
    """And what there is."""
    with pytest.raises(InputProblems, match="Bedoelde u 'proef'"):
        load_scenario("proev", root())


def test_the_example_in_the_guide_for_writers_is_an_exercise_that_loads(tmp_path: Path) -> None:
    """And every kind of question and every key of an answer is explained there."""
    guide = (Path(__file__).parent.parent / "docs" / "oefening-schrijven.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "mijn-oefening.yaml"
    path.write_text(example)
    assert load_scenario(path, root()).titel == "De fiets in de sloot"
    for name in (*KINDS, *Reply.__struct_fields__, *get_args(SignalKind)):
        assert f"`{name}`" in guide, name


_LINES = (OWN / "proef.yaml").read_text("utf-8").splitlines()
_SPOILT = st.one_of(
    st.sampled_from(
        ["", "- x", "x:", "x: y", "  zegt: []", "feiten: {}", "{", "- vraag: relaas", "    open: [1, 2", "vraag: [a]"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, len(_LINES) - 1), st.sampled_from(["weg", "dubbel", "anders", "spatie"]), _SPOILT),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_is_wrong_with_a_file_it_is_said_and_never_a_crash(tmp_path: Path, changes: list[tuple[int, str, str]]) -> None:
    """Lines gone, doubled, replaced or moved: it loads, or every mistake has a line."""
    lines = list(_LINES)
    for index, how, text in changes:
        line = lines[index]
        lines[index] = {"weg": "", "dubbel": f"{line}\n{line}", "anders": text, "spatie": f" {line}"}[how]
    path = tmp_path / "proef.yaml"
    path.write_text("\n".join(lines), "utf-8")
    try:
        found = load_scenario(path, root())
    except InputProblems as error:
        assert error.problems and all(problem.line >= 1 and problem.found for problem in error.problems)
    else:
        practice = Session(found, 1, BEGIN)
        practice.ask("relaas", "Wat is er gebeurd?", BEGIN)
        assert debrief_text(measure(practice))


@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda scenario: scenario.oefening)
def test_what_is_seen_gives_no_wish_or_conclusion_away(scenario: Scenario) -> None:
    """What follows from what was told, the student decides; interruptions refer to nothing that may not have been said."""
    concluded = {"type_contact", "delict", "strafbaar", "vergelding_en_escalatie", "aangifte_status", "gekozen_route"}
    for name, seen in scenario.observations.items():
        quoted = re.sub(r"'[^']*'", "", seen.te_zien)
        assert not re.search(r"\b[Zz]?[Hh]?(?:ij|zij) (?:wil|kiest|koos|wilde|twijfelt)\b", quoted) or name == "aanbod_verdachte"
        if name in concluded and not seen.te_zien.startswith(("Het briefje", "Zij zei bij de deur")):
            assert "maakt u op uit wat u hoorde" in seen.te_zien or "uit wat u hoorde" in seen.te_zien, (name, seen.te_zien)
    for part in scenario.onderbrekingen:
        for text in (part.gebeurt, *(choice.tekst for choice in part.keuzes)):
            assert "vertelde net" not in text and "net vertelde" not in text
