"""Standing guard: what the process closes off at its start, and the clock that blanks and locks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesprek.errors import GesprekError
from gesprek.process import harden, scrub_environment
from gesprek.sitting.watch import BLANK_AFTER, LOCK_AFTER, LONGEST, SHORTEST, State, Watch

ROOT = Path(__file__).resolve().parent.parent
SECRET = "Achtergebleven"


def _settings_of_the_library() -> Iterator[str]:
    """Every name of a setting in the source of textual."""
    found = find_spec("textual")  # not imported: it would read them
    assert found and found.origin
    for path in Path(found.origin).parent.rglob("*.py"):
        yield from re.findall(r"TEXTUAL_[A-Z_]*[A-Z]", path.read_text("utf-8"))


# -- the process -----------------------------------------------------------------------------------------------------------


def _python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_that_can_leak_goes_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    leaking = {*_settings_of_the_library(), "RICH_X", "PYTHONINSPECT", "PYTHONDEVMODE", "PYTHONWARNINGS", "PYTHON_NOG_ONBEKEND"}
    leaking |= {"PYTHONSTARTUP", "PYTHONBREAKPOINT", "LD_PRELOAD", "LD_AUDIT", "LD_DEBUG_OUTPUT", "OPENSSL_CONF"}
    staying = ["NO_COLOR", "TERM", "COLORTERM", "LANG", "LC_ALL", "GESPREK_TAAL", "PATH", "HOME", "PYTHONPATH", "PYTHONUTF8"]
    for name in [*leaking, *staying]:
        monkeypatch.setenv(name, "1")
    assert "TEXTUAL_LOG" in leaking
    assert leaking <= set(scrub_environment())
    assert leaking & set(os.environ) == set()
    assert [name for name in staying if name not in os.environ] == []
    assert scrub_environment() == []


@pytest.mark.parametrize("guarded", [True, False])
def test_settings_that_python_obeyed_at_its_start_are_undone(guarded: bool) -> None:
    """The program starts again without them, once, with the same arguments. The control does not."""
    code = "import sys, os; " + ("from gesprek.process import protect; protect(); " if guarded else "")
    done = _python(code + "print(sys.flags.dev_mode, sorted(os.environ))", PYTHONDEVMODE="1", PYTHONINSPECT="1", GESPREK_X="1")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("False" if guarded else "True")
    assert ("PYTHONINSPECT" not in done.stdout) == guarded
    assert "GESPREK_X" in done.stdout and "GESPREK_OPNIEUW" not in done.stdout


_LOOK = """
import ctypes, os, resource, sys
from gesprek.process import harden
missing = harden() if sys.argv[1:] else []
os.close(os.open("proef", os.O_CREAT))
print(resource.getrlimit(resource.RLIMIT_CORE)[1], ctypes.CDLL(None).prctl(3), oct(os.stat("proef").st_mode & 0o77), missing)
"""


@pytest.mark.parametrize(("argument", "expected"), [(["ja"], "0 0 0o0 []"), ([], "1 0o55 []")])
def test_a_hardened_process_has_no_core_no_watchers_and_no_open_files(argument: list[str], expected: str, tmp_path: Path) -> None:
    """Without it (the control) a core may be as large as the machine allows, and others may look."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"import os; os.umask(0o22)\n{_LOOK}", *argument]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(expected)


@pytest.mark.parametrize("place", ["", "thread", "nobody"])
def test_an_error_that_nobody_caught_shows_no_variable(place: str) -> None:
    """In the main thread, in another one, and where nobody can catch it; the control shows what was said."""
    raising = {
        "": "f()",
        "thread": "import threading; t = threading.Thread(target=f); t.start(); t.join(); sys.exit(1)",
        "nobody": "K = type('K', (), {'__del__': lambda self: f()}); K(); sys.exit(1)",
    }[place]
    code = f"import sys\ndef f():\n    said = {SECRET!r}\n    raise ValueError(said)\n"
    guarded = _python(f"from gesprek.process import no_tracebacks; no_tracebacks()\n{code}{raising}")
    bare = _python(code + raising)
    assert (guarded.returncode, bare.returncode) == (1, 1)
    assert guarded.stderr.startswith("Er ging iets mis in het programma (ValueError).")
    assert guarded.stderr.count("\n") == 1 and SECRET not in guarded.stderr
    assert SECRET in bare.stderr and "Traceback" in bare.stderr


def test_what_a_machine_does_not_offer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is changed in this process: both calls are kept from it."""

    def no(*_seen: object) -> None:
        raise OSError

    monkeypatch.setattr("resource.setrlimit", no)
    monkeypatch.setattr("ctypes.CDLL", no)
    before = os.umask(0o022)
    try:
        assert harden() == ["core", "dumpable"]
    finally:
        os.umask(before)


# -- the watch -------------------------------------------------------------------------------------------------------------


class Clocks:
    """Two clocks that the test moves: one stands still while the machine sleeps, one does not."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.boot = 5000.0

    def passes(self, seconds: float) -> None:
        """Time goes by, awake."""
        self.now += seconds
        self.boot += seconds

    def sleeps(self, seconds: float) -> None:
        """The machine sleeps."""
        self.boot += seconds

    def watch(self) -> Watch:
        """A watch on these clocks."""
        return Watch(now=lambda: self.now, boot=lambda: self.boot)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, ""), (299.9, ""), (300, "leeg"), (899.9, "leeg"), (900, "slot"), (1e6, "slot")]
)
def test_being_idle_first_blanks_and_then_locks(seconds: float, expected: State) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.passes(seconds)
    assert expected == watch.state()


def test_a_key_brings_back_what_was_blank_and_counting_starts_anew() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.passes(BLANK_AFTER)
    assert watch.touched() == "leeg"
    assert watch.state() == ""
    clocks.passes(BLANK_AFTER - 1)
    assert watch.state() == ""
    clocks.passes(1)
    assert watch.state() == "leeg"


def test_a_key_that_comes_before_anyone_looked_does_not_undo_a_lock() -> None:
    """The timer of a busy program is late; the first key is not the officer's passphrase."""
    clocks = Clocks()
    watch = clocks.watch()
    clocks.passes(LOCK_AFTER)
    assert watch.touched() == "slot"
    assert watch.touched() == watch.state() == "slot"
    watch.unlocked()
    assert watch.state() == ""


@pytest.mark.parametrize(("slept", "expected"), [(0.9, ""), (1.1, "slot"), (8 * 3600, "slot")])
def test_a_machine_that_slept_locks_at_once(slept: float, expected: State) -> None:
    """Also when a key woke it; the same time awake (the control) does nothing yet."""
    clocks = Clocks()
    watch, other = clocks.watch(), clocks.watch()
    clocks.sleeps(slept)
    assert expected == watch.state()
    assert expected == other.touched() == other.state()
    awake = Clocks()
    still = awake.watch()
    awake.passes(min(slept, 100))
    assert still.state() == ""


def test_sleep_before_unlocking_counts_no_more() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.sleeps(60)
    assert watch.state() == "slot"
    clocks.sleeps(60)
    watch.unlocked()
    assert watch.state() == ""


def test_a_lock_asked_for_holds_until_it_is_unlocked() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    watch.lock()
    assert watch.touched() == watch.state() == "slot"
    watch.unlocked()
    assert watch.state() == ""


def test_the_clock_on_the_wall_plays_no_role(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real clocks of this machine, and a wall clock that jumps a year either way."""
    watch = Watch()
    for year in (1, -1):
        monkeypatch.setattr(time, "time", lambda year=year: 1.8e9 + year * 3.2e7)
        assert watch.touched() == watch.state() == ""


@given(st.lists(st.tuples(st.sampled_from(["passes", "sleeps", "key", "look"]), st.floats(0, 2000)), max_size=30))
def test_whatever_happens_a_lock_comes_in_time_and_only_unlocking_lifts_it(steps: list[tuple[str, float]]) -> None:
    """Against the plain rule: locked from the first look after 900 s idle or more than 1 s of sleep since the last look."""
    clocks = Clocks()
    watch = clocks.watch()
    idle = slept = 0.0
    locked = False
    for what, seconds in steps:
        if what == "passes":
            clocks.passes(seconds)
            idle += seconds
        elif what == "sleeps":
            clocks.sleeps(seconds)
            slept += seconds
        else:
            locked = locked or idle > LOCK_AFTER + 0.01 or slept > 1.01
            seen = watch.touched() if what == "key" else watch.state()
            if locked:
                assert seen == "slot"
            elif idle < LOCK_AFTER - 0.01 and slept < 0.99:
                assert seen != "slot"
            locked = seen == "slot"
            idle, slept = (0.0 if what == "key" else idle), 0.0


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        ({"lock_after": 0}, "Nooit vergrendelen kan niet"),
        ({"blank_after": -1}, "Verwacht: 1 tot 7200"),
        ({"lock_after": LONGEST + 1}, "Verwacht: 1 tot 7200"),
        ({"lock_after": float("inf")}, "inf seconden"),
        ({"blank_after": float("nan")}, "nan seconden"),
        ({"blank_after": 600, "lock_after": 300}, "kan niet eerder"),
    ],
)
def test_limits_that_cannot_be_are_said_clearly(limits: dict[str, float], word: str) -> None:
    with pytest.raises(GesprekError, match=word):
        Watch(limits.get("blank_after", BLANK_AFTER), limits.get("lock_after", LOCK_AFTER))


def test_limits_at_the_edge_can_be() -> None:
    """The control of the test above."""
    Watch(blank_after=SHORTEST, lock_after=LONGEST)
    Watch(blank_after=LONGEST, lock_after=LONGEST)
