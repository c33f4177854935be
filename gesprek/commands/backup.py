"""`gesprek kluis reservekopie` and `gesprek kluis terugzetten`."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gesprek.commands.asking import (
    ask_passphrase,
    ask_recovery_key,
    confirm,
    open_vault,
    passphrase_option,
    recovery_option,
    vault_folder,
)
from gesprek.commands.house import Command
from gesprek.harmless import harmless
from gesprek.i18n import _, ngettext
from gesprek.moments import day_and_time

if TYPE_CHECKING:
    from gesprek.record.backup import Loss, Restored

__all__ = ["reservekopie", "terugzetten"]


@click.command("reservekopie", cls=Command, options_metavar="[OPTIES]", short_help="Maak een reservekopie van de kluis.")
@click.argument("bestand", metavar="BESTAND")
@passphrase_option
@click.pass_context
def reservekopie(ctx: click.Context, bestand: str, wachtwoord_bestand: str | None) -> None:
    """Zet de hele kluis in één nieuw bestand, even versleuteld als de kluis zelf. U kunt intussen doorwerken.

    Zet het op een andere schijf dan de kluis. Wat u later vernietigt, staat nog in de reservekopieën van daarvoor: vernietig
    die dus ook. Zet u er een terug, dan wordt wat al vernietigd was opnieuw vernietigd.

    \b
    Voorbeeld:
      gesprek kluis reservekopie /media/usb/kluis-2026-11-23
    """
    from gesprek.record.backup import write_backup

    path = Path(bestand).expanduser().absolute()
    with open_vault(wachtwoord_bestand) as vault:
        made = write_backup(vault, path)
    size = path.stat().st_size
    said = ngettext("Er staat {n} dossier in.", "Er staan {n} dossiers in.", made.manifest.dossiers)
    click.echo(_("De reservekopie is gemaakt: {pad} ({grootte}).").format(pad=harmless(str(path)), grootte=_size(size)))
    click.echo(said.format(n=made.manifest.dossiers))
    click.echo(_("De reservekopie gaat open met het wachtwoord en de herstelsleutel van nu."))
    click.echo(_("Kijk of het werkt: gesprek kluis terugzetten --proef {pad}").format(pad=harmless(shlex.quote(str(path)))))
    flaws = made.manifest.bevindingen
    if flaws:
        click.echo(_told_flaws(len(flaws)), err=True)
    ctx.exit(1 if flaws else 0)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def _told_flaws(count: int) -> str:
    said = ngettext(
        "Let op: er was toen al {n} ding mis met de kluis. Dat is in de reservekopie ook zo.",
        "Let op: er waren toen al {n} dingen mis met de kluis. Dat is in de reservekopie ook zo.",
        count,
    )
    return said.format(n=count) + " " + _("'gesprek kluis controleren' zegt wat.")


@click.command("terugzetten", cls=Command, options_metavar="[OPTIES]", short_help="Zet een reservekopie terug.")
@click.argument("bestand", metavar="BESTAND")
@click.option("--proef", is_flag=True, help="Doe alles behalve terugzetten: bewijst dat deze reservekopie werkt.")
@click.option("--ja", is_flag=True, help="Vraag niet of u het zeker weet.")
@click.option("--met-herstelsleutel", is_flag=True, help="Open de reservekopie met de herstelsleutel van uw papier.")
@passphrase_option
@recovery_option
@click.pass_context
def terugzetten(
    ctx: click.Context,
    bestand: str,
    proef: bool,
    ja: bool,
    met_herstelsleutel: bool,
    wachtwoord_bestand: str | None,
    herstelsleutel_bestand: str | None,
) -> None:
    """Zet een reservekopie terug: op een nieuwe computer, of in de plaats van de kluis die er nu is.

    U ziet eerst wat er verloren gaat. De kluis van nu wordt niet weggegooid, maar krijgt een andere naam.
    Dossiers die na de reservekopie zijn vernietigd, komen niet terug.

    \b
    Voorbeelden:
      gesprek kluis terugzetten --proef /media/usb/kluis-2026-11-23
      gesprek kluis terugzetten /media/usb/kluis-2026-11-23
      gesprek kluis terugzetten --met-herstelsleutel /media/usb/kluis-2026-11-23
    """
    from gesprek.paths import vault_dir
    from gesprek.place import see_place
    from gesprek.record import vault_exists
    from gesprek.record.backup import read_backup, restore

    path = Path(bestand).expanduser().absolute()
    folder = see_place(vault_dir()) if proef else vault_folder()
    about = read_backup(path).manifest
    click.echo(_("Dit is een reservekopie van {moment}.").format(moment=day_and_time(about.moment)))
    recovery = met_herstelsleutel or herstelsleutel_bestand is not None
    if recovery:
        secret = ask_recovery_key(herstelsleutel_bestand)
    else:
        secret = ask_passphrase(_("Wachtwoord van de kluis, of van de reservekopie: "), wachtwoord_bestand)
    there = vault_exists(folder)

    def agree(told: Restored) -> bool:
        _tell(told)
        return not there or confirm(_("De kluis van nu vervangen door deze reservekopie?"), ja)

    told = restore(path, folder, secret, datetime.now, recovery=recovery, trial=proef, agree=agree)
    if proef:
        _tell(told)
        click.echo(_("De proef is geslaagd: elk dossier gaat open en is heel. Er is niets veranderd."))
    elif not told.done:
        click.echo(_("Er is niets veranderd."))
        ctx.exit(1)
    else:
        _tell_done(told)


def _tell(told: Restored) -> None:
    """What is in it, what was destroyed again, and what would be lost."""
    said = ngettext("Na het terugzetten is er {n} dossier.", "Na het terugzetten zijn er {n} dossiers.", told.dossiers)
    click.echo(said.format(n=told.dossiers))
    if told.destroyed:
        codes = ", ".join(told.destroyed)
        click.echo(_("Al eerder vernietigd, en nu opnieuw: {codes}.").format(codes=codes))
    if told.flaws:
        click.echo(_told_flaws(len(told.flaws)), err=True)
        for flaw in told.flaws:
            click.echo(f"  {harmless(str(flaw))}", err=True)
    _tell_loss(told.loss)


def _tell_loss(loss: Loss) -> None:
    if loss.dossiers:
        click.echo(_("Dit staat wel in de kluis van nu en niet in de reservekopie:"))
    for code, count in loss.dossiers:
        said = ngettext("{n} handeling", "{n} handelingen", count).format(n=count) if count else _("tekst die werd getypt")
        click.echo("  " + _("dossier {code}: {wat}").format(code=harmless(code), wat=said))
    if loss.unreadable:
        click.echo(_("De kluis van nu is niet helemaal te lezen; er kan meer in staan dan hier wordt genoemd."))
    if loss.forgotten:
        said = ngettext(
            "Van {n} vernietiging is niet meer te zien van welk dossier die was. Kijk of dat dossier terug is.",
            "Van {n} vernietigingen is niet meer te zien van welk dossier die waren. Kijk of die dossiers terug zijn.",
            loss.forgotten,
        )
        click.echo(said.format(n=loss.forgotten))


def _tell_done(told: Restored) -> None:
    click.echo(_("De reservekopie is teruggezet. Dit staat in het logboek."))
    if told.lines:
        said = ngettext(
            "{n} latere regel van het logboek is bewaard.", "{n} latere regels van het logboek zijn bewaard.", told.lines
        )
        click.echo(said.format(n=told.lines))
    if told.replaced is None:
        click.echo(_("Wachtwoord en herstelsleutel zijn die van toen de reservekopie werd gemaakt."))
        return
    if told.kept_access:
        click.echo(_("Wachtwoord en herstelsleutel blijven zoals zij waren."))
    else:
        click.echo(_("Let op: wachtwoord en herstelsleutel zijn weer die van toen de reservekopie werd gemaakt."))
    click.echo(_("De kluis van daarvoor staat nog in deze map:"))
    click.echo(f"  {harmless(str(told.replaced))}")
    click.echo(_("Daarin staat alles van daarvoor, ook wat u later nog vernietigt. Hebt u die map niet meer nodig?"))
    click.echo(_("Verwijder die map dan met: rm -r {pad}").format(pad=harmless(shlex.quote(str(told.replaced)))))
