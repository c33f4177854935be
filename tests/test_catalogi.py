"""The catalogs: nothing a person sees is missing in English, and nothing stale stays behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from gesprek import i18n
from gesprek.catalogs import check_catalog, compile_catalogs, main, new_catalog, update_catalog
from gesprek.extraction import read_texts
from gesprek.i18n import _, choose_language

ROOT = Path(__file__).resolve().parent.parent

GATES = """\
- id: {name}
  titel: Acuut gevaar
  speelt: acuut_gevaar = ja
  gevolg: "Er is nu gevaar."
  doe: ["Bel 112.", "Bel {{naam}}."]
  bron: [ontwerp]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with one content file and one module."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "gesprek").mkdir()
    (tmp_path / "flows" / "poorten.yaml").write_text(GATES.format(name="acuut"), "utf-8")
    (tmp_path / "gesprek" / "scherm.py").write_text(
        '_("Sluiten")\nN_("Openen")\nngettext("{n} vraag", "{n} vragen", n)\n', "utf-8"
    )
    return tmp_path


def _texts(*texts: str | tuple[str, str]) -> Catalog:
    catalog = new_catalog()
    for text in texts:
        catalog.add(text)
    return catalog


def _english(**pairs: str) -> Catalog:
    catalog = new_catalog("en")
    for text, translation in pairs.items():
        catalog.add(text, translation)
    return catalog


def test_the_shipped_catalogs_are_complete() -> None:
    """No entry is missing, stale, fuzzy or with other placeholders."""
    assert main(["check"], ROOT) == 0


def test_an_old_template_fails(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The template must hold what content and code say now; right after `update` it does."""
    main(["update"], checkout)
    main(["check"], checkout)
    assert "gesprek.pot" not in capsys.readouterr().out
    (checkout / "gesprek" / "scherm.py").write_text('_("Iets nieuws")\n', "utf-8")
    main(["check"], checkout)
    assert "locales/gesprek.pot: niet bijgewerkt" in capsys.readouterr().out


def test_an_update_of_what_is_up_to_date_changes_no_byte(checkout: Path) -> None:
    """So that a change in one text is a change of a few lines."""
    main(["update"], checkout)
    before = {path: path.read_bytes() for path in (checkout / "locales").rglob("*.po*")}
    main(["update"], checkout)
    assert before == {path: path.read_bytes() for path in (checkout / "locales").rglob("*.po*")}


def test_content_and_code_are_both_read(checkout: Path) -> None:
    """Texts come from the paths that are shown, and from `_`, `N_` and `ngettext`; names and rules stay out."""
    texts = {message.id for message in read_texts(checkout, new_catalog()) if message.id}
    expected = {"Acuut gevaar", "Er is nu gevaar.", "Bel 112.", "Bel {naam}.", "Sluiten", "Openen", ("{n} vraag", "{n} vragen")}
    assert texts == expected


def test_history_is_not_translated(checkout: Path) -> None:
    """A facility that is never proposed is not in the catalog; one that is, is."""
    folder = checkout / "flows" / "voorzieningen"
    folder.mkdir()
    (folder / "a.yaml").write_text("id: a\nnaam: Vroeger\nsoort: geschiedenis\n", "utf-8")
    (folder / "b.yaml").write_text("id: b\nnaam: Vandaag\nsoort: route\n", "utf-8")
    texts = read_texts(checkout, new_catalog())
    assert "Vandaag" in texts
    assert "Vroeger" not in texts


def test_an_updated_catalog_lacks_only_its_translations(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` fails while something is missing, and not any more when it has been translated."""
    main(["update"], checkout)
    assert main(["check"], checkout) == 1
    assert "ontbreekt: 'Acuut gevaar'" in capsys.readouterr().out
    path = checkout / "locales/en/LC_MESSAGES/gesprek.po"
    path.write_text(path.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "x {naam}"\n\n'), "utf-8")
    main(["check"], checkout)
    assert "ontbreekt: 'Acuut gevaar'" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("texts", "english", "expected"),
    [
        (_texts("Sluiten"), _english(Sluiten="Close"), []),  # the control
        (_texts("Sluiten"), _english(), ["ontbreekt: 'Sluiten'"]),
        (_texts("Sluiten"), _english(Sluiten=""), ["ontbreekt: 'Sluiten'"]),
        (_texts(), _english(Sluiten="Close"), ["verouderd: 'Sluiten'"]),
        (_texts("{naam} belt"), _english(**{"{naam} belt": "{naam} calls"}), []),
        (_texts("{naam} belt"), _english(**{"{naam} belt": "{name} calls"}), ["andere invulplekken (naam, name): '{naam} belt'"]),
        (_texts("Naam: "), _english(**{"Naam: ": "Name:"}), ["andere spaties aan het begin of eind: 'Naam: '"]),
    ],
)
def test_a_check_names_what_is_wrong(texts: Catalog, english: Catalog, expected: list[str]) -> None:
    """Missing, empty, stale, other placeholders and other spaces are each named; a good catalog is not."""
    assert check_catalog(english, texts) == expected


def test_a_fuzzy_entry_fails() -> None:
    """A translation of an older text does not count until somebody has looked at it."""
    english = new_catalog("en")
    english.add("Sluiten", "Close", flags={"fuzzy"})
    assert check_catalog(english, _texts("Sluiten")) == ["onzeker (fuzzy): 'Sluiten'"]


def test_a_plural_needs_both_forms_and_may_leave_the_number_out_of_one() -> None:
    """`{n}` must be in the form for many; a form that is empty counts as missing."""
    texts = _texts(("één vraag", "{n} vragen"))
    english = new_catalog("en")
    english.add(("één vraag", "{n} vragen"), ("one question", "{n} questions"))
    assert check_catalog(english, texts) == []
    english = new_catalog("en")
    english.add(("één vraag", "{n} vragen"), ("one question", ""))
    assert check_catalog(english, texts) == ["ontbreekt: 'één vraag'"]


def test_an_update_keeps_what_holds_and_marks_what_changed_a_little() -> None:
    """A kept text keeps its translation; a mended one keeps it fuzzy; what has gone, goes."""
    old = _english(**{"U kunt nu stoppen": "You can stop now", "Sluiten": "Close", "Iets heel anders": "Something else"})
    new = update_catalog(old, _texts("U kunt nu stoppen.", "Sluiten"))
    assert {message.id: (message.string, message.fuzzy) for message in new if message.id} == {
        "U kunt nu stoppen.": ("You can stop now", True),
        "Sluiten": ("Close", False),
    }


def test_a_compiled_catalog_is_what_the_program_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After compiling, a text comes out in English; in Dutch it stays itself."""
    shutil.copytree(ROOT / "locales", tmp_path / "locales", ignore=shutil.ignore_patterns("*.mo"))
    assert [path.suffix for path in compile_catalogs(tmp_path / "locales")] == [".mo"]
    monkeypatch.setattr(i18n, "locales_dir", lambda: tmp_path / "locales")
    assert _("Acuut gevaar") == "Acuut gevaar"
    choose_language("en")
    assert _("Acuut gevaar") != "Acuut gevaar"


def test_an_unknown_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 and what there is."""
    assert main(["vertaal"], ROOT) == 2
    assert "extract|update|compile|check" in capsys.readouterr().out
