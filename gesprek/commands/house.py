"""How the commands look: Dutch usage and help, and a mistyped name answered with the nearest."""

from __future__ import annotations

import click

from gesprek.errors import UnknownName, nearest
from gesprek.i18n import _
from gesprek.settings import current

__all__ = ["Command", "Group", "WorksAnyway", "see_help"]


class _DutchMixin:
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Gebruik: "))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Toon deze uitleg.")
        return option  # type: ignore[no-any-return]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [row for param in self.get_params(ctx) if isinstance(param, click.Option) and (row := param.get_help_record(ctx))]  # type: ignore[attr-defined]
        if rows:
            with formatter.section(_("Opties")):
                formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Command(_DutchMixin, click.Command):
    """A command that explains itself in the language of the screen. It does nothing while a setting is wrong."""

    works_anyway = False

    def invoke(self, ctx: click.Context) -> object:
        """Do it. Raises GesprekError when a setting is wrong."""
        if not self.works_anyway:
            current()
        return super().invoke(ctx)


class WorksAnyway(Command):
    """A command for when something is wrong: it works with wrong settings too."""

    works_anyway = True


class Group(_DutchMixin, click.Group):
    """A command with commands under it; a mistyped one is answered with the nearest."""

    command_class = Command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant. Raises UnknownName with the nearest."""
        if args and self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.commands)
            hint = _("Bedoelde u '{naam}'?").format(naam=near) if near else see_help(ctx.command_path)
            raise UnknownName(_("Er is geen opdracht '{naam}'.").format(naam=args[0]), hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help."""
        shown = [name for name in sorted(self.commands) if not self.commands[name].hidden]
        rows = [(name, self.commands[name].get_short_help_str(80)) for name in shown]
        with formatter.section(_("Opdrachten")):
            formatter.write_dl(rows)


def see_help(path: str = "gesprek") -> str:
    """Where the explanation is. path: the command, with what stands before it."""
    return _("Typ '{opdracht} --help' voor uitleg.").format(opdracht=path)
