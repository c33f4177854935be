"""The program with one of its guards taken away, or in a world that works against it: for the controls, and for faults.

`python -m tests.eind.bestuurder HOW[,HOW] [arguments of gesprek]`; what each HOW does stands at its function.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["BLOCKED", "FULL", "REACHED", "main"]

FULL = "schijf-is-vol"
"""While a file of this name is in the home folder, the disk of the vault is full."""
REACHED = "netwerk.txt"
"""In the home folder: every attempt to reach a network."""
BLOCKED = "Hier is geen netwerk"


def _put(owner: object, name: str, new: object) -> None:
    """Something else in the place of what the program has."""
    assert hasattr(owner, name)
    setattr(owner, name, new)


def _no_drafts() -> None:
    """What is typed is not kept until it is an answer."""
    from gesprek.tui.safekeeping import Safekeeping

    _put(Safekeeping, "keep", lambda _self: None)


def _no_filter() -> None:
    """What is shown is not made harmless any more, on the screen and on the command line."""
    from gesprek import cli, harmless
    from gesprek.commands import doctor, dossier, dossier_list, log

    harmless._HARMFUL = re.compile(r"(?!)")
    for module in (cli, doctor, dossier, dossier_list, log):
        _put(module, "plain_json", lambda value: json.dumps(value, ensure_ascii=False))


def _no_cleaning() -> None:
    """Text is not cleaned where it enters."""
    from gesprek.knowledge import values

    values._CONTROL = re.compile(r"(?!)")
    for clean in (values.clean_text, values.clean_lines):
        clean.__code__ = _as_it_is.__code__


def _as_it_is(text: str) -> str:
    return text


def _no_network() -> None:
    """Reaching for a network is noted and refused; a socket between processes of this machine is not one."""
    import _socket

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if not event.startswith("socket.") or event in ("socket.gethostname", "socket.sethostname"):
            return
        family = given[1] if event == "socket.__new__" else getattr(given[0], "family", None) if given else None
        if family == _socket.AF_UNIX:
            return
        with open(Path.home() / REACHED, "a", encoding="utf-8") as file:
            file.write(f"{event} {family}\n")
        raise OSError(BLOCKED)

    sys.addaudithook(hook)


def _reach_out() -> None:
    """The control of the former: somebody tries."""
    import socket

    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    except OSError as error:
        sys.stderr.write(f"{error}\n")


def _full_disk() -> None:
    """Nothing can be written to the vault while there is a file FULL."""
    import apsw

    from gesprek.record.log import LogBook

    real = LogBook.tail

    def tail(self: LogBook, *args: Any, **kwargs: Any) -> Any:
        if (Path.home() / FULL).exists():
            raise apsw.FullError("de schijf is vol")
        return real(self, *args, **kwargs)

    _put(LogBook, "tail", tail)


def _crash() -> None:
    """The key for the core text ends in an error that carries what is typed."""
    from gesprek.tui.deeds import Deeds

    def do_kerntekst(self: Deeds) -> None:
        typed = self.talk.draft()
        raise ValueError(str(typed))

    _put(Deeds, "do_kerntekst", do_kerntekst)


def _hurry() -> None:
    """Idle for an hour after the key for the core text."""
    from gesprek.sitting.watch import BLANK_AFTER, Watch
    from gesprek.tui.deeds import Deeds

    ahead = [0.0]
    real = Watch.state

    def do_kerntekst(_self: Deeds) -> None:
        ahead[0] = BLANK_AFTER + 1

    def state(self: Watch) -> Any:
        self._last -= ahead[0]
        ahead[0] = 0.0
        return real(self)

    _put(Deeds, "do_kerntekst", do_kerntekst)
    _put(Watch, "state", state)


def _newer_flow() -> None:
    """The flow that comes with the program has changed by one word in a comment."""
    from gesprek.knowledge import loading

    _put(loading, "flows_dir", lambda: Path(os.environ["ANDERE_FLOWS"]))


HOWS: dict[str, Callable[[], None]] = {
    "zonder-concept": _no_drafts,
    "zonder-filter": _no_filter,
    "zonder-schoonmaken": _no_cleaning,
    "zonder-netwerk": _no_network,
    "reikt-naar-buiten": _reach_out,
    "volle-schijf": _full_disk,
    "stort-in": _crash,
    "staat-stil": _hurry,
    "nieuwere-flow": _newer_flow,
    "gewoon": lambda: None,
}


def main() -> None:
    """Weaken, then be the program. With `--achtereen FILE` be it for each of the lists of arguments in that file."""
    from gesprek.process import protect

    protect()
    hows = sys.argv[1].split(",")
    arguments = sys.argv[2:]
    late = [how for how in hows if how in ("zonder-concept", "stort-in", "staat-stil")]
    for how in hows:
        if how not in late:
            HOWS[how]()
    if late:
        _in_the_child(late)
    from gesprek import cli

    for one in json.loads(Path(arguments[1]).read_bytes()) if arguments[:1] == ["--achtereen"] else [arguments]:
        sys.argv[1:] = one
        try:
            cli.main()
        except SystemExit as end:
            if arguments[:1] != ["--achtereen"]:
                raise
            sys.stdout.write(f"[{end.code}]\n")
            sys.stdout.flush()


def _in_the_child(hows: list[str]) -> None:
    """The library of the screens is loaded after the fork only, as in the program itself."""
    import gesprek.tui

    real = gesprek.tui._program

    def program(*args: Any) -> int:
        for how in hows:
            HOWS[how]()
        return real(*args)

    _put(gesprek.tui, "_program", program)


if __name__ == "__main__":
    main()
