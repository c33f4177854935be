"""Leaving, in a terminal of its own: however the program ends, nothing of the case stays, and the terminal works again.

The child is a small app that fills its screen with a word. Each way of dying is also shown without the supervisor, where the
word stays.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyte
import pytest

from gesprek.process import Glass
from tests.meting.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
WORD = "Zorgvlietgeheim"
LOCAL = "Achtergebleven"
SAID = "Er ging iets mis in het programma"
AFTER = "Ga verder met: gesprek dossiers"
ENTER, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
ROWS, COLUMNS = 24, 80


# -- the program that is killed; it runs in the terminal of the test -------------------------------------------------------


def play(how: str) -> None:
    """`guarded` or `bare`, with after a colon what the callbacks do; `outside` and `refused` never show a screen."""
    how, _colon, manner = how.partition(":")
    if how == "bare":
        sys.exit(_show(guarded=False, manner=manner))
    from gesprek.i18n import choose_language
    from gesprek.process import protect
    from gesprek.tui.supervisor import supervise

    protect()
    choose_language("nl")
    shown = partial(_show, guarded=True, manner=manner)
    programs: dict[str, Callable[[], int]] = {"guarded": shown, "outside": _fail_outside, "refused": _refuse}
    sys.exit(supervise(programs[how], lambda: AFTER))


def _fail_outside() -> int:
    ruit = LOCAL
    raise ValueError(ruit)


def _refuse() -> int:
    from gesprek.errors import GesprekError

    raise GesprekError("De kaart \x1b[2J is er niet.")


def _note(what: str) -> None:
    """What happened, for the test to read."""
    with Path("gebeurd.txt").open("a", encoding="utf-8") as file:
        file.write(f"{what}\n")


def _show(*, guarded: bool, manner: str) -> int:
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.screen import Screen
    from textual.widgets import Static

    from gesprek.tui.app import GesprekApp

    class Words(Screen[Any]):
        def compose(self) -> ComposeResult:
            yield Static(f"pid {os.getpid()}.\n" + f"{WORD} {WORD}\n" * (ROWS - 3) + "onderaan", markup=False)

        def on_key(self, event: Key) -> None:
            if event.key == "x":
                gezegd = LOCAL
                raise ValueError(gezegd)
            if event.key == "h":
                time.sleep(60)
            if event.key == "q":
                self.app.exit()

    class Plain(App[Any]):
        def get_default_screen(self) -> Screen[Any]:
            return Words()

    class Ours(GesprekApp):
        def get_default_screen(self) -> Screen[Any]:
            return Words()

    app: App[Any] = Ours() if guarded else Plain()
    if guarded:
        _hook_in(app, manner)
    app.run()
    return int(app.return_code or 0)


def _hook_in(app: Any, manner: str) -> None:
    from textual._context import active_app

    from gesprek.tui.driver import SupervisedDriver
    from gesprek.tui.supervisor import when_leaving, when_stopped

    def save(number: int) -> None:
        assert active_app.get() is app  # what is asked of the app works
        _note(f"bewaard bij {number}")
        if manner == "save fails":
            raise OSError(LOCAL)
        if manner == "save hangs":
            time.sleep(60)

    def lock() -> None:
        assert active_app.get() is app
        _note("vergrendeld")
        if manner == "lock fails":
            raise OSError(LOCAL)

    when_leaving(save)
    when_stopped(lock)
    app.driver_class = SupervisedDriver


# -- what a terminal makes of it -------------------------------------------------------------------------------------------


class Paper(pyte.Screen):
    """A terminal with lines that scrolled away, and with or without a second screen.

    It keeps what 2J erases on the first screen, as some do: the strictest case.
    """

    def __init__(self, *, second: bool) -> None:
        self.kept: list[str] = []
        self._second = second
        self._first: tuple[Any, Any] | None = None
        super().__init__(COLUMNS, ROWS)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        if self._second and 1049 in modes and self._first is None:
            self._first = (self.buffer.copy(), (self.cursor.x, self.cursor.y))
            self.buffer.clear()
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        if 1049 in modes and self._first is not None:
            self.buffer.clear()
            self.buffer.update(self._first[0])
            self.cursor.x, self.cursor.y = self._first[1]
            self._first = None
        super().reset_mode(*modes, **kwargs)

    def erase_in_display(self, how: int = 0, *args: Any, **kwargs: Any) -> None:
        if how == 3:
            self.kept.clear()
            return
        if how == 2 and self._first is None:
            self.kept += self.display
        super().erase_in_display(how, *args, **kwargs)

    def index(self) -> None:
        if self.cursor.y == self.lines - 1 and self._first is None:
            self.kept.append(self.display[0])
        super().index()

    @property
    def all_text(self) -> str:
        """All that can still be read: the screen, and what scrolled away."""
        return "\n".join([*self.kept, *self.display])


_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<=>][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x18\x1b\\", re.DOTALL)


class Witness(Terminal):
    """A terminal that remembers every byte."""

    def __init__(self, how: str, folder: Path, *, around: str = "", env: dict[str, str] | None = None) -> None:
        self.raw = bytearray()
        program = [sys.executable, "-c", f"from tests.test_verlaten import play; play({how!r})"]
        command = ["sh", "-c", around, "sh", *program] if around else program
        places = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "GESPREK_TAAL": "nl"}
        super().__init__(command, columns=COLUMNS, rows=ROWS, folder=folder, env={**places, **(env or {})})

    def __enter__(self) -> Witness:
        return self

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                data = b""
            self.raw += data
            self._chunks.put((time.perf_counter(), data))
            if not data:
                return

    def shown(self) -> int:
        """Wait until the app is there; its process id."""
        self.wait_for("onderaan")
        found = re.search(r"pid (\d+)\.", self.text)
        assert found and WORD in self.text
        return int(found[1])

    def after_leaving(self) -> bytes:
        """What was written after the last time the second screen was left; everything when it never was."""
        return bytes(self.raw).rpartition(LEFT)[2]

    def paper(self, *, second: bool = True) -> Paper:
        """What stands on the terminal after all this."""
        paper = Paper(second=second)
        pyte.ByteStream(paper).feed(_NOT_FOR_PYTE.sub(b"", bytes(self.raw)))
        return paper

    def end_by(self, event: Callable[[Witness, int], object]) -> int:
        """Let `event` happen to the app that is shown, and wait for the end; the exit code."""
        event(self, self.shown())
        return self.wait_for_end(20)


def _signal(number: int, *, to_child: bool = False) -> Callable[[Witness, int], object]:
    return lambda terminal, child: os.kill(child if to_child else terminal.pid, number)


ENDS = {
    "SIGTERM": (_signal(signal.SIGTERM), 143),
    "SIGHUP": (_signal(signal.SIGHUP), 129),
    "SIGQUIT": (_signal(signal.SIGQUIT), 131),
    "SIGTERM to the child": (_signal(signal.SIGTERM, to_child=True), 143),
    "kill -9 of the child": (_signal(signal.SIGKILL, to_child=True), 137),
    "SIGSEGV of the child": (_signal(signal.SIGSEGV, to_child=True), 139),
}
"""What happens, and the exit code with the supervisor."""


@pytest.mark.parametrize("event", ENDS)
def test_nothing_stays_after_a_signal_and_the_code_says_which(event: str, tmp_path: Path) -> None:
    """On a terminal with a second screen and on one without."""
    end, code = ENDS[event]
    with Witness("guarded", tmp_path) as terminal:
        assert terminal.end_by(end) == code
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text
        assert WORD.encode() not in terminal.after_leaving()
        assert "plotseling gestopt (SIG" in terminal.paper().all_text
        assert AFTER in terminal.paper().all_text


@pytest.mark.parametrize("event", ["SIGTERM", "SIGHUP", "SIGQUIT", "kill -9 of the child"])
def test_without_the_supervisor_the_word_stays_after_a_signal(event: str, tmp_path: Path) -> None:
    """The control."""
    with Witness("bare", tmp_path) as terminal:
        terminal.end_by(ENDS[event][0])
        assert LEFT not in terminal.raw
        for second in (True, False):
            assert WORD in terminal.paper(second=second).all_text


def test_ctrl_c_from_outside_also_saves_and_is_not_zero(tmp_path: Path) -> None:
    """SIGINT: the library would end in order, with 0."""
    with Witness("guarded", tmp_path) as terminal:
        assert terminal.end_by(_signal(signal.SIGINT)) == 130
        assert WORD not in terminal.paper(second=False).all_text
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "bewaard bij 2\n"


def test_an_error_in_a_handler_leaves_one_sentence(tmp_path: Path) -> None:
    """No word of the screen, no variable, no frame; not 0."""
    with Witness("guarded", tmp_path) as terminal:
        assert terminal.end_by(lambda t, _child: t.type("x")) == 1
        seen = terminal.after_leaving().decode()
        assert SAID in terminal.paper().all_text
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text
        assert not re.search(rf"{LOCAL}|{WORD}|Traceback|gezegd", seen)


def test_without_the_guards_an_error_shows_variables_and_ends_with_zero(tmp_path: Path) -> None:
    """The control."""
    with Witness("bare", tmp_path) as terminal:
        assert terminal.end_by(lambda t, _child: t.type("x")) == 1
        seen = terminal.after_leaving().decode()
        assert LOCAL in seen and "gezegd" in seen


def test_an_error_before_there_is_a_screen_is_one_sentence(tmp_path: Path) -> None:
    with Witness("outside", tmp_path) as terminal:
        assert terminal.wait_for_end() == 1
        assert f"{SAID} (ValueError). Het is gestopt." in terminal.paper().all_text
        assert not re.search(rb"Traceback|ruit|" + LOCAL.encode(), bytes(terminal.raw))


def test_what_the_program_refuses_is_said_with_its_own_code_and_wipes_nothing(tmp_path: Path) -> None:
    """A sentence of ours, harmless; the lines from before stay, because the program ended in order."""
    with Witness("refused", tmp_path, around='seq 1 40; "$@"; echo code $?') as terminal:
        terminal.wait_for_end()
        seen = terminal.paper().all_text
        assert "De kaart ·[2J is er niet." in seen
        assert "code 2" in seen
        assert re.search(r"^1 +$", seen, re.MULTILINE)


SHELL = 'seq 1 40; "$@"; echo code $?; read regel; echo "gelezen: $regel"'
"""A shell that keeps the terminal after the program, and reads a line from it."""


def test_a_normal_quit_is_zero_and_leaves_what_was_there_before(tmp_path: Path) -> None:
    """Also what had scrolled away; and a terminal without a second screen shows nothing of the case either."""
    with Witness("guarded", tmp_path, around=SHELL) as terminal:
        terminal.shown()
        terminal.type("q")
        terminal.wait_for("code 0")
        terminal.type("hallo\r")
        terminal.wait_for_end()
        assert b"\x1b[3J" not in terminal.raw
        seen = terminal.paper().all_text
        assert re.search(r"^1 +$", seen, re.MULTILINE) and re.search(r"^40 +$", seen, re.MULTILINE)
        assert "gelezen: hallo" in seen
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text


def test_a_bare_quit_leaves_the_word_where_there_is_no_second_screen(tmp_path: Path) -> None:
    """The control."""
    with Witness("bare", tmp_path) as terminal:
        assert terminal.end_by(lambda t, _child: t.type("q")) == 0
        assert WORD in terminal.paper(second=False).all_text


@pytest.mark.parametrize("how", ["guarded", "bare"])
def test_when_the_parent_is_killed_the_child_saves_and_wipes(how: str, tmp_path: Path) -> None:
    """kill -9 of the process that the shell started. `bare` is the control: there it is the app itself, and the word stays."""
    with Witness(how, tmp_path, around=SHELL) as terminal:
        child = terminal.shown()
        parent = _parent_of(child) if how == "guarded" else child
        os.kill(parent, signal.SIGKILL)
        _until(lambda: b"code 137" in terminal.raw)
        if how == "bare":
            assert WORD in terminal.paper().all_text
            return
        _until(lambda: LEFT in terminal.raw)
        terminal.type("hallo\r")
        terminal.wait_for_end()
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text
        assert "gelezen: hallo" in terminal.paper().all_text
        assert not _alive(child)
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "bewaard bij 15\n"


def _stat(pid: int) -> list[str]:
    """State, parent, ... of a process; empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _alive(pid: int) -> bool:
    return _stat(pid)[:1] not in ([], ["Z"])


def _until(claim: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until `claim()` is true; fails when it never is."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)


# -- a terminal that goes, or takes nothing --------------------------------------------------------------------------------


class _Bare:
    """A pseudo-terminal that nobody reads unless asked."""

    def __init__(self, how: str, folder: Path) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
            os.execve(sys.executable, [sys.executable, "-c", f"from tests.test_verlaten import play; play({how!r})"], env)
        seen = b""
        while b"onderaan" not in seen:
            assert select.select([self.fd], [], [], 20)[0]
            seen += os.read(self.fd, 65536)
        found = re.search(rb"pid (\d+)\.", seen)
        assert found
        self.child = int(found[1])

    def code(self) -> int:
        """Wait for the end; the exit code."""
        ended: list[int] = []

        def over() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                ended.append(os.waitstatus_to_exitcode(status))
            return bool(pid)

        _until(over)
        return ended[0]


def test_when_the_terminal_goes_the_program_saves_and_goes(tmp_path: Path) -> None:
    """The window closed, the line dropped."""
    bare = _Bare("guarded", tmp_path)
    os.close(bare.fd)
    assert bare.code() == 129
    _until(lambda: not _alive(bare.child))
    assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "bewaard bij 1\n"


def test_without_the_supervisor_nobody_saves_when_the_terminal_goes(tmp_path: Path) -> None:
    """The control."""
    bare = _Bare("bare", tmp_path)
    os.close(bare.fd)
    assert bare.code() == -signal.SIGHUP
    assert not (tmp_path / "gebeurd.txt").exists()


def _fill(descriptor: int) -> None:
    while True:
        os.write(descriptor, b"\0" * 4096)


def test_a_terminal_that_takes_nothing_does_not_hold_up_the_leaving(tmp_path: Path) -> None:
    """A frozen window: even what the app wants to draw cannot be written, and its loop waits for that."""
    bare = _Bare("guarded", tmp_path)
    slave = os.open(os.readlink(f"/proc/{bare.child}/fd/0"), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):  # the control: it really takes nothing any more
        _fill(slave)
    os.close(slave)
    os.write(bare.fd, b"h")
    os.kill(bare.pid, signal.SIGTERM)
    assert bare.code() == 143
    os.close(bare.fd)
    assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "bewaard bij 15\n"


# -- saving ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["", "save fails", "save hangs"])
def test_saving_comes_first_and_cannot_stop_the_leaving(manner: str, tmp_path: Path) -> None:
    """Signals after the first change nothing: it is saved once."""
    with Witness(f"guarded:{manner}", tmp_path) as terminal:

        def thrice(t: Witness, child: int) -> None:
            os.kill(t.pid, signal.SIGTERM)
            with suppress(ProcessLookupError):  # quicker than we are
                os.kill(child, signal.SIGHUP)
                os.kill(child, signal.SIGTERM)

        assert terminal.end_by(thrice) in (143, 129)
        assert WORD not in terminal.paper(second=False).all_text
        assert LOCAL.encode() not in terminal.raw
        assert len((tmp_path / "gebeurd.txt").read_text("utf-8").splitlines()) == 1


def test_a_loop_that_does_not_come_round_does_not_keep_from_saving(tmp_path: Path) -> None:
    """The app sleeps in a handler, for a minute."""
    with Witness("guarded", tmp_path) as terminal:
        terminal.shown()
        terminal.type("h")
        terminal.settle()
        assert terminal.end_by(_signal(signal.SIGTERM)) == 143
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "bewaard bij 15\n"


# -- stopping and coming back ----------------------------------------------------------------------------------------------


def _stopped(*pids: int) -> Callable[[], bool]:
    return lambda: all(_stat(pid)[:1] == ["T"] for pid in pids)


@pytest.mark.parametrize("to_all", [False, True])
def test_a_stop_locks_wipes_and_comes_back_in_full(to_all: bool, tmp_path: Path) -> None:
    """SIGTSTP to the parent, or to parent and child as a shell does; the terminal works as before meanwhile."""
    with Witness("guarded", tmp_path) as terminal:
        child = terminal.shown()
        before = termios.tcgetattr(terminal._fd)[3]
        for pid in (terminal.pid, child) if to_all else (terminal.pid,):
            os.kill(pid, signal.SIGTSTP)
        _until(_stopped(terminal.pid, child))
        terminal.settle()
        assert termios.tcgetattr(terminal._fd)[3] & ~before & (termios.ISIG | termios.ICANON | termios.ECHO)
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "vergrendeld\n"
        for pid in (terminal.pid, child) if to_all else (terminal.pid,):
            os.kill(pid, signal.SIGCONT)
        _until(lambda: b"onderaan" in terminal.after_leaving())
        assert terminal.paper().all_text.count(WORD) == 2 * (ROWS - 3)
        assert terminal.end_by(lambda t, _child: t.type("q")) == 0
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "vergrendeld\n"


def test_a_lock_that_fails_ends_the_program(tmp_path: Path) -> None:
    """What cannot be locked is not left standing."""
    with Witness("guarded:lock fails", tmp_path) as terminal:
        assert terminal.end_by(_signal(signal.SIGTSTP)) == 128 + signal.SIGTSTP
        assert WORD not in terminal.paper(second=False).all_text
        assert LOCAL.encode() not in terminal.raw


def test_a_child_stopped_without_warning_loses_its_screen_and_gets_it_back(tmp_path: Path) -> None:
    """SIGSTOP: nobody is asked. The parent wipes; back again, the program locks and draws anew."""
    with Witness("guarded", tmp_path) as terminal:
        child = terminal.shown()
        os.kill(child, signal.SIGSTOP)
        _until(_stopped(terminal.pid, child))
        terminal.settle()
        for second in (True, False):
            assert WORD not in terminal.paper(second=second).all_text
        os.kill(terminal.pid, signal.SIGCONT)
        _until(lambda: terminal.raw.count(LEFT) == 2 and b"onderaan" in terminal.after_leaving())  # the parent's, and its own
        assert terminal.paper().all_text.count(WORD) == 2 * (ROWS - 3)
        assert (tmp_path / "gebeurd.txt").read_text("utf-8") == "vergrendeld\n"
        assert terminal.end_by(lambda t, _child: t.type("q")) == 0


# -- where the screen goes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["guarded", "bare"])
def test_the_screen_is_never_drawn_into_a_file(how: str, tmp_path: Path) -> None:
    """Standard error sent to a file: the library draws there. `bare` is the control."""
    with Witness(how, tmp_path, around='"$@" 2>scherm.txt') as terminal:
        if how == "bare":
            _until(lambda: (tmp_path / "scherm.txt").exists() and WORD in (tmp_path / "scherm.txt").read_text("utf-8"))
            terminal.type("q")
        assert terminal.wait_for_end() == (0 if how == "bare" else 1)
        assert (WORD in (tmp_path / "scherm.txt").read_text("utf-8")) == (how == "bare")


def _settings_of_the_library() -> Iterator[str]:
    """Every name of a setting in the source of textual."""
    found = find_spec("textual")  # not imported: it would read them
    assert found and found.origin
    for path in Path(found.origin).parent.rglob("*.py"):
        yield from re.findall(r"TEXTUAL_[A-Z_]*[A-Z]", path.read_text("utf-8"))


LEAKS = {"TEXTUAL_LOG": "toetsen.log", "TEXTUAL_DEBUG": "1", "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": "."}


@pytest.mark.parametrize("how", ["guarded", "bare"])
def test_no_setting_of_the_library_leaves_a_file(how: str, tmp_path: Path) -> None:
    """A log of keys, a picture of the screen. `bare` is the control."""
    with Witness(how, tmp_path, env=LEAKS) as terminal:
        terminal.shown()
        terminal.type("stil")
        terminal.settle()
        if how == "bare":
            _until(lambda: list(tmp_path.glob("*.svg")))
            assert (tmp_path / "toetsen.log").exists()
            return
        terminal.follow(1.5)  # the picture would come after one second
        assert terminal.end_by(lambda t, _child: t.type("q")) == 0
        assert list(tmp_path.iterdir()) == []


# -- before there is a screen ----------------------------------------------------------------------------------------------


def _python(code: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def test_without_a_terminal_there_is_no_screen() -> None:
    """And no child either."""
    done = _python("from tests.test_verlaten import play; play('guarded')")
    assert done.returncode == 1
    assert "GesprekError" in done.stderr and WORD not in done.stdout + done.stderr


def test_the_library_of_the_screens_is_not_loaded_before_the_fork() -> None:
    """The parent stays small, and holds nothing of a case."""
    done = _python(
        "import sys, gesprek.cli, gesprek.tui, gesprek.tui.supervisor; print([m for m in sys.modules if 'textual' in m])"
    )
    assert done.stdout.strip() == "[]"


def test_wiping_erases_row_by_row() -> None:
    """2J makes some terminals keep what it erases: `Paper` does, which is the control."""
    for erase, stays in ((b"\x1b[2J", True), (b"", False)):
        paper = Paper(second=False)
        stream = pyte.ByteStream(paper)
        stream.feed(WORD.encode())
        stream.feed(erase or _written_by_wipe())
        assert (WORD in paper.all_text) == stays


def _written_by_wipe() -> bytes:
    """What `Glass.wipe` writes, without the history."""
    glass = Glass.__new__(Glass)
    reading, glass._output = os.pipe()
    glass.wipe(history=False)
    os.close(glass._output)
    with os.fdopen(reading, "rb") as file:
        return _NOT_FOR_PYTE.sub(b"", file.read())
