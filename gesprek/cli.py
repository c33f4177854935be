"""The command line: open the program, play a case, print the questions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click

from gesprek import __version__
from gesprek.commands.house import Group, see_help
from gesprek.errors import GesprekError
from gesprek.harmless import harmless, harmless_lines, plain_json
from gesprek.i18n import _, choose_language
from gesprek.moments import read_day
from gesprek.settings import SETTINGS, current, read, use_flags

__all__ = ["entry", "main"]


def entry() -> None:
    """What `gesprek` on the command line calls: first the process protects itself, then `main`."""
    from gesprek.process import protect

    protect()
    main()


def main() -> None:
    """Entry point. Every mistake of the user is a sentence on stderr; the exit code is 0, 1, 2 or 3."""
    try:
        code = cli.main(prog_name="gesprek", standalone_mode=False)
    except click.exceptions.Abort:
        code = 1
    except click.ClickException as error:
        click.echo(harmless(_click_message(error)), err=True)
        code = 2
    except GesprekError as error:
        click.echo(harmless_lines(str(error)), err=True)
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _click_message(error: click.ClickException) -> str:
    """What click found wrong, said in our language."""
    hint = see_help(error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "gesprek")
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or [])
        said = _("Er is geen optie '{naam}'.").format(naam=error.option_name)
        return " ".join(part for part in (said, _("Bedoelde u {naam}?").format(naam=near) if near else "", hint) if part)
    if isinstance(error, click.MissingParameter):
        return _("Er ontbreekt iets: {naam}.").format(naam=_missing_name(error)) + " " + hint
    if isinstance(error, click.BadParameter) and isinstance(getattr(error.param, "type", None), click.types.IntParamType):
        return _no_number(error) + " " + hint
    if isinstance(error, click.BadParameter):
        return error.message + " " + hint
    if isinstance(error, click.BadOptionUsage):
        return _option_value(error) + " " + hint
    return _("Er staat iets in deze opdracht dat er niet hoort.") + " " + hint


def _no_number(error: click.BadParameter) -> str:
    """What was not the number that was expected."""
    name = error.param.opts[0] if error.param else ""
    least = getattr(error.param and error.param.type, "min", None)
    if least is None:
        return _("Achter {naam} hoort een geheel getal, zoals 7.").format(naam=name)
    return _("Achter {naam} hoort een geheel getal van {minst} of meer.").format(naam=name, minst=least)


def _missing_name(error: click.MissingParameter) -> str:
    """What to type, as the help calls it."""
    if error.param is None or error.ctx is None:
        return ""
    name = error.param.make_metavar(error.ctx).rstrip(".")
    return f"{error.param.opts[0]} {name}" if isinstance(error.param, click.Option) else name


def _option_value(error: click.BadOptionUsage) -> str:
    """The parser does not say which of the two it is but in its own words; without them it is the more likely one."""
    if "does not take" in error.message:
        return _("Achter {naam} hoort niets.").format(naam=error.option_name)
    return _("Achter {naam} hoort nog iets.").format(naam=error.option_name)


def _speak_utf8() -> None:
    """Standard output speaks UTF-8 whatever the locale says, so that no letter is lost."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


def _setting_options(command: Callable[..., object]) -> Callable[..., object]:
    """Every setting as an option, all of them text: what is wrong with it is said with what else is wrong."""
    for one in reversed(SETTINGS):
        command = click.option(one.flag, one.name, metavar=one.metavar, help=one.what)(command)
    return command


@click.group(cls=Group, invoke_without_command=True, options_metavar="[OPTIES]", subcommand_metavar="[OPDRACHT]...")
@_setting_options
@click.option("--zonder-kluis", is_flag=True, help="Bewaar niets: een gesprek leeft dan alleen in het geheugen.")
@click.option("--regel", is_flag=True, help="Voer het gesprek in regels: voor een schermlezer, een brailleleesregel of een pijp.")
@click.option("--version", "show_version", is_flag=True, help="Toon de versie.")
@click.pass_context
def cli(ctx: click.Context, /, zonder_kluis: bool, regel: bool, show_version: bool, **flags: str | None) -> None:
    """Houdt de draad van het gesprek vast, zodat u naar de ander kunt kijken.

    Zonder opdracht opent het programma op het scherm.

    \b
    Voorbeelden:
      gesprek                                     open het programma
      gesprek --regel                             hetzelfde gesprek in regels, voor een schermlezer
      gesprek speel casus.yaml                    speel een casus en toon de stukken
      gesprek speel casus.yaml --json             dezelfde uitkomst als JSON, één regel per casus
      gesprek speel *.yaml --kaart volledig --peildatum 2026-11-23
      gesprek vragen aangifte                     alle vragen als leesbaar draaiboek
      gesprek dokter                              kijk of deze computer geschikt is
    """
    use_flags(flags)
    choose_language(read().values.taal)
    _speak_utf8()
    if show_version:
        click.echo(f"gesprek {__version__}")
        return
    if ctx.invoked_subcommand is None:
        ctx.exit(_lines(keep=not zonder_kluis) if regel else _screen(keep=not zonder_kluis))


def _lines(*, keep: bool) -> int:
    from gesprek.regel import run

    return run(keep=keep)


def _screen(*, keep: bool) -> int:
    current()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(
            _("Dit is geen terminal: het scherm kan hier niet open. Gebruik 'gesprek --regel' of 'gesprek speel CASUS.yaml'."),
            err=True,
        )
        return 2
    from gesprek.tui import run

    return run(keep=keep)


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return read_day(text)
    except ValueError:
        message = _("'{tekst}' is geen datum. Verwacht: jjjj-mm-dd, bijvoorbeeld 2026-11-23.").format(tekst=text)
        raise click.BadParameter(message) from None


@cli.command("speel", options_metavar="[OPTIES]", short_help="Speel casussen zonder scherm.")
@click.argument("casus", nargs=-1, required=True, metavar="CASUS.yaml...")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-object per casus, elk op een eigen regel.")
@click.option("--kaart", metavar="NAAM|PAD", help="Sociale kaart voor deze casussen, in plaats van die van uw instellingen.")
@click.option("--peildatum", metavar="JJJJ-MM-DD", help="Dag waarop de sociale kaart wordt gelezen; anders vandaag.")
def speel(casus: tuple[str, ...], as_json: bool, kaart: str | None, peildatum: str | None) -> None:
    """Speelt casusbestanden en toont de stukken, het oordeel per route en wat nog ontbreekt.

    \b
    Voorbeelden:
      gesprek speel casus.yaml
      gesprek speel casus.yaml --json --kaart volledig --peildatum 2026-11-23
    """
    from gesprek.knowledge import load_card, load_knowledge
    from gesprek.play import outcome, play, read_cases

    day = _day(peildatum)
    cases = read_cases([Path(name) for name in casus], load_knowledge)
    for case in cases:
        knowledge = load_knowledge(case.flow)
        card = load_card(kaart or current().kaart, knowledge)
        situation, documents = play(case, knowledge, card, day)
        if as_json:
            click.echo(plain_json(outcome(case, situation, documents)))
        else:
            click.echo(_shown(case.naam, documents.texts))


def _shown(name: str, texts: dict[str, str]) -> str:
    line = "=" * 72
    return harmless_lines("\n".join([line, name, *(f"{line}\n{text.rstrip()}\n" for text in texts.values())]))


@cli.command("vragen", options_metavar="[OPTIES]", short_help="Toon alle vragen van een flow als draaiboek.")
@click.argument("flow", metavar="FLOW")
def vragen(flow: str) -> None:
    """Toont alle vragen van een flow als leesbaar draaiboek, met waarom, bron en wanneer.

    \b
    Voorbeeld:
      gesprek vragen aangifte
    """
    from gesprek.knowledge import load_knowledge
    from gesprek.script import as_script

    click.echo(harmless_lines(as_script(load_knowledge(flow))))


def _add_commands() -> None:
    """The commands that have a module of their own. None of them loads anything heavy before it is called."""
    from gesprek.commands.doctor import dokter
    from gesprek.commands.dossier import dossier
    from gesprek.commands.dossier_list import dossiers
    from gesprek.commands.dossier_open import bijwerken, openen
    from gesprek.commands.log import logboek
    from gesprek.commands.practice import oefen
    from gesprek.commands.practice_class import klas
    from gesprek.commands.settings import instellingen
    from gesprek.commands.vault import kluis

    dossier.add_command(openen)
    dossier.add_command(bijwerken)
    oefen.add_command(klas)
    for command in (dokter, dossier, dossiers, instellingen, kluis, logboek, oefen):
        cli.add_command(command)


_add_commands()
