"""What the screens are made of, without a screen: reading what is typed, wrapping, writing files, guards, colours."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from gesprek.dialogue.typed import Now
from gesprek.export import ExportProblem, Reserved, file_names, write_texts
from gesprek.harmless import harmless
from gesprek.knowledge import ValueProblem, load_knowledge
from gesprek.sitting.actions import ACTIONS
from gesprek.sitting.entry import parse_entry, rows_text, show_date, show_value
from gesprek.sitting.wrapping import fit, wrap
from gesprek.tui import scrub_environment
from gesprek.tui.app import GesprekApp
from gesprek.tui.choices import KEYS
from gesprek.tui.safety import SafeFilter

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 5)
TEXTS = {"aangifte": "Ik zag het.", "bevindingen": "Ik, verbalisant.", "advies": "Route."}


def read(fact: str, typed: str) -> Any:
    knowledge = load_knowledge("aangifte")
    return parse_entry(knowledge.facts[fact], typed, Now(NOW), knowledge.routes)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("14-11-2026", date(2026, 11, 14)),
        ("14/11/2026", date(2026, 11, 14)),
        ("14.11.26", date(2026, 11, 14)),
        ("14 november", date(2026, 11, 14)),
        ("zaterdag 14 november 2026", date(2026, 11, 14)),
        ("14 nov", date(2026, 11, 14)),
        ("24-12", date(2025, 12, 24)),
        ("gisteren", date(2026, 11, 22)),
        ("eergisteren", date(2026, 11, 21)),
        ("vandaag", TODAY),
        ("zaterdag", date(2026, 11, 21)),
        ("maandag", date(2026, 11, 16)),
        ("2026-11-14", date(2026, 11, 14)),
    ],
)
def test_a_date_is_read_in_the_forms_people_use(typed: str, found: date) -> None:
    assert found == read("feit_datum", typed)


def test_a_date_to_come_is_read_ahead() -> None:
    assert date(2027, 1, 10) == read("nazorg_datum", "10 januari")
    assert date(2026, 11, 27) == read("info5j_vervolg_datum", "vrijdag")


@pytest.mark.parametrize("typed", ["31-2-2026", "ooit", "14", "13-13-2026", "0-0-0", "99999999999"])
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        read("feit_datum", typed)
    assert "14-11-2026" in problem.value.expected


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("10:15", datetime(2026, 11, 23, 10, 15)),
        ("14-11-2026 10:15", datetime(2026, 11, 14, 10, 15)),
        ("gisteren 21.30 uur", datetime(2026, 11, 22, 21, 30)),
        ("14.11.2026 om 9u30", datetime(2026, 11, 14, 9, 30)),
        ("14 november 10u", datetime(2026, 11, 14, 10, 0)),
        ("2026-11-14T10:15", datetime(2026, 11, 14, 10, 15)),
    ],
)
def test_a_moment_is_read_in_the_forms_people_use(typed: str, found: datetime) -> None:
    assert found == read("gesprek_begin", typed)


@pytest.mark.parametrize(
    ("typed", "found"), [("685", "685.00"), ("€ 1.250,50", "1250.50"), ("685,-", "685.00"), ("685 euro", "685.00")]
)
def test_an_amount_is_read_in_the_forms_people_use(typed: str, found: str) -> None:
    assert Decimal(found) == read("schade_bedrag", typed)


def test_rows_are_read_by_label_and_come_back_as_they_were_typed() -> None:
    knowledge = load_knowledge("aangifte")
    fact = knowledge.facts["eerdere_bemiddeling"]
    rows = read("eerdere_bemiddeling", "Wijkagent; april 2025; mislukt\npolitie; 2024")
    assert rows == ({"door": "wijkagent", "wanneer": "april 2025", "uitkomst": "mislukt"}, {"door": "politie", "wanneer": "2024"})
    assert rows == read("eerdere_bemiddeling", rows_text(fact, rows, knowledge.routes))


def test_a_wrong_row_names_its_line_and_what_may_stand_there() -> None:
    with pytest.raises(ValueProblem) as problem:
        read("eerdere_bemiddeling", "politie\npiet; 2024")
    assert "Regel 2" in problem.value.found
    assert "wijkagent" in problem.value.expected


def test_values_are_shown_in_full() -> None:
    knowledge = load_knowledge("aangifte")
    assert show_date(date(2026, 11, 14)) == "zaterdag 14 november 2026"
    assert show_value(knowledge, knowledge.facts["schade_bedrag"], Decimal("1250.50")) == "€ 1.250,50"


@given(st.text())
def test_any_text_typed_as_a_date_is_a_date_or_a_plain_refusal(typed: str) -> None:
    for fact in ("feit_datum", "gesprek_begin", "gespreksruimte_minuten", "schade_bedrag", "eerdere_bemiddeling"):
        try:
            read(fact, typed)
        except ValueProblem as problem:
            assert problem.expected or problem.found


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Mn", "Me", "Cn", "Co", "Cs", "Zl", "Zp"])),
    st.integers(12, 60),
)
def test_wrapping_keeps_every_word_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(text.split()) == "".join("".join(lines).split())


def test_fitting_marks_what_was_cut() -> None:
    assert fit("een heel lang onderwerp", 10).endswith("…")
    assert fit("kort", 10) == "kort"


INVISIBLE = (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)


def is_harmful(character: str) -> bool:
    """What a terminal obeys, or nobody sees."""
    number = ord(character)
    hidden = number in INVISIBLE or 0xFFF9 <= number <= 0xFFFB or 0xE0000 <= number <= 0xE007F
    return hidden or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


@given(st.text())
def test_nothing_a_terminal_obeys_or_hides_is_ever_drawn(text: str) -> None:
    drawn = SafeFilter().apply([Segment(text)], Color(0, 0, 0))[0].text
    ranges = [(0, 31), (127, 159), (0x202A, 0x202E), (0x2066, 0x2069), (0xE0000, 0xE007F)]
    assert not any(low <= ord(character) <= high for character in drawn for low, high in ranges)
    assert cell_len(drawn) == cell_len(text)


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e", "\u200b", "\ufeff", "\x7f", "\x00", "\U000e0041"])
def test_each_harmful_character_leaves_a_mark_that_can_be_seen(character: str) -> None:
    assert harmless(f"a{character}b{character}{character}") == "a·b··"


def test_harmless_text_stays_as_it_is() -> None:
    text = "Zoë zei: [b]nee[/b] — ’t Hart, Łukasz, محمد"
    assert text == harmless(text)


@given(st.text(st.characters() | st.sampled_from("\x1b\n\x00\x9b\u200b\u200d\u202e\ufeff\xad\U000e0041\ud800a·")))
def test_what_is_taken_out_of_a_line_leaves_a_mark(text: str) -> None:
    """One for each character, also when it had no width: nothing disappears unseen."""
    shown = harmless(text)
    assert len(shown) == len(text)
    assert [a for a, b in zip(text, shown, strict=True) if a != b] == [a for a in text if is_harmful(a)]
    assert {b for a, b in zip(text, shown, strict=True) if a != b} <= {"·"}
    assert harmless("a\u200bb\x1bc\U000e0041") == "a·b·c·"


def test_three_files_are_written_for_the_owner_only(tmp_path: Path) -> None:
    files = write_texts(str(tmp_path / "zaak"), TEXTS)
    assert [f.name for f in files] == ["zaak-aangifte.txt", "zaak-bevindingen.txt", "zaak-advies.txt"]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert files[0].read_text() == "Ik zag het.\n"


def test_an_existing_file_is_never_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "zaak-advies.txt").write_text("oud")
    with pytest.raises(ExportProblem, match="niets overschreven"):
        write_texts(str(tmp_path / "zaak"), TEXTS)
    assert [f.name for f in tmp_path.iterdir()] == ["zaak-advies.txt"]
    assert (tmp_path / "zaak-advies.txt").read_text() == "oud"


@pytest.mark.parametrize("base", ["", "  ", "/", "..", "~", "map/"])
def test_a_name_that_is_no_name_is_refused(base: str) -> None:
    with pytest.raises(ExportProblem):
        write_texts(base, TEXTS)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="bestaat niet"):
        write_texts(str(tmp_path / "weg" / "zaak"), TEXTS)


@pytest.mark.parametrize(
    ("base", "word"),
    [
        ("{map}/" + "x" * 300, "te lang"),
        ("{map}/" + "x" * 250, "te lang"),
        ("{map}/" + "x" * 300 + "/zaak", "te lang"),
        ("{map}" + "/x" * 3000, "te lang"),
        ("{map}/bestand/zaak", "bestaat niet"),
        ("~erisgeenzoiemand/zaak", "bestaat niet"),
    ],
)
def test_a_name_that_no_disk_takes_is_said_and_never_an_error(tmp_path: Path, base: str, word: str) -> None:
    """Also while it is being typed, when only the names are asked."""
    (tmp_path / "bestand").write_text("")
    with contextlib.suppress(ExportProblem):
        file_names(base.format(map=tmp_path))
    with pytest.raises(ExportProblem, match=word):
        write_texts(base.format(map=tmp_path), TEXTS)
    assert [path.name for path in tmp_path.iterdir()] == ["bestand"]


def test_a_full_disk_is_known_before_a_word_is_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _start: int, _length: int) -> None:
        raise OSError(errno.ENOSPC, "x")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(ExportProblem, match="vol"):
        Reserved(str(tmp_path / "zaak"), TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_what_is_reserved_holds_no_word_of_the_texts(tmp_path: Path) -> None:
    made = Reserved(str(tmp_path / "zaak"), TEXTS)
    assert b"".join(file.read_bytes() for file in made.files).strip(b"\0") == b""
    made.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "word"), [(errno.ENOSPC, "vol"), (errno.EACCES, "mag"), (errno.EROFS, "gelezen"), (errno.EIO, "fout 5")]
)
def test_a_failing_disk_is_said_plainly_and_leaves_no_half_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    calls = []

    def failing(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(number, "x")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(ExportProblem, match=word):
        write_texts(str(tmp_path / "zaak"), TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_could_leak_are_scrubbed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_LOG", "toetsen.log")
    monkeypatch.setenv("TEXTUAL_SCREENSHOT", "1")
    scrub_environment()
    assert not [name for name in os.environ if name.startswith("TEXTUAL")]


async def test_a_crash_says_one_sentence_and_no_variable(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(GesprekApp):
        def on_ready(self) -> None:
            """Fail with something said in a variable."""
            geheim = "Jan Jansen"
            raise RuntimeError(geheim)

    app = Broken()
    with pytest.raises(RuntimeError):
        async with app.run_test():
            pass
    assert app.return_code == 1
    shown = capsys.readouterr()
    assert "Jansen" not in shown.out + shown.err
    assert "Er ging iets mis" in shown.out + shown.err


def test_the_first_screen_imports_nothing_that_only_a_conversation_needs() -> None:
    code = "import sys; import gesprek.tui.app; print([m for m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = (
        "jinja2",
        "babel",
        "transitions",
        "msgspec",
        "yaml",
        "textual.widgets._text_area",
        "textual.widgets._markdown",
        "click",
    )
    for name in heavy:
        assert f"'{name}'" not in done.stdout


def test_every_action_has_its_own_key_and_none_is_a_key_of_an_option() -> None:
    keys = [key for one in ACTIONS for key in (*one.keys.split(","), one.plain) if key]
    assert len(keys) == len(set(keys))
    assert not {one.plain for one in ACTIONS if len(one.plain) == 1} & set(KEYS)
    taken = {"ctrl+b", "ctrl+s", "ctrl+z", "ctrl+a", "f11"}  # tmux, flow control, suspend, screen, full screen
    assert not taken & set(keys)


def test_there_is_a_key_for_every_option() -> None:
    knowledge = load_knowledge("aangifte")
    assert max(len(fact.waarden) for fact in knowledge.facts.values()) <= len(KEYS)
    assert len(set(KEYS)) == len(KEYS)
