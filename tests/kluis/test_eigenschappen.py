"""What holds of anything that is kept: it comes back as it was, it cannot be changed unseen, and the same twice is once."""

from __future__ import annotations

import inspect
import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.dialogue import Answer, read_answer
from gesprek.dialogue.conversation import Conversation, Event
from gesprek.errors import GesprekError
from gesprek.keeping import begin_conversation, resume_conversation
from gesprek.knowledge import ValueProblem, load_card
from gesprek.record import NotSaved, Vault, open_dossier
from gesprek.record.checking import check_vault
from gesprek.record.codec import Kept, event_of, from_bytes, kept_of, to_bytes
from gesprek.record.sealing import Sealer, Unsealable, new_key
from tests.hulp import _strategies, random_answers
from tests.kluis.hulp import CHEAP, PASSPHRASE, knowledge, now, size, unstretched

MOMENT = datetime(2026, 11, 23, 10, 0)
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault, open."""
    made, _recovery = Vault.create(tmp_path / "kluis", PASSPHRASE, now, cost=CHEAP)
    yield made
    made.close()


def there_and_back(event: Event) -> Event:
    """An event as it comes out of a record."""
    return event_of(from_bytes(to_bytes(kept_of(event))), knowledge())


# -- codec ----------------------------------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=size(4, 100))
def test_an_answer_to_any_fact_comes_back_as_it_was(data: st.DataObject) -> None:
    """Every fact of the flow, each time another answer."""
    for fact, strategy in _strategies().items():
        answer = data.draw(strategy, label=fact)
        event = Event("answered", MOMENT, {"before": {fact: None}, "after": {fact: answer}})
        assert there_and_back(event) == Event("answered", MOMENT, {"after": {fact: answer}})


@given(random_answers(size=20), st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
@settings(max_examples=size(40, 1000))
def test_an_action_on_many_facts_comes_back_as_it_was(answers: dict[str, Answer], at: datetime) -> None:
    """With its moment, to the microsecond, and what was taken back."""
    after: dict[str, Answer | None] = {**answers, "letsel": None}
    assert there_and_back(Event("answered", at, {"before": {}, "after": after})) == Event("answered", at, {"after": after})


@given(st.text(max_size=200), st.sampled_from(["doel_eigen_woorden", "info5j_reactie"]))
@settings(max_examples=size(200, 20_000))
def test_any_text_a_victim_can_say_comes_back_as_it_was(text: str, fact: str) -> None:
    """Whatever the screen lets through: quotes, status words, numbers, letters of any script."""
    try:
        answer = read_answer(knowledge(), knowledge().facts[fact], text)
    except ValueProblem:
        return
    assert there_and_back(Event("answered", MOMENT, {"after": {fact: answer}})).data["after"] == {fact: answer}
    note = Event("noted", MOMENT, {"topic": "algemeen", "text": str(answer.waarde)})
    assert there_and_back(note) == note


# -- a conversation is the fold of its events ----------------------------------------------------------------------------


Step = tuple[str, Any]
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("antwoord"), random_answers(size=3)),
        st.tuples(st.just("terug"), st.sampled_from(["letsel", "acuut_gevaar", "geweld_gebruikt"])),
        st.tuples(st.just("ongedaan"), st.none()),
        st.tuples(st.just("notitie"), st.sampled_from(["Los verhaal.", "Zij huilt."])),
        st.tuples(st.just("ga"), st.sampled_from(["verhaal", "signalen", "route", "afronden"])),
        st.tuples(st.just("besluit"), st.sampled_from(["", "mis", "slachtofferhulp"])),
        st.tuples(st.just("samen"), random_answers(size=3)),
        st.tuples(st.just("lees"), st.none()),
        st.tuples(st.just("rest"), st.just("Het gesprek liep uit.")),
    ),
    max_size=14,
)


def act(talk: Conversation, step: Step, at: datetime) -> None:
    """One step of an officer. What is not allowed does not happen."""
    name, value = step
    try:
        if name == "antwoord":
            for fact, answer in value.items():
                talk.answer(fact, answer, at)
        elif name == "samen":
            with talk.action():
                talk.note("algemeen", "eerst dit", at)
                for fact, answer in value.items():
                    talk.answer(fact, answer, at)
        elif name == "terug":
            talk.retract(value, at)
        elif name == "ongedaan":
            talk.undo(at)
        elif name == "notitie":
            talk.note("algemeen", value, at)
        elif name == "ga":
            talk.go(value, at)
        elif name == "besluit":
            talk.decide(value, "om een reden", at)
        elif name == "lees":
            talk.read_back(at)
        else:
            talk.mark_rest(value, at)
    except GesprekError:
        pass


def same(one: Conversation, other: Conversation) -> bool:
    """Whether two conversations are in the same state."""
    return (
        (one.answers, one.notes, one.decision, one.stages.place()) == (other.answers, other.notes, other.decision, other.stages.place())
        and [(e.kind, e.at, e.data) for e in one.events] == [(e.kind, e.at, e.data) for e in other.events]
        and one.what_undo_does() == other.what_undo_does()
    )  # fmt: skip


@given(_STEPS, st.sets(st.integers(0, 13)))
@settings(max_examples=size(40, 1500))
def test_what_was_kept_folds_to_what_is_on_the_screen(steps: list[Step], refused: set[int]) -> None:
    """Any actions, with undoing; and a disk that refuses some: those have not happened, here nor there."""
    kept: list[bytes] = []
    busy = [0]

    def keeper(events: Sequence[Event]) -> None:
        if busy[0] in refused:
            raise NotSaved("De schijf is vol.")
        kept.extend(to_bytes(kept_of(event)) for event in events)

    card = load_card("landelijk", knowledge())
    talk = Conversation(knowledge(), card, DAY, keeper)
    for number, step in enumerate(steps):
        busy[0] = number
        act(talk, step, MOMENT + timedelta(minutes=number))
    events = [event_of(from_bytes(data), knowledge()) for data in kept]
    assert same(Conversation.from_events(knowledge(), card, DAY, events), talk)


def test_the_fold_is_not_the_same_when_an_event_is_missing() -> None:
    """The control."""
    card = load_card("landelijk", knowledge())
    talk = Conversation(knowledge(), card, DAY)
    talk.note("algemeen", "een", MOMENT)
    talk.note("algemeen", "twee", MOMENT)
    assert not same(Conversation.from_events(knowledge(), card, DAY, talk.events[:1]), talk)


@given(_STEPS)
@settings(max_examples=size(8, 200))
def test_a_dossier_that_is_opened_again_is_where_it_was(steps: list[Step]) -> None:
    """Through the vault itself."""
    with tempfile.TemporaryDirectory() as folder:
        made, _recovery = Vault.create(Path(folder) / "kluis", PASSPHRASE, now, cost=CHEAP)
        with made:
            talk, keeping = begin_conversation(made, "aangifte", "landelijk", DAY)
            for number, step in enumerate(steps):
                act(talk, step, MOMENT + timedelta(minutes=number))
            keeping.dossier.close()
            dossier = open_dossier(made, keeping.dossier.code)
            assert same(resume_conversation(made, dossier), talk)
            dossier.close()
            assert check_vault(made) == []


# -- sealing --------------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=400), st.binary(max_size=40), st.data())
@settings(max_examples=size(150, 5000))
def test_a_sealed_text_opens_unchanged_or_not_at_all(plain: bytes, about: bytes, data: st.DataObject) -> None:
    """Any bit, any cut, anything behind it, another key, another place."""
    sealer = Sealer(new_key())
    sealed = sealer.seal(plain, about)
    assert sealer.open(sealed, about) == plain
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    changed = bytearray(sealed)
    changed[at // 8] ^= 1 << at % 8
    shorter = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    for wrong in (bytes(changed), shorter, sealed + b"\0", sealed[1:], b""):
        with pytest.raises(Unsealable):
            sealer.open(wrong, about)
    with pytest.raises(Unsealable):
        sealer.open(sealed, about + b"\0")
    with pytest.raises(Unsealable):
        Sealer(new_key()).open(sealed, about)


def test_no_nonce_is_used_twice() -> None:
    """A hundred thousand texts with one key."""
    sealer = Sealer(new_key())
    count = size(100_000, 1_000_000)
    assert len({sealer.seal(b"", b"")[:12] for _n in range(count)}) == count


def test_nobody_can_choose_a_nonce() -> None:
    """There is no place to give one."""
    assert list(inspect.signature(Sealer.seal).parameters) == ["self", "plain", "about"]
    assert list(inspect.signature(Sealer).parameters) == ["key"]


# -- the same twice -------------------------------------------------------------------------------------------------------


def test_the_same_action_again_changes_nothing(vault: Vault) -> None:
    """A program that does not know whether it was kept may ask again; also after it was closed."""
    talk, keeping = begin_conversation(vault, "aangifte", "landelijk", DAY)
    dossier, action = keeping.dossier, os.urandom(16)
    row = Kept("noted", MOMENT.isoformat(), {"topic": "algemeen", "text": "eenmaal"})
    assert not talk.events
    for _n in range(3):
        dossier.append([row, row], action=action, card=b"{}", verbs=["verzamelen"])
    before = everything(vault)
    assert len(dossier.rows) == 3
    dossier.append([row, row], action=action, card=b"{}", verbs=["verzamelen"])
    assert everything(vault) == before
    dossier.close()
    again = open_dossier(vault, dossier.code)
    before = everything(vault)
    again.append([row, row], action=action, card=b"{}", verbs=["verzamelen"])
    assert everything(vault) == before
    again.append([row], action=os.urandom(16), card=b"{}", verbs=["verzamelen"])
    assert everything(vault) != before
    again.close()


def test_typing_has_one_line_in_the_log_until_the_next_and_going_somewhere_has_none(vault: Vault) -> None:
    """Art. 32a Wpg: collecting is logged, walking through a conversation is no processing."""
    _talk, keeping = begin_conversation(vault, "aangifte", "landelijk", DAY)
    dossier = keeping.dossier
    moved, noted = Kept("moved", MOMENT.isoformat(), {"to": "x"}), Kept("noted", MOMENT.isoformat(), {"topic": "a", "text": "b"})

    def logged() -> list[str]:
        return [line.bijzonder or line.wat for _nr, line in vault.store.reading(lambda db: vault.book.lines(db))][start:]

    def typing(words: str, here: str = "x") -> dict[str, Any]:
        return {"hier": here, "spoor": [here], "langs": [here], "passage": [here, 1], "getypt": {"x": words}}

    start = 0
    start = len(logged())
    dossier.save_draft(typing("", "y"))
    dossier.append([moved], action=os.urandom(16), card=b"{}", draft=typing("", "z"))
    assert logged() == []
    for words in ("half", "half woord"):
        dossier.save_draft(typing(words))
    dossier.append([moved], action=os.urandom(16), card=b"{}", draft=typing("half woord"))
    dossier.save_draft(typing("half woord en meer"))
    assert logged() == ["concepttekst"]
    dossier.append([noted], action=os.urandom(16), card=b"{}", verbs=["verzamelen"], draft=typing("half woord en meer"))
    dossier.save_draft(typing("half woord en meer", "elders"))
    assert logged() == ["concepttekst", "verzamelen"]
    dossier.append([moved], action=os.urandom(16), card=b"{}", draft=typing("iets anders"))
    assert logged() == ["concepttekst", "verzamelen", "concepttekst"]
    dossier.close()


def everything(vault: Vault) -> list[object]:
    """Every row of the database."""
    tables = ("kluis", "dossier", "gebeurtenis", "concept", "logregel", "vernietigd")
    return [vault.store.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]  # noqa: S608 - of this list
