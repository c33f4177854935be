"""How fast the engine is: one answer, a full case, and ten thousand of them."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from gesprek.cli import cli
from gesprek.dialogue import Answer, assess
from gesprek.knowledge import Card, Knowledge, load_card, load_knowledge
from gesprek.report import compose
from tests.meting.casussen import DAY, as_case_file, full_case

__all__ = ["Row", "measure_engine", "percentile"]

Row = tuple[str, str, str]
"""What was measured, the outcome, the target (empty: none)."""


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0-1) of the values lie."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def _shown(seconds: list[float]) -> str:
    return f"mediaan {statistics.median(seconds) * 1e3:.3f} ms, p99 {percentile(seconds, 0.99) * 1e3:.3f} ms (n = {len(seconds)})"


def measure_engine(cases: int = 60, many: tuple[int, int] = (2_500, 10_000)) -> Iterator[Row]:
    """The rows of the engine. cases: how many full conversations are replayed; many: how many case files are played."""
    rng = random.Random(1)
    knowledge = load_knowledge("aangifte")
    card = load_card("volledig", knowledge)
    played = [full_case(knowledge, card, rng) for _ in range(cases)]
    sizes = [len(case) for case in played]
    yield "vragen en feiten in de flow", f"{len(knowledge.questions)} vragen, {len(knowledge.question_of)} feiten", ""
    yield "antwoorden in een volledige casus", f"{min(sizes)} tot {max(sizes)}", ""
    yield "één antwoord → pad en alle oordelen", _shown(_one_answer(knowledge, card, played)), "mediaan ≤ 0,2 ms"
    plain, turning = _full(knowledge, card, played)
    yield "volle casus: + open vragen, redenen, drie stukken", _shown(plain), "≤ 2 ms"
    yield "… en ook wat een oordeel zou omkeren", _shown(turning), ""
    yield from _many(knowledge, played, many)


def _one_answer(knowledge: Knowledge, card: Card, played: list[list[tuple[str, Answer]]]) -> list[float]:
    """Replay each conversation answer by answer, as the screen does, and time what follows from each."""
    spent = []
    for case in played:
        situation = assess(knowledge, {}, card, DAY)
        assert situation.verdicts
        for name, answer in case:
            start = time.perf_counter()
            situation = situation.after(name, answer)
            assert situation.path is not None
            assert situation.verdicts
            spent.append(time.perf_counter() - start)
    return spent


def _full(knowledge: Knowledge, card: Card, played: list[list[tuple[str, Answer]]]) -> tuple[list[float], list[float]]:
    plain, turning = [], []
    compose(assess(knowledge, dict(played[0]), card, DAY))  # the templates are compiled once
    for case in played * 5:
        given = dict(case)
        start = time.perf_counter()
        situation = assess(knowledge, given, card, DAY)
        assert situation.verdicts
        assert situation.questions is not None
        assert compose(situation).texts
        plain.append(time.perf_counter() - start)
        assert situation.turns is not None
        turning.append(time.perf_counter() - start)
    return plain, turning


def _many(knowledge: Knowledge, played: list[list[tuple[str, Answer]]], many: tuple[int, int]) -> Iterator[Row]:
    """`gesprek speel` on few and on many files, in this process."""
    rates = []
    options = ["--json", "--kaart", "volledig", "--peildatum", DAY.isoformat()]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index in range(max(many)):
            files.append(str(Path(folder) / f"{index}.yaml"))
            Path(files[-1]).write_text(as_case_file(knowledge, f"casus {index}", played[index % len(played)]), "utf-8")
        for count in many:
            start = time.perf_counter()
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
                cli.main(["speel", *files[:count], *options], standalone_mode=False)
            rates.append(count / (time.perf_counter() - start))
            yield f"`speel` in één proces, {count} volle casussen", f"{rates[-1]:.0f} per seconde", ""
    yield f"lineair: tijd per casus, {many[1]} tegenover {many[0]}", f"{rates[0] / rates[1]:.2f} keer", "ongeveer 1"
