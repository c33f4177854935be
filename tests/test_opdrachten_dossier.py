"""The commands about dossiers: what they show, what they write, what they refuse, and that the log knows of it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
import click
import msgspec
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from gesprek.commands import dossier_list
from gesprek.commands.dossier import dossier, dossiers
from gesprek.commands.dossier_list import table
from gesprek.commands.log import logboek
from gesprek.dialogue import make_answer
from gesprek.errors import GesprekError
from gesprek.export import ExportProblem, Reserved
from gesprek.harmless import plain_json
from gesprek.keeping import begin_conversation
from gesprek.record import Vault, begin_dossier, open_dossier
from gesprek.record.chain import Finding
from gesprek.record.codec import Kept
from gesprek.record.heads import Head
from gesprek.record.holding import Holder, officer
from gesprek.record.listing import Entry
from gesprek.record.log import LogBook, LogLine
from gesprek.record.retention import hold, set_term, take_over
from gesprek.record.sealing import Cost
from gesprek.report import compose
from tests.hulp import DAY as TODAY

PASSPHRASE = "een twee drie vier"
WORDS = "Ik wil gewoon dat het stopt, zei Naald-3302."
HOSTILE = [
    "rood\x1b[31m",
    "klembord\x1b]52;c;Zm9v\x1b\\",
    "c1\x9b31m\x9d0;titel\x9c",
    "rtl\u202etxt.exe\u202c",
    "onzichtbaar\u200b\u2060\ufeff",
    "tags\U000e0041\U000e0042",
    "regel\nnog een\r\tterug\x08\x07\x00\x7f",
    "breed 漢字漢字漢字漢字漢字漢字漢字漢字",
    "[bold red]opmaak[/] {x} %s",
    "e\u0301é👩‍👩‍👧 emoji",
    "een heel lang kenmerk dat nooit in de kolom past en dus wordt afgekapt",
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leeg") / "kluis"
    Vault.create(folder, PASSPHRASE, datetime.now, cost=Cost(19 * 1024, 2, 1))[0].close()
    return folder


@pytest.fixture
def folder(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of its own, which the commands find."""
    import shutil

    found = shutil.copytree(empty, tmp_path / "kluis")
    monkeypatch.setenv("GESPREK_KLUIS", str(found))
    secret = tmp_path / "wachtwoord"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    return found


@pytest.fixture(autouse=True)
def _nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may sit at a terminal; the commands must not see it."""
    monkeypatch.setattr("gesprek.commands.asking._TERMINAL", "/dev/er-is-geen-terminal")


def opened(folder: Path) -> Vault:
    return Vault.unlock(folder, PASSPHRASE, datetime.now)


@contextlib.contextmanager
def vault_of(folder: Path) -> Iterator[Vault]:
    with opened(folder) as vault:
        yield vault


def run(folder: Path, command: click.Command, *words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--wachtwoord-bestand", str(folder.parent / "wachtwoord")])


def said(result: Result) -> GesprekError:
    assert isinstance(result.exception, GesprekError), result.exception
    return result.exception


def begin(folder: Path, kenmerk: str = "PL1300-1", **draft: Any) -> str:
    card = msgspec.json.encode({"stand": "wat_wilt_u", "plicht": "deels", "kenmerk": kenmerk})
    with opened(folder) as vault:
        found = begin_dossier(vault, Kept("begun", vault.clock().isoformat()), flow="aangifte 1 abc", card=card)
        row = Kept("noted", vault.clock().isoformat(), {"text": WORDS})
        found.append([row], action=b"0123456789abcdef", card=card, verbs=["verzamelen"], draft=draft or None)
        found.close()
        return found.code


def conversation(folder: Path) -> tuple[str, dict[str, str]]:
    """A real conversation with an answer and a note; its code and its documents."""
    with opened(folder) as vault:
        talk, keeping = begin_conversation(vault, "aangifte", "landelijk", TODAY)
        fact = talk.knowledge.facts["doel_eigen_woorden"]
        talk.answer("doel_eigen_woorden", make_answer(fact, WORDS), datetime(2026, 11, 23, 10, 5))
        talk.note("afronden", "Buurman is gehoord.", datetime(2026, 11, 23, 10, 6))
        texts = compose(talk.situation, decision=talk.decision, notes=tuple(talk.notes)).texts
        keeping.dossier.save_draft({"getypt": {"x": "half woo"}})
        keeping.dossier.close()
        return keeping.dossier.code, texts


def lines(folder: Path, code: str) -> list[LogLine]:
    with opened(folder) as vault:
        return [line for _n, line in vault.book.lines(vault.store.db) if line.dossier == code]


def exists(folder: Path, code: str) -> bool:
    with opened(folder) as vault:
        return bool(vault.store.rows("SELECT 1 FROM dossier WHERE code = ?", code))


# -- the list -------------------------------------------------------------------------------------------------------------


def an_entry(code: str, text: str, **more: Any) -> Entry:
    fields: dict[str, Any] = {
        "code": code, "begonnen": "2026-11-23T10:00:00", "gewijzigd": "2026-11-23T10:00:00", "flow": text, "stand": text,
        "plicht": text, "kenmerk": text, "aangehouden": False, "overgenomen": "", "holder": None, "findings": (), "dagen": 0,
    }  # fmt: skip
    return Entry(**{**fields, **more})


@pytest.mark.parametrize("text", HOSTILE)
def test_no_line_of_the_list_is_wider_than_eighty_columns_and_no_text_reaches_the_terminal_as_a_command(text: str) -> None:
    taken = datetime(2026, 11, 23, 10, 0).astimezone().isoformat()
    shown = table(
        [
            an_entry("7F3K", text, holder=Holder(text, text, 12), findings=(Finding("7F3K", 2, "gewijzigd", text),)),
            an_entry("8A2B", text, aangehouden=True, overgenomen=taken, dagen=40),
            an_entry("9C3D", text, dagen=40, gewijzigd="", begonnen=text),
        ],
        14,
    )
    assert all(cell_len(line) <= 80 for line in shown.splitlines())
    assert all(line.isprintable() for line in shown.split("\n"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\U000e0000-\U000e007f]", shown)


def test_the_list_shows_what_is_special_about_a_dossier_and_what_to_do(folder: Path) -> None:
    plain, held, taken, damaged, old = (begin(folder, f"PL-{n}") for n in range(5))
    with vault_of(folder) as vault:
        hold(vault, held, "bevel")
        set_term(vault, 3)
        due = take_over(vault, taken).due
        assert due is not None
        vault.store.db.execute("UPDATE dossier SET kaartje = zeroblob(60) WHERE code = ?", (damaged,))
        vault.store.db.execute("UPDATE dossier SET gewijzigd = '2020-02-29T10:00:00' WHERE code = ?", (old,))
        with contextlib.closing(open_dossier(vault, plain)):
            result = run(folder, dossiers)
    rows = {code: result.stdout[result.stdout.index(f"\n{code} ") + 1 :] for code in (plain, held, taken, damaged, old)}
    assert re.match(rf"{plain} +\d\d-\d\d-\d{{4}} \d\d:\d\d wat wilt u +deels +PL-0\n +nu open: {officer()}, sinds", rows[plain])
    assert rows[held].split("\n")[1].strip() == "aangehouden: het mag niet worden vernietigd"
    note = " ".join(rows[taken].split("\n  ")[1:3]).replace("\n", " ")
    assert "overgenomen op " in note and f"vernietigd op {due:%d-%m-%Y %H:%M}" in " ".join(note.split())
    assert rows[damaged].split("\n")[1].strip() == "! de gegevens voor de lijst zijn beschadigd"
    assert re.search(r"al \d+ dagen niet gewijzigd: neem het over", rows[old])
    assert result.stdout.splitlines()[-1] == "5 dossiers. Vernietigd 3 dagen na overname."
    assert result.exit_code == 1, "something is wrong with one of them"


def test_an_empty_vault_has_an_empty_list(folder: Path) -> None:
    result = run(folder, dossiers)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Er zijn geen dossiers.\n", "")


def test_looking_at_the_list_is_one_line_in_the_log(folder: Path) -> None:
    begin(folder)
    run(folder, dossiers)
    with opened(folder) as vault:
        told = [(line.wat, line.bijzonder) for _n, line in vault.book.lines(vault.store.db)]
    assert told[-2:-1] == [("raadplegen", "lijst van dossiers")]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_list_as_json_gives_back_every_character_and_obeys_none(folder: Path, text: str) -> None:
    code = begin(folder, text)
    result = run(folder, dossiers, "--json")
    assert result.exit_code == 0 and result.stdout.removesuffix("\n").isprintable()
    found = json.loads(result.stdout)
    assert (found["code"], found["kenmerk"], found["stand"], found["plicht"]) == (code, text, "wat_wilt_u", "deels")
    assert (found["open"], found["bevindingen"], found["overgenomen"], found["vernietigen_op"]) == (None, [], "", "")


@pytest.mark.parametrize("value", [*HOSTILE, "\ud800", "\\u001b", '"\\', {"a": ["\x1b", 1, None, True]}])
def test_json_with_escapes_reads_back_the_same(value: Any) -> None:
    assert plain_json(value).isprintable() and json.loads(plain_json(value)) == value


def overdue(folder: Path, days: int = 30) -> str:
    """Taken over longer ago than the term, in a vault that nobody used since."""
    code = begin(folder)
    with opened(folder) as vault:
        clock = vault.clock
        set_term(vault, 7)
        vault.clock = lambda: clock() - timedelta(days=days)
        take_over(vault, code)
    return code


def test_what_is_due_is_destroyed_when_the_list_is_asked_for(folder: Path) -> None:
    code = overdue(folder, 0)
    with opened(folder) as vault:
        vault.store.db.execute("UPDATE kluis SET waarde = 0 WHERE naam = 'termijn'")
    result = run(folder, dossiers)
    assert result.stdout == "Er zijn geen dossiers.\n"
    assert f"Dossier {code} is vernietigd" in result.stderr and not exists(folder, code)


def test_a_clock_that_leapt_destroys_nothing_from_a_script(folder: Path) -> None:
    code = overdue(folder)
    result = run(folder, dossiers)
    assert "Is het nu echt" in result.stderr and "Er is niets vernietigd." in result.stderr
    assert result.exit_code == 0 and code in result.stdout and exists(folder, code)


@pytest.mark.parametrize(("answer", "stays"), [(True, False), (False, True)])
def test_at_a_terminal_the_officer_says_whether_the_clock_is_right(
    folder: Path, answer: bool, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, asked = overdue(folder), list[str]()

    def confirm(question: str, yes: bool) -> bool:
        asked.append(question)
        return yes or answer

    monkeypatch.setattr(dossier_list, "has_terminal", lambda: True)
    monkeypatch.setattr(dossier_list, "confirm", confirm)
    with vault_of(folder) as vault:
        dossier_list.settle_due(vault, ask=True)
    assert len(asked) == 1 and code in asked[0] and exists(folder, code) == stays


# -- handing over ---------------------------------------------------------------------------------------------------------


def test_exporting_writes_the_three_documents_and_logs_it(folder: Path, tmp_path: Path) -> None:
    code, texts = conversation(folder)
    result = run(folder, dossier, "exporteren", code.lower(), str(tmp_path / "zaak-1"))
    assert result.exit_code == 0, result.exception
    files = {name: tmp_path / f"zaak-1-{name}.txt" for name in ("aangifte", "bevindingen", "advies")}
    assert result.stdout.splitlines() == [str(file) for file in files.values()]
    assert {name: file.read_text() for name, file in files.items()} == {n: t.rstrip("\n") + "\n" for n, t in texts.items()}
    assert WORDS.removesuffix(".") in files["aangifte"].read_text()
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    assert [(line.wat, line.bijzonder) for line in lines(folder, code)][-2:] == [("raadplegen", ""), ("verstrekken", "stukken")]
    with vault_of(folder) as vault, contextlib.closing(open_dossier(vault, code)) as found:
        assert found.rows[-1].kind == "exported"
        assert found.rows[-1].data == {"files": [file.name for file in files.values()]}
        assert found.draft == {"getypt": {"x": "half woo"}}, "what was being typed stays"


def test_a_question_goes_to_the_next_line_between_two_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the answer behind it, on a terminal of 80 columns."""
    asked: list[str] = []

    def typed(prompt: str, _option: str) -> str:
        asked.append(prompt)
        return "n"

    monkeypatch.setattr("gesprek.commands.asking.typed", typed)
    code = begin(folder)
    monkeypatch.setattr("gesprek.commands.dossier.has_terminal", lambda: True)
    assert run(folder, dossier, "overgenomen", code).exit_code == 1
    assert " ".join(asked[0].split()).endswith("meteen vernietigd. [j/n]") and asked[0].endswith("[j/n] ")
    assert all(cell_len(line) <= 78 for line in asked[0].split("\n")) and len(asked[0]) > 80


def test_nothing_is_written_over_a_file_and_the_refusal_is_logged(folder: Path, tmp_path: Path) -> None:
    code, _texts = conversation(folder)
    (tmp_path / "zaak-1-advies.txt").write_text("van iemand anders")
    result = run(folder, dossier, "exporteren", code, str(tmp_path / "zaak-1"))
    assert "zaak-1-advies.txt" in said(result).message and said(result).exit_code == 2
    assert (tmp_path / "zaak-1-advies.txt").read_text() == "van iemand anders"
    assert not (tmp_path / "zaak-1-aangifte.txt").exists()
    assert [(line.wat, line.uitkomst) for line in lines(folder, code)][-1] == ("verstrekken", "geweigerd")


def handed_out(folder: Path, code: str) -> list[tuple[str, str]]:
    """What the log says of handing out."""
    return [(line.uitkomst, line.bijzonder) for line in lines(folder, code) if line.wat == "verstrekken"]


@pytest.mark.parametrize("where", ["weg/zaak-1", "x" * 300, "x" * 300 + "/zaak-1", "bezet"])
def test_what_could_not_be_written_is_one_refusal_in_the_log(folder: Path, tmp_path: Path, where: str) -> None:
    code, _texts = conversation(folder)
    (tmp_path / "bezet-advies.txt").write_text("van iemand anders")
    assert said(run(folder, dossier, "exporteren", code, f"{tmp_path}/{where}")).exit_code == 2
    assert handed_out(folder, code) == [("geweigerd", "stukken")]


def test_what_cannot_be_logged_is_not_handed_out(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _texts = conversation(folder)
    real, seen = LogBook.add, []

    def add(self: LogBook, db: apsw.Connection, after: Head, told: Iterable[LogLine]) -> Head:
        told = list(told)
        if any(line.wat == "verstrekken" for line in told):
            seen.append(sorted(path.read_bytes().strip(b"\0") for path in tmp_path.glob("zaak-1*")))
            raise apsw.FullError("vol")
        return real(self, db, after, told)

    monkeypatch.setattr(LogBook, "add", add)
    result = run(folder, dossier, "exporteren", code, str(tmp_path / "zaak-1"))
    monkeypatch.undo()
    monkeypatch.setenv("GESPREK_KLUIS", str(folder))
    assert "schijf is vol" in said(result).message and said(result).exit_code == 3
    assert seen[0] == [b"", b"", b""], "no word was on the disk yet"
    assert not list(tmp_path.glob("zaak-1*")) and handed_out(folder, code) == []


def test_a_disk_that_fails_after_the_log_has_it_is_told_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room was there, so this is a disk that broke or was pulled out; the log and the record say that it did not come about."""
    code, _texts = conversation(folder)

    def failing(_self: Reserved) -> None:
        _self.remove()
        raise ExportProblem("De schijf is weg.")

    monkeypatch.setattr(Reserved, "fill", failing)
    assert "weg" in said(run(folder, dossier, "exporteren", code, str(tmp_path / "zaak-1"))).message
    assert not list(tmp_path.glob("zaak-1*"))
    assert handed_out(folder, code) == [("gedaan", "stukken"), ("geweigerd", "toch niet weggeschreven")]
    with vault_of(folder) as vault, contextlib.closing(open_dossier(vault, code)) as found:
        assert [row.data["files"] for row in found.rows if row.kind == "exported"][-1] == []


@pytest.mark.parametrize("words", [(), ("ergens", "--ruw"), ("",), ("map/",)])
def test_exporting_needs_a_name_or_raw_and_else_opens_nothing(folder: Path, words: tuple[str, ...]) -> None:
    code = begin(folder)
    before = len(lines(folder, code))
    result = run(folder, dossier, "exporteren", code, *words)
    assert said(result).exit_code == 2 and len(lines(folder, code)) == before


def test_raw_gives_everything_that_was_kept_and_is_logged(folder: Path) -> None:
    code = begin(folder, draft={"x": "half \x1b[31m woo"})
    result = run(folder, dossier, "exporteren", code, "--ruw")
    assert result.exit_code == 0 and result.stdout.removesuffix("\n").isprintable()
    found = json.loads(result.stdout)
    assert [(row["nr"], row["soort"], row["gegevens"]) for row in found["handelingen"]] == [
        (1, "begun", {}),
        (2, "noted", {"text": WORDS}),
    ]
    assert found["concept"] == {"draft": {"x": "half \x1b[31m woo"}}
    assert (found["dossier"], found["flow"], found["bevindingen"]) == (code, "aangifte 1 abc", [])
    assert [(line.wat, line.bijzonder) for line in lines(folder, code)][-1] == ("verstrekken", "ruwe gegevens")


def test_a_damaged_dossier_gives_no_documents_and_raw_gives_what_is_left(folder: Path, tmp_path: Path) -> None:
    code, _texts = conversation(folder)
    with vault_of(folder) as vault:
        vault.store.db.execute("UPDATE gebeurtenis SET verzegeld = zeroblob(60) WHERE nr = 3")
    result = run(folder, dossier, "exporteren", code, str(tmp_path / "zaak-1"))
    assert said(result).exit_code == 3 and "--ruw" in said(result).hint
    assert not list(tmp_path.glob("zaak-1*"))
    assert [(line.wat, line.uitkomst) for line in lines(folder, code)][-1] == ("verstrekken", "geweigerd")
    result = run(folder, dossier, "exporteren", code, "--ruw")
    found = json.loads(result.stdout)
    assert result.exit_code == 1 and len(found["handelingen"]) == 2 and "gewijzigd" in found["bevindingen"][0]


def test_what_is_open_elsewhere_can_be_exported_too(folder: Path, tmp_path: Path) -> None:
    code, _texts = conversation(folder)
    with vault_of(folder) as vault, contextlib.closing(open_dossier(vault, code)) as elsewhere:
        assert run(folder, dossier, "exporteren", code, str(tmp_path / "zaak-1")).exit_code == 0
        assert len(list(tmp_path.glob("zaak-1*"))) == 3
        row = Kept("noted", "2026-11-23T10:10:00", {"topic": "afronden", "text": "verder"})
        elsewhere.append([row], action=os.urandom(16), card=b"{}", verbs=["verzamelen"])


# -- destroying -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["vernietigen", "overgenomen"])
def test_without_a_terminal_and_without_yes_nothing_happens(folder: Path, command: str) -> None:
    code = begin(folder)
    before = (folder / "kluis.db").read_bytes(), (folder / "sleutels").read_bytes()
    result = run(folder, dossier, command, code)
    assert said(result).exit_code == 2 and "--ja" in said(result).hint
    assert before == ((folder / "kluis.db").read_bytes(), (folder / "sleutels").read_bytes()), "not even opened"
    assert exists(folder, code)
    assert run(folder, dossier, command, code, "--ja").exit_code == 0, "control"
    assert not exists(folder, code)


def test_destroying_says_so_and_keeps_the_reason(folder: Path) -> None:
    code = begin(folder)
    result = run(folder, dossier, "vernietigen", code.lower(), "--reden", "oefening", "--ja")
    assert result.stdout == f"Dossier {code} is vernietigd.\n"
    with vault_of(folder) as vault:
        assert vault.store.rows("SELECT code, waarom FROM vernietigd") == [(code, "oefening")]
    assert said(run(folder, dossier, "vernietigen", code, "--ja")).exit_code == 3


def test_a_reason_in_free_words_is_refused_before_anything_happens(folder: Path) -> None:
    code = begin(folder)
    result = run(folder, dossier, "vernietigen", code, "--reden", "omdat Hoekstra\x1b[31m het vroeg", "--ja")
    assert said(result).exit_code == 2 and "\x1b" not in str(said(result)) and "niet_nodig" in str(said(result))
    assert exists(folder, code)


def at_terminal(folder: Path, answer: str, *words: str) -> tuple[int, str]:
    """Run a command with a terminal of its own, where the passphrase and an answer are typed."""
    program = "import sys; from gesprek.commands.dossier import dossier; dossier(sys.argv[1:])"
    pid, fd = pty.fork()
    if pid == 0:  # pragma: no cover - another program
        os.execve(sys.executable, [sys.executable, "-c", program, *words], {**os.environ, "GESPREK_TAAL": "nl"})
    shown = ""
    for wanted, typed in (("Wachtwoord van de kluis: ", PASSPHRASE), ("[j/n] ", answer)):
        while wanted not in shown:
            shown += os.read(fd, 4096).decode()
        os.write(fd, f"{typed}\n".encode())
    with contextlib.suppress(OSError):  # how a terminal ends
        while data := os.read(fd, 4096):
            shown += data.decode()
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


@pytest.mark.parametrize(
    ("command", "said_then"), [("vernietigen", "is vernietigd"), ("overgenomen", "is overgenomen en nu vernietigd")]
)
def test_at_a_terminal_it_asks_and_does_what_is_answered(folder: Path, command: str, said_then: str) -> None:
    code = begin(folder)
    status, shown = at_terminal(folder, "n", command, code)
    assert (status, exists(folder, code)) == (1, True) and "Er is niets" in shown
    status, shown = at_terminal(folder, "j", command, code)
    assert (status, exists(folder, code)) == (0, False) and said_then in shown
    assert PASSPHRASE not in shown


def test_taking_over_says_that_it_is_destroyed_now_or_when(folder: Path) -> None:
    now, later, held = (begin(folder) for _n in range(3))
    assert run(folder, dossier, "overgenomen", now, "--ja").stdout == f"Dossier {now} is overgenomen en nu vernietigd.\n"
    with vault_of(folder) as vault:
        set_term(vault, 2)
    said_then = run(folder, dossier, "overgenomen", later, "--ja").stdout
    day = datetime.now() + timedelta(days=2)  # noqa: DTZ005 - as the clock on the wall
    assert said_then.startswith(f"Dossier {later} is overgenomen. Het wordt vernietigd op {day:%d-%m-%Y}")
    assert not exists(folder, now) and exists(folder, later)
    run(folder, dossier, "aanhouden", held, "--reden", "bevel")
    assert "zolang het is aangehouden" in run(folder, dossier, "overgenomen", held, "--ja").stdout
    assert exists(folder, held)


def test_a_legal_hold_is_put_and_ended_with_a_reason_that_stays_in_the_dossier(folder: Path) -> None:
    code = begin(folder)
    result = run(folder, dossier, "aanhouden", code.lower(), "--reden", "bevel Naald-77")
    assert (result.exit_code, result.stdout) == (0, f"Dossier {code} is aangehouden.\n")
    refused = said(run(folder, dossier, "vernietigen", code, "--ja"))
    assert refused.exit_code == 3 and f"gesprek dossier vrijgeven {code}" in refused.hint
    assert run(folder, dossier, "vrijgeven", code, "--reden", "klaar").exit_code == 0
    shown = run(folder, logboek).stdout
    assert "aangehouden" in shown and "vrijgegeven" in shown and "Naald-77" not in shown
    assert run(folder, dossier, "vernietigen", code, "--ja").exit_code == 0


@pytest.mark.parametrize("words", [("aanhouden",), ("aanhouden", "--reden", " "), ("vrijgeven",), ("vrijgeven", "--reden", "")])
def test_a_legal_hold_needs_a_reason(folder: Path, words: tuple[str, ...]) -> None:
    code = begin(folder)
    result = run(folder, dossier, words[0], code, *words[1:])
    assert result.exit_code != 0 and not [line for line in lines(folder, code) if line.wat == "beheer"]


@pytest.mark.parametrize("words", [("exporteren", "ZZZZ", "--ruw"), ("vernietigen", "ZZZZ", "--ja"), ("overgenomen", "ZZZZ", "--ja"),
                                   ("aanhouden", "ZZZZ", "--reden", "x"), ("vrijgeven", "ZZZZ", "--reden", "x")])  # fmt: skip
def test_a_code_that_does_not_exist_says_where_to_look(folder: Path, words: tuple[str, ...]) -> None:
    found = said(run(folder, dossier, *words))
    assert found.exit_code == 3 and "ZZZZ" in found.message and "gesprek dossiers" in found.hint


def test_a_command_that_does_not_exist_is_answered_with_the_nearest(folder: Path) -> None:
    assert "vernietigen" in said(CliRunner().invoke(dossier, ["vernietig", "7F3K"])).hint
    result = CliRunner().invoke(dossier, [])
    assert result.exit_code == 2 and "exporteren" in result.stderr


# -- the log --------------------------------------------------------------------------------------------------------------


def test_the_log_shows_who_did_what_with_which_dossier_and_never_what_was_said(folder: Path) -> None:
    code, other = begin(folder, "PL-Naald-1"), begin(folder)
    run(folder, dossier, "vernietigen", other, "--ja")
    result = run(folder, logboek)
    rows = result.stdout.splitlines()
    assert result.exit_code == 0 and result.stderr == ""
    form = rf"\d\d-\d\d-\d{{4}} \d\d:\d\d:\d\d {officer()} +"
    assert any(re.fullmatch(rf"{form}verzamelen +{code} +gedaan", row) for row in rows)
    assert any(re.fullmatch(rf"{form}vernietigen +{other} +gedaan +niet_nodig", row) for row in rows)
    assert re.fullmatch(rf"{form}raadplegen +gedaan +logboek", rows[-1]), "looking at the log is in it"
    assert "Naald" not in result.stdout


def test_the_log_of_one_dossier_and_since_a_day(folder: Path) -> None:
    code, other = begin(folder), begin(folder)
    today = datetime.now().date()  # noqa: DTZ005 - as the clock on the wall
    shown = run(folder, logboek, "--dossier", code.lower()).stdout
    assert code in shown and other not in shown
    assert run(folder, logboek, "--sinds", str(today)).stdout.count("\n") > 3
    assert run(folder, logboek, "--sinds", str(today + timedelta(days=2))).stdout == ""
    found = said(run(folder, logboek, "--sinds", "gisteren\x1b[31m"))
    assert found.exit_code == 2 and "jjjj-mm-dd" in found.message and "\x1b" not in found.message


def test_a_code_of_which_the_log_knows_nothing_is_said_to_be_unknown(folder: Path) -> None:
    code = begin(folder)
    result = run(folder, logboek, "--dossier", "zzzz\x1b[31m")
    assert result.stdout == "" and said(result).exit_code == 1
    assert "geen dossier met code 'ZZZZ" in said(result).message and "gesprek dossiers" in said(result).hint
    tomorrow = str(datetime.now().date() + timedelta(days=1))  # noqa: DTZ005 - as the clock on the wall
    assert run(folder, logboek, "--dossier", code, "--sinds", tomorrow).exit_code == 0, "known, and nothing was done since"


def test_the_log_says_in_words_what_somebody_went_on_after_and_json_keeps_the_names(folder: Path) -> None:
    code = begin(folder)
    with vault_of(folder) as vault:
        notes = {"hoofden: hoofd 32 aanvaard": "", "logboek: ontbreekt 2 aanvaard": ""}
        vault.write_log([vault.line("beheer", note=note) for note in notes])
        vault.write_log([vault.line("beheer", code, note=note) for note in ("afgekapt 4 aanvaard", "ontbreekt 0 aanvaard")])
        vault.write_log([vault.line("raadplegen", code, note="gewijzigd")])
    shown = run(folder, logboek).stdout
    for words in (
        "aanvaard: Het bestand met de eindstanden: de eindstand klopt niet",
        "aanvaard: Het logboek, regel 2: er ontbreekt iets",
        "aanvaard: handeling 4: het eind ontbreekt",
        "aanvaard: er ontbreekt iets",
        "er is iets gewijzigd",
    ):
        assert words in shown
    assert "ontbreekt 0 aanvaard" not in shown
    assert "ontbreekt 0 aanvaard" in run(folder, logboek, "--json").stdout


def test_the_log_as_json_holds_every_field(folder: Path) -> None:
    code = begin(folder)
    result = run(folder, logboek, "--json", "--dossier", code)
    rows = [json.loads(row) for row in result.stdout.splitlines()]
    assert rows and all(set(row) == {"nr", "wanneer", "wie", "wat", "dossier", "uitkomst", "bijzonder"} for row in rows)
    assert {row["dossier"] for row in rows} == {code} and rows == sorted(rows, key=lambda row: int(row["nr"]))


@pytest.mark.parametrize("name", HOSTILE[:7])
def test_the_name_of_whoever_did_it_is_shown_without_being_obeyed(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesprek.record.vault.officer", lambda: name)
    begin(folder)
    for words in ((), ("--json",)):
        assert all(row.isprintable() for row in run(folder, logboek, *words).stdout.splitlines())


def test_a_log_with_something_wrong_is_shown_and_said_and_ends_with_one(folder: Path) -> None:
    begin(folder)
    with vault_of(folder) as vault:
        vault.store.db.execute("DELETE FROM logregel WHERE nr = 2")
    result = run(folder, logboek)
    assert result.exit_code == 1 and "Het logboek, regel 2: ontbreekt" in result.stderr
    assert "gesprek kluis controleren" in result.stderr
    assert result.stdout.count("\n") >= 2


# -- all of them ----------------------------------------------------------------------------------------------------------


def test_every_command_explains_itself_in_dutch_with_an_example() -> None:
    names = ["exporteren", "vernietigen", "overgenomen", "aanhouden", "vrijgeven"]
    commands: list[click.Command] = [dossiers, logboek, dossier, *(dossier.commands[name] for name in names)]
    for command in commands:
        shown = CliRunner().invoke(command, ["--help"]).stdout
        assert "Voorbeeld" in shown and "Gebruik:" in shown and "Opties" in shown
        assert not re.search(r"\b(Usage|Options|Show this|Commands)\b", shown)
        assert command.short_help


def test_the_commands_load_nothing_heavy_before_they_are_used() -> None:
    program = (
        "import sys, gesprek.commands.dossier, gesprek.commands.log\n"
        "print([name for name in ('textual', 'jinja2', 'babel', 'apsw', 'cryptography', 'rich') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
