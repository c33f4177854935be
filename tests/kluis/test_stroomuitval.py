"""Power cuts: every acknowledged action survives every one of them, and a head is never ahead of its database."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from gesprek.record import store, vault
from tests.kluis.doen import ACTIONS, prepare
from tests.kluis.drijver import MOMENT, Driver
from tests.kluis.hulp import MARK, NEW_PASSPHRASE, Told, invariants, size, unstretched
from tests.kluis.schijf import Op, vfs, watched
from tests.kluis.stroom import POLICIES, Images, Record

STORY = "verhaal"
Wrong = list[tuple[str, list[str]]]


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


def _story(driver: Driver) -> None:
    """An afternoon: two conversations, with all that is done in them, and the WAL moved to the database again and again."""
    safe = driver.unlock()
    safe.store.db.wal_autocheckpoint(12)
    talk = driver.open(safe, 0)
    for number in range(6):
        talk.answer("letsel", "geen" if number % 2 else "licht")
        talk.do("notitie", lambda conversation, n=number: conversation.note("algemeen", f"{n} {MARK} " * 60, MOMENT))  # type: ignore[misc]
        talk.draft(f"{number} {MARK}")
    other = driver.begin(safe)
    other.answer("acuut_gevaar", "nee")
    other.do("ongedaan", lambda conversation: conversation.undo(MOMENT))
    driver.passphrase(safe, NEW_PASSPHRASE)
    driver.new_recovery(safe)
    other.answer("letsel", "geen")
    driver.leave(safe)
    safe = driver.unlock(NEW_PASSPHRASE)
    driver.open(safe, 2).answer("kinderen_betrokken", "ja")
    driver.leave(safe)


def recorded(root: Path, action: str, *, lying: bool = False) -> tuple[Record, list[Told]]:
    """One action, call by call, and what was acknowledged before it."""
    before = prepare(root, "antwoord" if action == STORY else action)
    record = Record(root, lying=lying)
    with watched(root, record):
        (_story if action == STORY else ACTIONS[action])(Driver(root, record.events.append, vfs=vfs()))
    return record, before


def cut(work: Path, record: Record, before: list[Told], wanted: int, seed: str) -> tuple[int, Wrong]:
    """So many power cuts, at moments all over the record; how many there were, and what was wrong with which."""
    rng = random.Random(seed)
    total = len(record.events)
    moments = sorted(rng.randrange(1, total + 1) for _n in range(wanted))
    images, wrong = Images(record), []
    for number, moment in enumerate(moments):
        told = images.forward(moment)
        policy = list(POLICIES)[number % len(POLICIES)]
        image = images.write(work / "schijf", policy, rng)
        if said := invariants(image, [*before, *told], power_cut=True):
            last = next(
                (f"{event.kind} {Path(event.path).name}" for event in reversed(record.events[:moment]) if isinstance(event, Op)),
                "",
            )
            wrong.append((f"{moment} van {total}, na {last}, {policy}", said))
        shutil.rmtree(image)
    return len(moments), wrong


def shown(wrong: Wrong) -> str:
    """What was wrong, a line each."""
    return "\n".join(f"{where}: {said}" for where, what in wrong for said in what)


@pytest.mark.parametrize("part", range(4))
def test_every_acknowledged_action_survives_a_power_cut_at_any_moment(tmp_path: Path, part: int) -> None:
    """An afternoon of conversations, cut off anywhere."""
    record, before = recorded(tmp_path / "begin", STORY)
    images, wrong = cut(tmp_path, record, before, size(72, 800), f"{STORY} {part}")
    assert not wrong, shown(wrong)
    assert images == size(72, 800)


@pytest.mark.parametrize("action", [name for name in ACTIONS if name != "openen_zo"])
def test_every_action_is_whole_or_absent_after_a_power_cut(tmp_path: Path, action: str) -> None:
    """Also making, destroying, backing up, and going on with a newer flow."""
    record, before = recorded(tmp_path / "begin", action)
    images, wrong = cut(tmp_path, record, before, size(22, 200), action)
    assert not wrong, shown(wrong)
    assert images == size(22, 200)


def test_without_full_synchronisation_the_same_cuts_lose_acknowledged_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with NORMAL, and the assertion that forbids it silenced, the test above fails."""

    def normal(db: apsw.Connection) -> None:
        db.pragma("synchronous", "NORMAL")

    before = prepare(tmp_path / "begin", STORY)
    monkeypatch.setattr(store, "assert_durable", normal)
    record = Record(tmp_path / "begin")
    with watched(tmp_path / "begin", record):
        _story(Driver(tmp_path / "begin", record.events.append, vfs=vfs()))
    monkeypatch.undo()
    with unstretched():
        _images, wrong = cut(tmp_path, record, before, 60, STORY)
    lost = [where for where, said in wrong if any("bevestigde rijen" in what or "afgekapt" in what for what in said)]
    assert len(lost) > 10, shown(wrong)


def test_a_disk_that_only_says_that_it_flushes_is_found_out(tmp_path: Path) -> None:
    """The control for heads: were one ahead of its database, that would be named."""
    record, before = recorded(tmp_path / "begin", STORY, lying=True)
    _images, wrong = cut(tmp_path, record, before, 60, STORY)
    assert any("afgekapt" in what for _where, said in wrong for what in said), shown(wrong)


def test_a_new_vault_is_lost_when_its_name_is_not_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control for names: what `create` does about the folders around it is needed."""
    nothing: Callable[[Path], None] = lambda _path: None  # noqa: E731 - the type is the point
    monkeypatch.setattr(vault, "flush_path", nothing)
    record, before = recorded(tmp_path / "begin", "nieuw")
    _images, wrong = cut(tmp_path, record, before, 60, "nieuw")
    assert any("er is geen kluis" in what for _where, said in wrong for what in said), shown(wrong)
