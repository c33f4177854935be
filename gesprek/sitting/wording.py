"""What an officer is told of the vault and of what happens to a conversation, in the same words wherever it is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gesprek.i18n import _
from gesprek.moments import day_and_time

if TYPE_CHECKING:
    from gesprek.record.listing import Entry

__all__ = ["dossier_row", "groups_match", "promise", "recovery_explained", "vault_explained"]


def promise(kept: bool) -> str:
    """What happens to what is typed. kept: there is, or will be, a vault."""
    if not kept:
        return _(
            "Een gesprek staat alleen in het geheugen zolang het programma open is. Er wordt niets opgeslagen "
            "tot u de stukken zelf wegschrijft. Bij verlaten wordt het eerst gevraagd."
        )
    return _(
        "Elk antwoord en wat u typt wordt meteen versleuteld bewaard in de kluis op deze computer. "
        "U hoeft nergens aan te denken. Neemt u een gesprek over in uw eigen systeem, dan wordt het hier vernietigd."
    )


def vault_explained(folder: Path) -> tuple[str, str]:
    """What a vault is, before one is made in `folder`: two paragraphs."""
    return (
        _(
            "In de kluis bewaart het programma elk antwoord en wat u typt, versleuteld, op deze computer: {map}. "
            "Alleen met uw wachtwoord is het te lezen. Zo gaat er niets verloren als de stroom of de verbinding wegvalt."
        ).format(map=folder),
        _(
            "De kluis is geen archief: u neemt een gesprek over in uw eigen systeem, en dan wordt het hier vernietigd. "
            "Wie wat heeft gedaan, komt zonder inhoud in een logboek."
        ),
    )


def recovery_explained() -> str:
    """What the recovery key is for, and that it is shown once."""
    return _(
        "Bent u uw wachtwoord kwijt, dan opent alleen deze sleutel de kluis. Schrijf hem nu op papier, "
        "en bewaar het papier niet bij de computer. Hij wordt niet nog eens getoond."
    )


def groups_match(printed: str, asked: tuple[int, int], typed: str) -> bool:
    """True when `typed` is the groups `asked` (from 1) of the printed key; letters that are read as digits count as those."""
    groups = printed.split("-")
    wanted = "".join(groups[n - 1] for n in asked)
    found = typed.upper().replace(" ", "").replace("-", "").replace("O", "0").replace("I", "1").replace("L", "1")
    return found == wanted


def dossier_row(entry: Entry) -> tuple[str, str]:
    """A dossier in two lines: its code and when; how far it is."""
    from gesprek.sitting.progress import DUTY_SIGNS

    head = _("{code}   laatst gewijzigd {wanneer}").format(code=entry.code, wanneer=day_and_time(entry.gewijzigd))
    if entry.kenmerk:
        head += f"   {entry.kenmerk}"
    duty = _(DUTY_SIGNS[entry.plicht][1]) if entry.plicht in DUTY_SIGNS else entry.plicht
    parts = [_(entry.stand.replace("_", " "))] if entry.stand else []
    parts.append(_("art. 5j: {stand}").format(stand=duty))
    if entry.holder is not None:
        parts.append(_("elders open: {wie}").format(wie=entry.holder))
    if entry.aangehouden:
        parts.append(_("wordt bewaard tot vrijgave"))
    if entry.overgenomen:
        parts.append(_("overgenomen"))
    parts += [finding.below for finding in entry.findings]
    return head, " · ".join(parts)
