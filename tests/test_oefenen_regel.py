"""Practising in lines: a student who is driven through a pipe."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from gesprek.dialogue.kept import Kept, event_of
from gesprek.errors import GesprekError
from gesprek.practice import Session, load_scenario
from gesprek.practice.files import read_result
from gesprek.practice.scenario import scenario_files
from gesprek.practice.score import measure
from gesprek.regel.commands import COMMANDS, find_command, shown_name
from gesprek.regel.conversation import Conversing
from gesprek.regel.deeds import command_lines
from gesprek.regel.practice import PracticeProgram
from gesprek.regel.terminal import Terminal
from gesprek.sitting.practising import Practising
from gesprek.sitting.watch import Watch
from tests.eind.hulp import Home
from tests.oefenhulp import BEGIN, proef, session
from tests.oefenstudenten import STUDENTS
from tests.regels import piped, typed_answer

MARK = "OEFENING – verzonnen gegevens"
LIFTED = "Om tien uur bleek dat zij veilig was."
PRACTICE = [command.id for command in COMMANDS if command.practice]


def play(*lines: str, practice: Session | None = None, keep: Callable[[], None] = lambda: None) -> tuple[str, Session]:
    """What the program wrote for these lines, on one line; and the exercise as it was then."""
    practice = practice or session()
    holder = Practising(practice, keep)
    source, keys = os.pipe()
    os.write(keys, "".join(f"{line}\n" for line in lines).encode())
    os.close(keys)
    pieces: list[bytes] = []
    terminal = Terminal(Watch(), source)
    terminal._write = lambda text: pieces.append(text.encode())  # type: ignore[method-assign]
    try:
        assert PracticeProgram(terminal, holder).run() == 0
    finally:
        os.close(source)
    holder.stop()
    return " ".join(b"".join(pieces).decode().split()), practice


def place(practice: Session, question: str, kind: str) -> int:
    """The number of the wording of this kind."""
    return [wording.kind for wording in practice.wordings(question)].index(kind) + 1


def test_the_introduction_and_the_mark_come_first() -> None:
    text, practice = play()
    scenario = practice.scenario
    assert text.startswith(MARK)
    for part in (scenario.titel, scenario.inleiding, scenario.leerdoel, scenario.persoon.begint):
        assert part in text


def test_a_question_is_asked_by_a_number_and_then_recorded() -> None:
    begun = session()
    at = place(begun, "acuut_gevaar", "gericht")
    text, practice = play("/vraag-het", str(at), "2", practice=begun)
    assert "Nog niet gevraagd" in text
    for number, one in enumerate(practice.wordings("acuut_gevaar"), 1):
        assert f"{number}. {one.text}" in text
    assert "Noor Vos: “Hier wel. Thuis ook, mijn zus is er.”" in text
    assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"


def test_neither_the_sentence_of_the_flow_nor_a_kind_is_given_away() -> None:
    text, practice = play("/waarom")
    question = practice.scenario.knowledge.questions["acuut_gevaar"]
    assert question.zeg not in text
    for wrong in question.niet_zo:
        assert wrong not in text


def test_own_words_are_asked_read_and_contested() -> None:
    text, practice = play("/vraag-het U wilt zeker naar huis?", "/oneens Ik vroeg het open")
    (one,) = practice.asked
    assert (one.own, one.kind) == (True, "sturend")
    assert f"Gelezen als {practice.scenario.kinds.title('sturend')}" in text
    assert practice.contested == {one.moment: "Ik vroeg het open"}


def test_own_words_may_be_typed_at_the_list_and_an_empty_line_says_nothing() -> None:
    _text, practice = play("/vraag-het", "", "/vraag-het", "Bent u hier veilig?")
    assert [one.asked for one in practice.asked] == ["Bent u hier veilig?"]


def test_a_number_that_is_not_there_asks_nothing() -> None:
    text, practice = play("/vraag-het 99")
    assert "Kies een nummer daarvan" in text
    assert practice.asked == []


def test_a_question_that_was_not_asked_can_be_recorded_all_the_same() -> None:
    _text, practice = play("2")
    assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"
    assert practice.asked == []


def test_what_is_seen_is_said_when_the_question_opens() -> None:
    text, practice = play("/springen delict_categorie", "/vraag-het")
    assert practice.scenario.observations["delict"].te_zien in text
    assert practice.looked == ["delict"]
    assert "Dit vraagt u niet hardop" in text


def test_an_interruption_waits_for_a_choice() -> None:
    text, practice = play("/vraag-het 1", "/vraag-het 1", "/vraag-het 1", "", "/vraag-het", "1", "2")
    assert practice.scenario.onderbrekingen[0].gebeurt in text
    assert practice.choices.keys() == {0}
    assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"


def test_all_that_was_said_can_be_read_and_the_introduction_too() -> None:
    text, practice = play("/vraag-het 1", "/gesprek-tot-nu-toe", "/inleiding")
    assert text.count(practice.said[-1].text) == 2
    assert text.count(practice.scenario.inleiding) == 2


def test_the_state_says_the_minutes_of_the_exercise() -> None:
    text, _practice = play("/vraag-het 1", "/stand")
    assert f"{MARK}. 1 van 20 minuten." in text


def test_the_exercise_is_ended_after_a_yes() -> None:
    text, practice = play("/oefening-afronden", "1", "/vraag-het 1", "/oefening-afronden", "2", "/vraag-het 1")
    assert practice.over == "finished"
    assert len(practice.asked) == 1
    assert "Oefening afronden?" in text


def test_the_exercise_can_be_ended_where_it_is_read_back_and_nothing_is_written_to_files() -> None:
    text, practice = play("/voorlezen", "oefening afronden", "2")
    assert practice.over == "finished"
    assert "Wegschrijven" not in text


@pytest.mark.parametrize("way", ["/weg", "/sluiten"])
def test_leaving_early_is_asked(way: str) -> None:
    _text, practice = play("/vraag-het 1", way, "1", "2", way, "2", "/vraag-het 1")
    assert practice.over == "given_up"
    assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"
    assert len(practice.asked) == 1


def test_the_end_of_the_pipe_is_leaving_early() -> None:
    _text, practice = play("/vraag-het 1")
    assert practice.over == "given_up"


def test_a_disk_that_refuses_is_said_once_and_the_exercise_goes_on() -> None:
    def refuse() -> None:
        raise GesprekError("De schijf is vol.")

    text, practice = play("/vraag-het 1", "2", keep=refuse)
    assert text.count("De schijf is vol.") == 1
    assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"


def test_zeden_takes_nothing_over_in_an_exercise() -> None:
    text, _practice = play("/zeden")
    assert "neemt niemand het over" in text


# -- whole exercises -----------------------------------------------------------------------------------------------------


def typed(played: Session) -> list[str]:
    """What a student types who does in lines what was done in an exercise, step by step."""
    knowledge, lines = played.scenario.knowledge, []
    for number, moment in enumerate(played.moments):
        data = moment.data
        if moment.kind == "asked":
            fact = knowledge.questions[data["question"]].feiten[0]
            texts = [wording.text for wording in played.wordings(data["question"])]
            lines += [f"/springen {fact}", f"/vraag-het {texts.index(data['text']) + 1}"]
        elif moment.kind == "looked":
            lines.append(f"/springen {knowledge.questions[data['question']].feiten[0]}")
        elif moment.kind == "chosen":
            lines.append(str(played._order(data["interruption"]).index(data["choice"]) + 1))
        elif moment.kind == "recorded":
            for row in data["events"]:
                event = event_of(msgspec.convert(row, Kept), knowledge)
                for fact, answer in event.data.get("after", {}).items():
                    if fact == "gekozen_route":  # whether a reason is asked depends on what came before
                        continue
                    assert answer is not None, number
                    lines += typed_answer(knowledge, knowledge.facts[fact], answer).rstrip("\n").split("\n")
                    lines += [LIFTED] if (fact, answer.waarde) == ("acuut_gevaar", "ja") else []
    return [*lines, "/oefening-afronden ja"]


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_who_types_what_another_did_gets_the_same_conversation_and_the_same_record(student: str) -> None:
    done = STUDENTS[student](proef(), 7)
    _text, practice = play(*typed(done))
    assert practice.over == "finished"
    assert [(one.question, one.kind, one.text) for one in practice.asked] == [
        (one.question, one.kind, one.text) for one in done.asked
    ]
    assert practice.choices == done.choices
    lifted = {"gevaar_opgeheven"}  # danger stops whoever sits at the screen; the session itself takes no notice
    assert {f: a for f, a in practice.conversation.answers.items() if f not in lifted} == done.conversation.answers


# -- only in an exercise -------------------------------------------------------------------------------------------------


def test_in_another_conversation_they_are_not_named_and_a_short_word_never_means_them() -> None:
    for name in PRACTICE:
        assert shown_name(name) not in "\n".join(text for text, _kind in command_lines())
        assert shown_name(name) in "\n".join(text for text, _kind in command_lines(practice=True))
    assert find_command("/vra") == ("vraag", "")
    assert find_command("/oef", practice=True) == ("oefening_afronden", "")


def test_in_another_conversation_they_say_where_they_belong(tmp_path: Path) -> None:
    done = piped(Home(tmp_path), "1\n/vraag-het\n", "--regel", "--zonder-kluis")
    assert "Dat kan alleen in een oefening." in done.stdout
    assert not hasattr(Conversing, "practice")


# -- the real program ----------------------------------------------------------------------------------------------------


def test_a_shipped_exercise_goes_through_a_pipe_and_its_result_plays_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    script = "/vraag-het 1\n2\n/springen feit_relaas\n/vraag-het Vertelt u eens wat er is gebeurd.\nEen ruit.\n.\n"
    done = piped(home, script + "/oefening-afronden ja\n", "oefen", "baksteen", "--regel", "--uit", ".")
    assert (done.returncode, done.stderr) == (0, "")
    (file,) = home.home.glob("*.oefening.json")
    result = read_result(file)
    assert result.over == "finished"
    assert [one.question for one in result.asked] == ["acuut_gevaar", "relaas"]
    assert result.conversation.answers["feit_relaas"].waarde == "Een ruit."
    assert done.stdout.count(MARK) >= 2


ALWAYS = ("baksteen", "begeleider-antwoordt", "niets-past")
"""The exercises of which the short round types all three students; the long round types them all."""


@pytest.mark.parametrize(
    "name", [n if n in ALWAYS else pytest.param(n, marks=pytest.mark.lang) for n in sorted(p.stem for p in scenario_files())]
)
def test_three_students_who_type_every_line_score_in_order_by_a_wide_margin(name: str) -> None:
    """Not only the session: the same lines as a person types, with what opens a window in between."""
    scenario = load_scenario(name)
    scores = {}
    for student, way in STUDENTS.items():
        done = way(scenario, 7)
        _text, practice = play(*typed(done), practice=Session(scenario, 7, BEGIN))
        assert practice.over  # with a line that fits nowhere left standing it ends as stopped, and counts all the same
        scores[student] = measure(practice).score
    best, hurried, steering = (scores[student] for student in ("uitstekend", "gehaast", "sturend"))
    assert best >= 80 and steering <= 15 and best >= hurried + 30 and hurried >= steering + 15, scores
