"""What a command asks of whoever types it: the passphrase, without showing it, and whether they are sure.

A passphrase never comes out of an argument or the environment, where every program on the computer can read it: it is typed
on the terminal itself (also when the input of the command comes from elsewhere), or it stands in a file of one's own.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import termios
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gesprek.errors import GesprekError
from gesprek.harmless import harmless
from gesprek.i18n import _
from gesprek.process import erased

if TYPE_CHECKING:
    from gesprek.record import Vault

__all__ = [
    "apart", "ask_new_passphrase", "ask_passphrase", "ask_recovery_key", "confirm", "has_terminal", "new_passphrase_option",
    "open_vault", "passphrase_option", "recovery_option", "show", "typed", "vault_folder",
]  # fmt: skip

_F = TypeVar("_F", bound=Callable[..., Any])
_LONGEST = 4096
"""Bytes of the line with a secret: what a terminal can hold of one line."""
_TIMES = 3
"""How often something may be typed wrong before the command gives up."""
_TERMINAL = "/dev/tty"


def passphrase_option(command: _F) -> _F:
    """The option `--wachtwoord-bestand PAD`; the command gets `wachtwoord_bestand: str | None`."""
    told = "Lees het wachtwoord uit de eerste regel van dit bestand ('-': uit de invoer) in plaats van het te vragen."
    return click.option("--wachtwoord-bestand", metavar="PAD", type=str, help=told)(command)


def new_passphrase_option(command: _F) -> _F:
    """The option `--nieuw-wachtwoord-bestand PAD`; the command gets `nieuw_wachtwoord_bestand: str | None`."""
    told = "Lees het nieuwe wachtwoord uit dit bestand ('-': uit de volgende regel van de invoer)."
    return click.option("--nieuw-wachtwoord-bestand", metavar="PAD", type=str, help=told)(command)


def recovery_option(command: _F) -> _F:
    """The option `--herstelsleutel-bestand PAD`; the command gets `herstelsleutel_bestand: str | None`."""
    told = "Lees de herstelsleutel uit de eerste regel van dit bestand ('-': uit de invoer)."
    return click.option("--herstelsleutel-bestand", metavar="PAD", type=str, help=told)(command)


# -- what the commands call -----------------------------------------------------------------------------------------------


def open_vault(wachtwoord_bestand: str | None, *, tell: bool = True) -> Vault:
    """The vault of this officer, unlocked; what is wrong with it is on stderr. Raises VaultProblem or GesprekError.

    tell: False for a command that says itself what is wrong.
    """
    from gesprek.record import NoVault, Vault, vault_exists

    folder = vault_folder()
    if not vault_exists(folder):
        raise NoVault(
            _("Er is nog geen kluis in {pad}.").format(pad=harmless(str(folder))),
            hint=_("Maak er een met 'gesprek kluis nieuw'."),
        )
    vault = Vault.unlock(folder, ask_passphrase(_("Wachtwoord van de kluis: "), wachtwoord_bestand), datetime.now)
    for finding in vault.findings if tell else ():
        click.echo(harmless(str(finding)), err=True)
    if tell and vault.findings:
        click.echo(_("Zie wat u kunt doen: gesprek kluis controleren"), err=True)
    return vault


def vault_folder() -> Path:
    """The folder of the vault, after finishing what a restore that was cut short left of it. Raises GesprekError."""
    from gesprek.paths import vault_dir
    from gesprek.place import see_place
    from gesprek.record.swap import finish_swap

    folder = see_place(vault_dir())
    finish_swap(folder)
    return folder


def ask_passphrase(prompt: str, wachtwoord_bestand: str | None) -> str:
    """A passphrase: the first line of the file, or typed on the terminal without being shown. Raises GesprekError."""
    if wachtwoord_bestand is not None:
        return _first_line(wachtwoord_bestand)
    said = _unseen(prompt, "--wachtwoord-bestand")
    if not said:
        raise GesprekError(_("Er is geen wachtwoord ingevuld."))
    return said


def ask_new_passphrase(wachtwoord_bestand: str | None, prompt: str = "", option: str = "--wachtwoord-bestand") -> str:
    """A passphrase to be used from now on: long enough, and on the terminal typed twice. Raises GesprekError."""
    if wachtwoord_bestand is not None:
        found = _first_line(wachtwoord_bestand)
        if problem := _too_short(found):
            raise problem
        return found
    for _n in range(_TIMES):
        first = _unseen(prompt or _("Nieuw wachtwoord: "), option)
        if problem := _too_short(first):
            click.echo(str(problem), err=True)
        elif _unseen(_("Nog een keer hetzelfde wachtwoord: "), option) != first:
            click.echo(_("Dat was niet twee keer hetzelfde. Probeer het opnieuw."), err=True)
        else:
            return first
    raise GesprekError(_("Er is geen nieuw wachtwoord gekozen. Er is niets veranderd."))


def ask_recovery_key(herstelsleutel_bestand: str | None) -> str:
    """The recovery key as it was typed, free of mistyped groups. Raises GesprekError."""
    from gesprek.record.recovery import RecoveryKeyProblem, parse_recovery_key

    if herstelsleutel_bestand is not None:
        found = _first_line(herstelsleutel_bestand)
        parse_recovery_key(found)
        return found
    with apart("--herstelsleutel-bestand"):
        told = ""
        for _n in range(_TIMES):
            if told:
                show(told + "\n\n")
            found = typed(_("Typ de herstelsleutel over van uw papier (9 groepen):") + "\n", "--herstelsleutel-bestand")
            try:
                parse_recovery_key(found)
            except RecoveryKeyProblem as problem:
                told = str(problem)
            else:
                return found
    raise GesprekError(told)


def confirm(question: str, yes: bool) -> bool:
    """Whether they are sure: `yes` when that was said already, else j or n on the terminal. Raises GesprekError without one."""
    if yes:
        return True
    while True:
        said = typed(_in_words(f"{question} [j/n]") + " ", "--ja").strip().casefold()
        if said in ("j", "ja", "y", "yes"):
            return True
        if said in ("n", "nee", "no"):
            return False
        show(_("Typ j (ja) of n (nee).") + "\n")


# -- the terminal ---------------------------------------------------------------------------------------------------------


def _in_words(text: str) -> str:
    """A question that goes to the next line between two words; the answer is typed behind it."""
    width = max(20, min(shutil.get_terminal_size().columns, 80) - len(" ja "))
    lines = (textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join(lines)


def has_terminal() -> bool:
    """True when there is somebody to ask."""
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def typed(prompt: str, option: str) -> str:
    """One line from the terminal. Raises GesprekError, naming the option that serves instead, when there is no terminal."""
    with _terminal(option) as fd:
        return _line(fd, prompt)


def _unseen(prompt: str, option: str) -> str:
    with _terminal(option) as fd, _told_to_stop():
        before = termios.tcgetattr(fd)
        silent = [*before[:3], before[3] & ~(termios.ECHO | termios.ECHONL), *before[4:]]
        try:
            termios.tcsetattr(fd, termios.TCSAFLUSH, silent)
            return _line(fd, prompt)
        finally:
            termios.tcsetattr(fd, termios.TCSADRAIN, before)
            _write(fd, "\n")


@contextmanager
def apart(option: str) -> Iterator[None]:
    """What is shown and typed meanwhile is gone from the terminal, and from what one can scroll back to, afterwards.

    Raises GesprekError, naming the option that serves instead, when there is no terminal.
    """
    with _terminal(option) as fd, _told_to_stop():
        _write(fd, "\x1b[?1049h" + _empty(fd))
        try:
            yield
        finally:
            _write(fd, _empty(fd) + "\x1b[?1049l")


def _empty(fd: int) -> str:
    return erased(os.get_terminal_size(fd).lines).decode()


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """A signal to end unwinds, so that the terminal is given back as it was; and nobody steps out to a shell meanwhile."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers: dict[signal.Signals, Callable[[int, FrameType | None], Any] | signal.Handlers] = {
        signal.SIGTERM: signal.default_int_handler,
        signal.SIGHUP: signal.default_int_handler,
        signal.SIGTSTP: signal.SIG_IGN,
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


@contextmanager
def _terminal(option: str) -> Iterator[int]:
    try:
        fd = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise GesprekError(
            _("Er is hier geen terminal om het te vragen."), hint=_("Gebruik {optie}.").format(optie=option)
        ) from None
    try:
        yield fd
    finally:
        os.close(fd)


def _line(fd: int, prompt: str) -> str:
    """The next line; always read as UTF-8, so that a passphrase is the same under every locale."""
    _write(fd, prompt)
    found = b""
    while not found.endswith(b"\n"):
        data = os.read(fd, _LONGEST)
        if not data:
            raise GesprekError(_("Er is niets ingevuld."))
        found += data
    return found.rstrip(b"\r\n").decode("utf-8", "surrogateescape")


def _write(fd: int, text: str) -> None:
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(fd, data) :]


def show(text: str) -> None:
    """Text on the terminal itself. Raises GesprekError when there is none."""
    with _terminal("") as fd:
        _write(fd, text)


# -- a file ---------------------------------------------------------------------------------------------------------------


def _first_line(path: str) -> str:
    """The first line of the file, without its end; of '-' the next line of the standard input. Raises GesprekError."""
    data = sys.stdin.buffer.readline(_LONGEST) if path == "-" else _from_file(path)
    try:
        line = data.partition(b"\n")[0].removesuffix(b"\r").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GesprekError(_("De eerste regel van {pad} is geen leesbare tekst (UTF-8).").format(pad=harmless(path))) from None
    if not line:
        raise GesprekError(_("De eerste regel van {pad} is leeg.").format(pad=harmless(path)))
    return line


def _from_file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise GesprekError(
                    _("Anderen op deze computer kunnen {pad} lezen.").format(pad=harmless(path)),
                    hint=_("Maak het alleen van u: chmod 600 {pad}").format(pad=harmless(path)),
                )
            return file.readline(_LONGEST)
    except OSError:
        raise GesprekError(_("{pad} kan niet worden gelezen.").format(pad=harmless(path))) from None


def _too_short(passphrase: str) -> GesprekError | None:
    """What is wrong with it, as something that was typed wrong (exit code 2) and not as something wrong with the vault."""
    from gesprek.record.problems import VaultProblem
    from gesprek.record.vault import check_passphrase

    try:
        check_passphrase(passphrase)
    except VaultProblem as problem:
        return GesprekError(problem.message, hint=problem.hint)
    return None
