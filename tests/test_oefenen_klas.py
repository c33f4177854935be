"""A class and the commands of practising: files that a teacher collects, an overview that ranks nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesprek.errors import GesprekError, InputProblems, UnknownName
from gesprek.practice import ResultProblem, Session
from gesprek.practice.class_page import class_page, class_text
from gesprek.practice.classroom import begin_class, class_scenario, overview, read_class, result_path
from gesprek.practice.files import write_result
from tests.oefenhulp import BEGIN, OWN, proef, root
from tests.oefenstudenten import STUDENTS


@pytest.fixture
def klas(tmp_path: Path) -> Path:
    """A class with the results of three students."""
    folder = tmp_path / "klas"
    begin_class(folder, "proef", 1, "docent", root())
    for code, name in {"P3": "uitstekend", "P1": "gehaast", "P2": "sturend"}.items():
        write_result(STUDENTS[name](proef()), result_path(folder, code), new=True)
    return folder


def test_everyone_in_a_class_gets_the_same_exercise_and_seed(klas: Path) -> None:
    """It stands in the file of the class."""
    found, scenario = class_scenario(klas, root())
    assert (found.oefening, found.zaad, found.door) == ("proef", 1, "docent")
    assert scenario.sha256 == proef().sha256
    with pytest.raises(ResultProblem, match="al een klas"):
        begin_class(klas, "proef", 2, root=root())


def test_an_exercise_of_ones_own_travels_with_the_class(tmp_path: Path) -> None:
    """The folder can be taken to another computer."""
    folder = tmp_path / "klas"
    begin_class(folder, str(OWN / "proef.yaml"), 3, root=root())
    assert (folder / "proef.yaml").read_bytes() == (OWN / "proef.yaml").read_bytes()
    assert class_scenario(folder, root())[1].path == folder / "proef.yaml"


def test_the_overview_is_about_the_class_and_names_nobody(klas: Path) -> None:
    """Per topic and per kind of error."""
    found = overview(klas, root())
    assert found.students == 3 and not found.refused
    errors = {row.error: row for row in found.errors}
    assert errors["sturend"].students == 1 and errors["sturend"].times > 1
    assert all(0 <= row.share <= 1 for row in found.topics)
    for text in (class_text(found), class_page(found)):
        assert "OEFENING – verzonnen gegevens" in text
        assert not any(code in text for code in ("P1", "P2", "P3"))


def test_on_request_each_code_is_shown_with_what_to_practise_in_the_order_of_the_codes(klas: Path) -> None:
    """Never with a number to rank them by."""
    text = class_text(overview(klas, root()), each=True)
    assert text.index("  P1\n") < text.index("  P2\n") < text.index("  P3")
    assert "van 100" not in text


def test_what_is_no_result_of_the_class_is_left_out_and_said(klas: Path) -> None:
    """A sentence each; the rest counts."""
    write_result(Session(proef(), 99, BEGIN), result_path(klas, "ander-zaad"))
    half = (klas / "P1.oefening.json").read_bytes()[:500]
    (klas / "half.oefening.json").write_bytes(half)
    found = overview(klas, root())
    assert found.students == 3
    assert [text.partition(":")[0] for text in found.refused] == ["ander-zaad.oefening.json", "half.oefening.json"]
    assert all("\n" not in text for text in found.refused)


def test_a_class_of_another_version_is_refused(klas: Path) -> None:
    """Otherwise results would be compared that cannot be."""
    path = klas / "klas.yaml"
    path.write_text(path.read_text().replace(proef().sha256, "0" * 64))
    with pytest.raises(ResultProblem, match="andere versie"):
        overview(klas, root())


@pytest.mark.parametrize("code", ["", "../x", "a b", "-rf", "a" * 40, "é", "P1-2"])
def test_a_code_is_a_plain_name_of_a_file(tmp_path: Path, code: str) -> None:
    """Nothing that leads elsewhere."""
    with pytest.raises(UnknownName):
        result_path(tmp_path, code)


@pytest.mark.parametrize("text", ["", "oefening: proef\n", "oefening: proef\nzaad: veel\nsha256: x\n", "- a\n"])
def test_a_wrong_file_of_a_class_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    """As every file that people write."""
    (tmp_path / "klas.yaml").write_text(text)
    with pytest.raises(InputProblems, match=r"klas\.yaml:\d+: "):
        read_class(tmp_path)


def test_a_folder_without_a_class_is_refused(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(GesprekError, match="gesprek oefen klas begin"):
        overview(tmp_path)


def test_the_last_finished_try_of_a_code_counts(klas: Path) -> None:
    """Also when a later one was stopped, or a tenth stands before a second in the alphabet."""
    before = overview(klas, root())
    stopped = Session(proef(), 1, BEGIN)
    stopped.ask("doel", "U wilt zeker dat hij straf krijgt?", BEGIN)
    stopped.give_up(BEGIN)
    write_result(stopped, klas / "P3-2.oefening.json", new=True)
    found = overview(klas, root())
    assert found.again == 1 and found.students == 3 and found.questions == before.questions
    write_result(STUDENTS["gehaast"](proef(), 1), klas / "P4.oefening.json", new=True)
    assert "P4.oefening.json: Dit is hetzelfde resultaat als P1.oefening.json" in "".join(overview(klas, root()).refused)


def test_a_stopped_result_does_not_upset_the_topics(klas: Path) -> None:
    """It has fewer of them."""
    before = overview(klas, root())
    stopped = Session(proef(), 1, BEGIN)
    stopped.ask("doel", "U wilt zeker dat hij straf krijgt?", BEGIN)
    write_result(stopped, klas / "P9.oefening.json", new=True)
    rows = {row.topic: row for row in before.topics}
    assert [row.topic for row in overview(klas, root()).topics] == list(rows)
    assert all(row.missed_by == rows[row.topic].missed_by + 1 for row in overview(klas, root()).topics)
