"""Words that were typed, looked for in every file that the program wrote in every situation: only what was handed out has them."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gesprek.knowledge import load_knowledge
from gesprek.paths import flows_dir
from tests.eind.bestuurder import FULL
from tests.eind.dossiers import free_parts, places, put_in, text_facts
from tests.eind.hulp import LONG, Home, Program, make_vault, size
from tests.eind.speuren import SPELLINGS, Markers, files_below, packed, written_in

NOISY = {
    "TEXTUAL_LOG": "toetsen.log", "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": ".", "TEXTUAL_DEBUG": "1",
    "TEXTUAL": "devtools,debug", "PYTHONINSPECT": "", "PYTHONASYNCIODEBUG": "1", "RICH_THEME": "x", "PYTHONDEVMODE": "1",
}  # fmt: skip
"""Settings with which a library would write down what is typed or shown."""


@dataclass
class World:
    """An officer with a dossier in which every place holds a marker. allowed: the files they made or had made."""

    home: Home
    code: str
    markers: Markers
    allowed: set[Path] = field(default_factory=set)

    @contextmanager
    def opened(self, *, how: str = "", env: dict[str, str] | None = None) -> Iterator[Program]:
        """The dossier on the screen, with a marker that was just typed."""
        with self.home.program("dossier", "openen", self.code, how=how, env=env) as program:
            program.unlock()
            program.see(" 5j ")
            program.settle()
            yield program

    def typed(self, program: Program, name: str) -> None:
        """Type a marker where the cursor is, and see it."""
        program.type(self.markers[name])
        program.see(self.markers[name])

    def file(self, name: str, text: str) -> Path:
        """A file that the officer made."""
        path = self.home.home / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self.allowed.add(path)
        return path

    def leaks(self) -> list[str]:
        """Where a marker is that should not be there; also in what was written to files that are gone by now."""
        found = self.markers.in_files(files_below(self.home.folder, self.allowed))
        for trace in self.home.traces or ():
            for name, data in written_in(trace).items():
                if Path(name) not in self.allowed:
                    found += [f"{trace.name}: {name}: {how}" for how in sorted(self.markers.hits(data))]
        return found


# -- what happens ----------------------------------------------------------------------------------------------------------


def _saved(world: World) -> None:
    with world.opened() as program:
        world.typed(program, "bewaard antwoord")
        program.press("ctrl+d")
        program.see("Alles heeft een antwoord")
        assert program.leave() == 0


def _killed(world: World) -> None:
    with world.opened() as program:
        world.typed(program, "bij kill -9")
        program.kill()


def _signalled(number: int) -> Callable[[World], None]:
    def event(world: World) -> None:
        with world.opened() as program:
            world.typed(program, "bij een signaal")
            program.send_signal(number)
            program.wait_for_end(60)

    return event


def _locked(world: World) -> None:
    with world.opened() as program:
        world.typed(program, "voor het slot")
        program.press("ctrl+k")
        program.see("op slot")
        program.settle()
        program.press(world.markers["fout wachtwoord"], "enter")
        program.see("opent de kluis niet")
        program.unlock()
        program.see(world.markers["voor het slot"])
        program.settle()
        program.press("ctrl+k")
        program.see("op slot")
        assert program.leave() == 0


def _blank(world: World) -> None:
    with world.opened(how="staat-stil") as program:
        world.typed(program, "voor het lege scherm")
        program.press("ctrl+l")
        program.see("Het scherm is leeg")
        program.press("space")
        program.see(world.markers["voor het lege scherm"])
        program.press("ctrl+l")
        program.see("Het scherm is leeg")
        program.kill()


def _to_writing(program: Program) -> None:
    program.see("Voorlezen")
    program.settle()
    program.press("w")
    program.see("Map en begin van de naam")
    program.settle()


def _export_cancelled(world: World) -> None:
    world.code = put_in(world.home.vault, world.markers.__getitem__, fixed=True)
    with world.opened() as program:
        _to_writing(program)
        program.type(f"~/{world.markers['naam van de uitvoer']}")
        program.see("-advies")
        program.press("escape")
        program.gone("Map en begin")
        program.press("w")
        program.see("Map en begin van de naam")
        program.settle()
        program.type(f"~/{world.markers['map die er niet is']}/zaak")
        program.settle()
        program.press("enter")
        program.see("Deze map is er nog niet")
        program.press("1")
        assert program.leave() == 0


def _export_done(world: World) -> None:
    world.code = put_in(world.home.vault, world.markers.__getitem__, fixed=True)
    with world.opened() as program:
        _to_writing(program)
        program.type("~/zaak-1")
        program.settle()
        program.press("enter")
        program.see("Weggeschreven")
        assert program.leave() == 0
    made = {world.home.home / f"zaak-1-{name}.txt" for name in ("aangifte", "bevindingen", "advies")}
    assert world.markers.in_files(made)
    world.allowed |= made
    world.home.asked("dossier", "exporteren", world.code, "zaak-2")
    world.allowed |= {world.home.home / f"zaak-2-{name}.txt" for name in ("aangifte", "bevindingen", "advies")}


def _backed_up(world: World) -> None:
    copy = world.home.folder / "reservekopie"
    world.home.asked("kluis", "reservekopie", str(copy))
    _saved(world)
    world.home.asked("kluis", "terugzetten", str(copy), "--ja")
    assert world.home.codes() == [world.code]
    _killed(world)


def _crashed(world: World) -> None:
    with world.opened(how="stort-in", env=NOISY) as program:
        world.typed(program, "voor het instorten")
        program.press("ctrl+l")
        assert program.wait_for_end(60) == 1


def _full(world: World) -> None:
    with world.opened(how="volle-schijf") as program:
        (world.home.home / FULL).touch()
        world.typed(program, "op een volle schijf")
        program.see("schijf is vol")
        program.press("ctrl+k")
        program.unlock()
        program.see("geen ruimte|schijf is vol|op slot")
        (world.home.home / FULL).unlink()
        program.kill()


def _destroyed(world: World) -> None:
    _saved(world)
    world.home.asked("dossier", "vernietigen", world.code, "--ja")
    assert world.home.codes() == []


def _taken_over(world: World) -> None:
    world.home.asked("kluis", "termijn", "3")
    world.home.asked("dossier", "overgenomen", world.code, "--ja")
    world.home.asked("kluis", "termijn", "0")
    world.home.asked("dossiers")


def _read_only(world: World) -> None:
    with world.opened() as first, world.opened() as second:
        second.see("elders open")
        world.typed(first, "in de eerste")
        second.type(world.markers["in de tweede"])
        second.settle()
        second.press("ctrl+d")
        second.see("elders open")
        second.kill()
        first.kill()


def _noisy(world: World) -> None:
    with world.opened(env=NOISY) as program:
        world.typed(program, "met TEXTUAL_LOG")
        assert program.leave() == 0


def _resized(world: World) -> None:
    with world.opened() as program:
        world.typed(program, "voor een ander formaat")
        for columns, rows in ((30, 8), (200, 60), (80, 24)):
            program.resize(columns, rows)
            program.settle()
        program.see(world.markers["voor een ander formaat"])
        program.kill()


def _updated(world: World) -> None:
    other = world.home.folder / "flows"
    shutil.copytree(flows_dir(), other)
    with (other / "feiten.yaml").open("a", encoding="utf-8") as file:
        file.write("# nieuwer\n")
    world.home.env["ANDERE_FLOWS"] = str(other)
    assert "Bijgewerkt" in world.home.asked("dossier", "bijwerken", world.code, "--ja", how="nieuwere-flow")
    with world.opened(how="nieuwere-flow") as program:
        world.typed(program, "na het bijwerken")
        program.kill()


def _played(world: World) -> None:
    case = world.file(
        "casus.yaml", f"casus: {world.markers['casus']}\nflow: aangifte\nfeiten:\n  feit_relaas: {world.markers['relaas']}\n"
    )
    for extra in ([], ["--json"]):
        done = world.home.run("speel", str(case), *extra)
        assert done.returncode == 0
        assert world.markers["casus"].encode() in done.stdout


def _asked(*args: str) -> Callable[[World], None]:
    def event(world: World) -> None:
        done = world.home.run(
            *(world.code if arg == "CODE" else arg for arg in args), "--wachtwoord-bestand", str(world.home.secret)
        )
        assert done.returncode == 0, done.stderr

    return event


def _doctor(world: World) -> None:
    assert b"Traceback" not in world.home.run("dokter").stderr


def _held(world: World) -> None:
    world.home.asked("dossier", "aanhouden", world.code, "--reden", world.markers["reden aanhouden"])
    world.home.asked("dossier", "vrijgeven", world.code, "--reden", world.markers["reden vrijgeven"])
    world.home.asked("kluis", "controleren")


def _accepted(world: World) -> None:
    world.home.asked("kluis", "controleren", "--aanvaard", "--reden", world.markers["reden aanvaarden"])


def _another_passphrase(world: World) -> None:
    new = world.file("nieuw wachtwoord", world.markers["nieuw wachtwoord"] + "\n")
    world.home.asked("kluis", "wachtwoord", "--nieuw-wachtwoord-bestand", str(new))
    with world.home.program("dossier", "openen", world.code) as program:
        program.unlock(world.markers["nieuw wachtwoord"])
        program.see(world.code)
        assert program.leave() == 0


def _recovered(world: World) -> None:
    said = world.home.asked("kluis", "wachtwoord", "--nieuwe-herstelsleutel")
    key = re.search(r"Herstelsleutel: (\S+)", said)
    assert key
    paper = world.file("papier", key[1] + "\n")
    world.home.asked("kluis", "herstellen", "--herstelsleutel-bestand", str(paper))
    groups = key[1].split("-")
    for file in files_below(world.home.folder, world.allowed):
        assert not any(group.encode() in file.read_bytes() for group in groups), file


def _pasted(world: World) -> None:
    with world.opened() as program:
        program.type(f"\x1b[200~{world.markers['geplakt']}\r\ntweede regel\x1b[201~")
        program.see("tweede regel")
        program.press("ctrl+a", "ctrl+u", "ctrl+k")
        program.see("op slot")
        program.kill()


def _suspended(world: World) -> None:
    with world.opened() as program:
        world.typed(program, "voor het stilzetten")
        program.send_signal(signal.SIGTSTP)
        program.until(lambda: program.is_stopped(), "het programma stopt niet")
        program.send_signal(signal.SIGCONT)
        program.see("op slot")
        assert program.leave() == 0


def _wrong_code(world: World) -> None:
    with world.home.program("dossier", "openen", world.markers["code"]) as program:
        program.unlock()
        program.see("Nieuw gesprek")
        assert program.leave() == 0
    done = world.home.run("dossier", "vernietigen", world.markers["code"], "--ja", "--wachtwoord-bestand", str(world.home.secret))
    assert done.returncode not in (0, 1)


def _without_vault(world: World) -> None:
    with world.home.program("--zonder-kluis") as program:
        program.see("Nieuw gesprek")
        program.settle()
        program.press("1")
        program.see("het hele gesprek")
        program.press("1")
        program.see("acuut")
        program.settle()
        program.press("2")
        program.see("verbalisant")
        program.settle()
        world.typed(program, "zonder kluis")
        program.press("ctrl+q")
        program.see("in het geheugen")
        program.kill()


def _windows_left(world: World) -> None:
    with world.opened() as program:
        for keys, sign in (("ctrl+n", "Notitie bij"), ("f7", "Waarom vraagt u"), ("f8", "Waarom later"), ("ctrl+g", "typ een deel"), ("ctrl+p", "typ een deel")):  # fmt: skip
            program.press(keys)
            program.see(sign)
            program.settle()
            world.typed(program, f"achtergelaten in {keys}")
            program.press("escape")
            program.gone(sign)
            program.settle()
        program.kill()


EVENTS: dict[str, Callable[[World], None]] = {
    "kill -9": _killed,
    "a lock, a wrong passphrase, and unlocking": _locked,
    "an export that was cancelled": _export_cancelled,
    "an export": _export_done,
    "an error in the program, with settings that write": _crashed,
    "a backup that was put back": _backed_up,
    "saving and leaving": _saved,
    "SIGTERM": _signalled(signal.SIGTERM),
    "SIGHUP": _signalled(signal.SIGHUP),
    "SIGQUIT": _signalled(signal.SIGQUIT),
    "an idle hour": _blank,
    "a full disk": _full,
    "destroying": _destroyed,
    "taking over": _taken_over,
    "a second program that reads": _read_only,
    "settings that write": _noisy,
    "other sizes": _resized,
    "a newer flow": _updated,
    "playing a case": _played,
    "the log": _asked("logboek"),
    "the log as JSON": _asked("logboek", "--json", "--dossier", "CODE"),
    "the list": _asked("dossiers"),
    "the list as JSON": _asked("dossiers", "--json"),
    "everything raw": _asked("dossier", "exporteren", "CODE", "--ruw"),
    "checking the vault": _asked("kluis", "controleren"),
    "the doctor": _doctor,
    "holding and releasing": _held,
    "accepting": _accepted,
    "another passphrase": _another_passphrase,
    "the recovery key": _recovered,
    "pasting": _pasted,
    "suspending": _suspended,
    "a code that is none": _wrong_code,
    "no vault": _without_vault,
    "windows that were left": _windows_left,
}
"""What can happen while a victim's words are in the program; the first of them also in the short run."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An officer with a dossier of markers. In the long run all writing is noted as well."""
    markers = Markers()
    home = make_vault(tmp_path / "alles")
    code = put_in(home.vault, markers.__getitem__)
    home.traces = [] if LONG and shutil.which("strace") else None
    return World(home, code, markers)


@pytest.mark.parametrize("event", list(EVENTS)[: size(6, 99)])
def test_no_word_of_the_case_is_in_any_file_after(event: str, world: World) -> None:
    """But for the files that the officer made."""
    EVENTS[event](world)
    assert len(world.markers.names) >= 40
    assert world.leaks() == []


def _fill(world: World, program: Program, fact: str) -> None:
    program.question(fact)
    world.typed(program, f"getypt bij {fact}")
    program.press("ctrl+d")
    program.settle()


def test_what_is_typed_in_every_kind_of_field_is_in_no_file(world: World) -> None:
    """Answers that are good and that are not, notes, reasons, a decision, lines that filter, danger, reading back."""
    one_of_each = {
        fact.soort: name for name, fact in load_knowledge().facts.items() if name in (*text_facts(), *free_parts(), *_VALUES)
    }
    for_all = [*text_facts(), *free_parts(), *_VALUES]
    with world.opened() as program:
        for fact in for_all if LONG else one_of_each.values():
            _fill(world, program, fact)
        for keys, sign, end in _WINDOWS:
            program.press(keys)
            program.see(sign)
            program.settle()
            program.press(*(["g"] if keys == "ctrl+r" else []))
            program.see("Besluit: geen route" if keys == "ctrl+r" else sign)
            program.settle()
            world.typed(program, f"getypt na {keys}")
            program.press(end)
            program.gone(sign if keys != "ctrl+r" else "Besluit: geen route")
            program.press(*(["escape"] if keys == "ctrl+r" else []))
            program.settle()
        program.press("ctrl+e")
        program.settle()
        program.kill()
    with world.home.program() as program:
        program.new_conversation()
        program.press("1")
        program.see("Bel 112")
        program.settle()
        world.typed(program, "getypt bij gevaar")
        program.press("enter")
        program.gone("Bel 112")
        assert program.leave() == 0
    assert world.leaks() == []


_VALUES = ("feit_datum", "info5j_tijdstip", "eerdere_politiecontacten", "schade_bedrag")
_WINDOWS = (
    ("ctrl+n", "Notitie bij", "ctrl+d"),
    ("f7", "Waarom vraagt u", "enter"),
    ("f8", "Waarom later", "enter"),
    ("ctrl+g", "typ een deel", "escape"),
    ("ctrl+p", "typ een deel", "escape"),
    ("ctrl+r", "Routes en besluit", "enter"),
)
"""A key, what is seen, and the key that ends it."""


# -- the controls ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", SPELLINGS)
def test_a_marker_in_a_file_is_found_in_every_spelling(how: str, tmp_path: Path) -> None:
    """The control: with anything around it, and in archives."""
    markers = Markers()
    for before in range(4):
        word = markers["een"].encode()
        if how.startswith("base64"):
            import base64

            data = base64.b64encode(bytes(before * 3 + int(how[-1])) + word + b"staart")
        else:
            data = b"voor" * before + SPELLINGS[how](word) + b"erna"
        (tmp_path / "gelekt").write_bytes(data)
        assert how in {found.rpartition(": ")[2] for found in markers.in_files(files_below(tmp_path))}
        assert markers.in_files(files_below(tmp_path, [tmp_path / "gelekt"])) == []
        for kind, archive in packed(data).items():
            assert any(found.endswith(how) for found in markers.hits(archive)), kind


def test_a_file_with_a_marker_in_its_name_is_found(tmp_path: Path) -> None:
    """The control."""
    markers = Markers()
    (tmp_path / markers["naam"]).touch()
    assert markers.in_files(files_below(tmp_path))
    assert markers.name_of(markers["naam"]) == ["naam"]


def test_a_world_without_a_leak_holds_every_marker_all_the_same(world: World) -> None:
    """The control: the program did have them all, and a file of it that holds one is named."""
    raw = world.home.asked("dossier", "exporteren", world.code, "--ruw")
    assert set(places()) <= set(world.markers.name_of(raw))
    assert world.leaks() == []
    (world.home.vault / "flows" / "gelekt").write_text(world.markers["feit_relaas"].upper().lower(), encoding="utf-8")
    assert len(world.leaks()) == 1


@pytest.mark.lang
@pytest.mark.skipif(not LONG, reason="alleen in de lange ronde")
def test_writing_to_a_file_that_is_gone_is_seen(world: World) -> None:
    """The control of looking on: written, and removed at once."""
    import subprocess
    import sys

    from tests.eind.speuren import TRACE

    trace = world.home.folder.parent / "controle.strace"
    script = f"import os; f = open('weg', 'w'); f.write('{world.markers['feit_relaas']}'); f.close(); os.remove('weg')"
    subprocess.run([*TRACE, "-o", str(trace), sys.executable, "-c", script], cwd=world.home.home, check=True)
    world.home.traces = [trace]
    assert world.leaks() == [f"controle.strace: {world.home.home / 'weg'}: UTF-8"]
