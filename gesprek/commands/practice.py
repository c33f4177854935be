"""`gesprek oefen`: practise on a scripted person, and look back at how it went. Nothing here touches the vault."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gesprek.commands.house import Group
from gesprek.errors import GesprekError, InputProblems, Problem, UnknownName, nearest
from gesprek.harmless import harmless, harmless_lines
from gesprek.i18n import _, ngettext

if TYPE_CHECKING:
    from gesprek.practice import Session
    from gesprek.practice.measures import Measures
    from gesprek.practice.replay import Step

__all__ = ["oefen", "practise"]

WIDE = 79
"""So wide are the lines of the replay at most."""
SEED = 1
"""The seed of who gives none: everyone then gets the same order."""


class _PracticeGroup(Group):
    """A word that is no command is an exercise: `gesprek oefen baksteen`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or the exercise as an argument of the command that plays one. Raises UnknownName with the nearest."""
        word = args[0]
        if word in self.commands or word.startswith("-"):
            return super().resolve_command(ctx, args)
        from gesprek.practice.scenario import scenario_files

        known = {path.stem for path in scenario_files()}
        if word not in known and "/" not in word and not word.endswith((".yaml", ".yml")):
            near = nearest(word, known | set(self.commands))
            hint = _("Bedoelde u '{naam}'?").format(naam=near) if near else _("Typ 'gesprek oefen' voor de lijst.")
            raise UnknownName(_("Er is geen oefening '{naam}'.").format(naam=word), hint=hint)
        return "doe", self.commands["doe"], args

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of doing an exercise stand in the help too: who types the name of one uses them."""
        rows = [row for param in self.commands["doe"].params if (row := param.get_help_record(ctx))]
        with formatter.section(_("Opties bij een oefening (gesprek oefen OEFENING)")):
            formatter.write_dl(rows)
        super().format_options(ctx, formatter)


@click.group(
    "oefen",
    cls=_PracticeGroup,
    invoke_without_command=True,
    options_metavar="[OPTIES]",
    subcommand_metavar="[OEFENING|OPDRACHT]...",
    short_help="Oefen een gesprek met een verzonnen persoon.",
)
@click.pass_context
def oefen(ctx: click.Context) -> None:
    """Oefent een gesprek: aan de andere kant van de tafel zit een verzonnen persoon, die antwoordt naar hoe u vraagt.

    Zonder naam van een oefening toont dit de lijst. De kluis blijft dicht; alles is verzonnen.

    \b
    Voorbeelden:
      gesprek oefen                               de oefeningen, van makkelijk naar moeilijk
      gesprek oefen baksteen --uit resultaten     doe een oefening en bewaar wat u deed
      gesprek oefen nakijken R.oefening.json --html verslag.html
      gesprek oefen terugzien R.oefening.json     loop het gesprek moment voor moment na
      gesprek oefen controleer mijn-oefening.yaml kijk of een eigen oefening klopt
      gesprek oefen klas begin groep-a --oefening baksteen
    """
    if ctx.invoked_subcommand is None:
        click.echo(_listed())


def _listed() -> str:
    from gesprek.practice import list_scenarios
    from gesprek.practice.debrief import made_up

    found = list_scenarios()
    if not found:
        return _("Er zijn nog geen oefeningen.")
    lines = [made_up(), ""]
    for scenario in found:
        about = _("niveau {niveau}, {n} minuten").format(niveau=scenario.niveau, n=scenario.duur_minuten)
        lines += [f"{scenario.oefening:<28} {about}", f"  {scenario.titel}", *_wrapped(scenario.leerdoel), ""]
    return harmless_lines("\n".join([*lines, _("Begin met: gesprek oefen NAAM")]))


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent="  ")


@oefen.command("doe", hidden=True, options_metavar="[OPTIES]", short_help="Doe een oefening.")
@click.argument("oefening", metavar="OEFENING")
@click.option("--zaad", type=int, default=SEED, metavar="GETAL", help="Zelfde getal, zelfde volgorde van wat u kunt zeggen.")
@click.option("--regel", is_flag=True, help="Oefen in regels: voor een schermlezer, een brailleleesregel of een pijp.")
@click.option("--uit", metavar="MAP", help="Bewaar wat u deed als bestand in deze map.")
@click.pass_context
def doe(ctx: click.Context, oefening: str, zaad: int, regel: bool, uit: str | None) -> None:
    """Doet één oefening en toont daarna het verslag."""
    from gesprek.practice import Session, load_scenario
    from gesprek.practice.files import new_result

    scenario = load_scenario(oefening)
    path = new_result(Path(uit), scenario) if uit is not None else None
    ctx.exit(practise(Session(scenario, zaad, scenario.begins), path, lines=regel))


def practise(session: Session, path: Path | None, *, lines: bool) -> int:
    """Play an exercise on the screen or in lines, keep it in `path` while it goes on, and show the debrief; the exit code."""
    from gesprek.practice.files import write_result
    from gesprek.practice.report import debrief_text
    from gesprek.practice.score import measure

    if path is not None:
        write_result(session, path, new=True)

    def keep() -> None:
        if path is not None:
            write_result(session, path)

    code = _screen(lines)(session, keep)
    keep()
    click.echo(harmless_lines(debrief_text(measure(session))))
    if path is not None:
        click.echo(_("Bewaard. Iedereen die dit bestand heeft, kan het lezen:"))
        click.echo(harmless(str(path)))
        click.echo(_("Als pagina: gesprek oefen nakijken BESTAND --html verslag.html"))
    else:
        click.echo(_("Niets bewaard. Met --uit MAP kunt u uw gesprek later terugzien."))
    return code


def _screen(lines: bool) -> Callable[[Session, Callable[[], None]], int]:
    """What plays an exercise: `run(session, keep)`, which calls `keep` after each step and returns the exit code."""
    name = "gesprek.regel.practice" if lines else "gesprek.tui.practice"
    if not lines and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise GesprekError(_("Dit is geen terminal: het scherm kan hier niet open. Gebruik 'gesprek oefen OEFENING --regel'."))
    try:
        run: Callable[[Session, Callable[[], None]], int] = importlib.import_module(name).run
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise GesprekError(_("Dit scherm van oefenen is er nog niet.")) from None
    return run


def _exercise_option(command: Callable[..., None]) -> Callable[..., None]:
    told = "De oefening, als die niet van het programma is en niet naast het resultaat staat."
    return click.option("--oefening", metavar="PAD", help=told)(command)


def _measured(bestand: str, oefening: str | None) -> tuple[Session, Measures]:
    from gesprek.practice.files import read_result
    from gesprek.practice.score import measure

    session = read_result(Path(bestand), exercise=Path(oefening) if oefening is not None else None)
    return session, measure(session)


@oefen.command("nakijken", options_metavar="[OPTIES]", short_help="Toon het verslag van een resultaat.")
@click.argument("bestand", metavar="BESTAND")
@click.option("--html", "html", metavar="PAD", help="Schrijf het verslag als pagina naar dit nieuwe bestand.")
@_exercise_option
def nakijken(bestand: str, html: str | None, oefening: str | None) -> None:
    """Toont het verslag van een oefening: wat goed ging, wat anders ging, en wat u dan kunt zeggen.

    \b
    Voorbeelden:
      gesprek oefen nakijken baksteen-1.oefening.json
      gesprek oefen nakijken baksteen-1.oefening.json --html verslag.html
    """
    from gesprek.practice.files import write_text
    from gesprek.practice.page import page
    from gesprek.practice.report import debrief_text

    session, measures = _measured(bestand, oefening)
    if html is None:
        click.echo(harmless_lines(debrief_text(measures)))
        return
    write_text(Path(html), page(session, measures))
    click.echo(_("De pagina staat in {pad}.").format(pad=harmless(html)))


@oefen.command("terugzien", options_metavar="[OPTIES]", short_help="Loop een oefening moment voor moment na.")
@click.argument("bestand", metavar="BESTAND")
@click.option("--vanaf", type=click.IntRange(min=0), default=0, metavar="MOMENT", help="Begin bij dit moment.")
@_exercise_option
def terugzien(bestand: str, vanaf: int, oefening: str | None) -> None:
    """Loopt een oefening na, moment voor moment, met de opmerkingen erbij.

    Enter gaat verder, t gaat terug, een getal gaat naar dat moment en s stopt. Zonder terminal komt alles achter elkaar.

    \b
    Voorbeelden:
      gesprek oefen terugzien baksteen-1.oefening.json
      gesprek oefen terugzien baksteen-1.oefening.json --vanaf 12
    """
    from gesprek.practice.debrief import made_up
    from gesprek.practice.replay import replay

    session, measures = _measured(bestand, oefening)
    steps = replay(session, measures)
    waits = sys.stdin.isatty() and sys.stdout.isatty()
    click.echo(made_up() + "\n")
    here: int | None = vanaf
    while here is not None and here < len(steps):
        click.echo(harmless_lines("\n".join(_shown(steps[here], measures.person))))
        here = _next(here, len(steps)) if waits else here + 1
        click.echo()


def _next(here: int, count: int) -> int | None:
    """The moment to go to, as the person at the terminal says; None to stop."""
    while True:
        told = _("Enter: verder, t: terug, een getal: naar dat moment, s: stoppen")
        said = click.prompt(told, default="", show_default=False, prompt_suffix=" ").strip().lower()
        if said in ("s", "q"):
            return None
        if said.isdecimal() and len(said) < 9 and int(said) < count:
            return int(said)
        if said in ("", "t"):
            return max(0, here - 1) if said else here + 1
        click.echo(_("Dat moment is er niet; er zijn er {n}.").format(n=count))


def _shown(step: Step, person: str) -> list[str]:
    from gesprek.practice.names import who_title
    from gesprek.practice.report import wrapped

    head = _("Moment {n}, minuut {minuut}: {titel}").format(n=step.number, minuut=step.minute, titel=step.title)
    lines = wrapped(head, "", WIDE)
    for line in step.lines:
        lines += wrapped(f"{who_title(person, line.who)}: {line.text}", "  ", WIDE)
    for remark in step.remarks:
        lines += wrapped(f"{'!' if remark.error else '+'} {remark.text}", "  ", WIDE)
        if remark.instead:
            lines += wrapped(f"“{remark.instead}”", "    ", WIDE)
    return lines


@oefen.command("controleer", options_metavar="[OPTIES]", short_help="Kijk of oefeningen kloppen.")
@click.argument("paden", nargs=-1, metavar="[PAD...]")
@click.pass_context
def controleer(ctx: click.Context, paden: tuple[str, ...]) -> None:
    """Kijkt of oefeningen kloppen; zonder pad alle oefeningen van het programma. Eindigt met 1 als er iets mis is.

    Van een map worden alle bestanden met .yaml of .yml nagekeken.

    \b
    Voorbeelden:
      gesprek oefen controleer
      gesprek oefen controleer mijn-oefening.yaml
      gesprek oefen controleer map-met-oefeningen
    """
    from gesprek.practice import load_scenario
    from gesprek.practice.scenario import scenario_files

    problems: list[Problem] = []
    gaps: dict[str, list[str]] = {}
    for path in _to_check(paden, problems) if paden else scenario_files():
        try:
            scenario = load_scenario(path)
        except InputProblems as error:
            problems += error.problems
            continue
        gaps[scenario.flow] = scenario.kinds.gaps(scenario.knowledge)
        signals = len(scenario.signalen)
        said = ngettext(
            "{naam}: in orde ({feiten} feiten, {signalen} signaal).",
            "{naam}: in orde ({feiten} feiten, {signalen} signalen).",
            signals,
        )
        click.echo(harmless(said.format(naam=scenario.oefening, feiten=len(scenario.reference), signalen=signals)))
    for flow, names in gaps.items():
        if names and not paden:
            said = _("Flow {flow}: minder dan drie formuleringen van verschillende soort bij: {vragen}.")
            click.echo(said.format(flow=flow, vragen=", ".join(names)), err=True)
    if problems:
        click.echo(harmless_lines(str(InputProblems(problems))), err=True)
    ctx.exit(1 if problems or (not paden and any(gaps.values())) else 0)


def _to_check(paths: Sequence[str], problems: list[Problem]) -> Iterator[Path]:
    """The files, and of a folder every exercise in it; a folder without one is a problem."""
    from gesprek.practice.scenario import NOT_SCENARIOS

    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        inside = [one for one in sorted(path.iterdir()) if one.suffix in (".yaml", ".yml")]
        found = [one for one in inside if one.name not in {*NOT_SCENARIOS, "klas.yaml"}]
        if not found:
            problems.append(Problem(str(path), 1, "in deze map staat geen oefening.", "een bestand dat eindigt op .yaml"))
        yield from found
