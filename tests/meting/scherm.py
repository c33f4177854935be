"""How fast the screen is, beside the smallest programs that could do something like it, in the same run."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.meting.gesprek_scherm import FIRST_SCREEN, LEAVE, open_example, to_question
from tests.meting.motor import Row, percentile
from tests.meting.terminal import Terminal

__all__ = ["measure_screen"]

HEAVY = ("babel", "jinja2", "msgspec", "transitions", "yaml")
"""What the first screen has no use for."""

KEYS_PER_SECOND = 12
TEXT = "Ik hoorde een klap en zag dat de ruit aan de voorkant kapot was. "
QUESTION = "eigen woorden"
PROGRAM = [sys.executable, "-m", "gesprek"]
_BARE = [sys.executable, "-m", "tests.meting.kaal"]

_LOADED = """
import json, os, runpy, sys
leave = os._exit
def told(code):
    open(sys.argv[-1], 'w').write(json.dumps(sorted(sys.modules)))
    leave(code)
os._exit = told
runpy.run_module('gesprek', run_name='__main__')
"""
"""Runs the program and leaves behind which modules it had loaded."""


def measure_screen(starts: int = 11, keys: int = 240) -> Iterator[Row]:
    """The rows of the screen. starts: how often each program is started; keys: how many keys are typed."""
    sys.setswitchinterval(0.0005)  # the thread that notes arrivals must not wait for the emulator
    loaded = _loaded()
    extra = [name for name in HEAVY if name in loaded]
    yield "geladen voor het eerste scherm", f"{len(loaded)} modules; te veel: {', '.join(extra) or 'niets'}", "te veel: niets"
    yield from _start(starts)
    yield from _typing(keys)


def _environment() -> dict[str, str]:
    """Dutch, and compiled files are kept, as on a machine where it is used."""
    return {"GESPREK_TAAL": "nl", "PYTHONDONTWRITEBYTECODE": ""}


def _loaded() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "modules.json"
        with Terminal([sys.executable, "-c", _LOADED.replace("sys.argv[-1]", repr(str(target)))], env=_environment()) as terminal:
            terminal.wait_for(FIRST_SCREEN)
            terminal.type(LEAVE)
            terminal.wait_for_end()
        modules: list[str] = json.loads(target.read_text("utf-8"))
        return modules


def _start(times: int) -> Iterator[Row]:
    """Interleaved: a bare program, ours, a bare one, ... so that the machine is the same for both."""
    bare: list[float] = []
    ours: list[float] = []
    memory: list[float] = []
    for index in range(times + 1):
        for command, spent in (([*_BARE, "start"], bare), (PROGRAM, ours)):
            with Terminal(command, env=_environment()) as terminal:
                moment = terminal.wait_for(FIRST_SCREEN) - terminal.started
                terminal.settle()
                terminal.type(LEAVE)
                terminal.wait_for_end()
                if index and command is PROGRAM:
                    memory.append(terminal.peak_memory)
                if index:  # the first only warms the disk
                    spent.append(moment * 1e3)
    ratio = statistics.median(ours) / statistics.median(bare)
    yield (
        "eerste bruikbare scherm",
        f"mediaan {statistics.median(ours):.0f} ms; tien regels Textual {statistics.median(bare):.0f} ms",
        "",
    )
    yield "… verhouding", f"{ratio:.2f} keer (n = {times})", "≤ 2,0 keer"
    yield "… hoogste geheugengebruik, eerste scherm", f"{max(memory):.0f} MiB", "≤ 70 MiB"


def _typing(keys: int) -> Iterator[Row]:
    """Type at the speed of a person, in turns, in a bare text field and in the example with the documents beside it."""
    with Terminal([*_BARE, "typ"], env=_environment()) as bare, Terminal(PROGRAM, env=_environment()) as ours:
        bare.settle(1.0)
        open_example(ours)
        to_question(ours, QUESTION)
        spent = {bare: list[float](), ours: list[float]()}
        for _ in range(4):
            for terminal, latencies in spent.items():
                latencies += _type(terminal, (TEXT * keys)[: keys // 4])
        ours.type("\x1b")
        ours.settle()
        peak = _peak(ours)
    for share, name, target in ((0.5, "p50", "≤ 1,5 keer"), (0.99, "p99", "≤ 2 keer")):
        here, there = (percentile(spent[t], share) for t in (ours, bare))
        yield (
            f"toets → scherm tijdens typen, {name}",
            f"{here:.1f} ms; kaal tekstveld {there:.1f} ms; {here / there:.2f} keer",
            target,
        )
    yield "hoogste geheugengebruik, in een gesprek", f"{peak:.0f} MiB", "≤ 70 MiB"


def _type(terminal: Terminal, text: str) -> list[float]:
    """Milliseconds from each key to the first change on the screen; a space changes nothing one can see."""
    latencies = []
    for key in text:
        before = terminal.text
        sent = terminal.type(key)
        if not key.isspace():
            latencies.append((terminal.wait(_differs(before)) - sent) * 1e3)
        terminal.follow(sent + 1 / KEYS_PER_SECOND - time.perf_counter())
    return latencies


def _differs(before: str) -> Callable[[str], bool]:
    return lambda text: text != before


def _peak(terminal: Terminal) -> float:
    """The highest memory use so far, in MiB."""
    lines: Sequence[str] = Path(f"/proc/{terminal.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
