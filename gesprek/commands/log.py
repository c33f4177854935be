"""`gesprek logboek`: who did what with which dossier, and when (art. 32a Wpg)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from gesprek.commands.asking import open_vault, passphrase_option
from gesprek.commands.house import Command
from gesprek.errors import GesprekError
from gesprek.harmless import harmless, plain_json
from gesprek.i18n import N_, _
from gesprek.moments import in_text, read_day

if TYPE_CHECKING:
    from gesprek.record.log import LogLine

__all__ = ["logboek"]


class NotInLog(GesprekError):
    """The log was looked through, and has no line about this dossier."""

    exit_code = 1


@click.command("logboek", cls=Command, options_metavar="[OPTIES]", short_help="Toon wie wat wanneer met welk dossier deed.")
@click.option("--dossier", metavar="CODE", help="Alleen wat over dit dossier gaat.")
@click.option("--sinds", metavar="JJJJ-MM-DD", help="Alleen vanaf deze dag.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-object per regel.")
@passphrase_option
@click.pass_context
def logboek(ctx: click.Context, dossier: str | None, sinds: str | None, as_json: bool, wachtwoord_bestand: str | None) -> None:
    """Toont het logboek: wie wat deed met welk dossier, wanneer, en of het is gedaan of geweigerd. Nooit wat er is gezegd.

    Ook het bekijken van het logboek komt in het logboek. Eindigt met 1 als er met het logboek iets mis is.

    \b
    Voorbeelden:
      gesprek logboek --sinds 2026-11-01
      gesprek logboek --dossier 7F3K --json
    """
    from gesprek.record.log import NAME

    day = _day(sinds)
    code = (dossier or "").strip().upper()
    with open_vault(wachtwoord_bestand) as vault:
        vault.write_log([vault.line("raadplegen", note="logboek")])
        found = vault.store.reading(lambda db: vault.book.check(db, vault.heads))
        told = {(finding.index, finding.kind) for finding in vault.findings if finding.chain == NAME}
        lines = vault.store.reading(vault.book.lines)
        if code and not any(line.dossier == code for _n, line in lines):
            raise NotInLog(
                _("In het logboek staat geen dossier met code '{code}'.").format(code=code),
                hint=_("'gesprek dossiers' laat zien welke er zijn; 'gesprek logboek' noemt ook wat vernietigd is."),
            )
        for number, line in lines:
            if (not code or line.dossier == code) and (day is None or datetime.fromisoformat(line.wanneer).date() >= day):
                click.echo(plain_json(_as_plain(number, line)) if as_json else _shown(line))
    fresh = [finding for finding in found if (finding.index, finding.kind) not in told]  # the rest was said at the opening
    for finding in fresh:
        click.echo(harmless(str(finding)), err=True)
    if fresh:
        click.echo(_("Zie wat u kunt doen: gesprek kluis controleren"), err=True)
    ctx.exit(1 if found else 0)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return read_day(text)
    except ValueError:
        message = _("'{tekst}' is geen datum. Verwacht: jjjj-mm-dd, bijvoorbeeld 2026-11-23.").format(tekst=harmless(text))
        raise GesprekError(message) from None


def _shown(line: LogLine) -> str:
    at = f"{datetime.fromisoformat(line.wanneer):%d-%m-%Y %H:%M:%S}"
    cells = [at, f"{harmless(line.wie):10}", f"{line.wat:12}", f"{harmless(line.dossier):5}", f"{line.uitkomst:9}"]
    return " ".join([*cells, harmless(in_text(_in_words(line.bijzonder)))]).rstrip()


_KINDS = {
    "afgekapt": N_("het eind ontbreekt"),
    "teruggezet": N_("een oudere versie is teruggezet"),
    "ontbreekt": N_("er ontbreekt iets"),
    "verwisseld": N_("er is iets verwisseld"),
    "gewijzigd": N_("er is iets gewijzigd"),
    "ingevoegd": N_("er is iets ingevoegd"),
    "hoofd": N_("de eindstand klopt niet"),
    "sleutel": N_("de sleutel klopt niet"),
    "opslag": N_("een deel is niet te lezen"),
}
_ACCEPTED = re.compile(r"(?:([a-z ]+): )?([a-z]+) (\d+) aanvaard")


def _in_words(note: str) -> str:
    """A note for a reader: the names that programs use for what was wrong become words."""
    from gesprek.record.chain import where

    accepted = _ACCEPTED.fullmatch(note)
    if accepted is None or accepted[2] not in _KINDS:
        return _(_KINDS.get(note, "")) or note
    part, kind, index = accepted[1], _(_KINDS[accepted[2]]), int(accepted[3])
    place = (_("handeling {n}").format(n=index) if index else "") if part is None else where(part, index)
    return ": ".join(said for said in (_("aanvaard"), place, kind) if said)


def _as_plain(number: int, line: LogLine) -> dict[str, Any]:
    return {
        "nr": number,
        "wanneer": line.wanneer,
        "wie": line.wie,
        "wat": line.wat,
        "dossier": line.dossier,
        "uitkomst": line.uitkomst,
        "bijzonder": line.bijzonder,
    }
