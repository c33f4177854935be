"""The advice: what the officer reads, and that it never says what it must not."""

from __future__ import annotations

import functools
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from gesprek.dialogue import Answer, Situation, assess
from gesprek.dialogue.conversation import Decision, Note
from gesprek.knowledge import Card
from gesprek.play import read_case
from gesprek.report import Documents, compose
from gesprek.report.advice_routes import _memory
from gesprek.report.advice_sources import cited, turned
from tests.hulp import DAY, NEUTRAAL, answers, full_card, knowledge, national_card, neutral, random_answers, situation

MODELS = Path(__file__).parent / "voorbeelden"
WRONG = re.compile(
    r"_| {2}| [.,;:!?](?:\s|$)|(?<!\.)\.\.(?!\.)|\?\.|\bNone\b|Undefined|\bTrue\b|\bFalse\b|\(\)|\( | \)|;\.|\.;|:\.|: *$|, ,"
    r"|\b(\w+) \1\b|want [.(]"
)
OWN = ("[/red] {{ 7*7 }} {% endif %} <b>", 'Hij zei: "Nu weet je het."')
ANYTHING = {
    "doel_slachtoffer": ["erkenning", "uitleg_of_antwoorden"],
    "doel_eigen_woorden": "Ik wil weten waarom.",
    "openheid_contact": "ja",
    "delict_categorie": ["mishandeling"],
    "relatie_tot_verdachte": "vriend_kennis",
    "aangever_voornaamwoord": "zij",
}


def advice(found: Situation, decision: Any = None, notes: tuple[Note, ...] = ()) -> str:
    return compose(found, decision, notes).texts["advies"]


def part(text: str, heading: str) -> str:
    """The lines under a heading, up to the next empty line."""
    return text.partition(f"\n{heading}\n")[2].partition("\n\n")[0]


@functools.cache
def model(name: str) -> str:
    path = next(MODELS.glob(f"{name}*.yaml"))
    case = read_case(path, lambda _: knowledge())
    return advice(assess(knowledge(), case.antwoorden, national_card() if name == "D27" else full_card(), DAY))


def case(**facts: Any) -> Situation:
    return neutral(**{**ANYTHING, **facts})


# -- the models ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("D12", "Geen deel van het proces-verbaal en niet voor de verdachte of zijn advocaat."),
        ("D12", "De aangifte is gedaan en loopt, wat er hieronder ook staat."),
        ("D12", "Zijn doelen: dat het stopt, vergoeding van de schade, afspraken over de omgang."),
        ("D12", 'Van herstel verwacht hij: "Dat hij zich aan de afspraken houdt. Meer verwacht ik niet."'),
        ("D12", "Contact wil hij alleen via een ander."),
        ("D12", "Over straf wilde hij niets zeggen; vraag dat niet opnieuw en vul het niet in."),
        ("D12", "De informatie van artikel 5, onder j, is gegeven en vastgelegd; er ontbreekt niets."),
        ("D12", "Op 27 november 2026 volgen de gevolgen en de vertrouwelijkheid per route."),
        ("D12", "- Kwetsbaar: nog niet bekend, want over de verdachte zijn twee vragen open."),
        ("D12", "Eerst doorvragen: "),
        ("D12", "Nu staat geen route met contact vooraan."),
        ("D12", "\nMediation in de politiefase met een externe mediator: later\n"),
        ("D12", "\nMediation in strafzaken: alternatief\n"),
        ("D12", "- Voldaan: een lichtere vorm is al geprobeerd (praktijk, R07, Cahier r1688-1690, r1956-1958)."),
        ("D12", "- Later: buurtbemiddeling, want er is geweld tegen spullen gebruikt; vraag bij de aanbieder na"),
        ("D12", "- Gesloten: Halt, want de verdachte is niet tussen de 12 en 18 jaar (wet, R05, "),
        ("D12", "- Aan wijkagent M. ten Brink: is er iets bekend over psychische problemen of een hulpvraag bij de verdachte?"),
        ("D12", "- Aan de verdachte, pas na een ja van aangever: wil hij meedoen?"),
        ("D12", "- Vul niet in dat beiden verder willen als buren; aangever vroeg alleen om praktische afspraken."),
        ("D12", "- Weeg niet mee wat aangever over zichzelf zei (R14)."),
        ("D12", "- 15 januari 2027: nazorg, is het gestopt?"),
        ("D27", "Geen deel van een proces-verbaal en niet voor de heer Kolen of een advocaat."),
        ("D27", "De aangifte blijft open: wil zij aangifte doen, neem die dan op (wet, Sv art. 163 lid 9)."),
        (
            "D27",
            "Belaging is een klachtdelict (Sr art. 285b lid 2) met een termijn van drie maanden (Sr art. 66); controleer de actuele",
        ),
        ("D27", "Zij wil geen contact, nu niet en later niet."),
        ("D27", "Op 25 november 2026 vraagt verbalisant of zij nog vragen heeft."),
        (
            "D27",
            "- Stalking: speelt, want er is een patroon (oordeel van verbalisant). Gevolg: alle routes met contact zijn gesloten",
        ),
        ("D27", "\nStopgesprek: primair\n- Soort: herstelgericht werken, geen herstelrechtvoorziening; er is geen contact"),
        ("D27", "(M. Bos, casusregisseur, 19 november 2026; veiligheid, R09, "),
        ("D27", "politie 2019, controleer)."),
        ("D27", "- Open: niets dat deze route tegenhoudt."),
        ("D27", "- De heer Kolen: niet bekend."),
        ("D27", "- Vrij spreken: zij kon vrij spreken; verbalisant sprak haar ook alleen"),
        ("D27", "en niets over huis, werk of route."),
        ("D27", "- Niet overdragen en loslaten: zij wordt teruggebeld (R25)."),
        ("D27", "- 26 november 2026: individuele beoordeling bijwerken."),
        ("D33", "Hij staat open voor contact."),
        ("D33", "- Minderjarig: speelt, want aangever is 16 jaar."),
        ("D33", "- Gezag: niet bekend is of nog iemand gezag heeft; ga dat na."),
        ("D33", "Twee zaken, strikt gescheiden\n"),
        ("D33", "\nPerspectief Herstelbemiddeling: primair\n"),
        (
            "D33",
            "- Voldaan: de verdachte neemt verantwoordelijkheid voor het eigen aandeel (verhoor: 10 november 2026, politiesysteem; ",
        ),
        ("D33", "- Niet opnieuw vragen: angst voor de verdachte."),
        ("D33", "- Ongelijke positie: leeftijd."),
    ],
)
def test_the_models_say_what_they_should(name: str, sentence: str) -> None:
    """What the worked models say is said, in these words."""
    assert sentence in model(name)


@pytest.mark.parametrize("name", ["D12", "D27", "D33"])
def test_the_sections_stand_in_their_order(name: str) -> None:
    """The aangifte always comes first, the decision always last."""
    headings = [
        "De aangifte",
        "Wat ",
        "Informatieplicht",
        "Poorten",
        "Voorstel",
        "Later, gesloten of niet in uw eenheid",
        "Nog te vragen, in deze volgorde",
        "Signalen en bron",
        "Niet doen",
        "Opvolging",
        "Beslissing van de verbalisant",
    ]
    places = [model(name).index(f"\n\n{heading}") for heading in headings]
    assert places == sorted(places)


# -- the form --------------------------------------------------------------------------------------------------------------


def mistakes(found: Documents) -> list[str]:
    wrong = []
    for line in found.texts["advies"].splitlines():
        text = functools.reduce(lambda t, words: t.replace(words, "Woorden"), OWN, line)
        if match := WRONG.search(text):
            wrong.append(f"{line!r}: {match.group()!r}")
    ours = re.sub(r'"[^"\n]*"', "", found.texts["advies"]).lower()
    wrong += [f"verboden: {b.patroon}" for b in knowledge().duty.toon_verboden if re.search(b.patroon, ours)]
    return wrong


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_answers(size=90))
def test_random_answers_read_as_dutch(found: dict[str, Answer]) -> None:
    """No id, no double space, no banned phrase, no broken sentence, whatever was answered; and every sentence is in the text."""
    card: Card = full_card() if len(found) % 2 else national_card()
    for filled in (found, {**answers(NEUTRAAL), **found}):
        documents = compose(assess(knowledge(), filled, card, DAY))
        assert mistakes(documents) == []
        for sentence in documents.sentences:
            assert sentence.zin in documents.texts[sentence.document]
            if sentence.document == "advies":
                assert all("advies" in knowledge().facts[fact].hoort_in for fact in sentence.feiten), sentence


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_answers(size=90))
def test_what_is_remembered_is_what_would_be_written_anew(found: dict[str, Answer]) -> None:
    """Remembering the part on routes never shows the routes of other facts."""
    filled = {**answers(NEUTRAAL), **found}
    first = advice(assess(knowledge(), filled, full_card(), DAY))
    _memory(knowledge()).clear()
    assert advice(assess(knowledge(), filled, full_card(), DAY)) == first


def test_the_remembered_part_follows_the_map_and_the_facts() -> None:
    """The control of the test above: another map or another goal is another text."""
    assert advice(case(doel_slachtoffer=["afspraken_omgang"])) != advice(case(doel_slachtoffer=["excuses"]))
    facts = answers({**NEUTRAAL, **ANYTHING})
    here, elsewhere = (advice(assess(knowledge(), facts, card, DAY)) for card in (full_card(), national_card()))
    assert "Niet in uw eenheid: " not in here
    assert "Niet in uw eenheid: " in elsewhere


@pytest.mark.parametrize(
    "twin",
    [
        {"gespreksruimte_minuten": "15"},
        {"eerdere_politiecontacten": "9"},
        {"pv_misdrijf_eerder_naar_om": "ja"},
        {"halt_eerder_misdrijf": "ja"},
        {"prioritering": "laag"},
        {"om_inschatting_haalbaarheid": "laag"},
        {"letsel": "ernstig"},
        {"culturele_context": "Bij ons praat je daar niet over."},
        {"persoonlijke_omstandigheden_verdachte": "Hij studeert."},
    ],
    ids=lambda twin: next(iter(twin)),
)
def test_what_may_not_count_changes_no_byte(twin: dict[str, str]) -> None:
    """R14: a record, busy desks, seriousness, origin or an expected outcome change nothing in the advice on routes."""
    plain = {"eerdere_politiecontacten": "0", "gespreksruimte_minuten": "120", "letsel": "licht", "tijdstip_voorkeur": "nu"}
    ours, theirs = advice(case(**plain)), advice(case(**{**plain, **twin}))
    for heading in ("Voorstel", "Later, gesloten of niet in uw eenheid", "Signalen en bron", "Niet doen"):
        assert ours.partition(f"\n{heading}\n")[2] == theirs.partition(f"\n{heading}\n")[2]
    assert ours.partition("\nNog te vragen")[0] == theirs.partition("\nNog te vragen")[0]


# -- what it must say --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"aangifte_status": "ingetrokken"}, "De aangifte is gedaan en blijft staan, wat er hieronder ook staat"),
        ({"aangifte_status": "bedenktijd"}, "denkt nog na over een aangifte"),
        ({"aangifte_status": "alleen_melding"}, "doet alleen een melding en nu geen aangifte"),
        ({"aangifte_status": None}, "Of er een aangifte komt, is nog niet vastgelegd"),
    ],
)
def test_the_aangifte_comes_first_and_stays_open(facts: dict[str, Any], sentence: str) -> None:
    """Whatever was chosen, the aangifte stands above every route; not made means that it stays open."""
    text = advice(case(**facts))
    assert sentence in text
    assert text.index("\nDe aangifte\n") < text.index("\nVoorstel\n")
    assert ("De aangifte blijft open" in text) == (facts["aangifte_status"] != "ingetrokken")


def test_an_unanswered_wish_is_never_filled_in() -> None:
    """Not asked, unknown and refused each read as what they are."""
    assert "Over straf is nog niet gevraagd; vul dat niet in." in advice(case(strafwens=None))
    assert "Over straf weet zij het nog niet; vul dat niet in." in advice(case(strafwens={"status": "onbekend"}))
    assert "Over straf wilde zij niets zeggen; vraag dat niet opnieuw en vul het niet in." in advice(
        case(strafwens={"status": "wil_niet_zeggen"})
    )


def test_what_was_refused_is_named_and_not_asked() -> None:
    """A refusal stands under "niet opnieuw vragen", and nowhere among the questions."""
    text = advice(case(angst_voor_verdachte={"status": "wil_niet_zeggen"}))
    asked = part(text, "Nog te vragen, in deze volgorde")
    assert "- Niet opnieuw vragen: angst voor de verdachte." in asked
    assert "Hoe veilig voelt u zich nu?" not in asked


def test_somebody_who_wants_no_contact_is_not_asked_about_it() -> None:
    """One ask: after no, not the form, the moment or the expectation."""
    open_questions = {
        name: {"status": "niet_gevraagd", "reden": "later"} for name in ("tijdstip_voorkeur", "verwachting_herstel")
    }
    asked = part(advice(case(openheid_contact="nee", **open_questions)), "Nog te vragen, in deze volgorde")
    assert "wanneer zou contact" not in asked
    assert "zulk contact" not in asked


def test_at_most_eight_questions_and_the_suspect_last() -> None:
    """The rest is counted; the suspect is only asked after a yes."""
    asked = part(advice(situation({})), "Nog te vragen, in deze volgorde").splitlines()
    assert len(asked) == 9
    assert re.fullmatch(r"- Daarna staan nog \w+ vragen open; het scherm toont ze\.", asked[-1])
    asked = part(advice(case()), "Nog te vragen, in deze volgorde").splitlines()
    suspect = [i for i, line in enumerate(asked) if line.startswith("- Aan de verdachte, pas na een ja")]
    assert suspect
    assert all(not line.startswith("- Aan ") for line in asked[suspect[0] + 1 :])


def test_a_gate_that_suspends_shows_steps_and_no_routes() -> None:
    """Acute danger: what to do now, and why there are no proposals."""
    text = advice(case(acuut_gevaar="ja"))
    assert (
        "Er zijn nu geen voorstellen, want de poort 'Acuut gevaar' speelt. Alle routes komen later; de aangifte blijft open."
        in text
    )
    assert "- Nu doen: bel 112 of de meldkamer" in text
    assert "Later, gesloten" not in text
    assert ": primair" not in text


def test_a_gate_plays_or_does_not_play_and_is_never_open() -> None:
    """ "Open" would read as allowed."""
    for name in ("D12", "D27", "D33"):
        lines = part(model(name), "Poorten").splitlines()
        assert all(re.search(r": (speelt( nu)?( niet)?|nog niet bekend), want |^- (Toestemming|Gezag): ", line) for line in lines)


def test_unknown_vulnerability_is_an_open_question_about_behaviour() -> None:
    """Invariant 8: unknown is shown, goes to somebody who may know, and asks for behaviour."""
    text = advice(case(verslaving_verdachte={"status": "onbekend"}))
    assert "- Verdachte: niet bekend: verslaving; geen teken van psychische problemen of hulpvraag" in text
    assert (
        "- Aan de wijkagent: is er iets bekend over verslaving bij de verdachte? Vraag naar gedrag, niet naar een diagnose."
        in text
    )


def test_the_source_of_a_signal_stands_beside_it() -> None:
    """A signal is not a diagnosis: who said or saw it is named."""
    text = advice(case(verslaving_slachtoffer={"waarde": "signaal", "spreker": "verbalisant"}))
    assert "een signaal van verslaving (gezien door verbalisant)" in text
    assert "- Kwetsbaar: speelt, want bij aangeefster is misschien sprake van verslaving. Gevolg: hulpverlening gaat voor" in text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"info5j_begrepen": None},
            "is deels gegeven. Er ontbreekt nog: de toets of de uitleg is begrepen; een datum voor het vervolg.",
        ),
        (
            {"info5j_inhoud": ["bestaan_voorzieningen"], "info5j_vervolg_datum": "2026-11-30"},
            "Er ontbreekt nog: van de inhoud (dat ",
        ),
        ({"info5j_status": "geweigerd_door_slachtoffer"}, "dat is in haar eigen woorden vastgelegd, en later vragen mag altijd."),
        (
            {
                "info5j_status": {"waarde": "uitgesteld_met_reden", "reden": "Er was geen tolk."},
                "info5j_vervolg_datum": "2026-11-30",
            },
            "is uitgesteld, met een reden en een nieuwe datum: 30 november 2026. De reden van het uitstel: er was geen tolk.",
        ),
    ],
    ids=["toets", "inhoud", "geweigerd", "uitgesteld"],
)
def test_the_duty_says_in_words_what_is_missing(facts: dict[str, Any], sentence: str) -> None:
    """The derived status, never the one that was filled in."""
    assert sentence in advice(case(**facts))


def test_alternatives_are_explained_for_a_few_and_named_for_the_rest() -> None:
    """At most five in full; every route that is open is named exactly once."""
    found = case()
    text = advice(found).partition("\nVoorstel\n")[2].partition("\nLater, gesloten")[0]
    assert len(re.findall(r"(?m)^.+: alternatief$", text)) <= 5
    for verdict in found.verdicts:
        if verdict.oordeel in ("primair", "alternatief"):
            assert len(re.findall(rf"(?m)^(- )?{re.escape(verdict.route.naam)}: ", text)) == 1, verdict.route.id


def test_a_reason_shows_kind_rule_and_source() -> None:
    """An argument can be checked."""
    text = advice(case(houding_verdachte="zwijgt"))
    assert (
        "- Open: neemt de verdachte verantwoordelijkheid voor het eigen aandeel (aanbieder, R13, Cahier r572-573, r3089-3093)?"
        in text
    )
    lines = [line for line in text.splitlines() if line.startswith(("- Voldaan: ", "- Niet: "))]
    assert all(re.search(r"(wet|aanbieder|praktijk|veiligheid), R\d\d", line) for line in lines)


def test_without_an_offence_nothing_is_called_a_restorative_facility() -> None:
    """R20: mediation can be, under another name."""
    text = advice(case(strafbaar_feit_status="nee", doel_slachtoffer=["afspraken_omgang"], relatie_tot_verdachte="buur"))
    assert "- Soort: bemiddeling; zonder strafbaar feit is het geen herstelrechtvoorziening (R20)." in text


def test_a_record_is_not_spelled_out_where_it_closes_halt() -> None:
    """R14: Halt has its own legal condition; the advice does not repeat the record."""
    text = advice(case(leeftijdsgroep_verdachte="minderjarig", houding_verdachte="bekent", halt_eerder_misdrijf="ja"))
    assert "- Gesloten: Halt, want een eigen voorwaarde van Halt is niet vervuld (wet, R05, " in text
    assert "eerdere Halt-zaak" not in text


# -- afterwards --------------------------------------------------------------------------------------------------------------


def test_a_chosen_route_says_what_it_still_lacks() -> None:
    """Invariant 12: feedback, aftercare, registration and evidence."""
    text = advice(case(gekozen_route="perspectief", keuze_slachtoffer="aangifte_en_herstelwens", bewijs_veiliggesteld=None))
    assert (
        "- Nog nodig bij deze keuze: een afspraak over terugkoppeling, een datum voor nazorg, het kenmerk van de registratie en "
        "of het bewijs is veiliggesteld (R24, R25, R26)."
    ) in text
    complete = {
        "nazorg_datum": "2027-01-15",
        "registratie_kenmerk": "kenmerk",
        "bewijs_veiliggesteld": "deels",
        "terugkoppeling_afspraak": [{"van": "A. Jansen", "aan": "aangever", "wat": "de stand", "wanneer": "2026-12-01"}],
    }
    text = advice(case(gekozen_route="perspectief", keuze_slachtoffer="aangifte_en_herstelwens", **complete))
    assert "Nog nodig bij deze keuze" not in text
    assert "- 1 december 2026: A. Jansen laat aangever iets weten over: de stand.\n- 15 januari 2027: nazorg." in text
    assert "Nog nodig bij deze keuze" not in advice(case(gekozen_route="geen"))


def test_the_decision_is_the_officers() -> None:
    """Blank lines to fill in, or what was decided with its reason; the program decides nothing."""
    blank = part(advice(case()), "Beslissing van de verbalisant")
    assert re.fullmatch(r"- Gekozen route: …+\n- Reden, verplicht bij afwijken: …+\n- Naam en datum: …+", blank)
    decided = part(advice(case(), Decision("mis", "Zij wil het in de strafzaak.")), "Beslissing van de verbalisant")
    assert decided.startswith('- Gekozen route: Mediation in strafzaken.\n- Reden, verplicht bij afwijken: "Zij wil het in de')
    assert "- Gekozen route: geen." in advice(case(), Decision("", "Eerst rust."))


def test_a_note_of_the_officer_is_kept_as_it_came() -> None:
    """No word that was typed is lost."""
    note = Note("verhaal", "Let op: {{ hond }} bij de deur", datetime(2026, 11, 23, 10, 0))
    assert '- Uw verhaal: "Let op: {{ hond }} bij de deur"' in advice(case(), None, (note,))


# -- small things --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (("cahier r573", "cahier r574-576"), "Cahier r573, r574-576"),
        (("rtl_stopgesprek 2019 (controleer)",), "politie 2019, controleer"),
        (("ahg10 (oud, controleer)",), "Aanwijzing huiselijk geweld 2010, oud, controleer"),
        (("bsl art. 10", "sv art. 29", "bsl art. 17"), "Besluit slachtoffers art. 10, art. 17; Sv art. 29"),
        (("sr art. 66",), "Sr art. 66, controleer"),
        (("ontwerp geweld tegen spullen",), "keuze van de makers: geweld tegen spullen"),
    ],
)
def test_sources_are_short_and_say_when_to_check(references: tuple[str, ...], expected: str) -> None:
    """One source once, its places together, "controleer" behind what was not read in its version of now."""
    assert cited(knowledge(), references) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("ja", "Ontkent hij, dan sluit deze route."),
        ("nee", "Neemt hij alsnog verantwoordelijkheid, dan gaat deze route open."),
        ("onbekend", "Ontkent hij, dan sluit deze route; neemt hij alsnog verantwoordelijkheid, dan gaat zij open."),
    ],
)
def test_only_what_can_still_happen_is_said_to_turn_it(outcome: str, expected: str) -> None:
    """A condition that is met cannot be met again."""
    text = "Ontkent hij, dan sluit deze route; neemt hij alsnog verantwoordelijkheid, dan gaat zij open."
    assert turned(text, outcome) == expected
