"""The documents: what stands where, on which facts, and that every sentence is a sentence, whatever was answered."""

from __future__ import annotations

import atexit
import dataclasses
import functools
import itertools
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesprek.dialogue import Answer, assess, make_answer
from gesprek.errors import InputProblems
from gesprek.knowledge import Fact
from gesprek.paths import flows_dir
from gesprek.play import read_case
from gesprek.report import Documents, Sentence, compose
from gesprek.report.environment import load_templates
from gesprek.report.language import amount, day, enumerate_, number, when
from gesprek.report.sentences import finish, free_text, split_sentences
from tests.hulp import DAY, answers, full_card, knowledge, national_card, random_answers

MODELS = sorted((Path(__file__).parent / "voorbeelden").glob("D*.yaml"))
LEESBAAR = ("aangifte", "bevindingen")  # what the suspect and the lawyer read
WRONG = re.compile(
    r"_| {2}| [.,;:!?](?:\s|$)|(?<!\.)\.\.(?!\.)|\"\"|\bNone\b|\{|\}|Undefined|\bdader"
    r"|\.;|;\.|\b(\w+) \1\b|\( | \)|[?!,:]\.(?:\s|$)"
)
STATUSES = ("onbekend", "wil_niet_zeggen", "niet_gevraagd", "geparkeerd", "nvt")
PERSONEN: list[dict[str, Any]] = [
    {},
    {
        "aangifte_status": "gedaan",
        "aangever_voornaamwoord": "zij",
        "verdachte_voornaamwoord": "hij",
        "verdachte_in_verklaring": "mijn buurman",
    },
    {"aangifte_status": "geen_niet_gewenst", "aangever_voornaamwoord": "hen", "relatie_tot_verdachte": "ex_partner"},
    {
        "aangifte_status": "gedaan",
        "aangever_voornaamwoord": "hij",
        "slachtoffer_type": "bedrijf",
        "verdachte_bekend": "nee",
        "info5j_status": "gegeven",
    },
]


def written(found: dict[str, Answer]) -> Documents:
    """The documents of these answers, all of them on the path."""
    situation = assess(knowledge(), found, full_card(), DAY)
    everything = dataclasses.replace(
        situation.path, facts=tuple(knowledge().question_of), due=frozenset(knowledge().question_of), answers=found
    )
    situation.__dict__["path"] = everything
    return compose(situation, folder=_own_folder())


def of(**facts: Any) -> Documents:
    """The documents of these facts, all of them on the path."""
    return written(answers(facts))


@functools.cache
def _own_folder() -> Path:
    """The shipped statement and findings without the advice, which has tests of its own and takes the most time."""
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root)
    for place in ("documenten", "aangifte/documenten"):
        shutil.copytree(flows_dir() / place, root / place)
    (root / "documenten" / "advies.j2").unlink()
    return root / "aangifte" / "documenten"


def model(path: Path) -> Documents:
    case = read_case(path, lambda _: knowledge())
    card = national_card() if path.name.startswith("D27") else full_card()
    return compose(assess(knowledge(), case.antwoorden, card, DAY), folder=_own_folder())


def says(found: Documents, document: str) -> list[str]:
    return [s.zin for s in found.sentences if s.document == document]


def mistakes(found: Documents, own: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the form of the statement and the findings; `own` are texts of people, which stay as they are."""
    wrong = []
    for sentence in found.sentences:
        text = sentence.zin
        for words in own:
            text = text.replace(words, "Woorden")
        if sentence.document in LEESBAAR and (match := WRONG.search(text)):
            wrong.append(f"{sentence.zin!r}: {match.group()!r}")
        if sentence.document in LEESBAAR and text[0].islower() and text[-1] not in ";.":
            wrong.append(f"{sentence.zin!r}: begint klein")
    for name in LEESBAAR:
        text = found.texts[name]
        wrong += [f"{name}: {m.group()!r}" for m in re.finditer(r"\n{3,}| {2}| \n|\n |^#", text)]
        headings = {s.kop for s in found.sentences if s.document == name}
        lines = [
            line for line in text.split("\n\n") if "\n" not in line and not line.startswith("- ") and line[-1:] not in '.:"!?'
        ]
        wrong += [f"{name}: kop zonder zin {line!r}" for line in lines if line not in headings and not own]
    return wrong


# -- every value, every status ------------------------------------------------------------------------------------------

SAMPLES: dict[str, list[Any]] = {
    "tekst": ["Een hele zin is dit.", "losse woorden", "de offerte", "in de woning", "Eerste alinea\n\nTweede alinea."],
    "citaat": ["Ik wil rust", "Ik wil rust. Nu!"],
    "datum": ["2026-11-14"],
    "datumtijd": ["2026-11-14T21:30"],
    "getal": ["0", "1", "25"],
    "bedrag": ["685", "1234567.5"],
}


def samples(fact: Fact) -> list[Any]:
    kind = fact.soort
    if kind == "keuze":
        return list(fact.waarden)
    if kind == "meerkeuze":
        return [*([value] for value in fact.waarden), list(fact.waarden)]
    if kind == "route":
        return [*(r.id for r in knowledge().routes.values() if r.proposed), "geen"]
    if kind == "meerkeuze_route":
        return [*([r.id] for r in knowledge().routes.values() if r.proposed), list(knowledge().routes)]
    return _rows(fact) if kind == "lijst" else SAMPLES[kind]


def _rows(fact: Fact) -> list[Any]:
    main = fact.waarden_van or fact.onderdelen[0]
    found: list[Any] = []
    for value in fact.waarden if fact.waarden_van else ("Jan de Vries", "een vriendin", "geen"):
        found.append([{main: value}])
        for text in ("losse woorden", "zag het gebeuren", "moeder", "2026-11-14", "Met een punt."):
            parts = {
                part: "perspectief" if part == "route" else text for part in fact.onderdelen if part not in (main, "uitkomst")
            }
            found.append([{main: value, **parts, **({"uitkomst": "mislukt"} if fact.uitkomsten else {})}])
    return found


SAID = [n for n, fact in knowledge().facts.items() if n in knowledge().question_of and not {*LEESBAAR}.isdisjoint(fact.hoort_in)]


@pytest.mark.parametrize("name", SAID)
def test_every_value_and_every_status_reads_as_dutch(name: str) -> None:
    fact = knowledge().facts[name]
    given_answers = [answers({name: raw})[name] for raw in samples(fact)]
    given_answers += [make_answer(fact, status=status, reden="Het gesprek liep uit.") for status in STATUSES]
    chosen = fact.soort in ("keuze", "meerkeuze")
    pairs = itertools.product(PERSONEN, given_answers) if chosen else zip(itertools.cycle(PERSONEN), given_answers, strict=False)
    for person, answer in pairs:
        assert mistakes(written({**answers(person), name: answer})) == []


NEUTRAL_VALUES = {
    "type_contact": {"aangifte"},
    "ambtshalve_vervolging": {"nee"},
    "slachtoffer_type": {"natuurlijk_persoon"},
    "leeftijdsgroep_slachtoffer": {"meerderjarig"},
    "hulppersoon": {"niet_nodig"},
    "houding_verdachte_contact": {"nog_niet_gevraagd"},
}
"""Values with nothing to say: the ordinary case, or a fact that is nobody's business but the advice's."""
ELSEWHERE = {"delict_categorie", "aangever_aanhef", "aangever_voornaamwoord", "verdachte_voornaamwoord"}
"""Facts that shape words, or that would be a legal qualification in a proces-verbaal."""


@pytest.mark.parametrize("name", [n for n in SAID if knowledge().facts[n].soort in ("keuze", "meerkeuze") and n not in ELSEWHERE])
def test_every_choice_that_belongs_in_a_document_has_a_sentence(name: str) -> None:
    fact = knowledge().facts[name]
    for value in fact.waarden:
        if value not in NEUTRAL_VALUES.get(name, ()):
            raw = [value] if fact.soort == "meerkeuze" else value
            ways = [of(**{**person, name: raw}) for person in PERSONEN]
            without = [of(**{k: v for k, v in person.items() if k != name}) for person in PERSONEN]
            assert any(a.texts[d] != b.texts[d] for a, b in zip(ways, without, strict=True) for d in LEESBAAR), (name, value)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_answers(size=90))
def test_random_answers_read_as_dutch(found: dict[str, Answer]) -> None:
    documents = written(found)
    own = ("[/red] {{ 7*7 }} {% endif %} <b>", 'Hij zei: "Nu weet je het."')
    assert mistakes(documents, own) == []
    assert all(s.zin in documents.texts[s.document] for s in documents.sentences)


# -- what stands where ----------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_answers(size=90))
def test_no_sentence_stands_on_a_value_that_does_not_belong_in_its_document(found: dict[str, Answer]) -> None:
    for sentence in written(found).sentences:
        for fact in sentence.feiten:
            assert fact in found
            silent = found[fact].status in ("niet_gevraagd", "geparkeerd")
            assert sentence.document in knowledge().facts[fact].hoort_in or silent


def test_no_other_text_leaks_into_the_statement_or_the_findings() -> None:
    hidden_words = "Geheim Zinnetje"
    hidden = [n for n, f in knowledge().facts.items() if f.soort in ("tekst", "citaat")]
    for document in LEESBAAR:
        outside = {n: hidden_words for n in hidden if document not in knowledge().facts[n].hoort_in}
        assert hidden_words not in of(**outside).texts[document]


@pytest.mark.parametrize("document", LEESBAAR)
def test_answers_that_only_the_advice_may_know_change_nothing_else(document: str) -> None:
    plain = of(aangifte_status="gedaan").texts[document]
    for name, fact in knowledge().facts.items():
        if not {*LEESBAAR}.isdisjoint(fact.hoort_in):
            continue
        for raw in samples(fact)[:3]:
            assert of(aangifte_status="gedaan", **{name: raw}).texts[document] == plain, name
        silent = make_answer(fact, status="niet_gevraagd", reden="Het gesprek liep uit.")
        assert written({**answers({"aangifte_status": "gedaan"}), name: silent}).texts[document] == plain, name


@pytest.mark.parametrize("name", ["veilige_bereikbaarheid", "domicilie"])
def test_how_to_reach_somebody_safely_is_in_no_document(name: str) -> None:
    raw = "gekozen" if name == "domicilie" else "alleen op 06-00000000"
    texts = of(**{name: raw}).texts
    assert all("06-00000000" not in text for text in texts.values())


def test_without_aangifte_it_is_a_statement_with_a_melding() -> None:
    for status in ("geen_niet_gewenst", "alleen_melding", "bedenktijd", "nog_te_beslissen"):
        text = of(aangifte_status=status, aangever_voornaamwoord="zij", intake_kanaal="wijkagent", info5j_begrepen="nee").texts
        settled = status in ("geen_niet_gewenst", "alleen_melding")
        title = "Verklaring bij de melding (geen aangifte)" if settled else "Verklaring (nog geen aangifte)"
        assert text["aangifte"].startswith(f"{title}\nConcept van de verklaring. Niet ondertekend.")
        assert "meldster" in text["bevindingen"].lower()
        assert "aangeefster" not in text["bevindingen"].lower()
    assert of().texts["aangifte"].startswith("Verklaring\nConcept")  # not recorded is not no


def test_while_nothing_is_recorded_about_an_aangifte_nobody_is_called_somebody_without_one() -> None:
    told = {
        "aangifterecht_besproken": "ja",
        "info5j_begrepen": "nee",
        "gevolgen_route_besproken": ["verdachte_hoort_van_melding"],
    }
    texts = of(**told).texts
    assert "Ik vroeg betrokkene in eigen woorden te vertellen" in texts["bevindingen"]
    assert not re.search(
        r"\b(?:[Mm]eld(?:er|ster|ing)|[Aa]ange(?:ver|efster)|later nog)\b", texts["aangifte"] + texts["bevindingen"]
    )
    assert "U hebt mij uitgelegd dat ik aangifte kan doen." in texts["aangifte"]
    settled = of(**told, aangifte_status="alleen_melding").texts
    assert "U hebt mij uitgelegd dat ik later nog aangifte kan doen." in settled["aangifte"]
    assert "Ik vroeg melder in eigen woorden te vertellen" in settled["bevindingen"]


@pytest.mark.parametrize(
    ("kept", "typed", "read"),
    [
        ("ja", "foto's van het raam, gegeven aan verbalisant", "Er is bewijs: foto's van het raam, gegeven aan verbalisant."),
        ("ja", "Foto's", "Er is bewijs: foto's."),
        ("ja", "ik heb foto's gemaakt", "Ik heb foto's gemaakt."),
        ("ja", "er hangt een camera bij de buren.", "Er hangt een camera bij de buren."),
        ("ja", "staat op de camera van de buurman", "Het bewijs staat op de camera van de buurman."),
        ("ja", "- foto's van de deur\n- bon van de slotenmaker", "Er is bewijs: foto's van de deur; bon van de slotenmaker."),
        ("ja", "Ik heb u de foto's gegeven.", "Ik heb u de foto's gegeven."),
        ("ja", "geen foto's, wel een getuige", "Over het bewijs zeg ik: geen foto's, wel een getuige."),
        ("ja", "Whatsapp van Karel", "Er is bewijs: Whatsapp van Karel."),
        ("deels", "berichten op mijn telefoon", "Een deel van het bewijs is bewaard. Het gaat om: berichten op mijn telefoon."),
        ("nee", "beelden van de winkel", "Er is nog geen bewijs bewaard. Het gaat om: beelden van de winkel."),
    ],
)
def test_evidence_reads_as_dutch_however_it_was_typed(kept: str, typed: str, read: str) -> None:
    assert read in of(bewijs_veiliggesteld=kept, bewijs_toelichting=typed).texts["aangifte"]


def test_an_aangifte_is_never_written_as_withdrawn() -> None:
    texts = of(aangifte_status="ingetrokken").texts
    assert "wil geen vervolging meer" in texts["aangifte"]
    assert "ingetrokken" not in texts["aangifte"] + texts["bevindingen"]


@pytest.mark.parametrize(
    ("voornaamwoord", "woord"), [("hij", "aangever"), ("zij", "aangeefster"), ("hen", "aangever"), (None, "aangever")]
)
def test_who_speaks_is_named_by_their_own_word(voornaamwoord: str | None, woord: str) -> None:
    facts = {"aangifte_status": "gedaan", "info5j_begrepen": "ja_in_eigen_woorden", "aangever_voornaamwoord": voornaamwoord}
    text = of(**{k: v for k, v in facts.items() if v}).texts["bevindingen"]
    assert f"Ik vroeg {woord} in eigen woorden te vertellen wat {voornaamwoord or woord} had onthouden." in text


def test_the_suspect_is_not_given_a_gender_that_nobody_named() -> None:
    text = of(relatie_tot_verdachte="buur", openheid_contact="nee", angst_voor_verdachte="enige").texts["aangifte"]
    assert "Ik ben soms bang voor mijn buur." in text
    assert not re.search(r"\b(hij|hem|zij|haar|buurman|buurvrouw)\b", text)


def test_what_was_told_is_exactly_what_was_ticked() -> None:
    items = {item.id: item for item in knowledge().duty.onderdelen}
    told = [s for s in of(info5j_inhoud=["mis", "halt"]).sentences if s.document == "bevindingen" and s.zin.startswith("dat ")]
    assert [s.zin.rstrip(".;") for s in told] == [items[i].verteld.replace("{hij}", "betrokkene") for i in ("mis", "halt")]


def test_a_folder_alone_is_said_to_be_only_that() -> None:
    text = of(info5j_wijze=["folder"], info5j_tijdstip="2026-11-16T10:50", info5j_status="gegeven").texts["bevindingen"]
    assert "kreeg betrokkene alleen een folder over" in text
    assert "Er is daarbij niets uitgelegd." in text
    assert "Ik heb betrokkene geïnformeerd" not in text


def test_postponed_information_has_its_reason_and_date_and_refused_information_their_words() -> None:
    fact = knowledge().facts["info5j_status"]
    late = {
        "info5j_status": make_answer(fact, "uitgesteld_met_reden", reden="Aangever moest eerst naar een arts."),
        **answers({"info5j_vervolg_datum": "2026-11-27"}),
    }
    text = written(late).texts["bevindingen"]
    assert (
        "uitgesteld. Reden: aangever moest eerst naar een arts. Ik geef deze informatie alsnog op vrijdag 27 november 2026."
        in text
    )
    text = of(info5j_status="geweigerd_door_slachtoffer", info5j_reactie="Nu even niet").texts["bevindingen"]
    assert 'wilde dat nu niet horen. Betrokkene zei: "Nu even niet".' in text


def test_what_was_not_asked_is_named_with_its_reason_in_the_findings() -> None:
    facts = knowledge().facts
    found = {n: make_answer(facts[n], status="niet_gevraagd", reden="Het gesprek liep uit.") for n in ("tijdstip_voorkeur",)}
    text = written(found).texts
    assert "Ik heb niet gevraagd wanneer betrokkene zulk contact zou willen. Reden: het gesprek liep uit." in text["bevindingen"]
    assert "contact" not in text["aangifte"]
    many = {n: make_answer(facts[n], status="niet_gevraagd", reden="Geen tijd.") for n in ("strafwens", "schade_wens", "letsel")}
    text = written(many).texts
    assert text["bevindingen"].lower().count("geen tijd") == 1


def test_what_was_not_noted_is_said_in_sentences_with_the_reason() -> None:
    facts = knowledge().facts
    one = {"gesprek_einde": make_answer(facts["gesprek_einde"], status="niet_gevraagd", reden="Het gesprek liep uit.")}
    text = written(one).texts["bevindingen"]
    assert "Ik heb niet genoteerd wanneer het gesprek eindigde. Reden: het gesprek liep uit." in text
    two = {n: make_answer(facts[n], status="geparkeerd", reden="Geen tijd.") for n in ("gesprek_plaats", "afschrift")}
    text = written(two).texts["bevindingen"]
    assert "Reden om niet alles al te noteren: geen tijd. Ik heb nog niet genoteerd:" in text
    assert "- waar het gesprek was;\n- of betrokkene een afschrift kreeg." in text


def test_everything_the_findings_may_name_as_not_noted_has_its_words() -> None:
    source = (flows_dir() / "documenten/_woorden.j2").read_text("utf-8").partition("set VRAAG")[2]
    assert [n for n in SAID if n in knowledge().question_of and f'"{n}":' not in source] == []


def test_every_question_to_the_aangever_has_its_words_for_not_asked() -> None:
    source = (flows_dir() / "documenten/_woorden.j2").read_text("utf-8").partition("set VRAAG")[2]
    asked = [
        n
        for n in SAID
        if knowledge().facts[n].spreker == "aangever"
        and n in knowledge().question_of
        and knowledge().question_of[n].hoe in ("vragen", "vertellen")
    ]
    assert [n for n in asked if f'"{n}":' not in source] == []


def test_every_proposed_route_has_its_words() -> None:
    source = (flows_dir() / "documenten/_woorden.j2").read_text("utf-8")
    named = set(re.findall(r'"(\w+)"', source))
    assert [r.id for r in knowledge().routes.values() if r.proposed and r.id not in named] == []


# -- words of people --------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1).filter(lambda t: t.strip()))
@settings(max_examples=60, deadline=None)
def test_own_words_are_quoted_byte_for_byte(words: str) -> None:
    fact = knowledge().facts["doel_eigen_woorden"]
    text = written({"doel_eigen_woorden": make_answer(fact, words.strip())}).texts["aangifte"]
    assert f'In mijn eigen woorden: "{words.strip()}"' in text


def test_text_of_people_is_never_a_template_or_markup() -> None:
    nasty = "{{ 7*7 }} {% endzin %} {{ f }} [/red] {hij}"
    text = of(doel_eigen_woorden=nasty, feit_relaas=nasty, info5j_reactie=nasty).texts
    assert text["aangifte"].count(nasty) == 2
    assert nasty in text["bevindingen"]


def test_paragraphs_of_a_story_stay() -> None:
    text = of(feit_relaas="Ik liep op straat.\nIk zag hem.\n\ndaarna belde ik de politie").texts["aangifte"]
    assert "Ik liep op straat. Ik zag hem.\n\nDaarna belde ik de politie." in text


def test_a_sentence_with_own_words_is_a_citaat() -> None:
    kinds = {s.zin: s.soort for s in of(doel_eigen_woorden="Rust.", letsel="geen", info5j_reactie="Goed.").sentences}
    assert kinds['In mijn eigen woorden: "Rust."'] == "citaat"
    assert kinds["Niemand raakte gewond."] == "verklaring"
    assert kinds["Niet ondertekend."] == "vast"
    assert of(eerste_gesprek="ja").sentences[-1].soort in ("waarneming", "vast")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("hij sprak  mij aan", "Hij sprak mij aan."),
        ("Ik wil rust..", "Ik wil rust."),
        ("Waarom?.", "Waarom?"),
        ("ijs lag er", "IJs lag er."),
        ("En toen...", "En toen..."),
        ("ik zei : niets", "Ik zei: niets."),
        ("", ""),
    ],
)
def test_a_sentence_gets_one_capital_and_one_mark(text: str, want: str) -> None:
    assert finish(text) == want


def test_sentences_end_where_they_end() -> None:
    text = 'Ik sprak dhr. A. Jansen om 21.30 uur. Hij riep: "Jij was het! Ga weg." Ik liep weg.'
    assert split_sentences(text) == ("Ik sprak dhr. A. Jansen om 21.30 uur.", 'Hij riep: "Jij was het! Ga weg."', "Ik liep weg.")
    assert free_text("een\ntwee\n- drie") == "Een twee\x04- drie."


def test_dates_amounts_and_lists_are_dutch() -> None:
    assert day("2026-11-14") == "zaterdag 14 november 2026"
    assert amount("685") == "€ 685,00"
    assert enumerate_(["a", "b", "c"]) == "a, b en c"
    assert [number(n) for n in (1, 4, 25)] == ["één", "vier", "25"]
    assert [when(t) for t in ("augustus 2024", "2025-04-01", "vorig jaar", "12 mei 2024", "zomaar iets")] == [
        "in augustus 2024",
        "op dinsdag 1 april 2025",
        "vorig jaar",
        "op 12 mei 2024",
        "",
    ]


# -- the models ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_the_worked_examples_read_well_and_say_what_they_rest_on(path: Path) -> None:
    found = model(path)
    assert mistakes(found) == []
    for sentence in found.sentences:
        if sentence.document in LEESBAAR:
            assert sentence.zin in found.texts[sentence.document]
            assert (sentence.soort == "vast") == (not sentence.feiten)


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_the_worked_examples_are_written_as_the_models_are(path: Path) -> None:
    texts = model(path).texts
    for line in path.with_suffix(".txt").read_text("utf-8").splitlines():
        line = line.replace(" | ", "\n")  # a heading, then what stands under it
        assert line in texts["aangifte"] or line in texts["bevindingen"], line


def test_the_other_investigation_stays_out_of_what_the_suspect_reads() -> None:
    texts = model(next(p for p in MODELS if p.name.startswith("D33"))).texts
    assert "zeden" not in texts["aangifte"] + texts["bevindingen"]
    assert "kind van 9" not in texts["aangifte"] + texts["bevindingen"]


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_no_banned_phrase_in_what_we_write_ourselves(path: Path) -> None:
    for sentence in model(path).sentences:
        if sentence.soort != "citaat" and sentence.document in LEESBAAR:
            for banned in knowledge().duty.toon_verboden:
                assert not re.search(banned.patroon, sentence.zin.lower()), (banned.patroon, sentence.zin)


# -- the templates --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("\n{% zin 'letzel' %}Ja.{% endzin %}", 2, "letzel"),
        ("\n\n{% zin %}{{ f.letzel.waarde }}{% endzin %}", 3, "letzel"),
        ("{% zin %}{{ f.letsel.waarden }}{% endzin %}", 1, "waarden"),
        ("{% zin 'kan_vrij_spreken' %}Ja.{% endzin %}", 1, "hoort niet in aangifte"),
        ("{% zin %}{{ f.individuele_beoordeling.waarde }}{% endzin %}", 1, "hoort niet in aangifte"),
        ("\n{% zin %}{% if %}{% endzin %}", 2, ""),
        ("\n{% zin %}{{ onbekend_woord }}{% endzin %}", 2, "onbekend_woord"),
        ("{% zin %}{{ s.__class__ }}{% endzin %}", 1, "__class__"),
        ("{% set f = 1 %}", 1, "al een naam"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_file_and_line(tmp_path: Path, source: str, line: int, said: str) -> None:
    folder = tmp_path / "aangifte" / "documenten"
    folder.mkdir(parents=True)
    (folder / "aangifte.j2").write_text(source, "utf-8")
    with pytest.raises(InputProblems) as caught:
        compose(assess(knowledge(), answers({"letsel": "geen"}), full_card(), DAY), folder=folder)
    problem = caught.value.problems[0]
    assert (problem.path, problem.line) == ("aangifte/documenten/aangifte.j2", line)
    assert said in str(problem)


def test_a_kept_template_is_the_same_and_is_checked_again_when_the_vocabulary_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr("gesprek.report.cache._KEPT", tmp_path / "kept")
    (tmp_path / "aangifte.j2").write_text("{% zin 'letsel' %}Ja.{% endzin %}", "utf-8")
    words = dict(knowledge().facts)
    load_templates(tmp_path, ("aangifte",), words)
    assert len(list((tmp_path / "kept").glob("*.j2c"))) == 1
    assert set(load_templates(tmp_path, ("aangifte",), words)) == {"aangifte"}
    words["letsel"] = msgspec.structs.replace(words["letsel"], hoort_in=["advies"])
    with pytest.raises(InputProblems, match="hoort niet in aangifte"):
        load_templates(tmp_path, ("aangifte",), words)


def test_a_heading_never_stands_alone(tmp_path: Path) -> None:
    folder = tmp_path / "aangifte" / "documenten"
    folder.mkdir(parents=True)
    source = """{% kop "Titel", 0 %}{% zin %}vast{% endzin %}{% kop "Leeg" %}{% zin "letsel" %}   {% endzin %}
    {% kop "Boven" %}{% kop "Onder", 2 %}{% zin "letsel" %}zin {{ f.letsel.waarde }}{% endzin %}{% alinea %}
    {% zin %}nog een{% endzin %}{% punt %}eerste{% endpunt %}{% punt %}tweede.{% endpunt %}"""
    (folder / "aangifte.j2").write_text(source, "utf-8")
    found = compose(assess(knowledge(), answers({"letsel": "geen"}), full_card(), DAY), folder=folder)
    assert found.texts == {
        "aangifte": "Titel\nVast.\n\nBoven\n\nOnder\nZin geen.\n\nNog een.\n- eerste;\n- tweede.",
        "bevindingen": "",
        "advies": "",
    }
    assert found.sentences[1] == Sentence("aangifte", "Onder", "Zin geen.", ("letsel",), "verklaring")


def test_an_empty_conversation_has_titles_and_nothing_else() -> None:
    texts = of().texts
    assert texts["aangifte"] == "Verklaring\nConcept van de verklaring. Niet ondertekend."
    assert texts["bevindingen"] == "Bevindingen\nConcept voor het proces-verbaal van bevindingen. Niet ondertekend."


def test_what_was_told_with_the_information_is_not_said_to_be_untold() -> None:
    """Marking the rest in one go must not contradict what the list of art. 5j says."""
    found = of(
        info5j_inhoud=["vrijwillig", "aangifterecht_blijft"],
        info5j_wijze=["mondeling"],
        vrijwilligheid_besproken="niet_gevraagd",
        aangifterecht_besproken="niet_gevraagd",
    ).texts["bevindingen"]
    assert "niet genoteerd" not in found


def test_a_question_that_may_never_have_been_one_is_not_called_unasked() -> None:
    """An aangever is not named in one breath with the right to remain silent because nobody knew of another aangifte."""
    known = assess(knowledge(), answers({"cautie_aangever": "niet_gevraagd", "letsel": "niet_gevraagd"}), full_card(), DAY)
    text = compose(known).texts["bevindingen"]
    assert "zwijgrecht" not in text
    assert "gewond" in text
