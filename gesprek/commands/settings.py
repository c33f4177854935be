"""`gesprek instellingen`: what is set, where it comes from, and where to change it. Also what the doctor says of it."""

from __future__ import annotations

import os
import shutil
import stat
import textwrap
from pathlib import Path

import click

from gesprek.commands.house import WorksAnyway
from gesprek.doctor import Finding
from gesprek.harmless import harmless
from gesprek.i18n import _, ngettext
from gesprek.settings import SETTINGS, Reading, Setting, read

__all__ = ["example", "file_finding", "instellingen", "rows"]


@click.command("instellingen", cls=WorksAnyway, options_metavar="[OPTIES]", short_help="Toon wat is ingesteld en waar.")
@click.option("--voorbeeld", is_flag=True, help="Toon een bestand met alle instellingen en hun uitleg, om over te nemen.")
@click.pass_context
def instellingen(ctx: click.Context, voorbeeld: bool) -> None:
    """Toont elke instelling: wat zij is, waar dat staat, en waar zij voor dient. Verandert niets.

    \b
    Een optie gaat voor de omgeving, de omgeving voor het bestand.
    Voorbeelden:
      gesprek instellingen
      gesprek instellingen --voorbeeld      een bestand om mee te beginnen
    """
    if voorbeeld:
        click.echo(example(), nl=False)
        return
    reading = read()
    width = min(max(shutil.get_terminal_size((80, 24)).columns, 40), 100)
    click.echo(harmless(_where(reading)) + "\n")
    for (name, value, source), one in zip(rows(reading), SETTINGS, strict=True):
        click.echo(f"{name} = {harmless(value)}   ({source})")
        click.echo(textwrap.fill(_(one.what), width, initial_indent="    ", subsequent_indent="    "))
    if reading.mistakes:
        click.echo("", err=True)
    for mistake in reading.mistakes:
        click.echo(harmless(str(mistake)), err=True)
    ctx.exit(2 if reading.mistakes else 0)


def _where(reading: Reading) -> str:
    if reading.file is None:
        return _("Er is geen map voor een bestand met instellingen.")
    said = _("Bestand: {pad}") if reading.exists else _("Er is nog geen bestand. Het komt hier: {pad}")
    return said.format(pad=reading.file)


def rows(reading: Reading) -> list[tuple[str, str, str]]:
    """Of every setting its name, its value as one writes it, and where that comes from."""
    return [(one.name, _value(one, getattr(reading.values, one.name)), _source(one, reading)) for one in SETTINGS]


def _value(one: Setting, value: str | int | bool | Path | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        from gesprek.paths import own_vault_dir

        value = own_vault_dir()
    home = Path("~").expanduser() if "HOME" in os.environ else Path("/")
    if home != Path("/") and Path(str(value)).is_relative_to(home):
        return str(Path("~", Path(str(value)).relative_to(home)))
    return str(value)


def _source(one: Setting, reading: Reading) -> str:
    return {
        "vlag": _("optie {naam}").format(naam=one.flag),
        "omgeving": _("omgeving {naam}").format(naam=one.env),
        "bestand": _("bestand"),
        "standaard": _("standaard"),
    }[reading.source(one.name)]


def file_finding(reading: Reading, uid: int) -> Finding:
    """What the doctor says of the file: whether it is right, and whether only its owner can change it. Names no value."""
    if reading.mistakes:
        count = len(reading.mistakes)
        what = ngettext("{n} instelling is niet goed.", "{n} instellingen zijn niet goed.", count).format(n=count)
        return Finding("instellingen", "fout", what, _("Typ voor wat en waar: gesprek instellingen"))
    if reading.file is None or not reading.exists:
        return Finding("instellingen", "goed", _("Geen bestand met instellingen; dat hoeft ook niet."))
    state = reading.file.stat()
    if state.st_uid not in (uid, 0):
        what = _("Het bestand met instellingen is van iemand anders.")
        return Finding("instellingen", "let_op", what, _("Maak een eigen bestand: gesprek instellingen --voorbeeld"))
    if stat.S_IMODE(state.st_mode) & 0o022:
        what = _("Anderen op deze computer kunnen uw instellingen veranderen, ook waar de kluis staat.")
        return Finding("instellingen", "let_op", what, _("Typ: chmod go-w en dan de naam van het bestand met instellingen."))
    return Finding("instellingen", "goed", _("Alleen u kunt uw instellingen veranderen."))


def example() -> str:
    """A file with every setting, its explanation and its default, all of it still comment."""
    parts = [_comment(_("Instellingen van gesprek. Haal het # weg voor wat u wilt veranderen."))]
    for one in SETTINGS:
        written = one.example or one.default
        shown = str(written).lower() if isinstance(written, bool) else written if isinstance(written, int) else f'"{written}"'
        allowed = "true | false" if one.kind == "janee" else one.metavar.replace("|", " | ")
        parts.append(f"{_comment(_(one.what))}\n# {allowed}\n# {one.name} = {shown}")
    return "\n\n".join(parts) + "\n"


def _comment(text: str) -> str:
    return textwrap.fill(text, 100, initial_indent="# ", subsequent_indent="# ")
