"""The conversation in lines, in the real program: a whole case, coming back, locking, leaving, danger, hostile text."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gesprek.knowledge import load_knowledge
from gesprek.paths import flows_dir
from gesprek.play import read_case
from gesprek.record import Vault
from gesprek.regel.commands import COMMANDS, shown_name
from tests.eind.hulp import PASSPHRASE, Home, make_vault, now
from tests.regels import ANSWER, Lines, piped, typed_answer

EXAMPLE = flows_dir() / "aangifte" / "voorbeeld.yaml"
TRIED = [
    ("/hulp", "genoeg. ", "/onbekend: Aangever weet het niet."),
    ("/aangifte", ANSWER, "Wens over aangifte."),
    ("/stukken", "Keuze: ", "1. Verklaring\n2. Bevindingen\n3. Advies\n4. Routes\n5. Kerntekst"),
    ("/stukken routes", "genoeg. ", "Aangifte: staat altijd open, los van elke route."),
    ("/stukken bevindingen", ANSWER, "Concept voor het proces-verbaal van bevindingen."),
    ("/terug", ANSWER, "Verder terug kan niet."),
    ("/onbekend", ANSWER, "Genoteerd: acuut gevaar: onbekend."),
    ("/wil-niet", ANSWER, "Genoteerd: acuut gevaar: wil niet zeggen."),
    ("/niet-gevraagd", "Reden: ", "Waarom vraagt u dit niet?"),
    ("/niet-gevraagd Te druk.", ANSWER, "Genoteerd: acuut gevaar: niet gevraagd (Te druk.)."),
    ("/parkeren", "Reden: ", "Waarom later?"),
    ("/nvt", ANSWER, "Genoteerd: acuut gevaar: niet van toepassing."),
    ("/spreker", ANSWER, "Wie dit zegt: u zelf."),
    ("/verder", ANSWER, "Welkom en veiligheid, vraag 3 van"),
    ("/springen", "Keuze: ", "2. Uw verhaal"),
    ("/springen letsel", ANSWER, "Letsel."),
    ("/springen schade", "Keuze: ", "1. Gevolgen en schade"),
    ("/springen xyzzy", ANSWER, "Niets gevonden bij 'xyzzy'."),
    ("/notitie", "> ", "Notitie bij: Welkom en veiligheid"),
    ("/notitie Even bellen.", ANSWER, "Notitie bewaard."),
    ("/kerntekst", ANSWER, "U kunt aangifte doen."),
    ("/poorten", ANSWER, "Er is nu niets dat voorgaat."),
    ("/besluit", "terug te gaan: ", "Nog geen besluit."),
    ("/noodset", ANSWER, "Alleen de noodset en wat moet."),
    ("/ongedaan", ANSWER, "Er is niets om terug te draaien."),
    ("/voorlezen", "Keuze: ", "Voorlezen: Verklaring"),
    ("/acties", "genoeg. ", "/parkeren: Later terugkomen"),
    ("/slot", "verlaten): ", "De kluis is op slot"),
    ("/sluiten", "Keuze: ", "Wat wilt u doen?"),
    ("/weg", "gesloten.", "Het programma is gesloten."),
    ("/vraag", ANSWER, "1. ja\n2. nee"),
    ("/waarom", ANSWER, "Waarom: Veiligheid gaat voor"),
    ("/stand", ANSWER, "Informatie over herstel (art. 5j): nog niet."),
    ("/nodig", "Keuze: ", "Eerst nog nodig"),
    ("/verbeteren", ANSWER, "Hier staat geen tekst."),
    ("/zinnen", "Keuze: ", "Uit welk stuk?"),
    ("/zinnen ondertekend", "Keuze: ", "Welke zin?"),
    ("/punten", ANSWER, "Gevoelige antwoorden staan er als punten."),
    ("/zeden", "Keuze: ", "Verder als informatief gesprek?"),
    ("/wissen", ANSWER, "Hier staat niets."),
    ("/kleuren", ANSWER, "Er is geen opdracht '/kleuren'."),
    ("/notitei", ANSWER, "Bedoelde u /notitie?"),
]
"""Every command, what it ends with, and a part of what it says, at the first question of a new conversation."""


@pytest.fixture(scope="module")
def vault_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a vault, for tests that do not mind what else is in it."""
    return make_vault(tmp_path_factory.mktemp("agent"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_vault(tmp_path)


@pytest.fixture
def lines(vault_home: Home) -> Iterator[Lines]:
    """A new conversation on a dumb terminal."""
    with Lines(vault_home) as program:
        program.begin()
        yield program


def flat(text: str) -> str:
    """A text on one line, wherever it was broken."""
    return " ".join(text.split())


# -- a whole case --------------------------------------------------------------------------------------------------------


def test_a_whole_case_in_lines_gives_the_same_documents_as_playing_it(home: Home) -> None:
    case = read_case(EXAMPLE, load_knowledge)
    knowledge = load_knowledge("aangifte")
    script = [PASSPHRASE, "1"]
    script += [typed_answer(knowledge, knowledge.facts[fact], answer).rstrip("\n") for fact, answer in case.antwoorden.items()]
    script += ["/voorlezen", ".", "vaststellen", "vaststellen", "wegschrijven", "zaak-1", "/terug", "/weg"]
    done = piped(home, "\n".join(script) + "\n", "--regel", "--kaart", "volledig")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    assert "Weggeschreven: zaak-1-aangifte.txt" in done.stdout, done.stdout[-3000:]
    played = subprocess.run(
        [sys.executable, "-m", "gesprek", "speel", str(EXAMPLE), "--kaart", "volledig"],
        env={**os.environ, **home.env}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in ("aangifte", "bevindingen", "advies"):
        assert (home.home / f"zaak-1-{name}.txt").read_text("utf-8").strip() in played, name


def test_what_was_done_in_lines_is_in_the_log_in_the_same_words_as_from_the_screen(home: Home) -> None:
    piped(home, f"{PASSPHRASE}\n1\nnee\n/notitie Een losse notitie.\n/ongedaan\n2\n/sluiten\n4\n\n/weg\n")
    code = home.codes()[0]
    log = home.asked("logboek", "--dossier", code)
    assert "verzamelen" in log
    assert "wijzigen" in log
    assert "losse notitie" not in log
    kinds = [kind for kind, _data in home.kept(code)[0]]
    assert {"begun", "answered", "noted", "undone"} <= set(kinds)
    assert "raadplegen" in home.asked("logboek")


@pytest.mark.parametrize(("command", "then", "told"), TRIED)
def test_each_command_does_what_it_says(lines: Lines, command: str, then: str, told: str) -> None:
    assert told in lines.line(command, then)


def test_every_command_is_among_those_that_were_tried() -> None:
    # Those of an exercise are tried where an exercise is played: tests/test_oefenen_regel.py.
    assert {shown_name(c.id) for c in COMMANDS if not c.practice} <= {command.split()[0] for command, _then, _told in TRIED}


# -- nothing is lost -----------------------------------------------------------------------------------------------------


def test_after_kill_9_everything_acknowledged_is_there_and_the_lines_of_a_text_too(home: Home) -> None:
    with Lines(home) as program:
        program.begin()
        program.line("nee")
        program.line("/springen feit_relaas")
        program.line("Ik zat in de kamer.", "> ")
        program.line("Toen hoorde ik een klap.", "> ")
        os.kill(program.pid, signal.SIGKILL)
        program.end()
    rows, draft = home.kept()
    assert any(kind == "answered" and "acuut_gevaar" in data["after"] for kind, data in rows)
    assert draft["getypt"]["feit_relaas"] == "Ik zat in de kamer.\nToen hoorde ik een klap."
    code = home.codes()[0]
    with Lines(home, "dossier", "openen", code, "--regel") as program:
        program.unlock()
        assert "Getypt, nog geen antwoord: Ik zat in de kamer.\nToen hoorde ik een klap." in program.see(ANSWER)
        program.line("Het was acht uur.", "> ")
        assert "Genoteerd: eigen verhaal" in program.line(".")
    last = [data for kind, data in home.kept(code)[0] if kind == "answered"][-1]
    assert "klap.\\nHet was acht uur." in repr(last)


def test_a_conversation_of_the_screen_goes_on_in_lines_in_the_window_where_it_was(home: Home) -> None:
    from gesprek.keeping import begin_conversation
    from tests.hulp import DAY

    with Vault.unlock(home.vault, PASSPHRASE, now) as vault:
        _conversation, keeping = begin_conversation(vault, "aangifte", "landelijk", DAY)
        keeping.dossier.save_draft({"hier": "letsel", "notitie": "Nog te bellen", "venster": "notitie"})
        keeping.dossier.close()
    with Lines(home, "dossier", "openen", keeping.dossier.code, "--regel") as program:
        program.unlock()
        assert "Dit stond er al: Nog te bellen" in program.see("> ")
        program.line("met de glaszetter", "> ")
        assert "Notitie bewaard." in program.line(".")
    assert [data["text"] for kind, data in home.kept()[0] if kind == "noted"] == ["Nog te bellen\nmet de glaszetter"]


def test_pasted_lines_are_all_kept_in_a_text_also_one_with_only_a_dot(lines: Lines) -> None:
    lines.line("/springen feit_relaas")
    lines.type("Eerste.\n\n.\nVierde")  # the end of the last line is typed
    lines.see("> ")
    lines.line(".", "> ")
    lines.line(".")
    assert "Nu genoteerd: Eerste.\n\n.\nVierde.\n" in lines.line("/springen feit_relaas")


def test_lines_pasted_where_one_belongs_answer_nothing_and_are_kept(lines: Lines) -> None:
    lines.type("1\n2\n1\n")
    told = lines.see(ANSWER)
    assert "Er kwamen 3 regels tegelijk" in told
    assert "Genoteerd" not in told
    assert "Dit stond er al: 1\n2\n1" in lines.line("/notitie", "> ")


def test_a_text_behind_another_asks_where_it_belongs(lines: Lines) -> None:
    lines.line("/springen feit_relaas")
    lines.line("Een.", "> ")
    lines.line(".")
    lines.line("/springen feit_relaas")
    lines.line("Twee.", "> ")
    assert "Er staat al een antwoord" in lines.line(".", "Keuze: ")
    lines.line("1")
    assert "Nu genoteerd: Een.\nTwee.\n" in lines.line("/springen feit_relaas")
    lines.line("/verbeteren", "Keuze: ")
    lines.line("2", "gaat weg): ")
    lines.line("Drie.")
    assert "Nu genoteerd: Een.\nDrie.\n" in lines.line("/springen feit_relaas")


def test_what_is_no_answer_is_said_with_what_was_expected_and_stays(lines: Lines) -> None:
    lines.line("/springen gesprek_begin")
    told = lines.line("31-31-2026 10:00")
    assert "31 is geen maand; eerst komt de dag, dan de maand. Verwacht: Dag en tijd" in told
    assert "Getypt, nog geen antwoord: 31-31-2026 10:00" in lines.line("/vraag")
    assert "Genoteerd: begin van het gesprek" in lines.line("14-11-2026 10:15")


def test_no_word_of_the_case_is_in_any_file(home: Home) -> None:
    mark = "Merkteken-van-het-slachtoffer"
    typed = f"{PASSPHRASE}\n1\nnee\n{mark}\n/notitie {mark}\n/springen feit_relaas\n{mark}\n{mark}\n"
    done = piped(home, typed)
    assert f"Genoteerd: naam van de verbalisant: {mark}." in done.stdout
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if mark.encode() in path.read_bytes()] == []


# -- danger and gates ----------------------------------------------------------------------------------------------------


def test_acute_danger_stops_the_questions_until_there_is_a_reason(lines: Lines) -> None:
    prompt = "voorbij: "
    told = lines.line("ja", prompt)
    assert "Acuut gevaar: het gesprek is onderbroken." in told
    assert "Bel 112." in told
    assert "Zonder reden blijft het gesprek onderbroken." in lines.line("", prompt)
    assert "Zonder reden" in lines.line("ja", prompt)
    assert "eerst de veiligheid" in lines.line("/springen letsel", prompt)
    lines.line("/aangifte", "Keuze: ")
    assert "Genoteerd: wens over aangifte: wil aangifte doen." in lines.line("1", prompt)
    assert "De onderbreking is opgeheven" in lines.line("Collega's zijn er, 10:20.")


def test_danger_that_was_a_slip_is_taken_back(lines: Lines) -> None:
    lines.line("ja", "voorbij: ")
    assert "Teruggedraaid; acuut gevaar is nu weer: geen antwoord." in lines.line("/ongedaan")


def test_a_gate_is_said_in_full_before_the_next_question_and_once(lines: Lines) -> None:
    lines.line("/springen delict_categorie")
    told = lines.line("seksueel misbruik")
    gate = next(g for g in load_knowledge("aangifte").gates if g.id == "zeden")
    flat = " ".join(told.split())
    assert flat.index("Let op: Zeden. " + gate.gevolg) < flat.index(gate.doe[0]) < flat.rindex("Antwoord:")
    assert "De aangifte blijft open: /aangifte." in flat
    assert "Let op" not in lines.line("/vraag")
    assert "zeden neemt haar op" in lines.line("/aangifte", "Keuze: ")
    lines.line("/terug")
    lines.line("/springen delict_categorie")
    assert "Speelt niet meer: Zeden." in lines.line("vernieling")


# -- locking and leaving -------------------------------------------------------------------------------------------------


def test_locking_says_nothing_of_the_case_and_comes_back_to_the_same_place(lines: Lines) -> None:
    lines.line("/springen aangever_naam")
    lines.line("Merkteken", ANSWER)
    lines.line("/springen feit_relaas")
    lines.line("Half verhaal.", "> ")
    told = lines.line("/slot", "verlaten): ")
    assert "De kluis is op slot" in told
    assert "kan in het geheugen van uw terminal blijven" in " ".join(told.split())
    assert "verhaal" not in told.replace("Half verhaal.\n", "")
    lines.line("verkeerd wachtwoord", "verlaten): ")
    assert "Getypt, nog geen antwoord: Half verhaal." in lines.line(PASSPHRASE)


def test_a_terminal_that_can_is_emptied_when_it_locks_and_when_it_ends(vault_home: Home) -> None:
    with Lines(vault_home, term="xterm-256color") as program:
        program.begin()
        program.line("/slot", "verlaten): ")
        assert b"\x1b[H\x1b[2J\x1b[3J" in program.raw
        program.type("/weg\n")
        assert program.end() == 0
        assert program.raw.endswith(b"Het programma is gesloten.\r\n")


def test_a_dumb_terminal_gets_no_sequence_at_all(lines: Lines) -> None:
    lines.line("/slot", "verlaten): ")
    lines.type("/weg\n")
    assert lines.end() == 0
    assert b"\x1b" not in lines.raw


def test_ctrl_c_asks_and_an_empty_line_stays(lines: Lines) -> None:
    lines.type("\x03")
    assert "Verlaten?" in lines.see("Keuze: ")
    assert "Acuut gevaar." in lines.line("")
    lines.type("\x03")
    lines.see("Keuze: ")
    lines.type("2\n")
    assert lines.end() == 0


def test_ctrl_d_on_an_empty_line_closes_in_order(lines: Lines) -> None:
    lines.type("\x04")
    assert lines.end() == 0
    assert "Het programma is gesloten." in lines.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_vault_and_the_code_says_which(lines: Lines, number: signal.Signals) -> None:
    lines.line("nee")
    os.kill(lines.pid, number)
    assert lines.end() == 128 + number


def test_ctrl_z_locks_before_it_stands_still(lines: Lines) -> None:
    lines.type("\x1a")
    lines.see("De kluis is op slot")
    end = time.monotonic() + 30
    while Path(f"/proc/{lines.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < end
        time.sleep(0.05)
    os.kill(lines.pid, signal.SIGCONT)
    lines.unlock()
    assert "Acuut gevaar." in lines.see(ANSWER)


def test_a_half_line_does_not_end_up_in_front_of_the_passphrase_after_a_lock(lines: Lines) -> None:
    lines.type("een halve regel")
    os.kill(lines.pid, signal.SIGTSTP)  # the signal alone, without the key that empties the line
    lines.see("De kluis is op slot")
    lines.stopped()
    os.kill(lines.pid, signal.SIGCONT)
    lines.unlock()
    assert "Acuut gevaar." in lines.see(ANSWER)


def test_without_a_vault_leaving_is_asked_because_all_would_be_lost(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with Lines(home, "--regel", "--zonder-kluis") as program:
        program.see("Keuze: ")
        program.line("1")
        program.line("nee")
        assert "Verlaat u het, dan\nis alles weg." in program.line("/weg", "Keuze: ")
        program.line("1")
        program.type("\x04")
        program.see("Keuze: ")
        program.type("2\n")
        assert program.end() == 0
    assert not home.vault.exists()


def test_a_second_program_on_a_dossier_only_reads_and_says_who_has_it(lines: Lines, vault_home: Home) -> None:
    code = lines.said.split("Dossier ")[1][:4]
    with Lines(vault_home, "--regel", "dossier", "openen", code) as second:
        second.unlock()
        assert "Dit dossier is elders open" in second.see(ANSWER)
        for typed in ("nee", "/onbekend", "/notitie Hallo."):
            assert "Hier kunt u alleen lezen." in " ".join(second.line(typed).split())
        assert "Verklaring" in second.line("/voorlezen", "Keuze: ")


def test_fixing_names_what_stands_in_the_way_and_leads_there(lines: Lines) -> None:
    lines.line("nee")
    told = lines.line("/voorlezen", "Keuze: ")
    assert "Voorlezen: Verklaring" in told
    told = lines.line("vaststellen", "Keuze: ")
    assert "Vaststellen kan nog niet" in told
    lines.line("de rest", "Reden: ")
    assert "gemarkeerd als niet gevraagd." in lines.line("Het gesprek liep uit.", "Keuze: ")
    told = lines.line("vaststellen", "Keuze: ")
    assert "Vaststellen kan nog niet" in told
    assert "1. Naar de informatie over herstel (art. 5j)" in told
    assert "Informatie over herstel (art. 5j), vraag" in lines.line("1")


def test_correcting_while_reading_back_goes_to_the_question(lines: Lines) -> None:
    lines.line("nee")
    lines.line("/voorlezen", "Keuze: ")
    assert "Genoteerd: voorgelezen" in lines.line("aangever zegt", "Keuze: ")
    lines.line("iets verbeteren", "Keuze: ")
    lines.line("welkom", "Keuze: ")
    lines.line("naam van aangever")
    lines.line("J. de Vries")
    assert "Nu genoteerd: J. de Vries" in lines.line("/springen aangever_naam")


def test_what_was_taken_over_is_destroyed_here_after_a_yes(home: Home) -> None:
    case = read_case(EXAMPLE, load_knowledge)
    knowledge = load_knowledge("aangifte")
    script = [PASSPHRASE, "1"]
    script += [typed_answer(knowledge, knowledge.facts[fact], answer).rstrip("\n") for fact, answer in case.antwoorden.items()]
    script += [
        "/voorlezen",
        ".",
        "vaststellen",
        "vaststellen",
        "overgenomen",
        "wegschrijven",
        "zaak-1",
        "wegschrijven",
        "zaak-1",
        "",
    ]
    script += ["overgenomen", "nog niet", "overgenomen", "ja, over", "/weg"]
    done = piped(home, "\n".join(script) + "\n")
    assert done.returncode == 0
    assert "Eerst wegschrijven naar bestanden" in done.stdout
    assert "Er staat al: zaak-1-aangifte.txt" in done.stdout
    assert "is hier vernietigd." in done.stdout
    assert home.codes() == []


def test_a_decision_is_never_chosen_beforehand_and_another_than_the_first_needs_a_reason(lines: Lines) -> None:
    told = lines.line("/besluit", "terug te gaan: ")
    assert "Nog geen besluit." in told
    lines.line("geen van deze", "Reden: ")
    assert "zonder reden kan dit niet" in lines.line("", "Reden: ")
    assert "Er is geen besluit vastgelegd." in lines.line("/terug", "terug te gaan: ")
    lines.line("geen van deze", "Reden: ")
    assert "Uw besluit: geen route (Eerst rust.)" in lines.line("Eerst rust.", "terug te gaan: ")
    told = lines.line("slachtofferhulp", "Keuze: ")
    assert "1. Terug naar de routes\n2. Deze route kiezen" in told


def test_one_of_several_choices_is_added_or_taken_away_by_itself(lines: Lines) -> None:
    lines.line("/springen info5j_inhoud")
    assert "Genoteerd: wat is verteld: dat er voorzieningen voor herstel zijn, dat het vrijwillig is." in flat(lines.line("1 3"))
    assert "Erbij: +3. Eraf: -3." in lines.line("/springen info5j_inhoud")
    assert "voorzieningen voor herstel zijn, dat het vrijwillig is, Halt." in flat(lines.line("+9, 3"))
    lines.line("/springen info5j_inhoud")
    assert "Genoteerd: wat is verteld: dat er voorzieningen voor herstel zijn, Halt." in flat(lines.line("-3"))


def test_a_list_is_one_row_per_line_and_a_wrong_row_can_be_mended_alone(lines: Lines) -> None:
    lines.line("/springen andere_betrokkenen")
    lines.line("familie; mijn zoon", "> ")
    lines.line("xyzzy; iemand", "> ")
    told = lines.line(".")
    assert "Regel 2: 'xyzzy' past niet bij wie." in told
    lines.line("/verbeteren", "Keuze: ")
    lines.line("2", "gaat weg): ")
    assert "Genoteerd: andere betrokkenen: 2 regels" in lines.line("andere buren; mijn buurvrouw")


# -- the vault -----------------------------------------------------------------------------------------------------------


def test_the_first_choices_lead_to_help_and_to_the_example_without_a_passphrase(vault_home: Home) -> None:
    with Lines(vault_home) as program:
        program.see("terug): ")
        program.line("", "Keuze: ")
        assert "/onbekend: Aangever weet het niet." in program.line("hulp", "genoeg. ")
        program.line(".", "Keuze: ")
        assert "VOORBEELD: alles is verzonnen." in program.line("5")
        program.type("/weg\n")  # nothing was changed in it, so nothing is lost
        assert program.end() == 0


def test_a_vault_is_made_only_when_asked_and_the_key_has_to_be_on_paper(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with Lines(home) as program:
        program.see("tekens; een paar losse woorden is goed: ")
        program.line("", "Keuze: ")
        assert not home.vault.exists()
        program.line("1", "goed: ")
        program.line(PASSPHRASE, "keer: ")
        told = program.line(PASSPHRASE, "ertussen: ")
        assert PASSPHRASE not in program.said
        groups = dict(row.split(". ") for row in told.splitlines() if row[:2] in [f"{n}." for n in range(1, 10)])
        assert len(groups) == 9
        assert "Dat klopt niet" in program.line("nee", "ertussen: ")
        words = told.split()
        one, two = words[words.index("groepen") + 1], words[words.index("en", words.index("groepen")) + 1]
        program.line(f"{groups[one]} {groups[two]}")


# -- what others wrote ---------------------------------------------------------------------------------------------------


def test_hostile_text_is_shown_as_text_and_never_reaches_the_terminal(home: Home) -> None:
    evil = "\x1b]0;gekaapt\x07\x1b[2J\u202eomgekeerd\u009b31m"
    typed = f"{PASSPHRASE}\n1\n/springen aangever_naam\n{evil}\n/springen feit_relaas\n{evil}\n{evil}\n.\n"
    done = piped(home, typed + f"/springen feit_relaas\n/notitie {evil}\n/{evil}\n/stukken verklaring\n.\n/springen {evil}\n")
    assert done.returncode == 0
    assert not [c for c in done.stdout if not c.isprintable() and c != "\n"]
    assert "omgekeerd" in done.stdout


@pytest.mark.parametrize("columns", [80, 200, 40])
def test_no_line_is_wider_than_the_terminal_or_eighty(vault_home: Home, columns: int) -> None:
    with Lines(vault_home, columns=columns) as program:
        program.begin()
        for command in ("/waarom", "/poorten", "/stand", "/springen feit_relaas", "/springen delict_categorie"):
            program.line(command)
        program.line("/hulp", "genoeg. ")
        program.line(".")
        width = min(columns, 80)
        typed = [row for row in program.said.split("\n") if row.startswith(("Antwoord:", "Bladzijde", "Wachtwoord", "Keuze"))]
        assert [row for row in program.said.split("\n") if len(row) > width and row not in typed] == []


def test_in_english_the_screen_is_english_and_the_documents_are_dutch(home: Home) -> None:
    typed = f"{PASSPHRASE}\n1\nno\n/help\n.\n/documents findings\n.\n/does-not-exist\n/unknown\n/leave\n"
    done = piped(home, typed, "--taal", "en", "--regel", env={"GESPREK_TAAL": "en"})
    assert done.returncode == 0, done.stderr
    for words in ("Answer: ", "/unknown", "Immediate danger", "There is no command"):
        assert words in done.stdout, words
    for dutch in ("Antwoord:", "Genoteerd", "Keuze:", "Enter: verder", "Wachtwoord"):
        assert dutch not in done.stdout, dutch


def test_lines_load_nothing_of_the_library_of_the_screens(home: Home) -> None:
    code = (
        "import sys; from gesprek.regel import run; code = run(); "
        "print(code, sorted(m for m in sys.modules if m.split('.')[0] in ('textual',)), file=sys.stderr)"
    )
    script = f"{PASSPHRASE}\n1\nnee\n/poorten\n.\n/stukken advies\n.\n/besluit\n\n/voorlezen\n.\n\n/weg\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home.home, env={**os.environ, **home.env}, input=script, text=True,
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stderr == "0 []\n"
