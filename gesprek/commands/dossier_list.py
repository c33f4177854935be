"""`gesprek dossiers`: which dossiers there are, and what is to be done with them."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from gesprek.commands.asking import confirm, has_terminal, open_vault, passphrase_option
from gesprek.commands.house import Command
from gesprek.harmless import harmless, plain_json
from gesprek.i18n import _, ngettext
from gesprek.moments import day_and_time

if TYPE_CHECKING:
    from gesprek.record import Vault
    from gesprek.record.listing import Entry

__all__ = ["dossiers", "settle_due", "table"]

_WIDTH = 80
_MARGIN = " " * 8
_LYING = 7
"""Days after which a concept that nobody took over is brought up again."""
_COLUMNS = (5, 16, 20, 10, 25)


@click.command("dossiers", cls=Command, options_metavar="[OPTIES]", short_help="Toon welke dossiers er zijn.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-object per dossier, elk op een eigen regel.")
@passphrase_option
@click.pass_context
def dossiers(ctx: click.Context, as_json: bool, wachtwoord_bestand: str | None) -> None:
    """Toont alle dossiers, het laatst gewijzigde bovenaan, met wat er nog mee moet gebeuren.

    Een dossier waarvan de termijn na de overname voorbij is, wordt nu vernietigd.
    Eindigt met 1 als er met een dossier iets mis is.

    \b
    Voorbeelden:
      gesprek dossiers
      gesprek dossiers --json
    """
    from gesprek.record.listing import list_dossiers
    from gesprek.record.retention import term

    with open_vault(wachtwoord_bestand) as vault:
        settle_due(vault, ask=not as_json and sys.stdout.isatty())
        vault.write_log([vault.line("raadplegen", note="lijst van dossiers")])
        entries, days = list_dossiers(vault), term(vault)
        if as_json:
            for entry in entries:
                click.echo(plain_json(_as_plain(entry, days)))
        else:
            click.echo(table(entries, days))
        wrong = bool(vault.findings) or any(entry.findings for entry in entries)
    ctx.exit(1 if wrong else 0)


def settle_due(vault: Vault, *, ask: bool) -> None:
    """Destroy what is due, and say so on stderr. Whether the clock is right is only asked when `ask` and there is a terminal."""
    from gesprek.record.retention import destroy_due

    cleared = destroy_due(vault, vault.clock())
    if cleared.question and ask and has_terminal() and confirm(cleared.question, yes=False):
        cleared = destroy_due(vault, vault.clock(), confirmed=True)
    if cleared.question:
        click.echo(cleared.question, err=True)
        click.echo(_("Er is niets vernietigd."), err=True)
    for code in cleared.destroyed:
        click.echo(_("Dossier {code} is vernietigd: het was overgenomen en de termijn is voorbij.").format(code=code), err=True)
    for _code, why in cleared.left:
        click.echo(harmless(why), err=True)


def table(entries: Sequence[Entry], days: int) -> str:
    """The list for a reader, no line wider than 80 columns. days: the term after taking over."""
    if not entries:
        return _("Er zijn geen dossiers.")
    lines = [_row(_("Code"), _("Gewijzigd"), _("Waar het staat"), _("Art. 5j"), _("Kenmerk"))]
    for entry in entries:
        stand = entry.stand.replace("_", " ")
        lines.append(_row(entry.code, day_and_time(entry.gewijzigd), stand, entry.plicht, entry.kenmerk))
        for note in _notes(entry, days):
            lines += _wrapped(harmless(note))
    if any(entry.findings for entry in entries):
        lines += ["", _("! Zie wat u kunt doen: gesprek kluis controleren")]
    count = ngettext("{n} dossier.", "{n} dossiers.", len(entries)).format(n=len(entries))
    return "\n".join([*lines, "", *textwrap.wrap(f"{count} {_term_said(days)}", _WIDTH)])


def _row(*cells: str) -> str:
    from rich.cells import cell_len, set_cell_size

    shown = []
    for text, width in zip(map(harmless, cells), _COLUMNS, strict=True):
        shown.append(set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…")
    return " ".join(shown).rstrip()


def _wrapped(text: str) -> list[str]:
    from rich.cells import cell_len

    width = _WIDTH if cell_len(text) <= len(text) else (_WIDTH + len(_MARGIN)) // 2  # should every character be a wide one
    return textwrap.wrap(text, width, initial_indent=_MARGIN[2:], subsequent_indent=_MARGIN)


def _notes(entry: Entry, days: int) -> list[str]:
    """What is special about a dossier, and what is to be done with it."""
    notes = ["! " + finding.below for finding in entry.findings]
    if entry.holder is not None:
        notes.append(_("nu open: {wie}").format(wie=entry.holder))
    if entry.aangehouden:
        notes.append(_("aangehouden: het mag niet worden vernietigd"))
    if entry.overgenomen:
        taken = _("overgenomen op {op}").format(op=day_and_time(entry.overgenomen))
        if not entry.aangehouden:
            taken += ", " + _("wordt vernietigd op {op}").format(op=day_and_time(_due(entry, days)))
        notes.append(taken)
    elif entry.dagen is not None and entry.dagen >= _LYING:
        notes.append(_("al {n} dagen niet gewijzigd: neem het over in het politiesysteem").format(n=entry.dagen))
    return notes


def _term_said(days: int) -> str:
    if not days:
        return _("Na overname in het politiesysteem wordt een dossier meteen vernietigd.")
    said = ngettext("Vernietigd {n} dag na overname.", "Vernietigd {n} dagen na overname.", days)
    return said.format(n=days)


def _due(entry: Entry, days: int) -> str:
    from gesprek.record.retention import due_moment

    return due_moment(entry.overgenomen, days).isoformat()


def _as_plain(entry: Entry, days: int) -> dict[str, Any]:
    holder = entry.holder
    names = ("code", "begonnen", "gewijzigd", "flow", "stand", "plicht", "kenmerk", "aangehouden", "overgenomen", "dagen")
    plain = {name: getattr(entry, name) for name in names}
    plain["vernietigen_op"] = _due(entry, days) if entry.overgenomen and not entry.aangehouden else ""
    plain["open"] = {"wie": holder.wie, "sinds": holder.sinds, "proces": holder.proces} if holder else None
    plain["bevindingen"] = [{"plaats": f.index, "soort": f.kind, "wat": f.said} for f in entry.findings]
    return plain
