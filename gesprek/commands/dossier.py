"""`gesprek dossier`: hand over what one dossier holds, destroy it, or see to it that it is not destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gesprek.commands.asking import confirm, has_terminal, open_vault, passphrase_option
from gesprek.commands.dossier_list import dossiers
from gesprek.commands.house import Command, Group
from gesprek.errors import GesprekError
from gesprek.harmless import harmless, plain_json
from gesprek.i18n import _, ngettext
from gesprek.moments import day_and_time

if TYPE_CHECKING:
    from gesprek.record import Dossier, Vault

__all__ = ["dossier", "dossiers"]


@click.group("dossier", cls=Group, options_metavar="[OPTIES]", subcommand_metavar="OPDRACHT", invoke_without_command=True)
@click.pass_context
def dossier(ctx: click.Context) -> None:
    """Werkt met één dossier. Welke er zijn, toont 'gesprek dossiers'.

    \b
    Voorbeelden:
      gesprek dossier openen 7F3K                      ga verder met het gesprek
      gesprek dossier exporteren 7F3K ~/stukken/zaak-1 schrijf de stukken weg
      gesprek dossier overgenomen 7F3K                 het staat nu in het politiesysteem
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)


dossier.short_help = "Werk met één dossier: open, exporteer, vernietig."


@dossier.command("exporteren", cls=Command, options_metavar="[OPTIES]", short_help="Schrijf de stukken naar bestanden.")
@click.argument("code", metavar="CODE")
@click.argument("naam", metavar="MAP/NAAM", required=False)
@click.option("--ruw", is_flag=True, help="Toon alles wat bewaard is als JSON, ook de tekst die nog werd getypt.")
@passphrase_option
@click.pass_context
def exporteren(ctx: click.Context, code: str, naam: str | None, ruw: bool, wachtwoord_bestand: str | None) -> None:
    """Schrijft de aangifte, de bevindingen en het advies van een dossier naar drie bestanden. Ze zijn niet versleuteld.

    Dat u ze hebt laten schrijven, komt in het logboek.

    \b
    Voorbeelden:
      gesprek dossier exporteren 7F3K ~/stukken/zaak-1
      gesprek dossier exporteren 7F3K --ruw
    """
    from gesprek.export import file_names
    from gesprek.record import open_dossier

    if ruw == (naam is not None):
        raise GesprekError(_("Geef een map en een naam, of --ruw."), hint="gesprek dossier exporteren CODE MAP/NAAM")
    if naam is not None:
        file_names(naam)
    with open_vault(wachtwoord_bestand) as vault:
        found = open_dossier(vault, code)
        try:
            if naam is None:
                found.log("verstrekken", "ruwe gegevens")
                click.echo(plain_json(_raw(vault, found)))
            else:
                _export(vault, found, naam)
            wrong = bool(found.findings)
        finally:
            found.close()
    ctx.exit(1 if wrong else 0)


def _raw(vault: Vault, found: Dossier) -> dict[str, Any]:
    begun, changed, flow, held, taken = vault.store.rows(
        "SELECT begonnen, gewijzigd, flow, aangehouden, overgenomen FROM dossier WHERE id = ?", found.id
    )[0]
    return {
        "dossier": found.code,
        "begonnen": begun,
        "gewijzigd": changed,
        "flow": flow,
        "aangehouden": bool(held),
        "overgenomen": taken,
        "handelingen": [{"nr": n, "soort": row.kind, "op": row.at, "gegevens": row.data} for n, row in enumerate(found.rows, 1)],
        "concept": found.draft,
        "bevindingen": [str(finding) for finding in found.findings],
    }


def _export(vault: Vault, found: Dossier, naam: str) -> None:
    """The documents in files."""
    from gesprek.keeping import hand_over, resume_conversation
    from gesprek.record import Damaged
    from gesprek.report.composer import texts_for_files

    if found.findings:
        found.log("verstrekken", "beschadigd", refused=True)
        raise Damaged(
            _("Er zijn geen stukken gemaakt. {wat}").format(wat=found.findings[0]),
            hint=_("Wat er nog te lezen is, toont --ruw in plaats van een naam."),
        )
    talk = resume_conversation(vault, found)
    for file in hand_over(found, naam, texts_for_files(talk), lambda names: _remember(vault, found, names)):
        click.echo(harmless(str(file)))


def _remember(vault: Vault, found: Dossier, names: list[str]) -> None:
    """The record says what was written, with the line in the log; only the log when another program has it open."""
    from gesprek.record.codec import Kept
    from gesprek.record.retention import add_row

    if not found.read_only:
        row = Kept("exported", vault.clock().isoformat(), {"files": names})
        add_row(found, row, verbs=("verstrekken",) if names else ())
    elif names:
        found.log("verstrekken", "stukken")


@dossier.command("vernietigen", cls=Command, options_metavar="[OPTIES]", short_help="Vernietig een dossier.")
@click.argument("code", metavar="CODE")
@click.option("--reden", default="niet_nodig", metavar="REDEN", help="niet_nodig, overgenomen, onjuist, verzoek of oefening.")
@click.option("--ja", is_flag=True, help="Vraag niets: vernietig meteen.")
@passphrase_option
@click.pass_context
def vernietigen(ctx: click.Context, code: str, reden: str, ja: bool, wachtwoord_bestand: str | None) -> None:
    """Vernietigt een dossier met zijn sleutel. Niemand kan het daarna nog lezen, ook niet uit deze kluis.

    Wat blijft is de code, het moment en de reden: niet_nodig (niet meer nodig), overgenomen (staat in het politiesysteem),
    onjuist (had niet vastgelegd mogen worden), verzoek (van degene over wie het gaat) of oefening.

    \b
    Voorbeelden:
      gesprek dossier vernietigen 7F3K
      gesprek dossier vernietigen 7F3K --reden oefening --ja
    """
    from gesprek.record.dossier import find_dossier
    from gesprek.record.retention import REASONS, destroy

    why = next((known for known in REASONS if known == reden), None)
    if why is None:
        said = _("'{reden}' is geen reden om te vernietigen. Kies uit: {redenen}.")
        raise GesprekError(said.format(reden=harmless(reden), redenen=", ".join(REASONS)))
    _ask_or_ja(ja)
    with open_vault(wachtwoord_bestand) as vault:
        name = find_dossier(vault, code)[1]
        if not confirm(_("Dossier {code} vernietigen? Het is daarna voor niemand meer te lezen.").format(code=name), ja):
            click.echo(_("Er is niets vernietigd."), err=True)
            ctx.exit(1)
        destroy(vault, name, why)
    click.echo(_("Dossier {code} is vernietigd.").format(code=name))


def _ask_or_ja(ja: bool) -> None:
    """Before anything else: what cannot be asked and was not said is not done."""
    if not ja and not has_terminal():
        raise GesprekError(
            _("Er is hier geen terminal om te vragen of u het zeker weet. Er is niets gebeurd."), hint=_("Gebruik --ja.")
        )


@dossier.command("overgenomen", cls=Command, options_metavar="[OPTIES]", short_help="Bevestig dat het is overgenomen.")
@click.argument("code", metavar="CODE")
@click.option("--ja", is_flag=True, help="Vraag niets: bevestig meteen.")
@passphrase_option
@click.pass_context
def overgenomen(ctx: click.Context, code: str, ja: bool, wachtwoord_bestand: str | None) -> None:
    """Bevestigt dat een dossier in het politiesysteem staat.

    Daarna wordt het vernietigd: meteen, of na de termijn van uw eenheid.

    \b
    Voorbeeld:
      gesprek dossier overgenomen 7F3K
    """
    from gesprek.record.dossier import find_dossier
    from gesprek.record.retention import take_over, term

    _ask_or_ja(ja)
    with open_vault(wachtwoord_bestand) as vault:
        name, days = find_dossier(vault, code)[1], term(vault)
        question = _("Staat alles van dossier {code} in het politiesysteem?").format(code=name) + " " + _consequence(days)
        if not confirm(question, ja):
            click.echo(_("Er is niets veranderd."), err=True)
            ctx.exit(1)
        taken = take_over(vault, name)
    if taken.destroyed:
        click.echo(_("Dossier {code} is overgenomen en nu vernietigd.").format(code=name))
    elif taken.held:
        click.echo(_("Dossier {code} is overgenomen. Het blijft bestaan zolang het is aangehouden.").format(code=name))
    elif taken.due is not None:
        said = _("Dossier {code} is overgenomen. Het wordt vernietigd op {op}.")
        click.echo(said.format(code=name, op=day_and_time(taken.due.isoformat())))


def _consequence(days: int) -> str:
    if not days:
        return _("Het wordt dan meteen vernietigd.")
    return ngettext("Het wordt dan over {n} dag vernietigd.", "Het wordt dan over {n} dagen vernietigd.", days).format(n=days)


@dossier.command("aanhouden", cls=Command, options_metavar="[OPTIES]", short_help="Zorg dat een dossier niet wordt vernietigd.")
@click.argument("code", metavar="CODE")
@click.option("--reden", required=True, metavar="REDEN", help="Waarom; dit staat alleen versleuteld in het dossier.")
@passphrase_option
def aanhouden(code: str, reden: str, wachtwoord_bestand: str | None) -> None:
    """Houdt een dossier aan: niets en niemand vernietigt het, tot het wordt vrijgegeven.

    \b
    Voorbeeld:
      gesprek dossier aanhouden 7F3K --reden "bevel van de officier van justitie"
    """
    from gesprek.record.retention import hold

    with open_vault(wachtwoord_bestand) as vault:
        told = hold(vault, code, reden)
    click.echo(_("Dossier {code} is aangehouden.").format(code=harmless(code.strip().upper())))
    _say_untold(told)


@dossier.command("vrijgeven", cls=Command, options_metavar="[OPTIES]", short_help="Beëindig het aanhouden van een dossier.")
@click.argument("code", metavar="CODE")
@click.option("--reden", required=True, metavar="REDEN", help="Waarom; dit staat alleen versleuteld in het dossier.")
@passphrase_option
def vrijgeven(code: str, reden: str, wachtwoord_bestand: str | None) -> None:
    """Geeft een dossier vrij dat was aangehouden. Het kan dan weer worden vernietigd.

    \b
    Voorbeeld:
      gesprek dossier vrijgeven 7F3K --reden "zaak is afgedaan"
    """
    from gesprek.record.retention import release

    with open_vault(wachtwoord_bestand) as vault:
        told = release(vault, code, reden)
    click.echo(_("Dossier {code} is vrijgegeven.").format(code=harmless(code.strip().upper())))
    _say_untold(told)


def _say_untold(told: bool) -> None:
    if not told:
        click.echo(_("Het dossier is beschadigd: uw reden kon er niet bij."), err=True)
