"""The informatief gesprek zeden: its order, its neutrality, what it changes for the routes, its texts, and taking over the desk."""

from __future__ import annotations

import functools
import itertools
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from textual.pilot import Pilot

from gesprek.dialogue import Answer, Situation, assess, make_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.dialogue.handing import hand_to
from gesprek.errors import InputProblems
from gesprek.keeping import begin_conversation, hand_to_flow, resume
from gesprek.knowledge import Card, Knowledge, load_card, load_knowledge
from gesprek.paths import flows_dir
from gesprek.play import read_case
from gesprek.record import Vault, open_dossier
from gesprek.record.sealing import Cost
from gesprek.report import Documents, compose
from gesprek.tui.app import GesprekApp
from gesprek.tui.conversation import ConversationScreen
from tests.eind.hulp import make_vault
from tests.hulp import DAY, NEUTRAAL, answers, full_card, knowledge, random_answers, verdicts
from tests.regels import Lines
from tests.test_documenten import LEESBAAR, PERSONEN, STATUSES, mistakes, samples
from tests.test_scherm import drawn, press, program, talk_of, to_fact, type_text

AT = datetime(2026, 11, 23, 13, 5)
CHEAP = Cost(19 * 1024, 2, 1)
ZEDEN = {"delict_categorie": ["zeden_overig"], "doel_slachtoffer": ["uitleg_of_antwoorden"], "openheid_contact": "ja"}
CONTACT = ("perspectief", "mis", "bemiddeling_zeden", "mediation_politiefase_extern", "pendel_politie")


@functools.cache
def zeden() -> Knowledge:
    """The shipped informatief gesprek."""
    return load_knowledge("informatief-gesprek")


@functools.cache
def card() -> Card:
    return load_card("volledig", zeden())


def situation(**facts: Any) -> Situation:
    """The neutral case in this flow with these facts; None removes one."""
    merged = {k: v for k, v in {**NEUTRAAL, **ZEDEN, **facts}.items() if v is not None}
    return assess(zeden(), answers(merged), card(), DAY)


def written(found: dict[str, Answer]) -> Documents:
    return compose(assess(zeden(), found, card(), DAY))


def order() -> list[str]:
    return list(zeden().questions)


# -- what is discussed, in which order --------------------------------------------------------------------------------------


def test_what_must_be_discussed_comes_in_the_order_of_the_instruction() -> None:
    """Domain, recht 4.1; safety and traces come before all of it."""
    wanted = [
        "acuut_gevaar", "zeven_dagen", "csg", "opname", "doel_gesprek", "relaas", "naar_buiten", "weet_de_ander_het",
        "macht_en_eer", "andere_mensen", "letsel", "medisch_onderzoek", "digitaal", "verteld", "reden_contact",
        "verwachting_aangifte", "uitleg_aangifte", "verjaring", "verhoren", "vervolging", "waarheid", "zonder_aangifte", "hulp",
        "studio", "andere_wegen", "aangifte_wens", "bedenktijd_aanbod", "bedenktijd", "info5j", "herstel_zeden", "vervolggesprek",
    ]  # fmt: skip
    assert [q for q in order() if q in wanted] == wanted


def test_what_was_not_verified_says_check_the_current_instruction() -> None:
    for question in zeden().questions.values():
        old = [b for b in question.bron if b.startswith("az10")]
        taken_over = question.id in knowledge().questions
        if old and len(old) == len(question.bron) and not taken_over:
            assert any(zeden().cite(b).endswith("(controleer)") for b in old), question.id
        if {"zedenrechercheur", "lebz_raadpleging", "bedenktijd_aangeboden", "studioverhoor"} & {*question.feiten}:
            assert "controleer de actuele aanwijzing" in question.waarom, question.id


def test_no_question_talks_anybody_into_or_out_of_an_aangifte_or_names_a_chance() -> None:
    steering = re.compile(r"\b(kans(en|rijk)?|haalba\w*|zin heeft|raden? (u )?(aan|af)|beter (wel|niet)|verstandig|twee weken)\b")
    for question in zeden().questions.values():
        assert not steering.search(question.zeg.lower()), question.id
    for gate in zeden().gates:
        assert not steering.search(gate.zeg.lower()), gate.id


def test_nobody_is_asked_for_details_of_the_offence() -> None:
    for question in zeden().questions.values():
        assert not re.search(r"\bprecies\b|hoe ging dat in zijn werk|wat deed (hij|de ander)", question.zeg.lower()), question.id
    assert "toestemming_feit" not in zeden().question_of


@pytest.mark.parametrize(
    ("facts", "old", "new"),
    [
        ({"feit_datum": "2024-06-30"}, True, False),
        ({"feit_datum": "2024-07-01"}, False, True),
        ({"feit_datum": "2024-01-10", "feit_einde": "2024-09-01"}, True, True),
        ({}, True, True),
    ],
)
def test_the_date_of_the_offence_says_which_law_is_explained(facts: dict[str, Any], old: bool, new: bool) -> None:
    path = situation(**facts).path.facts
    assert ("oud_recht_uitgelegd" in path, "nieuw_recht_uitgelegd" in path) == (old, new)


def test_traces_and_the_centre_come_up_within_seven_days_and_not_after() -> None:
    assert {"sporen_veilig", "csg_wens"} <= {*situation(korter_dan_zeven_dagen="ja").path.facts}
    assert {"sporen_veilig", "csg_wens"}.isdisjoint(situation(korter_dan_zeven_dagen="nee").path.facts)
    assert "sporen_veilig" in situation().path.facts  # not known is not no


def test_under_twelve_the_folder_goes_to_the_representative_and_a_child_is_heard_elsewhere() -> None:
    child = situation(leeftijdsgroep_slachtoffer="minderjarig", aangever_leeftijd="9")
    assert {"rechtenfolder_aan", "studioverhoor", "vertegenwoordiger"} <= {*child.path.facts}
    older = situation(leeftijdsgroep_slachtoffer="minderjarig", aangever_leeftijd="15")
    assert "rechtenfolder_aan" not in older.path.facts
    assert "studioverhoor" not in situation(communicatiebeperking=["geen"]).path.facts


# -- gates and routes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", [{"aangifte_status": "gedaan"}, {"aangifte_status": "bedenktijd", "ambtshalve_vervolging": "ja"}]
)
def test_while_a_case_runs_and_the_suspect_was_not_heard_contact_comes_later(case: dict[str, Any]) -> None:
    for heard in ("nee", "onbekend", None):
        found = situation(**case, verdachte_gehoord=heard)
        assert "zeden_onderzoek" in [s.gate.id for s in found.open_gates]
        assert {verdicts(found)[r] for r in CONTACT} <= {"later", "gesloten"}
    heard_now = situation(**case, verdachte_gehoord="ja")
    assert verdicts(heard_now)["perspectief"] in ("primair", "alternatief")


def test_without_a_case_the_check_of_the_investigation_is_a_named_condition_of_perspectief() -> None:
    found = situation(aangifte_status="bedenktijd", onderzoeksbelang_contact="nog_niet_beoordeeld", verdachte_gehoord="nee")
    assert verdicts(found)["perspectief"] == "primair"
    reasons = next(v.redenen for v in found.verdicts if v.route.id == "perspectief")
    assert any("dat is een voorwaarde" in r.tekst and r.uitkomst == "nee" for r in reasons)
    for police in ("stopgesprek", "mediation_politiefase_intern", "pendel_politie", "bemiddeling_wijkagent"):
        assert verdicts(found)[police] in ("later", "gesloten"), police
    temporary = situation(aangifte_status="bedenktijd", onderzoeksbelang_contact="tijdelijk_bezwaar")
    assert verdicts(temporary)["perspectief"] == "later"


def test_ambtshalve_closes_in_place_of_and_leaves_beside() -> None:
    found = situation(ambtshalve_vervolging="ja")
    for verdict in found.verdicts:
        if verdict.route.id in zeden().groups["contactroutes"] and verdict.oordeel != "gesloten":
            assert verdict.verhouding in ("naast", "los"), verdict.route.id


def test_perspectief_needs_no_aangifte_here() -> None:
    for status in ("geen_niet_gewenst", "alleen_melding", "bedenktijd"):
        assert verdicts(situation(aangifte_status=status))["perspectief"] in ("primair", "alternatief")


def test_a_sexual_offence_is_nothing_for_neighbours_who_mediate_or_for_a_wijkagent() -> None:
    found = verdicts(situation(relatie_tot_verdachte="buur"))
    assert found["buurtbemiddeling"] == "gesloten"
    assert found["bemiddeling_wijkagent"] == "later"


def test_the_lebz_must_be_asked_before_it_is_fixed_and_closes_nothing() -> None:
    plain, flagged = situation(lebz_signaal=["geen"]), situation(lebz_signaal=["ritueel"])
    assert verdicts(plain) == verdicts(flagged)
    assert "lebz_raadpleging" in flagged.path.facts
    assert "lebz_raadpleging" not in plain.path.facts
    assert any("raadpleging van de LEBZ" in text for text in flagged.blockers)


def test_the_aangifte_is_open_whatever_is_chosen() -> None:
    for status in ("geen_niet_gewenst", "bedenktijd", "gedaan"):
        found = situation(aangifte_status=status)
        assert "regulier_strafrecht" not in verdicts(found)


# -- the texts --------------------------------------------------------------------------------------------------------------

OWN = [n for n in zeden().question_of if n not in knowledge().question_of]


@pytest.mark.parametrize("name", [n for n in OWN if not {*LEESBAAR}.isdisjoint(zeden().facts[n].hoort_in)])
def test_every_value_and_every_status_of_its_own_facts_reads_as_dutch(name: str) -> None:
    fact = zeden().facts[name]
    given_answers = [answers({name: raw})[name] for raw in samples(fact)]
    given_answers += [make_answer(fact, status=status, reden="Het gesprek liep uit.") for status in STATUSES]
    for person, answer in itertools.product(PERSONEN, given_answers):
        own = {"leeftijdsgroep_slachtoffer": "minderjarig", "aangever_leeftijd": "9", "korter_dan_zeven_dagen": "ja"}
        assert mistakes(written({**answers({**own, **person}), name: answer})) == []


@pytest.mark.parametrize(
    "name", [n for n in OWN if zeden().facts[n].soort in ("keuze", "meerkeuze") and zeden().facts[n].hoort_in != ["advies"]]
)
def test_every_choice_of_its_own_has_a_sentence(name: str) -> None:
    fact = zeden().facts[name]
    on = {"leeftijdsgroep_slachtoffer": "minderjarig", "aangever_leeftijd": "9", "letsel": "licht", "bedenktijd_tot": "2026-12-07",
          "bedenktijd_aangeboden": "gewenst", "aangifte_wens": "wil_bedenktijd"}  # fmt: skip
    on = {k: v for k, v in on.items() if k != name and not (name == "bedenktijd_aangeboden" and k == "bedenktijd_tot")}
    without = written(answers(on)).texts
    for value in fact.waarden:
        if (name, value) == ("digitale_gegevens", "anders"):
            continue
        texts = written(answers({**on, name: [value] if fact.soort == "meerkeuze" else value})).texts
        assert any(texts[d] != without[d] for d in LEESBAAR), (name, value)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_answers(size=90))
def test_random_answers_read_as_dutch_and_speak_of_no_chance(found: dict[str, Answer]) -> None:
    documents = written(found)
    own = ("[/red] {{ 7*7 }} {% endif %} <b>", 'Hij zei: "Nu weet je het."')
    assert mistakes(documents, own) == []
    for document in LEESBAAR:
        assert not re.search(r"\bkans\b|haalba|bewijsbaar", documents.texts[document].lower())
    for sentence in documents.sentences:
        for fact in sentence.feiten:
            silent = found[fact].status in ("niet_gevraagd", "geparkeerd")
            assert sentence.document in zeden().facts[fact].hoort_in or silent or sentence.document == "advies", sentence


def test_the_talk_is_not_an_aangifte_and_says_so() -> None:
    assert (
        written(answers({"aangifte_status": "bedenktijd"})).texts["aangifte"].startswith("Informatief gesprek (geen aangifte)\n")
    )
    assert written(answers({"aangifte_status": "gedaan"})).texts["aangifte"].startswith("Informatief gesprek\n")


def test_the_example_of_this_flow_reads_as_dutch_from_end_to_end() -> None:
    case = read_case(flows_dir() / "informatief-gesprek" / "voorbeeld.yaml", load_knowledge)
    found = assess(zeden(), case.antwoorden, card(), DAY)
    assert not {*case.antwoorden} - {*found.path.facts}, "een antwoord van het voorbeeld staat niet op het pad"
    assert mistakes(compose(found)) == []
    assert found.duty.status == "gegeven"


# -- taking over from the desk ----------------------------------------------------------------------------------------------


def at_the_desk() -> Conversation:
    talk = Conversation(knowledge(), full_card(), DAY)
    told = {"feit_relaas": "Op het feest deed hij iets wat ik niet wilde.", "delict_categorie": ["seksueel_misbruik"],
            "aangever_naam": "L. Hendriks", "wijkagent_betrokken": "nee", "overdracht_zeden": "aan M. de Groot, 14:00 uur"}  # fmt: skip
    for fact, answer in answers(told).items():
        talk.answer(fact, answer, AT)
    talk.answer("letsel", make_answer(knowledge().facts["letsel"], status="wil_niet_zeggen"), AT)
    talk.note("verhaal", "Haar zus wacht op de gang.", AT)
    return talk


def test_nothing_told_at_the_desk_is_lost_or_asked_again() -> None:
    desk = at_the_desk()
    new = hand_to(desk, zeden(), card(), DAY, AT)
    assert {f: a for f, a in new.answers.items() if f != "aan_balie_verteld"} == {
        f: a for f, a in desk.answers.items() if f not in zeden().flow.opnieuw
    }
    assert [n.text for n in new.notes] == ["Haar zus wacht op de gang."]
    assert not {*desk.answers} & {*new.situation.unanswered}
    assert "Op het feest deed hij iets wat ik niet wilde." in compose(new.situation).texts["aangifte"]
    assert "wijkagent_betrokken" in new.answers and "wijkagent_betrokken" not in new.situation.path.answers
    assert new.stages.state == "welkom"


def test_who_sat_at_the_desk_and_when_is_not_taken_for_the_informatief_gesprek() -> None:
    """Else the proces-verbaal says of an officer and an hour that were not there, and of a recording that does not hold it."""
    desk = at_the_desk()
    sat = {
        "verbalisant_naam": "K. Bos",
        "verbalisant_rang": "agent",
        "gesprek_begin": "2026-11-23T10:30",
        "gesprek_plaats": "balie",
    }
    for fact, answer in answers(sat).items():
        desk.answer(fact, answer, AT)
    new = hand_to(desk, zeden(), card(), DAY, AT)
    assert sat.keys().isdisjoint(new.answers)
    new.answer("opname_gesprek", answers({"opname_gesprek": "geluid"})["opname_gesprek"], AT)
    text = compose(new.situation).texts["aangifte"]
    assert "verteld, aan: K. Bos, agent, op 23-11-2026 om 10:30 uur." in text
    assert "verbalisanten K. Bos" not in text and "vertelde ons" not in text


def test_a_refusal_at_the_desk_is_no_change_after_reading_back() -> None:
    desk = at_the_desk()
    desk.read_back(AT)
    desk.mark_rest("Overgedragen aan zeden.", AT)
    assert desk.changed_since_read_back() == []


def test_what_was_told_at_the_desk_is_not_undone_by_zeden() -> None:
    new = hand_to(at_the_desk(), zeden(), card(), DAY, AT)
    assert new.what_undo_does() == []
    new.answer("opname_gesprek", answers({"opname_gesprek": "geluid"})["opname_gesprek"], AT)
    assert new.what_undo_does() == ["opname_gesprek"]


def test_a_fixed_conversation_can_be_gone_on_with_and_stands_open_again() -> None:
    desk = at_the_desk()
    desk.answer("info5j_status", make_answer(knowledge().facts["info5j_status"], "uitgesteld_met_reden", reden="zeden"), AT)
    desk.answer("info5j_vervolg_datum", answers({"info5j_vervolg_datum": "2026-11-24"})["info5j_vervolg_datum"], AT)
    desk.mark_rest("Overgedragen aan zeden.", AT)
    desk.read_back(AT)
    if not desk.situation.blockers:
        desk.fix(AT)
        assert desk.fixed
    new = hand_to(desk, zeden(), card(), DAY, AT)
    assert not new.fixed and not new.exported_once
    assert new.changed_since_read_back() == []


def test_folding_the_events_gives_the_same_conversation() -> None:
    new = hand_to(at_the_desk(), zeden(), card(), DAY, AT)
    new.answer("opname_gesprek", answers({"opname_gesprek": "geluid"})["opname_gesprek"], AT)
    again = Conversation.from_events(zeden(), card(), DAY, new.events)
    assert (again.answers, again.stages.state, again.begins) == (new.answers, new.stages.state, new.begins)


def test_in_the_vault_the_same_dossier_goes_on_in_the_other_flow(tmp_path: Path) -> None:
    vault, _printed = Vault.create(tmp_path / "kluis", "een twee drie vier", lambda: AT, cost=CHEAP)
    conversation, keeping = begin_conversation(vault, "aangifte", "volledig", DAY)
    for event in at_the_desk().events:
        if event.kind == "answered":
            for fact, answer in event.data["after"].items():
                conversation.answer(fact, answer, AT)
    hand_to_flow(vault, keeping, "informatief-gesprek")
    code = keeping.dossier.code
    keeping.dossier.close()
    dossier = open_dossier(vault, code)
    again = resume(vault, dossier).conversation
    assert again.knowledge.flow.flow == "informatief-gesprek"
    assert again.answers == conversation.answers
    assert again.begins == len([row for row in dossier.rows if row.kind not in ("begun", "updated")])
    dossier.close()
    vault.close()


# -- a question that is taken over ------------------------------------------------------------------------------------------


def test_a_question_taken_over_is_the_same_but_for_what_is_said_otherwise() -> None:
    ours, theirs = zeden().questions["relaas"], knowledge().questions["relaas"]
    assert ours.feiten == theirs.feiten and ours.hoe == theirs.hoe and ours.noodset == theirs.noodset
    assert ours.zeg != theirs.zeg
    assert zeden().questions["tolk"].zeg == knowledge().questions["tolk"].zeg


def test_a_question_taken_over_from_nowhere_is_named_with_file_and_line(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "flows"
    shutil.copytree(flows_dir(), root)
    path = root / "informatief-gesprek" / "flow.yaml"
    text = path.read_text("utf-8").replace("{id: tolk, uit: aangifte}", "{id: tolkk, uit: aangifte}")
    path.write_text(text, "utf-8")
    with pytest.raises(InputProblems, match=r"informatief-gesprek/flow.yaml:\d+: er is geen vraag 'tolkk'.*Bedoelde u 'tolk'"):
        load_knowledge("informatief-gesprek", root)


# -- on the screen and in lines ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_an_informatief_gesprek_begins_in_two_keys(size: tuple[int, int]) -> None:
    async with program(size, "enter 3") as (app, _pilot):
        assert talk_of(app).k.flow.flow == "informatief-gesprek"
        assert size[0] < 100 or "informatief gesprek" in drawn(app)


async def at_the_gate(app: GesprekApp, pilot: Pilot[None]) -> None:
    """A sexual offence was recorded at the desk, and something stands typed."""
    talk = talk_of(app)
    for fact, answer in at_the_desk().answers.items():
        talk.c.answer(fact, answer, AT)
    await to_fact(app, pilot, "plaats_feit")
    await type_text(pilot, "half getypt")


async def test_the_aangifte_key_at_zeden_lets_the_team_go_on_without_losing_a_word() -> None:
    async with program((100, 30), "enter enter") as (app, pilot):
        await at_the_gate(app, pilot)
        before = dict(talk_of(app).c.answers)
        await press(pilot, "f2")
        assert "Zeden gaat hier meteen verder" in drawn(app)
        await press(pilot, "3 2")
        await pilot.pause(0.2)
        talk = talk_of(app)
        assert talk.k.flow.flow == "informatief-gesprek"
        kept_text = talk.c.answers.pop("plaats_feit", None)
        assert {f: a for f, a in talk.c.answers.items() if f != "aan_balie_verteld"} == before
        assert talk.drafts.get("plaats_feit") == "half getypt" or (kept_text and kept_text.waarde == "half getypt")
        assert "Vraag het niet opnieuw" in drawn(app)
        await press(pilot, "escape f2")  # the aangifte is no hand-over any more
        assert talk_of(app).here == "aangifte_wens"


async def test_going_on_as_zeden_is_refused_where_no_sexual_offence_was_recorded() -> None:
    async with program((100, 30), "enter enter") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, ConversationScreen)
        screen.deeds.do_zeden()
        await press(pilot, "2")
        assert talk_of(app).k.flow.flow == "aangifte"
        assert "zedenzaak" in drawn(app)


async def test_the_filled_in_talk_can_be_looked_at() -> None:
    async with program((120, 40), "3") as (app, _pilot):
        assert talk_of(app).example
        assert talk_of(app).k.flow.flow == "informatief-gesprek"


def test_in_lines_the_team_goes_on_in_the_same_dossier(tmp_path: Path) -> None:
    home = make_vault(tmp_path)
    with Lines(home) as lines:
        lines.begin()
        lines.line("/springen soort feit")
        lines.line("seksueel misbruik")
        lines.line("/zeden", "Keuze: ")
        seen = lines.line("2")
        assert "Vraag het niet opnieuw" in seen
        lines.line("/weg", "gesloten")
