"""`gesprek kluis`: what each command says and does, without a terminal, and typed in a real one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gesprek.cli import cli
from gesprek.commands import asking
from gesprek.commands.vault import kluis as group
from gesprek.errors import GesprekError
from gesprek.record import Vault, begin_dossier, vault_exists
from gesprek.record.codec import Kept
from gesprek.record.destruction import destroy
from gesprek.record.sealing import Cost
from tests.meting.terminal import Terminal

HERE = Path(__file__).parent.parent
PASSPHRASE = "een twee drie vier"
OTHER = "vijf zes zeven acht"
CHEAP = Cost(19 * 1024, 2, 1)
KEY = re.compile(r"(?:[0-9A-Z]{5}-){8}[0-9A-Z]{5}")
COMMANDS = ("controleren", "herstellen", "nieuw", "reservekopie", "termijn", "terugzetten", "wachtwoord")


@dataclass
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything it said."""
        return self.out + self.err


@dataclass
class Desk:
    """A place with a vault, files with passphrases, and the commands."""

    root: Path
    folder: Path
    patch: pytest.MonkeyPatch
    recovery_key: str = ""
    code: str = ""

    def secret(self, text: str = PASSPHRASE, mode: int = 0o600, name: str = "") -> str:
        """A file with a passphrase; its path."""
        path = self.root / (name or f"wachtwoord-{abs(hash((text, mode)))}")
        path.write_text(text + "\n", encoding="utf-8")
        path.chmod(mode)
        return str(path)

    def run(self, *args: str, text: str = "") -> Said:
        """A command of `gesprek kluis`, as the command line runs it."""
        result = CliRunner().invoke(cli, ["kluis", *args], input=text)
        if isinstance(result.exception, GesprekError):
            return Said(result.exception.exit_code, result.stdout, result.stderr + str(result.exception))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def with_secret(self, *args: str) -> Said:
        """The same, with the passphrase of the vault in a file."""
        said = self.run(*args, "--wachtwoord-bestand", self.secret())
        assert PASSPHRASE not in said.all and OTHER not in said.all
        return said

    def unlock(self, passphrase: str = PASSPHRASE) -> Vault:
        """The vault, open."""
        return Vault.unlock(self.folder, passphrase, datetime.now)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A vault with one dossier; never changed."""
    folder = tmp_path_factory.mktemp("gemaakt") / "kluis"
    vault, recovery_key = Vault.create(folder, PASSPHRASE, datetime.now, cost=CHEAP)
    dossier = begin_dossier(vault, Kept("noted", "2026-11-23T10:00:00", {}), flow="aangifte 1 0", card=b"{}")
    dossier.close()
    vault.close()
    return folder, recovery_key, dossier.code


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A place without a vault and without a terminal, also when these tests are run from one."""
    monkeypatch.setenv("GESPREK_KLUIS", str(tmp_path / "kluis"))
    monkeypatch.setattr(asking, "_TERMINAL", str(tmp_path / "geen-terminal"))
    return Desk(tmp_path, tmp_path / "kluis", monkeypatch)


@pytest.fixture
def desk(bare: Desk, made: tuple[Path, str, str]) -> Desk:
    """A place with a vault."""
    shutil.copytree(made[0], bare.folder)
    bare.recovery_key, bare.code = made[1], made[2]
    return bare


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- making a vault, and who may open it ----------------------------------------------------------------------------------


def test_a_new_vault_is_made_and_its_recovery_key_is_on_the_output_for_a_script(bare: Desk) -> None:
    said = bare.run("nieuw", "--wachtwoord-bestand", bare.secret())
    assert said.code == 0
    found = KEY.findall(said.out)
    assert len(found) == 1 and not KEY.search(said.err)
    assert str(bare.folder) in said.err and "dan weg" in said.err and "op slot" in said.err
    assert PASSPHRASE not in said.all
    bare.unlock().close()
    Vault.recover(bare.folder, found[0], datetime.now).close()


def test_a_second_vault_is_not_made_over_the_first(desk: Desk) -> None:
    before = files(desk.folder)
    said = desk.with_secret("nieuw")
    assert said.code == 3 and "al een kluis" in said.err
    assert before == files(desk.folder)


@pytest.mark.parametrize("text", ["kort", "x" * 11])
def test_a_passphrase_that_is_too_short_makes_no_vault(bare: Desk, text: str) -> None:
    said = bare.run("nieuw", "--wachtwoord-bestand", bare.secret(text))
    assert said.code == 2 and "te kort" in said.err and "12" in said.err
    assert not vault_exists(bare.folder)


def test_the_passphrase_is_changed(desk: Desk) -> None:
    said = desk.with_secret("wachtwoord", "--nieuw-wachtwoord-bestand", desk.secret(OTHER))
    assert said.code == 0 and "Het nieuwe wachtwoord geldt" in said.err
    desk.unlock(OTHER).close()
    assert desk.with_secret("controleren").code == 3


def test_two_passphrases_can_come_from_the_input_a_line_each(desk: Desk) -> None:
    said = desk.run(
        "wachtwoord", "--wachtwoord-bestand", "-", "--nieuw-wachtwoord-bestand", "-", text=f"{PASSPHRASE}\n{OTHER}\nniet dit\n"
    )
    assert said.code == 0
    desk.unlock(OTHER).close()


def test_another_recovery_key_can_be_made_with_the_passphrase(desk: Desk) -> None:
    said = desk.with_secret("wachtwoord", "--nieuwe-herstelsleutel")
    assert said.code == 0 and "De oude opent de kluis niet meer" in said.err
    (key,) = KEY.findall(said.out)
    assert desk.recovery_key != key
    Vault.recover(desk.folder, key, datetime.now).close()
    assert desk.run("herstellen", *_recovery(desk, desk.recovery_key)).code == 3


def _recovery(desk: Desk, key: str, passphrase: str = OTHER) -> list[str]:
    return ["--herstelsleutel-bestand", desk.secret(key), "--wachtwoord-bestand", desk.secret(passphrase)]


@pytest.mark.parametrize("also", [False, True])
def test_with_the_recovery_key_a_new_passphrase_is_chosen(desk: Desk, also: bool) -> None:
    said = desk.run("herstellen", *_recovery(desk, desk.recovery_key.lower()), *(["--nieuwe-herstelsleutel"] if also else []))
    assert said.code == 0
    found = KEY.findall(said.out)
    assert also == bool(found)
    assert desk.recovery_key not in said.all and OTHER not in said.all
    desk.unlock(OTHER).close()
    Vault.recover(desk.folder, found[0] if also else desk.recovery_key, datetime.now).close()


def test_a_mistyped_recovery_key_names_its_group_and_is_no_wrong_try(desk: Desk) -> None:
    groups = desk.recovery_key.split("-")
    wrong = "-".join([*groups[:3], groups[3][::-1] if groups[3] != groups[3][::-1] else "00001", *groups[4:]])
    for _n in range(5):
        said = desk.run("herstellen", *_recovery(desk, wrong))
        assert said.code == 2 and "Groep 4" in said.err
    assert desk.with_secret("controleren").code == 0


# -- the passphrase and where it comes from -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(desk: Desk, mode: int) -> None:
    said = desk.run("controleren", "--wachtwoord-bestand", desk.secret(mode=mode))
    assert said.code == 2 and "Anderen op deze computer" in said.err and "chmod 600" in said.err


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_ones_own_is_read(desk: Desk, mode: int) -> None:
    """Control."""
    assert desk.run("controleren", "--wachtwoord-bestand", desk.secret(mode=mode)).code == 0


def _raw(desk: Desk, data: bytes) -> str:
    path = desk.root / "ruw"
    path.write_bytes(data)
    path.chmod(0o600)
    return str(path)


@pytest.mark.parametrize(
    "data", [f"{PASSPHRASE}\r\ntweede regel".encode(), f"\ufeff{PASSPHRASE}".encode(), f"{PASSPHRASE}\n\n".encode()]
)
def test_only_the_first_line_counts_however_it_ends(desk: Desk, data: bytes) -> None:
    assert desk.run("controleren", "--wachtwoord-bestand", _raw(desk, data)).code == 0


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "is leeg"), (b"\nmeer", "is leeg"), (b"\xff\xfe\x00", "geen leesbare tekst"), (None, "kan niet")]
)
def test_a_file_without_a_passphrase_is_said_to_be_so(desk: Desk, data: bytes | None, said: str) -> None:
    path = str(desk.root / "nergens") if data is None else _raw(desk, data)
    found = desk.run("controleren", "--wachtwoord-bestand", path)
    assert found.code == 2 and said in found.err


def test_without_a_terminal_and_without_a_file_it_says_what_to_use(desk: Desk) -> None:
    for args, option in (
        (["controleren"], "--wachtwoord-bestand"),
        (["herstellen"], "--herstelsleutel-bestand"),
        (["wachtwoord", "--wachtwoord-bestand", desk.secret()], "--nieuw-wachtwoord-bestand"),
    ):
        said = desk.run(*args, text=PASSPHRASE)
        assert said.code == 2 and "geen terminal" in said.err and option in said.err


def test_no_option_takes_a_passphrase_itself_and_none_comes_from_the_environment() -> None:
    for command in group.commands.values():
        secrets = [p for p in command.params if any(word in (p.name or "") for word in ("wachtwoord", "herstelsleutel"))]
        assert all(p.envvar is None for p in command.params)
        assert all((p.name or "").endswith("_bestand") or (isinstance(p, click.Option) and p.is_flag) for p in secrets)


def test_a_wrong_passphrase_ends_with_3_and_so_does_having_to_wait_with_the_seconds(desk: Desk) -> None:
    said = [desk.run("controleren", "--wachtwoord-bestand", desk.secret(OTHER)) for _n in range(4)]
    assert [one.code for one in said] == [3] * 4
    assert "opent de kluis niet" in said[0].err
    assert re.search(r"Wacht nog \d+ seconden", said[3].err)
    assert OTHER not in "".join(one.all for one in said)


# -- checking -------------------------------------------------------------------------------------------------------------


def stand(said: Said) -> str:
    """The state of the log that a check gave."""
    return said.out.rpartition(": ")[2].strip()


def test_a_whole_vault_is_whole_and_its_state_can_be_held_against_it_later(desk: Desk) -> None:
    said = desk.with_secret("controleren")
    assert said.code == 0 and "Alles klopt." in said.out
    assert re.fullmatch(r"\d+ [0-9a-f]{4}(-[0-9a-f]{4}){3}", stand(said))
    assert desk.with_secret("controleren", "--tegen", stand(said)).code == 0


def test_a_vault_that_was_put_back_as_a_whole_is_found_by_the_state_of_before(desk: Desk) -> None:
    shutil.copytree(desk.folder, desk.root / "oud")
    known = stand(desk.with_secret("controleren"))
    shutil.rmtree(desk.folder)
    (desk.root / "oud").rename(desk.folder)
    said = desk.with_secret("controleren", "--tegen", known)
    assert said.code == 1 and "logboek" in said.out and "Alles klopt" not in said.out


def test_what_is_wrong_is_a_line_each_and_the_vault_can_go_on_with_a_reason(desk: Desk) -> None:
    with desk.unlock() as vault:
        ident, place = vault.store.rows("SELECT id, plaats FROM dossier")[0]
        head, _whole = vault.heads.read(place + 1)
        vault.heads.write(place + 1, type(head)(head.count + 2, bytes(32), head.draft, ident))
    said = desk.with_secret("controleren")
    assert said.code == 1 and desk.code in said.out
    assert desk.with_secret("controleren", "--aanvaard").code == 2
    said = desk.with_secret("controleren", "--aanvaard", "--reden", "schijf vervangen")
    assert said.code == 1 and "Aanvaard" in said.out
    assert desk.with_secret("controleren").code == 0


# -- backup and restore ---------------------------------------------------------------------------------------------------


def test_a_backup_is_made_tried_and_put_back(desk: Desk) -> None:
    copy = str(desk.root / "mijn kopie")
    made = desk.with_secret("reservekopie", copy)
    assert made.code == 0 and "1 dossier" in made.out and f"'{copy}'" in made.out
    before = files(desk.folder)
    tried = desk.with_secret("terugzetten", "--proef", copy)
    assert tried.code == 0 and "De proef is geslaagd" in tried.out
    assert before == files(desk.folder)
    with desk.unlock() as vault:
        destroy(vault, desk.code, "verzoek")
        new = begin_dossier(vault, Kept("noted", "2026-11-23T10:00:00", {}), flow="aangifte 1 0", card=b"{}")
        new.close()
    back = desk.with_secret("terugzetten", "--ja", copy)
    assert back.code == 0
    assert f"vernietigd, en nu opnieuw: {desk.code}" in back.out
    assert f"dossier {new.code}: 1 handeling" in back.out
    (old,) = desk.root.glob("kluis-vervangen-*")
    assert str(old) in back.out and f"rm -r {old}" in back.out
    assert "blijven zoals zij waren" in back.out
    with desk.unlock() as vault:
        assert vault.store.rows("SELECT code FROM dossier") == []


def test_without_a_terminal_and_without_ja_nothing_is_put_back(desk: Desk) -> None:
    desk.with_secret("reservekopie", str(desk.root / "kopie"))
    before = files(desk.folder)
    said = desk.with_secret("terugzetten", str(desk.root / "kopie"))
    assert said.code == 2 and "--ja" in said.err
    assert before == files(desk.folder)
    assert list(desk.root.glob("*vervangen*")) == []


def test_on_a_machine_without_a_vault_there_is_nothing_to_ask(desk: Desk) -> None:
    desk.with_secret("reservekopie", str(desk.root / "kopie"))
    shutil.rmtree(desk.folder)
    said = desk.with_secret("terugzetten", str(desk.root / "kopie"))
    assert said.code == 0 and "die van toen" in said.out
    assert desk.with_secret("controleren").code == 0


def test_it_goes_back_with_the_recovery_key(desk: Desk) -> None:
    desk.with_secret("reservekopie", str(desk.root / "kopie"))
    shutil.rmtree(desk.folder)
    key = desk.secret(desk.recovery_key)
    assert desk.run("terugzetten", str(desk.root / "kopie"), "--herstelsleutel-bestand", key).code == 0
    desk.unlock().close()


def test_a_backup_over_a_file_a_damaged_one_and_one_that_is_none_have_their_exit_codes(desk: Desk) -> None:
    copy = desk.root / "kopie"
    desk.with_secret("reservekopie", str(copy))
    assert desk.with_secret("reservekopie", str(copy)).code == 2
    assert desk.with_secret("terugzetten", str(desk.root / "nergens")).code == 2
    data = copy.read_bytes()
    for text in (b"", b"iets anders", data[:-1], data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]):
        copy.write_bytes(text)
        assert desk.with_secret("terugzetten", "--ja", str(copy)).code == 3


def test_a_backup_of_a_vault_with_something_wrong_says_so(desk: Desk) -> None:
    with desk.unlock() as vault:
        vault.store.db.execute("UPDATE dossier SET kaartje = x'00'")
    said = desk.with_secret("reservekopie", str(desk.root / "kopie"))
    assert said.code == 1 and "toen al 1 ding mis" in said.err
    said = desk.with_secret("terugzetten", "--proef", str(desk.root / "kopie"))
    assert said.code == 0 and desk.code in said.err


def test_a_restore_that_was_cut_short_is_finished_by_the_next_command(desk: Desk) -> None:
    desk.folder.rename(desk.root / ".kluis-klaar")
    assert desk.with_secret("controleren").code == 0
    desk.folder.rename(desk.root / ".kluis-klaar")
    assert desk.with_secret("nieuw").code == 3


def test_what_is_in_a_name_is_not_obeyed_by_the_terminal(desk: Desk) -> None:
    name = str(desk.root / "kopie\x1b[2J\u202ekluis")
    said = desk.with_secret("reservekopie", name)
    assert said.code == 0
    said.err += desk.with_secret("reservekopie", name).err + desk.with_secret("terugzetten", name + "\x1b]52;c;eA==\x07").err
    assert not set(said.all) & {"\x1b", "\x07", "\u202e"}


# -- the rest -------------------------------------------------------------------------------------------------------------


def test_the_term_is_shown_and_set(desk: Desk) -> None:
    assert "zodra u bevestigt" in desk.with_secret("termijn").out
    assert "nog 7 dagen" in desk.with_secret("termijn", "7").out
    assert "nog 7 dagen" in desk.with_secret("termijn").out
    assert "nog 1 dag " in desk.with_secret("termijn", "1").out
    for wrong in ("-1", "7.5", "veel", "9999", "٣"):
        assert desk.with_secret("termijn", "--", wrong).code == 2
    assert "nog 1 dag " in desk.with_secret("termijn").out


@pytest.mark.parametrize("args", [["controleren"], ["wachtwoord"], ["reservekopie", "kopie"], ["termijn"]])
def test_where_there_is_no_vault_none_is_made_and_it_says_how(bare: Desk, args: list[str]) -> None:
    said = bare.with_secret(*args)
    assert said.code == 3 and "nog geen kluis" in said.err and "gesprek kluis nieuw" in said.err
    assert not bare.folder.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(bare: Desk, name: str) -> None:
    said = bare.run(name, "--help")
    assert said.code == 0
    assert said.out.startswith("Gebruik: ") and "Voorbeeld" in said.out and f"gesprek kluis {name}" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_the_group_lists_them_and_alone_it_only_explains(bare: Desk) -> None:
    said = bare.run()
    assert said.code == 2
    assert tuple(sorted(group.commands)) == COMMANDS
    assert all(name in said.err for name in COMMANDS)


def test_the_commands_load_nothing_heavy_before_they_are_used() -> None:
    script = (
        "import sys, gesprek.commands.vault; print(*sorted({'apsw', 'cryptography', 'textual', 'jinja2'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], cwd=HERE, check=True, capture_output=True, text=True)
    assert found.stdout.strip() == ""


# -- in a real terminal ---------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(desk: Desk) -> Callable[..., Terminal]:
    """Starts a command of `gesprek kluis` in a terminal of its own."""

    def start(*args: str) -> Terminal:
        command = [sys.executable, "-m", "gesprek", "kluis", *args]
        return Terminal(command, columns=110, rows=30, env={"GESPREK_KLUIS": str(desk.folder), "GESPREK_TAAL": "nl"}, folder=HERE)

    return start


def test_a_new_vault_in_a_terminal_shows_no_passphrase_and_leaves_no_recovery_key(
    desk: Desk, terminal: Callable[..., Terminal]
) -> None:
    shutil.rmtree(desk.folder)
    with terminal("nieuw") as shown:
        shown.wait_for("Kies een wachtwoord")
        shown.type("kort\n")
        shown.wait_for("te kort")
        shown.wait_for(r"(?s)te kort.*Kies een wachtwoord")
        shown.type(PASSPHRASE + "\n")
        shown.wait_for("Nog een keer")
        assert PASSPHRASE not in shown.text
        shown.type(PASSPHRASE + "\n")
        shown.wait_for("Druk op Enter als")
        groups = dict(re.findall(r"(\d)  ([0-9A-Z]{5})", shown.text))
        assert len(groups) == 9
        shown.type("\n")
        shown.wait_for(r"Groep \d: ")
        assert not any(group in shown.text for group in groups.values())
        first = re.findall(r"Groep (\d): ", shown.text)[-1]
        shown.type(groups[first].lower() + "\n")
        shown.wait(lambda text: len(re.findall(r"Groep \d: ", text)) == 2)
        shown.type(groups[re.findall(r"Groep (\d): ", shown.text)[-1]] + "\n")
        shown.wait_for("De kluis is klaar")
        assert shown.wait_for_end() == 0
        assert not any(group in shown.text for group in groups.values())
    desk.unlock().close()
    Vault.recover(desk.folder, "-".join(groups[str(n)] for n in range(1, 10)), datetime.now).close()


def test_a_group_typed_wrong_shows_the_key_again_and_leaving_says_what_to_do(
    desk: Desk, terminal: Callable[..., Terminal]
) -> None:
    with terminal("wachtwoord", "--nieuwe-herstelsleutel") as shown:
        shown.wait_for("Wachtwoord van de kluis")
        shown.type(PASSPHRASE + "\n")
        shown.wait_for("Druk op Enter als")
        groups = re.findall(r"\d  ([0-9A-Z]{5})", shown.text)
        shown.type("\n")
        shown.wait_for(r"Groep \d: ")
        shown.type("U0000\n")
        shown.wait_for("klopt niet")
        shown.type("\n")
        shown.wait_for("Druk op Enter als")
        assert groups == re.findall(r"\d  ([0-9A-Z]{5})", shown.text)
        shown.type("\x03")
        shown.wait_for("niet overgetypt")
        assert shown.wait_for_end() == 1
        assert "--nieuwe-herstelsleutel" in shown.text
        assert not any(group in shown.text for group in groups)
    Vault.recover(desk.folder, "-".join(groups), datetime.now).close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_ended_while_the_key_is_shown_takes_it_from_the_screen(
    desk: Desk, terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    with terminal("wachtwoord", "--nieuwe-herstelsleutel") as shown:
        shown.wait_for("Wachtwoord van de kluis")
        shown.type(PASSPHRASE + "\n")
        shown.wait_for("Druk op Enter als")
        shown.type("\x1a")
        shown.settle()
        assert re.search(r"1  [0-9A-Z]{5}", shown.text), "Ctrl+Z doet hier niets"
        os.kill(shown.pid, number)
        assert shown.wait_for_end() == 1
        assert not re.search(r"\d  [0-9A-Z]{5}", shown.text)


@pytest.mark.parametrize(("typed", "code", "count"), [("n", 1, 0), ("ja", 0, 1)])
def test_in_a_terminal_it_asks_before_it_replaces_the_vault(
    desk: Desk, terminal: Callable[..., Terminal], typed: str, code: int, count: int
) -> None:
    desk.with_secret("reservekopie", str(desk.root / "kopie"))
    with terminal("terugzetten", str(desk.root / "kopie")) as shown:
        shown.wait_for("Wachtwoord van de kluis, of van de reservekopie")
        shown.type(PASSPHRASE + "\n")
        shown.wait_for(r"vervangen door deze reservekopie\? \[j/n\]")
        shown.type("misschien\n")
        shown.wait_for("Typ j")
        shown.type(typed + "\n")
        assert code == shown.wait_for_end()
        assert PASSPHRASE not in shown.text
    assert count == len(list(desk.root.glob("kluis-vervangen-*")))
    desk.unlock().close()


def test_a_mistyped_recovery_key_may_be_typed_again(desk: Desk, terminal: Callable[..., Terminal]) -> None:
    with terminal("herstellen") as shown:
        shown.wait_for("Typ de herstelsleutel over")
        shown.type("AAAAA\n")
        shown.wait_for("Er staat 1 groep")
        shown.type(desk.recovery_key.replace("-", " ") + "\n")
        shown.wait_for("Nieuw wachtwoord")
        assert desk.recovery_key.split("-")[0] not in shown.text
        shown.type(OTHER + "\n")
        shown.wait_for("Nog een keer")
        shown.type(OTHER + "\n")
        assert shown.wait_for_end() == 0
    desk.unlock(OTHER).close()
