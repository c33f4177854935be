"""`gesprek oefen klas`: the same exercise and seed for a whole class, and an overview of their results."""

from __future__ import annotations

from pathlib import Path

import click

from gesprek.commands.house import Group
from gesprek.commands.practice import SEED, practise
from gesprek.harmless import harmless, harmless_lines
from gesprek.i18n import _

__all__ = ["klas"]


@click.group("klas", cls=Group, options_metavar="[OPTIES]", subcommand_metavar="OPDRACHT...", short_help="Oefen met een klas.")
def klas() -> None:
    """Iedereen dezelfde oefening en dezelfde volgorde; de resultaten zijn bestanden in één map.

    \b
    Voorbeelden:
      gesprek oefen klas begin groep-a --oefening baksteen --zaad 7
      gesprek oefen klas doe groep-a --als P12
      gesprek oefen klas overzicht groep-a --html overzicht.html
    """


@klas.command("begin", options_metavar="[OPTIES]", short_help="Maak een klas in een map.")
@click.argument("map_", metavar="MAP")
@click.option("--oefening", required=True, metavar="NAAM|PAD", help="De oefening die de klas doet.")
@click.option("--zaad", type=int, default=SEED, metavar="GETAL", help="Zelfde getal, zelfde volgorde voor iedereen.")
@click.option("--door", default="", metavar="TEKST", help="Wie de klas heeft gemaakt.")
def begin(map_: str, oefening: str, zaad: int, door: str) -> None:
    """Maakt een klas: een map met de oefening en het zaad. Daarin komen de resultaten.

    \b
    Voorbeeld:
      gesprek oefen klas begin groep-a --oefening baksteen
    """
    from gesprek.practice.classroom import begin_class

    begin_class(Path(map_), oefening, zaad, door)
    said = _("De klas staat in {map}. Deelnemers beginnen met: gesprek oefen klas doe {map} --als CODE")
    click.echo(said.format(map=harmless(map_)))


@klas.command("doe", options_metavar="[OPTIES]", short_help="Doe de oefening van een klas.")
@click.argument("map_", metavar="MAP")
@click.option("--als", "code", required=True, metavar="CODE", help="Uw code in de klas; liever geen naam.")
@click.option("--regel", is_flag=True, help="Oefen in regels: voor een schermlezer, een brailleleesregel of een pijp.")
@click.pass_context
def doe(ctx: click.Context, map_: str, code: str, regel: bool) -> None:
    """Doet de oefening van een klas en bewaart wat u deed in de map van de klas.

    Wie het nog eens doet met dezelfde code, krijgt een bestand met -2, -3, enzovoort. De eerste poging blijft staan.

    \b
    Voorbeeld:
      gesprek oefen klas doe groep-a --als P12
    """
    from gesprek.practice import Session
    from gesprek.practice.classroom import class_scenario, next_try

    path, number = next_try(Path(map_), code)
    found, scenario = class_scenario(Path(map_))
    if number > 1:
        said = _("Er is al een resultaat van {code}. Dit wordt poging {n}; in het overzicht telt de laatste die is afgerond.")
        click.echo(said.format(code=code, n=number))
    ctx.exit(practise(Session(scenario, found.zaad, scenario.begins), path, lines=regel))


@klas.command("overzicht", options_metavar="[OPTIES]", short_help="Toon hoe de klas het deed.")
@click.argument("map_", metavar="MAP")
@click.option("--html", "html", metavar="PAD", help="Schrijf het overzicht als pagina; een eerder overzicht wordt vervangen.")
@click.option("--per-deelnemer", is_flag=True, help="Toon ook per code wat iemand hierna kan oefenen; zonder rangorde.")
def overzicht(map_: str, html: str | None, per_deelnemer: bool) -> None:
    """Toont per onderwerp en per soort fout hoe de hele klas het deed. Niemand wordt vergeleken.

    \b
    Voorbeelden:
      gesprek oefen klas overzicht groep-a
      gesprek oefen klas overzicht groep-a --html overzicht.html
    """
    from gesprek.practice.class_page import OWN_PAGE, class_page, class_text
    from gesprek.practice.classroom import overview
    from gesprek.practice.files import write_text

    found = overview(Path(map_))
    if html is None:
        click.echo(harmless_lines(class_text(found, each=per_deelnemer)))
        return
    write_text(Path(html), class_page(found), own=OWN_PAGE)
    click.echo(_("De pagina staat in {pad}.").format(pad=harmless(html)))
