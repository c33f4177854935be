"""How fast the vault is, beside bare SQLite that writes as safely, in the same run, in turns."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import apsw

from gesprek.dialogue import make_answer
from gesprek.keeping import Keeping, begin_conversation, resume
from gesprek.record import Vault, open_dossier
from gesprek.record.codec import Kept
from gesprek.record.dossier import begin_dossier
from gesprek.record.listing import list_dossiers
from gesprek.record.sealing import Cost
from tests.meting.motor import Row, percentile

__all__ = ["measure_vault"]

PASSPHRASE = "een wachtwoord om mee te meten"
QUICK = Cost(19 * 1024, 2, 1)


def _now() -> datetime:
    return datetime.now().astimezone().replace(tzinfo=None)


def measure_vault(rounds: int = 9, answers: int = 200, dossiers: int = 10_000) -> Iterator[Row]:
    """The rows of the vault. rounds of `answers` answers each, in turns with bare SQLite; a list of `dossiers`."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield from _unlocking(Path(folder) / "slot")
        vault, _printed = Vault.create(Path(folder) / "kluis", PASSPHRASE, _now, cost=QUICK)
        _conversation, keeping = begin_conversation(vault, "aangifte", "landelijk", _now().date())
        yield from _answering(keeping, Path(folder) / "kaal.db", rounds, answers)
        yield from _opening(vault)
        yield from _listing(vault, dossiers)
        vault.close()


def _unlocking(folder: Path) -> Iterator[Row]:
    vault, _printed = Vault.create(folder, PASSPHRASE, _now)
    vault.close()
    spent = []
    for _n in range(5):
        start = time.perf_counter()
        opened = Vault.unlock(folder, PASSPHRASE, _now)
        spent.append(time.perf_counter() - start)
        opened.close()
    yield "de kluis openen (Argon2id 64 MiB, 3 keer, 4 banen)", f"mediaan {statistics.median(spent):.2f} s", "0,1 tot 0,5 s"


def _answering(keeping: Keeping, bare: Path, rounds: int, answers: int) -> Iterator[Row]:
    """An answer through the whole record, against one row of the same size with FULL."""
    conversation = keeping.conversation
    fact = conversation.knowledge.facts["feit_relaas"]
    text = "Ik hoorde een klap en zag dat de ruit aan de voorkant kapot was. " * 4
    db = apsw.Connection(str(bare))
    db.pragma("journal_mode", "wal")
    db.pragma("synchronous", "FULL")
    db.execute("CREATE TABLE antwoord(nr INTEGER PRIMARY KEY, tekst)")
    ours, theirs = [], []
    for number in range(rounds):
        start = time.perf_counter()
        for index in range(answers):
            conversation.answer("feit_relaas", make_answer(fact, f"{text}{number}.{index}"), _now())
        ours.append(answers / (time.perf_counter() - start))
        start = time.perf_counter()
        for index in range(answers):
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO antwoord VALUES (NULL, ?)", (f"{text}{number}.{index}",))
            db.execute("COMMIT")
        theirs.append(answers / (time.perf_counter() - start))
    db.close()
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    shown = f"{statistics.median(ours):.0f} per seconde; kale SQLite {statistics.median(theirs):.0f}; {ratio:.2f} keer"
    yield "antwoorden bewaard en bevestigd, met log en hoofd", shown, "≥ 0,5 keer"


def _opening(vault: Vault) -> Iterator[Row]:
    """Open a dossier of two hundred events, from its code to the conversation."""
    conversation, keeping = begin_conversation(vault, "aangifte", "landelijk", _now().date())
    fact = conversation.knowledge.facts["plaats_feit"]
    for number in range(200):
        conversation.answer("plaats_feit", make_answer(fact, f"straat {number}"), _now())
    code = keeping.dossier.code
    keeping.dossier.close()
    spent = []
    for _n in range(15):
        start = time.perf_counter()
        dossier = open_dossier(vault, code)
        assert len(resume(vault, dossier).conversation.events) == 200
        spent.append(time.perf_counter() - start)
        dossier.close()
    shown = f"mediaan {statistics.median(spent) * 1e3:.0f} ms, p99 {percentile(spent, 0.99) * 1e3:.0f} ms"
    yield "een dossier met 200 gebeurtenissen openen", shown, "≤ 50 ms"


def _listing(vault: Vault, count: int) -> Iterator[Row]:
    row = Kept("begun", _now().isoformat(), {})
    for _n in range(count):
        begin_dossier(vault, row, flow="aangifte 1", card=b'{"stand": "welkom", "plicht": "open", "kenmerk": ""}').close()
    spent = []
    for _n in range(5):
        start = time.perf_counter()
        assert len(list_dossiers(vault)) >= count
        spent.append(time.perf_counter() - start)
    yield f"lijst van {count} dossiers", f"mediaan {statistics.median(spent) * 1e3:.0f} ms", "≤ 200 ms bij 10.000"
