"""The flow that a dossier began with, kept as it was: the dossier goes on with it when the program brings a newer one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gesprek.errors import InputProblems
from gesprek.i18n import _
from gesprek.knowledge import Knowledge, load_knowledge
from gesprek.record.problems import Damaged, NotSaved
from gesprek.record.slots import flush_path
from gesprek.record.store import disk_said
from gesprek.record.vault import Vault

__all__ = ["pin_flow", "pinned_flow", "remove_half"]


def pin_flow(vault: Vault, knowledge: Knowledge) -> None:
    """Keep a copy of the files of a flow in the vault, whole or not at all; once is enough. Raises NotSaved."""
    target = vault.files.flow(knowledge.sha256)
    if target.is_dir():
        return
    building = target.with_name(f".{target.name}-{os.urandom(6).hex()}")
    with vault.alone():
        try:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _copy(knowledge.root, building)
            _flush(building)
            building.rename(target)
            flush_path(target.parent)
            flush_path(target.parent.parent)
        except OSError as error:
            if not target.is_dir():  # else another program kept it in the meantime, or only its name is not flushed yet
                raise NotSaved(_("De vragenlijst kan niet worden bewaard.") + " " + disk_said(error)) from None
        finally:
            shutil.rmtree(building, ignore_errors=True)


def remove_half(vault: Vault) -> None:
    """Remove what is left of a copy that was cut short. Only while nobody else writes: `vault.alone`."""
    for left in vault.files.flow("x").parent.glob(".*"):
        shutil.rmtree(left, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    for folder, _folders, names in os.walk(source, onerror=_refuse):
        there = target / Path(folder).relative_to(source)
        there.mkdir(mode=0o700)
        for name in names:
            fd = os.open(there / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(fd, "wb") as file:
                file.write((Path(folder) / name).read_bytes())


def _refuse(error: OSError) -> None:
    """A folder that cannot be read is not left out silently."""
    raise error


def _flush(top: Path) -> None:
    for folder, _folders, names in os.walk(top, onerror=_refuse):
        for name in names:
            flush_path(Path(folder) / name)
        flush_path(Path(folder))


def pinned_flow(vault: Vault, flow: str, sha256: str) -> Knowledge:
    """The flow with this hash: the shipped one when it is the same, else the copy in the vault. Raises Damaged."""
    shipped = load_knowledge(flow)
    if shipped.sha256 == sha256:
        return shipped
    hint = _("Met 'gesprek dossier bijwerken' gaat het verder met de nieuwere; u ziet eerst wat dat betekent.")
    try:
        kept = load_knowledge(flow, vault.files.flow(sha256))
    except (InputProblems, OSError):
        raise Damaged(_("De vragenlijst waarmee dit dossier begon, is niet te lezen."), hint=hint) from None
    if kept.sha256 != sha256:
        raise Damaged(_("De vragenlijst waarmee dit dossier begon, is veranderd."), hint=hint)
    return kept
