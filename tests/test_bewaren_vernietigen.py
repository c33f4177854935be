"""Retention: what is destroyed is gone for good, what is on hold stays, what lies is brought up, and a clock decides nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.errors import GesprekError
from gesprek.record import (
    Busy,
    Damaged,
    Dossier,
    NoDossier,
    NotSaved,
    ReadOnly,
    Vault,
    VaultProblem,
    begin_dossier,
    destruction,
    listing,
    open_dossier,
)
from gesprek.record.chain import Finding
from gesprek.record.codec import Kept
from gesprek.record.holding import officer
from gesprek.record.keyfile import _FIRST, _PLACE, RECORD
from gesprek.record.listing import Entry, list_dossiers
from gesprek.record.log import LogLine
from gesprek.record.retention import (
    LONGEST_TERM,
    OnHold,
    clock_doubt,
    destroy,
    destroy_due,
    due,
    due_moment,
    hold,
    left_lying,
    release,
    set_term,
    take_over,
    term,
)
from gesprek.record.sealing import Cost

CHEAP = Cost(19 * 1024, 2, 1)
PASSPHRASE = "een twee drie vier"
START = datetime(2026, 11, 23, 10, 0)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
AMSTERDAM = "CET-1CEST,M3.5.0,M10.5.0/3"
"""Rules instead of a name, so that no table of time zones needs to be installed."""
NEEDLE = "Hoekstra-Naald-7431"
REASON = "bevel inzake Naald-5520"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", AMSTERDAM)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leeg") / "kluis"
    Vault.create(folder, PASSPHRASE, Clock(datetime(2020, 1, 1)), cost=CHEAP)[0].close()
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(empty: Path, tmp_path: Path, clock: Clock) -> Iterator[Vault]:
    with opened(shutil.copytree(empty, tmp_path / "kluis"), clock) as found:
        yield found


def opened(folder: Path, clock: Callable[[], datetime]) -> Vault:
    return Vault.unlock(folder, PASSPHRASE, clock)


def card(kenmerk: str = NEEDLE) -> bytes:
    return msgspec.json.encode({"stand": "wensen", "plicht": "deels", "kenmerk": kenmerk})


def begin(vault: Vault, *texts: str, draft: dict[str, Any] | None = None) -> str:
    """A dossier with something in it, closed again; its code."""
    dossier = begin_dossier(vault, Kept("begun", vault.clock().isoformat()), flow="aangifte 1 abc", card=card())
    add(dossier, *(texts or (NEEDLE,)), draft=draft)
    dossier.close()
    return dossier.code


def add(dossier: Dossier, *texts: str, draft: dict[str, Any] | None = None) -> None:
    for text in texts:
        row = Kept("noted", dossier.vault.clock().isoformat(), {"text": text})
        dossier.append([row], action=os.urandom(16), card=card(), verbs=["verzamelen"], draft=draft)


def go_on(vault: Vault, code: str, work: Callable[[Dossier], None]) -> None:
    dossier = open_dossier(vault, code)
    work(dossier)
    dossier.close()


def lines(vault: Vault, code: str = "") -> list[LogLine]:
    return [line for _n, line in vault.book.lines(vault.store.db) if not code or line.dossier == code]


def refusals(vault: Vault, code: str) -> list[tuple[str, str]]:
    return [(line.wat, line.bijzonder) for line in lines(vault, code) if line.uitkomst == "geweigerd"]


def there(vault: Vault, code: str) -> bool:
    return bool(vault.store.rows("SELECT 1 FROM dossier WHERE code = ?", code))


def entry(vault: Vault, code: str) -> Entry:
    return next(found for found in list_dossiers(vault) if found.code == code)


def place_of(vault: Vault, code: str) -> tuple[bytes, int]:
    ident, place = vault.store.rows("SELECT id, plaats FROM dossier WHERE code = ?", code)[0]
    return ident, place


def slot(folder: Path, place: int) -> bytes:
    """The wrapped key as it stands in the key file."""
    record = (folder / "sleutels").read_bytes()[(_FIRST + place) * RECORD :][:RECORD]
    return bytes(_PLACE.unpack_from(record)[2])


def files_with(folder: Path, secret: bytes) -> list[str]:
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and secret in path.read_bytes()]


# -- destroying -----------------------------------------------------------------------------------------------------------


def test_after_destruction_neither_the_key_nor_its_slot_is_in_any_file(vault: Vault) -> None:
    folder = vault.files.folder
    code, other = begin(vault, draft={"getypt": {"x": NEEDLE}}), begin(vault)
    ident, place = place_of(vault, code)
    wrapped, key = slot(folder, place), vault.keys.dossier_key(place, ident)
    rows = vault.store.rows("SELECT verzegeld FROM gebeurtenis WHERE dossier = ?", ident)
    assert files_with(folder, wrapped) == ["sleutels"], "control: the search finds what is there"
    destroy(vault, code, "niet_nodig")
    assert files_with(folder, wrapped) == []
    assert files_with(folder, key) == []
    assert files_with(folder, ident) == ["vernietigd"]
    assert (folder / "kluis.db-wal").stat().st_size == 0
    assert rows
    assert not vault.store.rows("SELECT 1 FROM gebeurtenis WHERE dossier = ?", ident)
    assert not vault.store.rows("SELECT 1 FROM concept WHERE dossier = ?", ident)
    assert not vault.files.hold(code).exists()
    go_on(vault, other, lambda dossier: add(dossier, "gaat gewoon verder"))


def test_a_copy_of_the_database_from_before_does_not_open_with_the_key_file_of_now(vault: Vault, tmp_path: Path) -> None:
    folder, code, other = vault.files.folder, begin(vault), begin(vault)
    vault.store.db.wal_checkpoint(mode=3)
    before = shutil.copytree(folder, tmp_path / "ervoor")
    destroy(vault, code, "niet_nodig")
    mixed = shutil.copytree(before, tmp_path / "gemengd")
    shutil.copy(folder / "sleutels", mixed / "sleutels")
    with opened(before, Clock()) as old:
        assert [row.data.get("text") for row in open_dossier(old, code, look=True).rows] == [None, NEEDLE], "control"
    with opened(mixed, Clock()) as old:
        assert there(old, code)
        with pytest.raises(Damaged, match="vernietigd"):
            open_dossier(old, code)
        assert len(open_dossier(old, other).rows) == 2


def test_what_remains_names_nobody(vault: Vault) -> None:
    code = begin(vault, draft={"getypt": {"x": NEEDLE}})
    hold(vault, code, REASON)
    release(vault, code, REASON)

    def everything() -> str:
        tables = [name for (name,) in vault.store.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return repr([vault.store.rows(f"SELECT * FROM {table}") for table in tables]) + repr(lines(vault))  # noqa: S608 - our own

    with_key = "".join(repr(row.data) for row in open_dossier(vault, code, look=True).rows)
    assert NEEDLE in with_key and REASON in with_key, "control: it is in the record, sealed"
    destroy(vault, code, "verzoek")
    assert vault.store.rows("SELECT code, op, waarom, klaar FROM vernietigd") == [(code, "2026-11-23T10:00:00", "verzoek", 1)]
    assert NEEDLE not in everything() and REASON not in everything()
    assert lines(vault, code)[-1] == LogLine("2026-11-23T10:00:00+01:00", officer(), "vernietigen", code, "gedaan", "verzoek")
    with pytest.raises(NoDossier, match="vernietigd op 23-11-2026"):
        open_dossier(vault, code)


@pytest.mark.parametrize("why", ["", "omdat Hoekstra het vroeg", "NIET_NODIG"])
def test_a_reason_in_free_words_is_refused_because_it_could_name_somebody(vault: Vault, why: Any) -> None:
    code = begin(vault)
    with pytest.raises(GesprekError, match="geen reden"):
        destroy(vault, code, why)
    assert there(vault, code)


@pytest.mark.parametrize("step", ["tombstones.add", "keys.destroy_dossier_key", "heads.forget"])
def test_a_destruction_cut_short_is_finished_at_the_next_unlocking(
    vault: Vault, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, code, other = vault.files.folder, begin(vault), begin(vault)
    ident, place = place_of(vault, code)
    wrapped = slot(folder, place)
    owner, name = step.split(".")

    def cut(*_args: object) -> None:
        raise OSError(5, "cut short")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(vault, owner), name, cut)
        with pytest.raises(NotSaved, match="nog niet gewist"):
            destroy(vault, code, "niet_nodig")
    assert (files_with(folder, wrapped) == ["sleutels"]) == (step != "heads.forget"), "control: it was cut short"
    vault.close()
    with opened(folder, Clock()) as again:
        assert again.findings == []
        assert files_with(folder, wrapped) == []
        assert ident in again.tombstones.read()[0]
        assert again.store.rows("SELECT klaar FROM vernietigd") == [(1,)]
        assert len(open_dossier(again, other).rows) == 2


def test_asking_again_finishes_a_destruction_that_was_cut_short(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    code = begin(vault)
    wrapped = slot(vault.files.folder, place_of(vault, code)[1])
    with monkeypatch.context() as patch:
        patch.setattr(vault.tombstones, "add", lambda _ident: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(NotSaved, match="De schijf is vol"):
            destroy(vault, code, "niet_nodig")
    with pytest.raises(NoDossier):
        destroy(vault, code, "niet_nodig")
    assert files_with(vault.files.folder, wrapped) == []


def test_another_program_that_is_reading_does_not_keep_the_key_alive(vault: Vault) -> None:
    code = begin(vault)
    wrapped = slot(vault.files.folder, place_of(vault, code)[1])
    vault.store.db.set_busy_timeout(50)
    with opened(vault.files.folder, Clock()) as reader:
        reader.store.db.execute("BEGIN")
        assert reader.store.rows("SELECT count(*) FROM dossier") == [(1,)]
        destroy(vault, code, "niet_nodig")
        assert files_with(vault.files.folder, wrapped) == []
        reader.store.db.execute("ROLLBACK")


def test_what_is_open_elsewhere_is_not_destroyed_and_it_says_who_has_it(vault: Vault) -> None:
    code = begin(vault)
    with opened(vault.files.folder, Clock()) as elsewhere:
        held = open_dossier(elsewhere, code)
        for work in (
            lambda: destroy(vault, code, "niet_nodig"),
            lambda: take_over(vault, code),
            lambda: hold(vault, code, REASON),
        ):
            with pytest.raises(Busy, match=f"nu open: {officer()}"):
                work()
        assert refusals(vault, code) == [("vernietigen", "elders open"), ("wijzigen", "overgenomen"), ("beheer", "aanhouden")]
        add(held, "er is niets verloren")
        held.close()
    destroy(vault, code, "niet_nodig")
    assert not there(vault, code)


def test_a_damaged_dossier_is_destroyed_when_asked_and_never_by_itself(vault: Vault, clock: Clock) -> None:
    code = begin(vault)
    set_term(vault, 1)
    take_over(vault, code)
    vault.store.db.execute("UPDATE gebeurtenis SET verzegeld = zeroblob(40) WHERE nr = 2")
    clock.now += DAY
    assert destroy_due(vault, clock.now).left == ((code, f"Dossier {code} is beschadigd en wordt niet vanzelf vernietigd."),)
    assert refusals(vault, code) == [("vernietigen", "beschadigd")]
    with pytest.raises(ReadOnly):
        take_over(vault, code)
    destroy(vault, code, "niet_nodig")
    assert not there(vault, code)


def test_a_dossier_whose_key_is_gone_can_still_be_destroyed(vault: Vault) -> None:
    code = begin(vault)
    vault.keys.destroy_dossier_key(place_of(vault, code)[1])
    destroy(vault, code, "niet_nodig")
    assert not there(vault, code)


def test_nothing_is_destroyed_in_a_vault_with_something_wrong(vault: Vault) -> None:
    code = begin(vault)
    vault.findings = [Finding("logboek", 3, "afgekapt", "regels ontbreken")]
    with pytest.raises(ReadOnly):
        destroy(vault, code, "niet_nodig")
    assert there(vault, code) and refusals(vault, code) == [("vernietigen", "kluis beschadigd")]


# -- legal hold -----------------------------------------------------------------------------------------------------------


def test_a_legal_hold_wins_and_says_who_put_it_there_and_what_to_do(vault: Vault) -> None:
    code = begin(vault, draft={"getypt": {"x": "half woo"}})
    assert hold(vault, code, f"  {REASON} ")
    with pytest.raises(OnHold, match=rf"aangehouden.*{officer()} op 23-11-2026.*vrijgeven {code}") as raised:
        destroy(vault, code, "verzoek")
    assert raised.value.exit_code == 3
    assert refusals(vault, code) == [("vernietigen", "aangehouden")]
    assert entry(vault, code).aangehouden and entry(vault, code).kenmerk == NEEDLE
    dossier = open_dossier(vault, code)
    assert (dossier.rows[-1].kind, dossier.rows[-1].data) == ("held", {"wie": officer(), "reden": REASON})
    assert dossier.draft == {"getypt": {"x": "half woo"}}, "what was being typed stays"
    dossier.close()
    assert REASON not in repr(lines(vault))
    assert release(vault, code, "afgedaan")
    destroy(vault, code, "verzoek")
    assert not there(vault, code)


def test_a_hold_does_not_end_because_its_flag_was_put_back(vault: Vault) -> None:
    code = begin(vault)
    hold(vault, code, REASON)
    vault.store.db.execute("UPDATE dossier SET aangehouden = 0")
    with pytest.raises(OnHold):
        destroy(vault, code, "niet_nodig")
    assert there(vault, code)


def test_a_hold_that_comes_at_the_last_moment_still_wins(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    code = begin(vault)
    monkeypatch.setattr(
        destruction, "_refuse_on_hold", lambda _dossier: vault.store.db.execute("UPDATE dossier SET aangehouden = 1")
    )
    with pytest.raises(OnHold):
        destroy(vault, code, "niet_nodig")
    assert there(vault, code) and len(open_dossier(vault, code).rows) == 2


@pytest.mark.parametrize("work", [hold, release])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_hold_or_release_cut_short_leaves_it_on_hold(
    vault: Vault, work: Callable[[Vault, str, str], bool], cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = begin(vault)
    if work is release:
        hold(vault, code, REASON)
    transact, done = vault.transact, 0

    def dies(action: Callable[[Any], Any]) -> Any:
        nonlocal done
        done += 1
        if done > cut:  # the first is the line that it was opened
            raise KeyboardInterrupt
        return transact(action)

    with monkeypatch.context() as patch:
        patch.setattr(vault, "transact", dies)
        with pytest.raises(KeyboardInterrupt):
            work(vault, code, REASON)
    if work is release or cut == 2:
        assert entry(vault, code).aangehouden
        with pytest.raises(OnHold):
            destroy(vault, code, "niet_nodig")
    else:
        assert not entry(vault, code).aangehouden, "it was never said that it was held"


def test_a_damaged_dossier_can_be_held_though_the_reason_finds_no_place(vault: Vault) -> None:
    code = begin(vault)
    vault.store.db.execute("UPDATE gebeurtenis SET verzegeld = zeroblob(40) WHERE nr = 2")
    assert not hold(vault, code, REASON)
    with pytest.raises(OnHold):
        destroy(vault, code, "niet_nodig")
    assert not release(vault, code, REASON)
    destroy(vault, code, "niet_nodig")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_hold_and_its_end_need_a_reason(vault: Vault, reason: str) -> None:
    code = begin(vault)
    for work in (hold, release):
        with pytest.raises(GesprekError, match="Geef een reden"):
            work(vault, code, reason)
    assert not entry(vault, code).aangehouden


def test_what_is_not_on_hold_cannot_be_released(vault: Vault) -> None:
    with pytest.raises(GesprekError, match="niet aangehouden"):
        release(vault, begin(vault), REASON)


def test_a_hold_ends_no_sooner_because_the_dossier_was_taken_over(vault: Vault, clock: Clock) -> None:
    code = begin(vault)
    hold(vault, code, REASON)
    taken = take_over(vault, code)
    assert (taken.destroyed, taken.held, taken.due) == (False, True, None)
    clock.now += SECOND
    cleared = destroy_due(vault, clock.now)
    assert cleared.destroyed == () and cleared.left[0][0] == code
    assert [(item.code, item.held) for item in due(vault, clock.now)] == [(code, True)]
    release(vault, code, REASON)
    assert destroy_due(vault, clock.now).destroyed == (code,)


# -- taking over and the term ---------------------------------------------------------------------------------------------


def test_without_a_term_taking_over_destroys_at_once(vault: Vault) -> None:
    code, other = begin(vault), begin(vault)
    wrapped = slot(vault.files.folder, place_of(vault, code)[1])
    assert term(vault) == 0
    taken = take_over(vault, code.lower())
    assert (taken.code, taken.destroyed, taken.due, taken.held) == (code, True, None, False)
    assert files_with(vault.files.folder, wrapped) == []
    assert [line.wat for line in lines(vault, code)][-2:] == ["wijzigen", "vernietigen"]
    assert there(vault, other)


MOMENTS = [
    datetime(2026, 11, 23, 10, 0),
    datetime(2026, 3, 28, 12, 0),  # the night after, summer time begins
    datetime(2026, 10, 24, 12, 0),  # the night after, it ends
    datetime(2026, 10, 25, 2, 30),  # this hour comes twice: the first
    datetime(2026, 10, 25, 2, 30, fold=1),  # and the second time
    datetime(2028, 2, 28, 23, 59, 59),  # a leap year
    datetime(2028, 2, 29, 0, 0),
    datetime(2026, 12, 31, 23, 59, 59),
]


@pytest.mark.parametrize("start", MOMENTS, ids=lambda moment: f"{moment.isoformat()}{'b' * moment.fold}")
@pytest.mark.parametrize("days", [1, 7, 30, 365])
def test_a_term_ends_so_many_times_24_hours_later_to_the_second(empty: Path, tmp_path: Path, start: datetime, days: int) -> None:
    clock = Clock(start)
    with opened(shutil.copytree(empty, tmp_path / "kluis"), clock) as vault:
        code = begin(vault)
        set_term(vault, days)
        taken = take_over(vault, code)
        end = datetime.fromtimestamp(start.timestamp() + days * 86400, UTC).astimezone()
        assert taken.due is not None and end.timestamp() == taken.due.timestamp()
        early, exact, late = (end - SECOND, end, end + SECOND)
        assert due(vault, early) == []
        assert [item.code for item in due(vault, exact)] == [code]
        assert [item.code for item in due(vault, late)] == [code]
        assert destroy_due(vault, early, confirmed=True).destroyed == () and there(vault, code)
        clock.now = exact
        assert destroy_due(vault, exact, confirmed=True).destroyed == (code,)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1)), st.integers(0, LONGEST_TERM))
def test_a_term_never_ends_early_whatever_the_calendar_does(start: datetime, days: int) -> None:
    start = start.replace(microsecond=0)
    assert due_moment(start.astimezone().isoformat(), days).timestamp() == start.timestamp() + days * 86400


@pytest.mark.parametrize("days", [-1, LONGEST_TERM + 1])
def test_a_term_that_makes_it_an_archive_is_refused(vault: Vault, days: int) -> None:
    with pytest.raises(GesprekError, match="0 tot en met 365"):
        set_term(vault, days)
    assert term(vault) == 0


def test_a_term_counts_for_what_was_taken_over_before_and_is_logged(vault: Vault, clock: Clock) -> None:
    code = begin(vault)
    set_term(vault, 30)
    take_over(vault, code)
    clock.now += DAY
    assert due(vault, clock.now) == []
    set_term(vault, 1)
    assert [item.code for item in due(vault, clock.now)] == [code]
    assert [line.bijzonder for line in lines(vault) if line.wat == "beheer"] == ["termijn 30 dagen", "termijn 1 dagen"]


CHANGES: dict[str, Callable[[Dossier], None]] = {
    "something was said": lambda dossier: add(dossier, "nog iets"),
    "something was typed": lambda dossier: dossier.save_draft({"hier": "x", "getypt": {"x": "nog ie"}}),
}
LOOKS: dict[str, Callable[[Dossier], None]] = {
    "nothing": lambda _dossier: None,
    "the officer walked through it": lambda dossier: dossier.append(
        [Kept("moved", "2026-11-23T10:00:00", {"to": "x"})], action=os.urandom(16), card=card(), draft=dossier.draft
    ),
    "the draft says where": lambda dossier: dossier.save_draft({"hier": "y", "spoor": ["x"], "getypt": {}, "notitie": " "}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_after_it_was_taken_over_is_a_concept_again(vault: Vault, clock: Clock, what: str) -> None:
    code = begin(vault)
    set_term(vault, 1)
    take_over(vault, code)
    go_on(vault, code, CHANGES[what])
    clock.now += DAY
    cleared = destroy_due(vault, clock.now)
    assert cleared.destroyed == () and "gewijzigd" in cleared.left[0][1]
    assert entry(vault, code).overgenomen == "" and due(vault, clock.now) == []
    assert refusals(vault, code) == [("vernietigen", "gewijzigd na overname")]
    take_over(vault, code)
    clock.now += DAY
    assert destroy_due(vault, clock.now).destroyed == (code,)


@pytest.mark.parametrize("what", LOOKS)
def test_what_was_only_looked_at_after_it_was_taken_over_is_destroyed(vault: Vault, clock: Clock, what: str) -> None:
    code = begin(vault, draft={"hier": "x", "getypt": {}})
    set_term(vault, 1)
    take_over(vault, code)
    go_on(vault, code, LOOKS[what])
    hold(vault, code, REASON)
    release(vault, code, REASON)
    clock.now += DAY
    assert destroy_due(vault, clock.now).destroyed == (code,)


def test_taking_over_cut_short_leaves_a_concept_that_is_brought_up_again(
    vault: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = begin(vault)
    set_term(vault, 1)
    with monkeypatch.context() as patch:
        patch.setattr("gesprek.record.retention._set", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take_over(vault, code)
    clock.now += 7 * DAY
    assert [found.code for found in left_lying(vault, clock.now)] == [code]
    assert take_over(vault, code).due is not None
    assert left_lying(vault, clock.now + 7 * DAY) == []


# -- what lies ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "lies"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_a_concept_left_lying_is_brought_up_from_the_seventh_day(vault: Vault, later: timedelta, lies: bool) -> None:
    code = begin(vault)
    assert [code] * lies == [found.code for found in left_lying(vault, START + 7 * DAY + later)]


def test_what_lies_longest_comes_first_and_a_change_starts_anew(vault: Vault, clock: Clock) -> None:
    first, second, taken = begin(vault), begin(vault), begin(vault)
    set_term(vault, 90)
    take_over(vault, taken)
    clock.now += DAY
    third = begin(vault)
    go_on(vault, first, lambda dossier: add(dossier, "verder"))
    found = left_lying(vault, clock.now + 7 * DAY)
    assert found[0].code == second and {first, third} == {lying.code for lying in found[1:]}


# -- the clock ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "asked"),
    [
        (-SECOND, "Klopt de klok?"),
        (0 * SECOND, ""),
        (SECOND, ""),
        (DAY - SECOND, ""),
        (DAY, ""),
        (DAY + SECOND, "Is het nu echt"),
        (3650 * DAY, "Is het nu echt"),
        (-365 * DAY, "Klopt de klok?"),
    ],
)
def test_a_leap_of_more_than_a_day_or_back_is_a_question_and_destroys_nothing(
    vault: Vault, clock: Clock, later: timedelta, asked: str
) -> None:
    code = begin(vault)
    set_term(vault, 1)
    take_over(vault, code)
    set_term(vault, 0)  # due already, as far as the term goes
    clock.now = START + later
    question = clock_doubt(vault, clock.now)
    assert asked in question and bool(asked) == bool(question)
    cleared = destroy_due(vault, clock.now)
    if asked:
        assert cleared.question == question and there(vault, code)
        assert refusals(vault, code) == ([("vernietigen", "klok onzeker")] if later > -SECOND else [])
    else:
        assert cleared.destroyed == (code,)


def test_a_leap_forward_is_no_question_when_nothing_would_be_destroyed_by_it(vault: Vault, clock: Clock) -> None:
    begin(vault)
    held = begin(vault)
    set_term(vault, 1)
    take_over(vault, held)
    hold(vault, held, REASON)
    assert clock_doubt(vault, clock.now + 1000 * DAY) == ""
    assert "Klopt de klok?" in clock_doubt(vault, clock.now - SECOND)


def test_the_question_is_still_there_after_locking_and_unlocking(vault: Vault, clock: Clock) -> None:
    """Control: the last line of the log is then of this very moment, so that looking at it alone would tell nothing."""
    folder, code = vault.files.folder, begin(vault)
    set_term(vault, 30)
    take_over(vault, code)
    vault.close()
    clock.now += 60 * DAY
    for _time in range(3):
        with opened(folder, clock) as again:
            assert lines(again)[-1].wanneer == clock.now.astimezone().isoformat()
            assert "Is het nu echt" in destroy_due(again, clock.now).question
            assert there(again, code)
        clock.now += timedelta(hours=1)
    with opened(folder, clock) as again:
        assert destroy_due(again, clock.now, confirmed=True).destroyed == (code,)
        assert "klok bevestigd" in [line.bijzonder for line in lines(again)]


def test_one_answer_is_enough_until_the_clock_leaps_again(vault: Vault, clock: Clock) -> None:
    first, second = begin(vault), begin(vault)
    set_term(vault, 5)
    take_over(vault, first)
    clock.now += 3 * DAY
    take_over(vault, second)
    clock.now += 2 * DAY
    assert destroy_due(vault, clock.now).question
    assert destroy_due(vault, clock.now, confirmed=True).destroyed == (first,)
    clock.now += DAY
    vault.write_log([vault.line("raadplegen")])
    clock.now += DAY
    vault.write_log([vault.line("raadplegen")])
    clock.now += DAY
    assert clock_doubt(vault, clock.now) == ""
    assert destroy_due(vault, clock.now).destroyed == (second,)


def test_a_vault_that_is_used_every_day_is_never_asked_about_its_clock(vault: Vault, clock: Clock) -> None:
    codes = []
    set_term(vault, 14)
    for _day in range(21):
        codes.append(begin(vault))
        take_over(vault, codes[-1])
        cleared = destroy_due(vault, clock.now)
        assert cleared.question == "" and cleared.left == ()
        clock.now += DAY
    assert [there(vault, code) for code in codes] == [False] * 7 + [True] * 14


def test_summer_time_is_no_clock_that_was_put_back(empty: Path, tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 10, 25, 2, 50))
    with opened(shutil.copytree(empty, tmp_path / "kluis"), clock) as vault:
        begin(vault)
        clock.now = datetime(2026, 10, 25, 2, 10, fold=1)
        assert clock_doubt(vault, clock.now) == ""
        assert clock_doubt(vault, datetime(2026, 10, 25, 2, 10)), "control: forty minutes back"


def test_wrong_passphrases_told_afterwards_are_no_leap_of_the_clock(vault: Vault, clock: Clock) -> None:
    """What was tried on the first day is told at the unlocking of the third, between lines of that day."""
    folder, code = vault.files.folder, begin(vault)
    set_term(vault, 2)
    take_over(vault, code)
    with pytest.raises(VaultProblem):
        Vault.unlock(folder, "iets heel anders", clock)
    for _day in range(2):
        clock.now += DAY
        vault.write_log([vault.line("raadplegen")])
    with opened(folder, clock) as again:
        told = [(line.wanneer[:10], line.uitkomst) for line in lines(again)[-2:]]
        assert told == [("2026-11-23", "geweigerd"), ("2026-11-25", "gedaan")], "control"
        assert clock_doubt(again, clock.now) == ""
        assert destroy_due(again, clock.now).destroyed == (code,)


def test_a_clock_that_was_put_back_is_asked_about_until_it_is_confirmed(vault: Vault, clock: Clock) -> None:
    begin(vault)
    clock.now -= timedelta(hours=5)
    assert "Klopt de klok?" in destroy_due(vault, clock.now).question
    assert destroy_due(vault, clock.now, confirmed=True).question == ""
    assert clock_doubt(vault, clock.now) == ""


def test_the_taking_over_is_found_however_long_the_log_is(vault: Vault, clock: Clock) -> None:
    code = begin(vault)
    set_term(vault, 3)
    take_over(vault, code)
    clock.now += 2 * DAY
    for _n in range(3):
        vault.write_log([vault.line("raadplegen")] * 400)
        clock.now += timedelta(hours=8)
    assert "Is het nu echt" in clock_doubt(vault, clock.now)


@settings(max_examples=25)
@given(st.lists(st.integers(-40, 40), min_size=1, max_size=8), st.integers(1, 20))
def test_no_course_of_the_clock_with_a_leap_in_it_destroys_without_a_question(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[int], days: int
) -> None:
    """Steps of a quarter of a day. What is destroyed unasked was due by a clock that never leapt since it was taken over."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("loop") / "kluis"
    with opened(shutil.copytree(empty, folder), clock) as vault:
        code = begin(vault)
        set_term(vault, days)
        take_over(vault, code)
        course = [clock.now]
        for step in steps:
            clock.now += step * DAY / 4
            course.append(clock.now)
            destroy_due(vault, clock.now)
            vault.write_log([vault.line("raadplegen")])
            if not there(vault, code):
                break
        leapt = any(later - before > DAY for before, later in pairwise(course))
        if not there(vault, code):
            assert not leapt and course[-1] - START >= days * DAY and course[-1] == max(course)
        elif not leapt and course[-1] == max(course):
            assert course[-1] - START < days * DAY
    shutil.rmtree(folder)


# -- the list -------------------------------------------------------------------------------------------------------------


def test_the_list_tells_what_the_cards_say_last_changed_first(vault: Vault, clock: Clock) -> None:
    first, second = begin(vault), begin(vault)
    clock.now += 2 * DAY
    go_on(vault, first, lambda dossier: add(dossier, "verder"))
    clock.now += DAY + SECOND
    found = list_dossiers(vault)
    assert [(e.code, e.dagen) for e in found] == [(first, 1), (second, 3)]
    assert found[0] == Entry(
        first, "2026-11-23T10:00:00", "2026-11-25T10:00:00", "aangifte 1 abc", "wensen", "deels", NEEDLE, False, "", None, (), 1
    )


@pytest.mark.parametrize("table", ["present", "missing"])
def test_the_list_says_who_has_what_open_and_a_dead_program_has_nothing_open(
    vault: Vault, table: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if table == "missing":
        monkeypatch.setattr(listing, "_LOCKS", tmp_path / "er-is-geen-tabel")
    mine, free, theirs = begin(vault), begin(vault), begin(vault)
    held = open_dossier(vault, mine)
    program = (
        "import sys, time; from datetime import datetime; from pathlib import Path; from gesprek.record.holding import Hold\n"
        "hold = Hold.take(Path(sys.argv[1]), datetime(2026, 11, 23, 9, 15)); print('vast', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(vault.files.hold(theirs))], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    with other:
        assert other.stdout.readline() == "vast\n"
        holder = entry(vault, theirs).holder
        assert holder is not None and (holder.proces, holder.sinds) == (other.pid, "2026-11-23T09:15:00")
        here = entry(vault, mine).holder
        assert here is not None and here.proces == os.getpid()
        assert entry(vault, free).holder is None
        again = open_dossier(vault, free)
        assert not again.read_only, "looking at the list holds nothing"
        again.close()
        os.kill(other.pid, signal.SIGKILL)
    assert entry(vault, theirs).holder is None
    held.close()
    assert entry(vault, mine).holder is None


DAMAGE: dict[str, tuple[str, str]] = {
    "card of zeros": ("UPDATE dossier SET kaartje = zeroblob(80) WHERE code = ?", "gewijzigd"),
    "empty card": ("UPDATE dossier SET kaartje = x'' WHERE code = ?", "gewijzigd"),
    "place without a key": ("UPDATE dossier SET plaats = 63 WHERE code = ?", "sleutel"),
    "place far away": ("UPDATE dossier SET plaats = 99999 WHERE code = ?", "sleutel"),
    "no place at all": ("UPDATE dossier SET plaats = -3 WHERE code = ?", "sleutel"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_card_is_an_entry_with_a_finding(vault: Vault, what: str) -> None:
    code, other = begin(vault), begin(vault)
    change, kind = DAMAGE[what]
    vault.store.db.execute(change, (code,))
    found = entry(vault, code)
    assert [finding.kind for finding in found.findings] == [kind]
    assert (found.kenmerk, found.gewijzigd) == ("", "2026-11-23T10:00:00")
    assert entry(vault, other).findings == () and entry(vault, other).kenmerk == NEEDLE


def test_what_is_known_to_be_wrong_stands_in_the_list(vault: Vault) -> None:
    code = begin(vault)
    finding = Finding(code, 3, "afgekapt", "3 tot en met 3 ontbreken")
    vault.findings = [finding]
    assert entry(vault, code).findings == (finding,)


def test_dossiers_on_a_page_that_cannot_be_read_stay_in_the_list_with_their_code(vault: Vault) -> None:
    """Flip a byte in every page in turn: whenever the list opens at all, every dossier is in it."""
    codes = {begin(vault) for _n in range(40)}
    folder = vault.files.folder
    vault.close()
    whole = {name: (folder / name).read_bytes() for name in ("kluis.db", "hoofd", "sleutels")}
    lost, listed = 0, 0
    for page in range(len(whole["kluis.db"]) // 4096):
        for name, data in whole.items():
            (folder / name).write_bytes(data)
        flipped = bytearray(whole["kluis.db"])
        flipped[page * 4096 + 200] ^= 1
        (folder / "kluis.db").write_bytes(flipped)
        try:
            again = opened(folder, Clock())
        except VaultProblem:
            continue
        with again:
            found = list_dossiers(again)
        assert codes == {e.code for e in found}, page
        assert len(found) == len(codes)
        lost += sum(e.gewijzigd == "" and e.findings[0].kind == "opslag" for e in found)
        listed += 1
    assert listed > 10 and lost >= len(codes), "control: pages of the list itself were hit"
