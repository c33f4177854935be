"""`gesprek dokter`: look at this computer and say what to do. Starts without the screen."""

from __future__ import annotations

import ctypes
import importlib
import locale
import os
import resource
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from gesprek.commands.house import WorksAnyway
from gesprek.commands.settings import file_finding, rows
from gesprek.doctor import Finding, Machine, examine
from gesprek.harmless import harmless, plain_json
from gesprek.i18n import N_, _, ngettext
from gesprek.settings import Reading, read

__all__ = ["dokter", "report", "this_machine"]

_TITLES = {
    "python": N_("Python"),
    "database": N_("Database"),
    "versleuteling": N_("Versleuteling"),
    "kluis": N_("Kluis"),
    "kluisbestanden": N_("In de kluis"),
    "kluisinhoud": N_("Kluis heel?"),
    "schijf": N_("Schijf"),
    "ruimte": N_("Ruimte"),
    "cloud": N_("Cloud"),
    "umask": N_("Andere bestanden"),
    "wisselgeheugen": N_("Wisselgeheugen"),
    "geheugendump": N_("Geheugendump"),
    "opname": N_("Opname"),
    "terugbladeren": N_("Terugbladeren"),
    "terminal": N_("Terminal"),
    "tekens": N_("Letters"),
    "klok": N_("Klok"),
    "omgeving": N_("Omgeving"),
    "instellingen": N_("Instellingen"),
}
_SIGNS = {"goed": "✓", "let_op": "!", "fout": "×"}
_STA_UNSYNC = 0x0040


class _Timex(ctypes.Structure):
    """The start of `struct timex` of Linux, with room for the rest of it."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def this_machine(vault: Path) -> Machine:
    """The computer this runs on, with its vault in `vault`."""
    umask = os.umask(0o077)
    os.umask(umask)
    return Machine(
        vault=vault,
        environ=os.environ,
        python=sys.version_info[:3],
        uid=os.geteuid(),
        pid=os.getpid(),
        umask=umask,
        core_limit=resource.getrlimit(resource.RLIMIT_CORE)[0],
        encoding=sys.stdout.encoding or "ascii",
        locale_encoding=locale.getencoding(),
        size=_terminal_size(),
        now=datetime.now().astimezone(),
        synced=_kernel_clock(),
        free=lambda folder: shutil.disk_usage(folder).free,
        load=importlib.import_module,
    )


def _terminal_size() -> tuple[int, int] | None:
    for number in (1, 0, 2):
        try:
            size = os.get_terminal_size(number)
        except OSError:
            continue
        return size.columns, size.lines
    return None


def _kernel_clock() -> bool | None:
    """Whether the kernel holds its clock for synchronised; None when it does not say."""
    try:
        state = _Timex()
        answer = ctypes.CDLL(None).adjtimex(ctypes.byref(state))
    except (OSError, AttributeError):
        return None
    return None if answer < 0 else not state.status & _STA_UNSYNC


def report(findings: Sequence[Finding], width: int = 80) -> str:
    """The findings for a reader: sign, title and what was found; under it what to do. No line is wider than `width` columns."""
    titles = [_(_TITLES[finding.id]) for finding in findings]
    column = max(map(len, titles)) + 4
    lines = []
    for title, finding in zip(titles, findings, strict=True):
        lines += _wrapped(f"{_SIGNS[finding.outcome]} {title}".ljust(column), finding.what, width)
        if finding.do:
            lines += _wrapped(" " * (column - 2) + "→ ", finding.do, width)
    return "\n".join([*lines, "", *_wrapped("", _summary(findings), width)])


def _wrapped(head: str, text: str, width: int) -> list[str]:
    indent = " " * len(head)
    return textwrap.wrap(
        text, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _summary(findings: Sequence[Finding]) -> str:
    count = Counter(finding.outcome for finding in findings)
    if count["fout"]:
        said = ngettext("{aantal} punt is niet in orde (×).", "{aantal} punten zijn niet in orde (×).", count["fout"])
        said = said.format(aantal=count["fout"]) + " " + _("Los dat op voordat u met gesprek werkt.")
    else:
        said = _("U kunt met gesprek werken.")
    if count["let_op"]:
        more = ngettext("Let op bij {aantal} punt (!).", "Let op bij {aantal} punten (!).", count["let_op"])
        said += " " + more.format(aantal=count["let_op"])
    return said


@click.command("dokter", cls=WorksAnyway, options_metavar="[OPTIES]", short_help="Kijk of deze computer geschikt is.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-object per punt, elk op een eigen regel.")
@click.pass_context
def dokter(ctx: click.Context, as_json: bool) -> None:
    """Kijkt of deze computer geschikt is voor gesprek en zegt wat u kunt doen.

    Verandert niets en maakt niets aan. Eindigt met 0, of met 1 als er iets niet in orde is.

    \b
    Voorbeelden:
      gesprek dokter              alles, met wat u kunt doen
      gesprek dokter --json       hetzelfde als JSON, één regel per punt
    """
    from gesprek.paths import own_vault_dir

    reading = read()
    machine = this_machine(reading.values.kluis or own_vault_dir())
    findings = (*examine(machine), file_finding(reading, machine.uid))
    if as_json:
        found = [{"id": f.id, "uitkomst": f.outcome, "wat": f.what, "doen": f.do} for f in findings]
        found += [{"id": f"instelling.{name}", "waarde": value, "bron": source} for name, value, source in _settings(reading)]
        for row in found:
            click.echo(plain_json(row))
    else:
        width = min(max(shutil.get_terminal_size((80, 24)).columns, 40), 100)
        click.echo("\n".join([report(findings, width), "", *_table(_settings(reading))]))
    ctx.exit(1 if any(f.outcome == "fout" for f in findings) else 0)


def _settings(reading: Reading) -> list[tuple[str, str, str]]:
    """Every setting with its value and where that comes from; of a place only the end, without the name of a person in it."""
    return [
        (name, f".../{Path(value).name}" if value.startswith("/") else value, source) for name, value, source in rows(reading)
    ]


def _table(found: Sequence[tuple[str, str, str]]) -> list[str]:
    """Every setting on a line, in columns."""
    name, value = (max(len(row[at]) for row in found) for at in (0, 1))
    return [harmless(f"  {row[0]:<{name}}  {row[1]:<{value}}  {row[2]}") for row in found]
