"""`gesprek kluis`: make the vault, check it, change who may open it, back it up and put that back."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import click

from gesprek.commands.asking import (
    apart,
    ask_new_passphrase,
    ask_recovery_key,
    new_passphrase_option,
    open_vault,
    passphrase_option,
    recovery_option,
    show,
    typed,
    vault_folder,
)
from gesprek.commands.backup import reservekopie, terugzetten
from gesprek.commands.house import Command, Group
from gesprek.errors import GesprekError
from gesprek.harmless import harmless, harmless_lines
from gesprek.i18n import _, ngettext

__all__ = ["kluis"]


@click.group(
    "kluis",
    cls=Group,
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT",
    short_help="Maak en beheer de kluis.",
    invoke_without_command=True,
)
@click.pass_context
def kluis(ctx: click.Context) -> None:
    """Maakt en beheert de kluis: de map waarin gesprek alles versleuteld bewaart.

    \b
    Voorbeelden:
      gesprek kluis nieuw                         maak de kluis, één keer
      gesprek kluis controleren                   kijk of alles er nog is en klopt
      gesprek kluis reservekopie /media/usb/k1    maak een reservekopie
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)


# -- making it, and who may open it ---------------------------------------------------------------------------------------


@kluis.command("nieuw", cls=Command, options_metavar="[OPTIES]", short_help="Maak de kluis.")
@passphrase_option
def nieuw(wachtwoord_bestand: str | None) -> None:
    """Maakt een kluis, met een wachtwoord en een herstelsleutel voor op papier.

    Zonder terminal komt de herstelsleutel op de gewone uitvoer, zodat een script hem kan bewaren.

    \b
    Voorbeelden:
      gesprek kluis nieuw
      gesprek kluis nieuw --wachtwoord-bestand ~/wachtwoord
    """
    from gesprek.record import Vault, VaultProblem, vault_exists

    folder = vault_folder()
    if vault_exists(folder):
        raise VaultProblem(
            _("Hier is al een kluis: {pad}.").format(pad=harmless(str(folder))), hint=_("Er is niets veranderd of overschreven.")
        )
    click.echo(_what_it_is(folder), err=True)
    passphrase = ask_new_passphrase(wachtwoord_bestand, _("Kies een wachtwoord: "))
    vault, recovery_key = Vault.create(folder, passphrase, datetime.now)
    vault.close()
    _hand_over(recovery_key, ask=wachtwoord_bestand is None)
    click.echo(_("De kluis is klaar. Typ 'gesprek' om te beginnen."), err=True)


def _what_it_is(folder: Path) -> str:
    from gesprek.record.vault import SHORTEST

    return "\n".join(
        [
            _("In de kluis bewaart gesprek alles wat u vastlegt, versleuteld. De kluis komt in deze map:"),
            f"  {harmless(str(folder))}",
            "",
            _("U kiest nu een wachtwoord van minstens {m} tekens. Een paar losse woorden is goed.").format(m=SHORTEST),
            _("Daarna krijgt u een herstelsleutel om op papier te zetten."),
            _("Bent u het wachtwoord kwijt, dan opent de herstelsleutel de kluis."),
            _("Bent u ze allebei kwijt, dan kan niemand de kluis nog openen. Wat erin staat is dan weg."),
            "",
        ]
    )


def _hand_over(recovery_key: str, *, ask: bool) -> None:
    """Give the recovery key: to read and type back on a terminal, or on the output for a script."""
    if not ask:
        click.echo(_("Herstelsleutel: {sleutel}").format(sleutel=recovery_key))
        click.echo(_keep_it(), err=True)
        return
    groups = recovery_key.split("-")
    try:
        while not _written_down(groups):
            pass
    except (KeyboardInterrupt, GesprekError):
        click.echo(_("U hebt de herstelsleutel niet overgetypt. Wij weten dus niet of hij op papier staat."), err=True)
        click.echo(_("Maak een nieuwe met 'gesprek kluis wachtwoord --nieuwe-herstelsleutel'."), err=True)
        raise
    click.echo(_keep_it(), err=True)


def _keep_it() -> str:
    return _("Bewaar het papier op slot, en niet bij deze computer. Wie het heeft, kan de kluis openen.")


def _written_down(groups: list[str]) -> bool:
    """Show the key, away from what one can scroll back to; then ask two groups of it back. True when both are right."""
    with apart("--wachtwoord-bestand"):
        show(_("Schrijf deze herstelsleutel over op papier, met de nummers erbij:") + "\n\n" + _block(groups) + "\n")
        typed(_("Druk op Enter als alles op papier staat. De sleutel gaat dan van het scherm.") + " ", "--wachtwoord-bestand")
    with apart("--wachtwoord-bestand"):
        show(_("Ter controle typt u twee groepen over van uw papier.") + "\n\n")
        for place in sorted(secrets.SystemRandom().sample(range(len(groups)), 2)):
            said = typed(_("Groep {nummer}: ").format(nummer=place + 1), "--wachtwoord-bestand")
            if _alike(said) != groups[place]:
                show(_("Groep {nummer} klopt niet. U ziet de sleutel nu opnieuw.").format(nummer=place + 1) + "\n")
                typed(_("Druk op Enter.") + " ", "--wachtwoord-bestand")
                return False
    return True


def _block(groups: list[str]) -> str:
    """Three groups a line, each with its number."""
    shown = [f"{number}  {group}" for number, group in enumerate(groups, 1)]
    return "".join("    " + "      ".join(shown[at : at + 3]) + "\n\n" for at in range(0, len(shown), 3))


def _alike(text: str) -> str:
    """What was typed, with the letters that are read as digits."""
    return "".join(text.split()).upper().translate(str.maketrans("OIL", "011"))


@kluis.command("wachtwoord", cls=Command, options_metavar="[OPTIES]", short_help="Kies een ander wachtwoord.")
@passphrase_option
@new_passphrase_option
@click.option("--nieuwe-herstelsleutel", is_flag=True, help="Houd het wachtwoord, en maak een andere herstelsleutel.")
def wachtwoord(wachtwoord_bestand: str | None, nieuw_wachtwoord_bestand: str | None, nieuwe_herstelsleutel: bool) -> None:
    """Geeft de kluis een ander wachtwoord. U typt eerst het oude, dan twee keer het nieuwe.

    Kan iemand uw herstelsleutel hebben gezien, of is het papier weg? Maak dan een andere: de oude opent de kluis niet meer.

    \b
    Voorbeelden:
      gesprek kluis wachtwoord
      gesprek kluis wachtwoord --nieuwe-herstelsleutel
    """
    with open_vault(wachtwoord_bestand) as vault:
        if nieuwe_herstelsleutel:
            recovery_key = vault.new_recovery_key()
        else:
            vault.change_passphrase(ask_new_passphrase(nieuw_wachtwoord_bestand, option="--nieuw-wachtwoord-bestand"))
    if nieuwe_herstelsleutel:
        _hand_over(recovery_key, ask=wachtwoord_bestand is None)
        click.echo(_("De nieuwe herstelsleutel geldt. De oude opent de kluis niet meer."), err=True)
    else:
        click.echo(_("Het nieuwe wachtwoord geldt. Het oude opent de kluis niet meer."), err=True)
    click.echo(_old_copies(), err=True)


def _old_copies() -> str:
    return _("Let op: reservekopieën van vóór nu gaan nog open met wat toen gold.")


@kluis.command("herstellen", cls=Command, options_metavar="[OPTIES]", short_help="Kies een wachtwoord met de herstelsleutel.")
@passphrase_option
@recovery_option
@click.option("--nieuwe-herstelsleutel", is_flag=True, help="Geef ook een andere herstelsleutel; de oude geldt dan niet meer.")
def herstellen(wachtwoord_bestand: str | None, herstelsleutel_bestand: str | None, nieuwe_herstelsleutel: bool) -> None:
    """Opent de kluis met de herstelsleutel van uw papier; daarna kiest u een nieuw wachtwoord.

    Met --wachtwoord-bestand leest u hier het nieuwe wachtwoord uit een bestand.

    \b
    Voorbeelden:
      gesprek kluis herstellen
      gesprek kluis herstellen --nieuwe-herstelsleutel
    """
    from gesprek.record import NoVault, Vault, vault_exists

    folder = vault_folder()
    if not vault_exists(folder):
        raise NoVault(
            _("Er is nog geen kluis in {pad}.").format(pad=harmless(str(folder))),
            hint=_("Maak er een met 'gesprek kluis nieuw'."),
        )
    with Vault.recover(folder, ask_recovery_key(herstelsleutel_bestand), datetime.now) as vault:
        for finding in vault.findings:
            click.echo(harmless(str(finding)), err=True)
        vault.change_passphrase(ask_new_passphrase(wachtwoord_bestand))
        click.echo(_("Het nieuwe wachtwoord geldt. Het oude opent de kluis niet meer."), err=True)
        recovery_key = vault.new_recovery_key() if nieuwe_herstelsleutel else ""
    if recovery_key:
        _hand_over(recovery_key, ask=wachtwoord_bestand is None)
        click.echo(_("De nieuwe herstelsleutel geldt. De oude opent de kluis niet meer."), err=True)
    click.echo(_old_copies(), err=True)


# -- looking after it -----------------------------------------------------------------------------------------------------


@kluis.command("controleren", cls=Command, options_metavar="[OPTIES]", short_help="Kijk of alles er nog is en klopt.")
@click.option("--tegen", metavar="STAND", help="De stand van een eerdere keer: is er sindsdien niets verdwenen?")
@click.option("--aanvaard", is_flag=True, help="Ga verder met wat er nog is. Wat mis is komt in het logboek, met uw reden.")
@click.option("--reden", metavar="TEKST", help="Waarom u aanvaardt wat er mis is.")
@passphrase_option
@click.pass_context
def controleren(ctx: click.Context, tegen: str | None, aanvaard: bool, reden: str | None, wachtwoord_bestand: str | None) -> None:
    """Leest de hele kluis en zegt wat er mist, veranderd of teruggezet is.

    Eindigt met 0 als alles klopt en met 1 als er iets mis is. Schrijf de stand op die u op het eind ziet. Geeft u die een
    volgende keer mee, dan ziet u ook of de hele kluis door een oudere is vervangen.

    \b
    Voorbeelden:
      gesprek kluis controleren
      gesprek kluis controleren --tegen "1234 0f3a-77b1-90c2-5d4e"
      gesprek kluis controleren --aanvaard --reden "schijf vervangen, zie mutatie"
    """
    if aanvaard and not (reden or "").strip():
        raise GesprekError(_("Aanvaarden kan alleen met een reden."), hint=_("Gebruik --aanvaard --reden TEKST."))
    from gesprek.record.chain import next_step
    from gesprek.record.checking import accept, check_vault, head_text

    with open_vault(wachtwoord_bestand, tell=False) as vault:
        found = check_vault(vault, against=tegen or "")
        for finding in found:
            click.echo(harmless(str(finding)))
        if not found:
            click.echo(_("Alles klopt."))
        elif aanvaard and reden and accept(vault, reden):
            click.echo(_("Aanvaard. De kluis gaat verder met wat er nog is. Dit staat in het logboek."))
        else:
            click.echo(harmless_lines(next_step(found)))
        click.echo(_("Stand van het logboek: {tekst}").format(tekst=head_text(vault)))
    ctx.exit(1 if found else 0)


@kluis.command(
    "termijn", cls=Command, options_metavar="[OPTIES]", short_help="Zie of kies na hoeveel dagen een dossier weg moet."
)
@click.argument("dagen", required=False, metavar="[DAGEN]")
@passphrase_option
def termijn(dagen: str | None, wachtwoord_bestand: str | None) -> None:
    """Laat zien hoeveel dagen een dossier blijft nadat het is overgenomen in de politiesystemen, of stelt dat in.

    Bij 0 wordt een dossier vernietigd zodra u bevestigt dat het is overgenomen.

    
    Voorbeelden:
      gesprek kluis termijn
      gesprek kluis termijn 7
    """
    if dagen is not None and not (dagen.isascii() and dagen.isdigit()):
        raise GesprekError(_("'{tekst}' is geen aantal dagen.").format(tekst=harmless(dagen)), hint=_("Geef een heel getal."))
    from gesprek.record.retention import set_term, term

    with open_vault(wachtwoord_bestand) as vault:
        if dagen is not None:
            set_term(vault, int(dagen))
        days = term(vault)
    if days:
        said = ngettext(
            "Een dossier blijft nog {n} dag nadat het is overgenomen, en moet dan weg.",
            "Een dossier blijft nog {n} dagen nadat het is overgenomen, en moet dan weg.",
            days,
        )
        click.echo(said.format(n=days))
    else:
        click.echo(_("Een dossier wordt vernietigd zodra u bevestigt dat het is overgenomen (termijn 0)."))


kluis.add_command(reservekopie)
kluis.add_command(terugzetten)
