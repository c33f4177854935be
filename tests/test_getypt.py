"""What is typed in one field: read in the forms people use, read back in full, and asked about when it is not sure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gesprek.dialogue import read_answer
from gesprek.dialogue.day_words import DAYS, MONTHS, show_date
from gesprek.dialogue.spelling import number_of, spelled
from gesprek.dialogue.typed import KINDS, Now, Reading, Unsure, read_typed, show_moment
from gesprek.i18n import choose_language
from gesprek.knowledge import ValueProblem, plain_value
from tests.hulp import knowledge

AT = datetime(2026, 11, 23, 13, 5)  # a Monday
TYPED_FACTS = [name for name, fact in knowledge().facts.items() if fact.soort in KINDS]


def read(fact: str, typed: str, earliest: date | None = None) -> Reading:
    return read_typed(knowledge().facts[fact], typed, Now(AT, earliest))


def doubt(fact: str, typed: str, earliest: date | None = None) -> tuple[str, list[Any]]:
    with pytest.raises(Unsure) as unsure:
        read(fact, typed, earliest)
    return unsure.value.found, [reading.value for reading in unsure.value.readings]


def refusal(fact: str, typed: str) -> ValueProblem:
    with pytest.raises(ValueProblem) as problem:
        read(fact, typed)
    assert not isinstance(problem.value, Unsure)
    return problem.value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("vanochtend", "2026-11-23"), ("gisteravond", "2026-11-22"), ("eergisteren", "2026-11-21"),
        ("afgelopen zaterdag", "2026-11-21"), ("vorige week dinsdag", "2026-11-17"), ("dinsdag vorige week", "2026-11-17"),
        ("za 14 nov", "2026-11-14"), ("14-11", "2026-11-14"), ("14/11/26", "2026-11-14"), ("14e november", "2026-11-14"),
        ("veertien november", "2026-11-14"), ("14 november jl.", "2026-11-14"), ("24 dec", "2025-12-24"), ("29 feb", "2024-02-29"),
        ("3 weken geleden", "2026-11-02"), ("drie dagen geleden", "2026-11-20"), ("een week geleden", "2026-11-16"),
        ("14/11/85", "1985-11-14"), ("Zaterdag, 14 november 2026", "2026-11-14"), ("yesterday", "2026-11-22"),
        ("Sat 14 Nov", "2026-11-14"), ("November 14, 2026", "2026-11-14"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_type_it(typed: str, day: str) -> None:
    assert str(read("feit_datum", typed).value) == day


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("gisteren kwart over drie 's middags", "2026-11-22 15:15"), ("gisteren 23u30", "2026-11-22 23:30"),
        ("zaterdagavond half elf", "2026-11-21 22:30"), ("gisteravond om tien voor half elf", "2026-11-22 22:20"),
        ("vannacht 2 uur", "2026-11-23 02:00"), ("vannacht 23:30", "2026-11-22 23:30"), ("half elf", "2026-11-23 10:30"),
        ("’s avonds om 8 uur gisteren", "2026-11-22 20:00"), ("gisteren om twaalf uur 's middags", "2026-11-22 12:00"),
        ("14-11 09.15 uur", "2026-11-14 09:15"), ("nu", "2026-11-23 13:05"),
    ],
)  # fmt: skip
def test_a_moment_is_read_as_people_type_it(typed: str, moment: str) -> None:
    assert f"{read('gesprek_begin', typed).value:%Y-%m-%d %H:%M}" == moment


def test_a_moment_is_read_back_in_full() -> None:
    assert read("gesprek_begin", "14-11 22:30").shown == "zaterdag 14 november 2026, half elf 's avonds (22:30)"


def test_a_time_in_words_without_a_part_of_the_day_is_two_moments() -> None:
    found, moments = doubt("gesprek_begin", "14-11 half elf")
    assert moments == [datetime(2026, 11, 14, 10, 30), datetime(2026, 11, 14, 22, 30)]
    assert "'14-11 half elf'" in found
    assert doubt("gesprek_begin", "gisteren 3 uur")[1] == [datetime(2026, 11, 22, 3), datetime(2026, 11, 22, 15)]


@pytest.mark.parametrize(
    ("typed", "days"),
    [("vannacht", ["2026-11-23", "2026-11-22"]), ("zaterdagnacht", ["2026-11-21", "2026-11-22"])],
)  # fmt: skip
def test_a_night_belongs_to_two_days(typed: str, days: list[str]) -> None:
    assert [str(day) for day in doubt("feit_datum", typed)[1]] == days


def test_midnight_is_the_border_of_two_days() -> None:
    assert doubt("gesprek_begin", "zaterdag middernacht")[1] == [datetime(2026, 11, 22), datetime(2026, 11, 21)]


@pytest.mark.parametrize("typed", ["een half jaar geleden", "2 maanden geleden", "anderhalf jaar geleden", "een jaar geleden"])
def test_what_is_about_is_asked_and_not_taken(typed: str) -> None:
    found, days = doubt("feit_datum", typed)
    assert "ongeveer" in found
    assert len(days) == 1


def test_a_time_with_a_day_is_not_dropped_silently_where_only_a_day_fits() -> None:
    found, days = doubt("feit_datum", "14-11 half elf")
    assert "zonder de tijd" in found
    assert days == [date(2026, 11, 14)]


def test_a_day_of_the_week_that_does_not_fit_names_both() -> None:
    found = refusal("feit_datum", "ma 14 nov").found
    assert "zaterdag" in found
    assert "maandag" in found


def test_a_day_to_come_or_long_gone_is_a_question() -> None:
    assert "moet nog komen" in doubt("feit_datum", "14-12-2026")[0]
    assert "moet nog komen" in doubt("feit_datum", "morgen")[0]
    assert "moet nog komen" in doubt("gesprek_begin", "23:30")[0]
    assert "al geweest" in doubt("nazorg_datum", "14-11-2026")[0]
    assert "honderd jaar" in doubt("feit_datum", "1-1-1901")[0]
    assert "geboorte" in doubt("feit_datum", "1-1-2005", date(2011, 1, 1))[0]
    assert read("feit_datum", "1-1-2012", date(2011, 1, 1)).value == date(2012, 1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31-2-2026", "31 februari 2026 bestaat niet"), ("31-2", "31 februari bestaat niet"),
        ("31 juni", "31 juni bestaat niet"), ("11/14/2026", "eerst komt de dag"), ("1-1-1850", "1850"),
        ("begin november", "geen datum"), ("een paar weken geleden", "te onzeker"), ("een heel lang verhaal " * 20, "te lang"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_a_sentence_with_an_example(typed: str, said: str) -> None:
    problem = refusal("feit_datum", typed)
    assert said in problem.found
    assert "14-11-2026" in problem.expected


@pytest.mark.parametrize(
    ("typed", "said"),
    [("gisteren", "Typ de tijd erbij"), ("gisteren 14:30 's ochtends", "past niet"), ("blabla 10:15", "'blabla'")],
)
def test_what_is_no_moment_is_refused_in_a_sentence(typed: str, said: str) -> None:
    assert said in refusal("gesprek_begin", typed).found


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45", 45), ("45 minuten", 45), ("een uur", 60), ("anderhalf uur", 90), ("1u30", 90), ("drie kwartier", 45), ("twaalf", 12)],
)
def test_a_length_of_time_is_read_in_minutes(typed: str, minutes: int) -> None:
    assert read("gespreksruimte_minuten", typed).value == minutes


def test_a_number_is_read_with_its_unit_and_read_back_with_it() -> None:
    assert read("aangever_leeftijd", "veertien").shown == "14 jaar oud"
    assert read("eerdere_politiecontacten", "drie keer").value == 3
    assert "geen heel getal" in refusal("aangever_leeftijd", "14,5").found
    assert "veel" in doubt("aangever_leeftijd", "130")[0]


@pytest.mark.parametrize("typed", ["een stuk of 5", "ongeveer 5", "5 ongeveer", "zo'n vijf"])
def test_about_so_many_is_asked_and_not_taken(typed: str) -> None:
    found, values = doubt("eerdere_politiecontacten", typed)
    assert "precies" in found
    assert values == [5]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.250,50", "1250.50"), ("€ 1250", "1250.00"), ("1250 euro", "1250.00"), ("twaalf", "12.00"), ("685,-", "685.00"),
        ("twaalf euro vijftig", "12.50"), ("12 euro en 50 cent", "12.50"), ("50 cent", "0.50"), ("1,250.50", "1250.50"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed: str, amount: str) -> None:
    assert read("schade_bedrag", typed).value == Decimal(amount)


def test_what_may_be_english_says_both_amounts() -> None:
    assert doubt("schade_bedrag", "1,250")[1] == [Decimal("1250.00"), Decimal("1.25")]
    assert "ongeveer" in doubt("schade_bedrag", "ongeveer 600 euro")[0]
    assert "Engels" in doubt("eerdere_politiecontacten", "1,250")[0]


FORMS = [
    "{d.day}-{d.month}-{d.year}", "{d.day:02}-{d.month:02}-{d.year}", "{d.day}/{d.month}/{d.year}", "{d.day}.{d.month}.{d.year}",
    "{d.year}-{d.month:02}-{d.day:02}", "{d.day} {month} {d.year}", "{d.day} {short} {d.year}", "{d.day}e {month} {d.year}",
    "{weekday} {d.day} {month} {d.year}", "{wd} {d.day} {short}. {d.year}", "{said} {month} {d.year}", "{weekday}, {d.day} {month} {d.year}",
]  # fmt: skip


@given(st.dates(date(1930, 1, 1), AT.date()), st.sampled_from(FORMS))
def test_a_day_written_in_any_form_is_read_as_that_day(day: date, form: str) -> None:
    month, weekday = MONTHS[day.month - 1], DAYS[day.weekday()]
    short = "mrt" if day.month == 3 else month[:3]
    typed = form.format(d=day, month=month, short=short, weekday=weekday, wd=weekday[:2], said=spelled(day.day))
    assert read("feit_datum", typed).value == day


@given(st.dates(AT.date() - timedelta(days=364), AT.date()))
def test_a_day_without_a_year_is_the_last_one_that_is_not_to_come(day: date) -> None:
    assert read("feit_datum", f"{day.day}-{day.month}").value == day
    assert read("feit_datum", f"{day.day} {MONTHS[day.month - 1]}").value == day


@given(st.datetimes(datetime(1950, 1, 1), AT))
def test_a_moment_as_it_is_read_back_is_that_moment(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    for typed in (show_moment(moment), f"{show_date(moment.date())} {moment:%H:%M}", f"{moment:%d-%m-%Y %H.%M} uur"):
        assert read("gesprek_begin", typed).value == moment


@given(st.integers(0, 9999))
def test_a_number_in_words_is_that_number(number: int) -> None:
    assert number_of(spelled(number)) == number


@given(st.integers(0, 99_999_999_999))
def test_an_amount_as_it_is_read_back_is_that_amount(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert read("schade_bedrag", f"{cents // 100},{cents % 100:02}").value == amount
    shown = read("schade_bedrag", f"{cents // 100},{cents % 100:02}").shown
    assert read("schade_bedrag", shown).value == amount


WORDS = """gisteren vandaag morgen vannacht afgelopen vorige week maand jaar geleden over half elf kwart voor tien uur 's avonds
    nachts zaterdag zaterdagnacht za ma 14 nov november 14-11 14-11-2026 22:30 23u30 om rond , . € 1250 1.250,50 1,250 euro cent
    twaalf een stuk of 5 ongeveer minuten keer anderhalf middernacht 99999999 '26 feb 29 31 0 de op in -""".split()


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)))
@example("२९-११")
@example("99999 weken geleden")
@example("over 9999 jaar")
def test_any_text_is_a_value_a_question_or_a_plain_refusal(typed: str) -> None:
    """And what comes of it is what a case file takes too; the reading, read again, is the same value."""
    known = knowledge()
    for name in TYPED_FACTS:
        fact = known.facts[name]
        try:
            reading = read(name, typed)
        except Unsure as unsure:
            assert unsure.found
            assert unsure.readings
            for reading in unsure.readings:
                assert read_answer(known, fact, plain_value(reading.value)).waarde == reading.value
            continue
        except ValueProblem as problem:
            assert problem.found
            assert problem.expected
            continue
        assert read_answer(known, fact, plain_value(reading.value)).waarde == reading.value
        assert read(name, reading.shown).value == reading.value


def test_in_english_what_is_read_back_is_english_and_can_be_read_again() -> None:
    choose_language("en")
    try:
        reading = read("gesprek_begin", "gisteren 22:30")
        assert reading.shown == "Sunday 22 November 2026, 22:30"
        assert read("gesprek_begin", reading.shown).value == reading.value
        assert read("aangever_leeftijd", read("aangever_leeftijd", "14").shown).value == 14
        assert read("gespreksruimte_minuten", read("gespreksruimte_minuten", "14").shown).value == 14
        assert read("eerdere_politiecontacten", read("eerdere_politiecontacten", "3").shown).value == 3
    finally:
        choose_language("nl")
