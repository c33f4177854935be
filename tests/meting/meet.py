"""`make bench`: measure the engine, the vault and the screen, and print a table. Compare numbers of one run only."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator

from tests.meting.kluis import measure_vault
from tests.meting.motor import Row, measure_engine
from tests.meting.scherm import measure_screen
from tests.meting.toetsen import measure_keys


def rows(what: str, quick: bool) -> Iterator[Row]:
    """The rows of the table. what: motor, kluis, toetsen, scherm or alles."""
    if what in ("motor", "alles"):
        yield from measure_engine(cases=10 if quick else 60, many=(250, 1_000) if quick else (2_500, 10_000))
    if what in ("kluis", "alles"):
        yield from measure_vault(rounds=3 if quick else 9, answers=50 if quick else 200, dossiers=500 if quick else 10_000)
    if what in ("toetsen", "alles"):
        yield from measure_keys()
    if what in ("scherm", "alles"):
        yield from measure_screen(starts=3 if quick else 11, keys=80 if quick else 400)


def main() -> int:
    """Print the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wat", nargs="?", choices=("alles", "motor", "kluis", "toetsen", "scherm"), default="alles")
    parser.add_argument("--snel", action="store_true", help="minder herhalingen: alleen om te zien of het meten werkt")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(f"{'wat':<52} {'gemeten':<58} doel")
    for name, found, target in rows(arguments.wat, arguments.snel):
        print(f"{name:<52} {found:<58} {target}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
