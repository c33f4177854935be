"""Whoever has the key of the pages can change any row with SQL. The chains, the seals and the heads name what was done to which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kluis.hulp import unstretched
from tests.kluis.kijken import Made, Seen, make, through_sql
from tests.kluis.test_knoeien import tampered

Change = Callable[[Any, bytes, bytes], object]
"""What to do: the connection, the id of the first dossier, and that of another."""
EVENT, LINE = "gebeurtenis WHERE dossier = ? AND nr = ?", "logregel WHERE nr = ?"


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One vault for all; each test copies it."""
    with unstretched():
        return make(tmp_path_factory.mktemp("kluis"))


def changed(made: Made, work: Path, change: Change) -> Seen:
    """A copy changed with SQL, and looked at."""
    ids = {row[1]: row[0] for row in (made.whole.content[code][0] for code in made.codes)}
    one, other = ids[made.codes[0]], ids[made.codes[1]]
    return tampered(made, work, lambda folder: through_sql(folder, made, lambda db: change(db, one, other)))


def flipped(data: bytes) -> bytes:
    """One bit over."""
    return bytes([data[0] ^ 1]) + data[1:]


def alter(db: Any, column: str, where: str, *values: object) -> None:
    """Change a value by one bit."""
    value = db.execute(f"SELECT {column} FROM {where}", values).get  # noqa: S608 - of this file
    db.execute(f"UPDATE {where.replace(' WHERE', f' SET {column} = ? WHERE', 1)}", (flipped(value), *values))  # noqa: S608


def swap_events(db: Any, columns: str, one: bytes, a: int, b: int) -> None:
    """Exchange what stands at two numbers of a dossier."""
    rows = [db.execute(f"SELECT {columns} FROM {EVENT}", (one, n)).fetchone() for n in (a, b)]  # noqa: S608 - of this file
    names = columns.split(", ")
    sets = ", ".join(f"{name} = ?" for name in names)
    for number, row in ((a, rows[1]), (b, rows[0])):
        db.execute(f"UPDATE gebeurtenis SET {sets} WHERE dossier = ? AND nr = ?", (*row, one, number))  # noqa: S608


def insert_copy(db: Any, owner: bytes, number: int, source: bytes, at: int) -> None:
    """Put a copy of a row somewhere."""
    row = db.execute(f"SELECT handeling, verzegeld, schakel FROM {EVENT}", (source, at)).fetchone()  # noqa: S608 - of this file
    db.execute("INSERT OR REPLACE INTO gebeurtenis VALUES (?, ?, ?, ?, ?)", (owner, number, *row))


def count(db: Any, one: bytes) -> int:
    """How many rows a dossier has."""
    return int(db.execute("SELECT count(*) FROM gebeurtenis WHERE dossier = ?", (one,)).get)


EVENTS: dict[str, tuple[Change, str, int]] = {
    "weg in het midden": (lambda db, one, _o: db.execute(f"DELETE FROM {EVENT}", (one, 2)), "ontbreekt", 2),  # noqa: S608
    "de eerste weg": (lambda db, one, _o: db.execute(f"DELETE FROM {EVENT}", (one, 1)), "ontbreekt", 1),  # noqa: S608
    "de laatste weg": (lambda db, one, _o: db.execute(f"DELETE FROM {EVENT}", (one, 5)), "afgekapt", 5),  # noqa: S608
    "alles weg": (lambda db, one, _o: db.execute("DELETE FROM gebeurtenis WHERE dossier = ?", (one,)), "afgekapt", 1),
    "inhoud veranderd": (lambda db, one, _o: alter(db, "verzegeld", EVENT, one, 3), "gewijzigd", 3),
    "schakel veranderd": (lambda db, one, _o: alter(db, "schakel", EVENT, one, 3), "gewijzigd", 3),
    "handeling veranderd": (lambda db, one, _o: alter(db, "handeling", EVENT, one, 3), "gewijzigd", 3),
    "twee verwisseld": (lambda db, one, _o: swap_events(db, "handeling, verzegeld, schakel", one, 2, 4), "verwisseld", 2),
    "inhoud verwisseld": (lambda db, one, _o: swap_events(db, "handeling, verzegeld", one, 2, 4), "verwisseld", 2),
    "van een ander dossier": (lambda db, one, other: insert_copy(db, one, 2, other, 2), "gewijzigd", 2),
    "een oudere nog eens": (lambda db, one, _o: insert_copy(db, one, count(db, one) + 1, one, 2), "gewijzigd", 6),
    "de laatste nog eens": (lambda db, one, _o: insert_copy(db, one, count(db, one) + 1, one, 5), "gewijzigd", 6),
}
"""What is done to the rows of a dossier (it has five), the kind that must be named, and at which number."""


@pytest.mark.parametrize("name", EVENTS)
def test_a_changed_row_is_named_with_its_number_and_kind(made: Made, tmp_path: Path, name: str) -> None:
    """The dossier is only read, and what stands before it can be."""
    change, kind, number = EVENTS[name]
    seen = changed(made, tmp_path, change)
    code = made.codes[0]
    assert (code, kind, number) in {(finding.chain, finding.kind, finding.index) for finding in seen.findings}, seen.findings
    assert seen.read_only or code in seen.dossiers_read_only
    assert made.codes[1] not in seen.dossiers_read_only or seen.read_only


LINES: dict[str, tuple[Callable[[Any], object], str, int]] = {
    "weg in het midden": (lambda db: db.execute("DELETE FROM logregel WHERE nr = 4"), "ontbreekt", 4),
    "de eerste weg": (lambda db: db.execute("DELETE FROM logregel WHERE nr = 1"), "ontbreekt", 1),
    "inhoud veranderd": (lambda db: alter(db, "verzegeld", LINE, 4), "gewijzigd", 4),
    "schakel veranderd": (lambda db: alter(db, "schakel", LINE, 4), "gewijzigd", 4),
    "alles weg": (lambda db: db.execute("DELETE FROM logregel"), "afgekapt", 1),
}


@pytest.mark.parametrize("name", LINES)
def test_a_changed_line_of_the_log_is_named(made: Made, tmp_path: Path, name: str) -> None:
    """Also in the middle, by the full check."""
    change, kind, number = LINES[name]
    seen = changed(made, tmp_path, lambda db, _one, _other: change(db))
    assert ("logboek", kind, number) in {(finding.chain, finding.kind, finding.index) for finding in seen.findings}, seen.findings


def test_a_log_without_its_last_line_is_named_at_once_and_only_read(made: Made, tmp_path: Path) -> None:
    """Nobody can take back that they were there."""
    seen = changed(
        made, tmp_path, lambda db, _one, _o: db.execute("DELETE FROM logregel WHERE nr = (SELECT max(nr) FROM logregel)")
    )
    assert ("logboek", "afgekapt") in {(finding.chain, finding.kind) for finding in seen.opening}
    assert seen.read_only


def test_a_line_slipped_into_the_log_is_named(made: Made, tmp_path: Path) -> None:
    """A copy of another line, behind the last."""
    sql = "INSERT INTO logregel SELECT (SELECT max(nr) + 1 FROM logregel), verzegeld, schakel FROM logregel WHERE nr = 3"
    seen = changed(made, tmp_path, lambda db, _one, _o: db.execute(sql))
    assert ("logboek", "gewijzigd") in seen.kinds


OTHERS: dict[str, tuple[Change, set[str]]] = {
    "dossier weg": (lambda db, one, _o: db.execute("DELETE FROM dossier WHERE id = ?", (one,)), {"ontbreekt"}),
    "dossier met alles weg": (
        lambda db, one, _o: [
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (one,))  # noqa: S608 - of this file
            for table, column in (("dossier", "id"), ("gebeurtenis", "dossier"), ("concept", "dossier"))
        ],
        {"ontbreekt"},
    ),
    "versie lager": (lambda db, one, _o: db.execute("UPDATE dossier SET versie = 2 WHERE id = ?", (one,)), {"afgekapt"}),
    "versie hoger": (lambda db, one, _o: db.execute("UPDATE dossier SET versie = 99 WHERE id = ?", (one,)), {"afgekapt"}),
    "code veranderd": (lambda db, one, _o: db.execute("UPDATE dossier SET code = 'ZZZZ' WHERE id = ?", (one,)), {"ontbreekt"}),
    "andere sleutelplaats": (lambda db, one, _o: db.execute("UPDATE dossier SET plaats = 40 WHERE id = ?", (one,)), {"sleutel"}),
    "kaartje van een ander": (
        lambda db, one, other: db.execute(
            "UPDATE dossier SET kaartje = (SELECT kaartje FROM dossier WHERE id = ?) WHERE id = ?", (other, one)
        ),
        {"gewijzigd"},
    ),
    "concept weg": (lambda db, one, _o: db.execute("DELETE FROM concept WHERE dossier = ?", (one,)), {"teruggezet"}),
    "concept veranderd": (lambda db, one, _o: alter(db, "verzegeld", "concept WHERE dossier = ?", one), {"gewijzigd"}),
    "concept ouder": (lambda db, one, _o: db.execute("UPDATE concept SET nr = 1 WHERE dossier = ?", (one,)), {"teruggezet"}),
    "concept van een ander": (
        lambda db, one, other: db.execute(
            "UPDATE concept SET verzegeld = (SELECT verzegeld FROM concept WHERE dossier = ?) WHERE dossier = ?", (other, one)
        ),
        {"gewijzigd"},
    ),
    "vernietigd vergeten": (lambda db, _one, _o: db.execute("DELETE FROM vernietigd"), {"ontbreekt"}),
}


ONLY_CHECKED = ("code veranderd", "kaartje van een ander")
"""What only the full check sees: the record itself is whole, and its next action makes its card anew."""


@pytest.mark.parametrize("name", OTHERS)
def test_a_changed_list_draft_or_card_is_named(made: Made, tmp_path: Path, name: str) -> None:
    """What stands beside the chains hangs together with them."""
    change, kinds = OTHERS[name]
    seen = changed(made, tmp_path, change)
    assert kinds <= {finding.kind for finding in seen.findings}, seen.findings
    assert seen.wrong(made.whole) == "" or name in ONLY_CHECKED


def test_another_vault_id_does_not_open(made: Made, tmp_path: Path) -> None:
    """A database belongs to one key file."""
    seen = changed(made, tmp_path, lambda db, _one, _o: db.execute("UPDATE kluis SET waarde = x'00' WHERE naam = 'id'"))
    assert seen.problem is not None


def test_changing_nothing_through_sql_is_no_finding(made: Made, tmp_path: Path) -> None:
    """The control: it is not the opening of the database that is seen."""
    seen = changed(made, tmp_path, lambda db, one, _o: db.execute("UPDATE dossier SET versie = versie WHERE id = ?", (one,)))
    assert not seen.named
    assert seen.content == made.whole.content
