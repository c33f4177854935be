"""Reading YAML as text: nothing is converted, nothing is lost, and every mistake has a line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gesprek.errors import InputProblems
from gesprek.knowledge.yaml_source import line_of, read_yaml, read_yaml_text


def test_scalars_stay_what_they_are() -> None:
    """A time, a number with a leading zero and a plain no are text."""
    assert read_yaml_text("a: 22:15\nb: 0123\nc: no\nd: ~\n", "x") == {"a": "22:15", "b": "0123", "c": "no", "d": "~"}
    assert yaml.safe_load("a: 22:15\nb: 0123\nc: no")["a"] == 1335  # the control: what the library does by itself


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "twee keer"),
        ("a: &x 1\n", 1, "anker"),
        ("a: &x 1\nb: *x\n", 2, "verwijzing"),
        ("a: !!python/name:os.system x\n", 1, "etiket"),
        ("a:\n  - b\n c: d\n", 3, "geen geldige YAML"),
        ("[" * 60, 1, "genest"),
        ("a: \x07\n", 1, "geen geldige YAML"),
    ],
)
def test_what_could_mislead_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    """Duplicate keys, anchors, tags, bad nesting."""
    with pytest.raises(InputProblems) as caught:
        read_yaml_text(text, "x.yaml")
    assert any(p.line == line and said in p.found for p in caught.value.problems), caught.value


def test_all_duplicate_keys_are_named_in_one_run() -> None:
    """Not only the first mistake."""
    with pytest.raises(InputProblems) as caught:
        read_yaml_text("a: 1\na: 2\nb: 1\nb: 2\n", "x.yaml")
    assert [p.line for p in caught.value.problems] == [2, 4]


def test_a_missing_file_and_a_wrong_encoding_are_sentences(tmp_path: Path) -> None:
    """No traceback for what a user can mend."""
    wrong = tmp_path / "latijn.yaml"
    wrong.write_bytes(b"a: b\nnaam: Andr\xe9\n")
    for path, line in ((tmp_path / "geen.yaml", 1), (wrong, 2), (tmp_path, 1)):
        with pytest.raises(InputProblems) as caught:
            read_yaml(path)
        assert caught.value.problems[0].line == line


def test_every_key_knows_its_line() -> None:
    """Lines are what makes a message useful."""
    data = read_yaml_text("a: 1\nb:\n  c: 2\n  d:\n    - x\n    - y\n", "x")
    assert (line_of(data, "b"), line_of(data["b"], "d"), line_of(data["b"]["d"], 1)) == (2, 4, 6)


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))),
        max_size=5,
    )
)
def test_whatever_text_goes_in_comes_out(data: dict[str, str]) -> None:
    """Round trip through quoted YAML."""
    dumped = yaml.safe_dump(data, allow_unicode=True, default_style='"')
    assert read_yaml_text(dumped, "x") == data


@given(st.text(max_size=200))
def test_no_text_whatever_makes_the_reader_crash(text: str) -> None:
    """Either a document or a list of problems."""
    try:
        read_yaml_text(text, "x")
    except InputProblems as error:
        assert error.problems
