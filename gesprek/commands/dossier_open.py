"""`gesprek dossier openen` and `bijwerken`: go on with a conversation, on the flow it has or on a newer one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gesprek.commands.asking import confirm, open_vault, passphrase_option
from gesprek.commands.house import Command
from gesprek.errors import GesprekError
from gesprek.harmless import harmless
from gesprek.i18n import _, ngettext

if TYPE_CHECKING:
    from gesprek.keeping import UpdatePlan
    from gesprek.knowledge import Knowledge

__all__ = ["bijwerken", "openen"]


@click.command("openen", cls=Command, options_metavar="[OPTIES]", short_help="Ga op het scherm verder met een gesprek.")
@click.argument("code", metavar="CODE")
@click.option("--regel", is_flag=True, help="Ga verder in regels: voor een schermlezer, een brailleleesregel of een pijp.")
def openen(code: str, regel: bool) -> None:
    """Opent het programma bij dit gesprek, waar het was. Het wachtwoord wordt daar gevraagd.

    \b
    Voorbeelden:
      gesprek dossier openen 7F3K
      gesprek dossier openen 7F3K --regel
    """
    context = click.get_current_context()
    if regel or context.find_root().params.get("regel"):
        from gesprek.regel import run as run_lines

        context.exit(run_lines(dossier=code.strip().upper()))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise GesprekError(_("Dit is geen terminal: het scherm kan hier niet open."))
    from gesprek.tui import run

    context.exit(run(dossier=code.strip().upper()))


@click.command("bijwerken", cls=Command, options_metavar="[OPTIES]", short_help="Ga verder met een nieuwere vragenlijst.")
@click.argument("code", metavar="CODE")
@click.option("--ja", is_flag=True, help="Vraag niets: werk meteen bij.")
@passphrase_option
def bijwerken(code: str, ja: bool, wachtwoord_bestand: str | None) -> None:
    """Laat zien wat een nieuwere vragenlijst met dit gesprek doet, en vraagt dan of u daarmee verder wilt.

    \b
    Wat een plaats verliest, blijft bewaard bij het dossier.
    Voorbeeld:
      gesprek dossier bijwerken 7F3K
    """
    from gesprek.keeping import plan_update, update
    from gesprek.knowledge import load_knowledge
    from gesprek.record import ReadOnly, open_dossier

    with open_vault(wachtwoord_bestand) as vault:
        found = open_dossier(vault, code)
        try:
            if found.read_only:
                raise ReadOnly(found.why_read_only)
            plan = plan_update(vault, found)
            if plan.current:
                click.echo(_("Dossier {code} heeft de nieuwste vragenlijst al.").format(code=found.code))
                return
            click.echo("\n".join(_shown(plan, load_knowledge(plan.after.flow))))
            if confirm(_("Verder met de nieuwere vragenlijst?"), ja):
                update(vault, found, plan)
                click.echo(_("Bijgewerkt. Er is niets verwijderd."))
            else:
                click.echo(_("Er is niets veranderd."))
        finally:
            found.close()


def _shown(plan: UpdatePlan, knowledge: Knowledge) -> list[str]:
    """The plan in words: what stays, what loses its place, what is asked anew."""

    def names(facts: tuple[str, ...]) -> list[str]:
        return [f"  - {harmless(_(knowledge.facts[f].label) if f in knowledge.facts else f)}" for f in facts]

    kept, lost, opened = len(plan.kept), len(plan.orphaned), len(plan.opened)
    return [
        _("Van vragenlijst {oud} naar {nieuw}.").format(oud=plan.before.versie, nieuw=plan.after.versie),
        ngettext("{n} antwoord blijft.", "{n} antwoorden blijven.", kept).format(n=kept),
        ngettext(
            "{n} antwoord verliest zijn plaats; het blijft bewaard.",
            "{n} antwoorden verliezen hun plaats; ze blijven bewaard.",
            lost,
        ).format(n=lost),
        *names(plan.orphaned),
        ngettext("{n} vraag komt erbij of staat weer open.", "{n} vragen komen erbij of staan weer open.", opened).format(
            n=opened
        ),
        *names(plan.opened),
    ]
