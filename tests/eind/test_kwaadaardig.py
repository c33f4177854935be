"""Texts that a terminal would obey or hide, in every place that shows text: none of them reaches the terminal as what it is.

They stand in the vault as they are. What the program sent is compared with what it sends when there are none of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gesprek.knowledge import clean_text
from tests.eind.dossiers import in_danger, listed, places, put_in, text_facts
from tests.eind.hulp import Home, Program, make_vault, size
from tests.eind.kwaad import PAYLOADS, kinds, text

ESCAPE = "\x1b"
WIDE: dict[str, Any] = {"columns": 120, "rows": 30}
MARKED = re.compile(b"|".join(b"(?<=k%02d)" % n + re.escape(payload.encode()) for n, payload in enumerate(PAYLOADS.values())))
"""A payload behind its mark."""
NUMBERS = {b"%02d" % n for n in range(len(PAYLOADS))}


@dataclass
class Case:
    """A home with a dossier that has a text of ours in every place."""

    home: Home
    code: str

    def opened(self, program: Program) -> Program:
        """The dossier on the screen."""
        program.unlock()
        program.see(" 5j ")
        program.settle()
        return program


def _hostile(place: str) -> str:
    """Every payload, in an order of the place; in the long texts each on a line of its own."""
    lines = "\n" if place in ("feit_relaas", "getypt", "notitie in aanbouw", "notitie welkom") else " "
    return text(places().index(place) if place in places() else 0, lines)


def _made(folder: Path, text_of: Callable[[str], str]) -> Case:
    home = make_vault(folder)
    return Case(home, put_in(home.vault, text_of))


# -- where text is shown ---------------------------------------------------------------------------------------------------


def _look_around(program: Program) -> None:
    """The texts beside the question, the list of questions, the windows with what was typed in them, and help."""
    for _n in range(5):
        program.press("f3")
        program.settle()
    for key, sign, steps in _WINDOWS:
        program.press(key)
        program.see(sign)
        program.settle()
        for _n in range(size(min(steps, 1), steps)):
            program.press("pagedown")
            program.settle(0.1)
        program.press("escape")
        program.gone(sign)
        program.settle()


_WINDOWS = (
    ("ctrl+g", "typ een deel", 6),
    ("ctrl+n", "Notitie bij", 1),
    ("f7", "Waarom vraagt u", 0),
    ("f12", "Terugdraaien", 0),
    ("ctrl+r", "Routes en besluit", 2),
    ("ctrl+t", "Wat nu te doen", 1),
    ("f1", "Hulp", 2),
)


def _ask_again(program: Program, facts: Sequence[str]) -> None:
    """Some answers in their fields, recorded again; then what was taken back is shown."""
    for fact in facts:
        program.question(fact)
        program.press("ctrl+d")
        program.settle()


def _read_back(program: Program) -> None:
    program.question("feit_relaas")
    program.press("ctrl+e")
    program.see("Voorlezen:")
    for _document in range(3):
        for _n in range(size(1, 3)):
            program.press("pagedown")
            program.settle(0.1)
        program.press("f3")
        program.settle()
    program.press("v")
    program.settle()
    program.press("escape")
    program.settle()
    program.press("escape")
    program.gone("Voorlezen:")


def _locked(program: Program) -> None:
    program.press("ctrl+k")
    program.unlock()
    program.see(" 5j ")


def _walk(case: Case) -> bytes:
    """A walk past every place of the screen that shows what was recorded; what was sent to the terminal."""
    with case.opened(case.home.program("dossier", "openen", case.code, **WIDE)) as program:
        _look_around(program)
        _ask_again(program, ["hulpverlening_betrokken", *text_facts()[: size(1, 40)]])
        _read_back(program)
        _locked(program)
        assert program.leave() == 0
        return bytes(program.raw)


def _other_screens(case: Case, hostile: str) -> bytes:
    """Danger, the list of dossiers with what can be done, a dossier that is open elsewhere, an export that is refused."""
    danger = in_danger(case.home.vault, hostile)
    fixed = put_in(case.home.vault, lambda place: text(len(place)) if hostile else "gewoon", fixed=True)
    listed(case.home.vault, [hostile and text(n) for n in range(size(8, 25))])
    account = {name: hostile.replace("\0", "") for name in ("LOGNAME", "USER", "LNAME", "USERNAME")}
    sent = b""
    with case.home.program("dossier", "openen", danger, env=account, **WIDE) as program:
        program.unlock()
        program.see("Bel 112")
        program.settle()
        with case.home.program("dossier", "openen", danger, **WIDE) as second:
            second.unlock()
            second.see("elders open")
            second.settle()
            second.leave()
            sent += second.raw
        program.leave()
        sent += program.raw
    with case.home.program("dossier", "openen", fixed, **WIDE) as program:
        program.unlock()
        program.see("Voorlezen:")
        program.settle()
        program.press("w")
        program.see("Map en begin")
        program.settle()
        program.type(f"\x1b[200~/{text(0, without=ESCAPE)}/zaak\x1b[201~")
        program.settle()
        program.press("enter")
        program.see("lang|Deze map is er nog niet")
        program.press("escape")
        program.settle()
        program.press("escape")
        program.settle()
        program.leave()
        sent += program.raw
    with case.home.program(**WIDE) as program:
        program.see("Nieuw gesprek")
        program.settle()
        program.press("2")
        program.unlock()
        program.see("Gesprekken in de kluis")
        program.settle()
        for _n in range(4):
            program.press("pagedown")
            program.settle(0.1)
        program.press("enter")
        program.see("Verder met dit gesprek")
        program.press("2")
        program.see("laten staan")
        program.leave()
        sent += program.raw
    return sent


# -- on the screen ---------------------------------------------------------------------------------------------------------


def _whole(sent: bytearray) -> bytes:
    """What was sent so far, without a sequence of which the end is still to come."""
    return bytes(sent[: sent.rfind(b"\x1b")])


def _lone(sent: bytes) -> set[str]:
    """The payloads that stand in what was sent, as they are."""
    return {name for name, payload in PAYLOADS.items() if re.search(rb"k\d\d" + re.escape(payload.encode()), sent)}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the program sends by itself."""
    case = _made(tmp_path_factory.mktemp("gewoon"), lambda place: f"gewoon {place}")
    with case.opened(case.home.program("dossier", "openen", case.code, **WIDE)) as program:
        program.press("f3")
        program.settle()
        program.press("ctrl+g")
        program.see("typ een deel")
        assert program.leave() == 0
        return kinds(bytes(program.raw))


@pytest.mark.parametrize("walk", [_walk, lambda case: _other_screens(case, text(0))], ids=["a conversation", "other screens"])
def test_nothing_hostile_reaches_the_terminal_from(walk: Callable[[Case], bytes], usual: set[str], tmp_path: Path) -> None:
    sent = walk(_made(tmp_path, _hostile))
    assert kinds(sent) <= usual
    assert _lone(sent) == set()
    around = re.findall(rb"k(\d\d)", sent)
    assert min(around.count(number) for number in NUMBERS) >= 5  # they were there, made harmless


@pytest.mark.parametrize("how", ["zonder-schoonmaken", "zonder-schoonmaken,zonder-filter"])
def test_the_filter_alone_is_enough_and_without_it_they_all_come_through(how: str, usual: set[str], tmp_path: Path) -> None:
    """The control: of a text that nothing cleaned, only the filter keeps the terminal free."""
    case = _made(tmp_path, _hostile)
    program = case.home.program("dossier", "openen", case.code, how=how, **WIDE)
    program.deaf_to = MARKED
    with case.opened(program):
        if "zonder-filter" in how:
            program.until(lambda: len(_lone(bytes(program.raw))) >= 20, "ze komen niet door")
            assert not kinds(_whole(program.raw)) <= usual
        else:
            program.until(lambda: set(re.findall(rb"k(\d\d)", bytes(program.raw))) >= NUMBERS, "ze staan er niet")
            assert _lone(bytes(program.raw)) == set()
            assert kinds(_whole(program.raw)) <= usual
        program.kill()


def test_every_payload_is_a_kind_of_its_own() -> None:
    """The control of the comparing: what the program sends, with one of them in it, is seen."""
    usual = {"CSI H", "CSI m", "CSI ?2026h", "CSI ?2026l"}
    plain = b"\x1b[?2026h\x1b[3;1H\x1b[38;2;1;2;3mk00e00\r\n\x1b[?2026l"
    assert kinds(plain) <= usual
    for name, payload in PAYLOADS.items():
        assert not kinds(plain.replace(b"k00", b"k00" + payload.encode())) <= usual, name


def test_what_is_pasted_loses_what_is_hostile_and_nothing_else(tmp_path: Path) -> None:
    """Every letter around them, in its order; also of a terminal that leaves escapes in a paste."""
    home = make_vault(tmp_path)
    pasted = text(0)
    with home.program() as program:
        program.new_conversation()
        program.press("2")
        program.see("verbalisant")
        program.question("feit_relaas")
        program.type(f"\x1b[200~{pasted}\x1b[201~")
        program.settle()
        program.press("ctrl+k")
        program.see("op slot")
        program.kill()
    kept = home.kept()[1]["getypt"]["feit_relaas"]
    assert kept.replace("\n", "").isprintable()
    wanted = re.findall(r"[ke]\d\d", pasted)
    assert wanted == re.findall(r"[ke]\d\d", kept)
    assert clean_text(kept) == kept.strip()


# -- on the command line ---------------------------------------------------------------------------------------------------


def _lines(case: Case, hostile: str, case_file: str) -> list[list[str]]:
    """Commands that show what is in the vault, and commands with a hostile word in each place where one can be typed."""
    secret, word, code = ["--wachtwoord-bestand", str(case.home.secret)], hostile.replace("\0", "") or "gewoon", case.code
    path = word.replace("/", "_")[:240]
    return [
        ["dossiers", *secret], ["dossiers", "--json", *secret], ["logboek", *secret], ["logboek", "--json", *secret],
        ["dossier", "exporteren", code, "--ruw", *secret], ["dossier", "exporteren", code, f"{path[:60]}", *secret],
        ["dossier", "exporteren", code, f"{path}/zaak", *secret], ["dossier", "exporteren", word, "--ruw", *secret],
        ["dossier", "vernietigen", word, "--ja", *secret], ["dossier", "vernietigen", code, "--ja", "--reden", word, *secret],
        ["dossier", "overgenomen", word, "--ja", *secret], ["dossier", "bijwerken", word, *secret],
        ["dossier", "aanhouden", word, "--reden", word, *secret], ["dossier", "vrijgeven", word, "--reden", word, *secret],
        ["dossiers", "--wachtwoord-bestand", path], ["logboek", "--sinds", word, *secret], ["logboek", "--dossier", word, *secret],
        ["kluis", "controleren", "--tegen", word, *secret], ["kluis", "termijn", word, *secret],
        ["kluis", "reservekopie", f"{path}/kopie", *secret], ["kluis", "terugzetten", path, *secret],
        ["kluis", "wachtwoord", "--nieuw-wachtwoord-bestand", path, *secret],
        ["kluis", "herstellen", "--herstelsleutel-bestand", path], ["speel", case_file], ["speel", case_file, "--json"],
        ["speel", path], ["speel", case_file, "--kaart", word], ["speel", case_file, "--kaart", f"{path}.yaml"],
        ["speel", case_file, "--peildatum", word], ["vragen", word], ["--taal", word], [word], ["dossier", word], ["kluis", word],
        ["dossiers", f"--{word}"], ["dossiers", word], ["speel", f"--{word}", case_file], [f"--{word}"],
    ]  # fmt: skip


def _case_files(folder: Path, hostile: str) -> list[str]:
    """A case file in which they stand, as YAML can say it; and one that is wrong in every place."""
    quoted = '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in hostile) + '"'
    good, wrong = folder / "casus.yaml", folder / "fout.yaml"
    facts = "".join(f"  {fact}: {quoted}\n" for fact in text_facts()[:6])
    good.write_text(f"casus: {quoted}\nflow: aangifte\nfeiten:\n{facts}", encoding="utf-8")
    wrong.write_text(f"casus: x\n{quoted}: x\nflow: {quoted}\nfeiten:\n  {quoted}: {quoted}\n", encoding="utf-8")
    odd = folder / "feiten.yaml"
    odd.write_text(f"casus: x\n{quoted}: x\nfeiten:\n  {quoted}: {quoted}\n  letsel: {quoted}\n", encoding="utf-8")
    return [str(good), str(wrong), str(odd)]


def _said(case: Case, hostile: str, how: str = "gewoon") -> bytes:
    """All of these commands on a terminal, one after another; what was sent to it."""
    case_file, *wrong = _case_files(case.home.home, hostile)
    listed(case.home.vault, [hostile and text(n) for n in range(len(PAYLOADS))])
    arguments = case.home.folder / "opdrachten.json"
    lines = [*_lines(case, hostile, case_file), *(["speel", one] for one in wrong)]
    arguments.write_text(json.dumps(lines), encoding="utf-8")
    with case.home.program("--achtereen", str(arguments), how=how, **WIDE) as program:
        assert program.wait_for_end(120) == 0
        assert bytes(program.raw).count(b"\r\n[") >= len(lines) - 1
        return bytes(program.raw)


def _kind_of_lines(sent: bytes) -> set[str]:
    return kinds(sent.replace(b"\r\n", b""))


def test_nothing_hostile_reaches_the_terminal_from_a_command(tmp_path: Path) -> None:
    """What is in the vault, in a case file, in the name of a file, and what was typed as a code, a name or an option."""
    sent = _said(_made(tmp_path, _hostile), text(0))
    assert {name: found for name, found in _by_line(sent).items() if found} == {}


def test_without_the_filter_they_come_through_on_the_command_line(tmp_path: Path) -> None:
    """The control."""
    assert len(_lone(_said(_made(tmp_path, _hostile), text(0), how="zonder-schoonmaken,zonder-filter"))) >= 20


def _by_line(sent: bytes) -> dict[str, set[str]]:
    """The command after which it was, by the number that closes it, and the kinds of control in what it said."""
    parts = re.split(rb"\r\n\[\w+\]", sent)
    return {f"{n}: {part.decode(errors='replace')!r}": _kind_of_lines(part) for n, part in enumerate(parts)}
