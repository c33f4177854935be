"""The desk of an officer: the vault, locked or not, and the dossier that is open on it. Knows nothing of widgets.

Everything heavy is loaded when it is first needed, so that the first screen comes at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _, ngettext

if TYPE_CHECKING:
    from gesprek.keeping import Keeping
    from gesprek.record import Vault
    from gesprek.record.listing import Entry

__all__ = ["Desk"]


class Desk:
    """folder: where the vault is, or will be. card: the map for a new conversation. clock: the moment now.

    working_on: told the code of each dossier that is opened, and an empty text when that is no more.
    """

    def __init__(self, folder: Path, card: str, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.card = card
        self.clock = clock
        self.vault: Vault | None = None
        self.keeping: Keeping | None = None
        self.working_on: Callable[[str], None] = lambda _code: None

    @property
    def has_vault(self) -> bool:
        """True when there is a vault, locked or not, whole or damaged, or one that was being put back."""
        if any(self.folder.parent.glob(f".{self.folder.name}-*")):
            from gesprek.record.swap import finish_swap

            finish_swap(self.folder)
        return any((self.folder / name).exists() for name in ("sleutels", "kluis.db", "hoofd"))

    @property
    def open_vault(self) -> Vault:
        """The vault. Raises GesprekError while it is locked."""
        if self.vault is None:
            raise GesprekError(_("De kluis is op slot."))
        return self.vault

    def create(self, passphrase: str) -> str:
        """Make the vault; its recovery key as it is printed. Raises VaultProblem."""
        from gesprek.record import Vault

        self.vault, printed = Vault.create(self.folder, passphrase, self.clock)
        return printed

    def unlock(self, passphrase: str) -> None:
        """Open the vault. Raises VaultProblem."""
        from gesprek.record import Vault

        if self.vault is None:
            self.vault = Vault.unlock(self.folder, passphrase, self.clock)

    def begin(self, *, noodset: bool, flow: str = "aangifte") -> Keeping:
        """A new conversation of a flow in a new dossier. Raises GesprekError."""
        from gesprek.keeping import begin_conversation

        self.put_away()
        _conversation, self.keeping = begin_conversation(self.open_vault, flow, self.card, self.clock().date(), noodset=noodset)
        self.working_on(self.keeping.dossier.code)
        return self.keeping

    def open(self, code: str) -> Keeping:
        """Go on with the conversation of a dossier. Raises GesprekError."""
        from gesprek.keeping import resume
        from gesprek.record import open_dossier

        self.put_away()
        dossier = open_dossier(self.open_vault, code)
        try:
            self.keeping = resume(self.open_vault, dossier)
        except BaseException:
            dossier.close()
            raise
        self.working_on(dossier.code)
        return self.keeping

    def put_away(self) -> None:
        """Close the dossier that is open."""
        if self.keeping is not None:
            self.keeping.dossier.close()
            self.keeping = None

    def lock(self) -> None:
        """Close the dossier and the vault; the keys leave this process's own structures."""
        self.put_away()
        if self.vault is not None:
            self.vault.close()
            self.vault = None

    # -- what the list shows ---------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """The dossiers, last changed first. Raises VaultProblem."""
        from gesprek.record.listing import list_dossiers

        self.open_vault.write_log([self.open_vault.line("raadplegen", note="lijst van dossiers")])
        return sorted(list_dossiers(self.open_vault), key=lambda entry: entry.gewijzigd, reverse=True)

    def take_over(self, code: str) -> str:
        """The dossier was taken over into the police system: destroy it now, or in the term; says which. Raises VaultProblem."""
        from gesprek.record.retention import take_over, term

        self.put_away()
        days = term(self.open_vault)
        found = take_over(self.open_vault, code)
        self.working_on("")
        if found.destroyed:
            return _("Dossier {code} is hier vernietigd.").format(code=code)
        if found.held:
            return _("Dossier {code} wordt aangehouden en is niet vernietigd.").format(code=code)
        return ngettext(
            "Dossier {code} wordt over {n} dag hier vernietigd.", "Dossier {code} wordt over {n} dagen hier vernietigd.", days
        ).format(code=code, n=days)

    def what_take_over_does(self) -> str:
        """What happens after taking over, in a sentence."""
        from gesprek.record.retention import term

        days = term(self.open_vault)
        if not days:
            return _("Daarna wordt het hier meteen vernietigd, met alles erin. Dat kan niet worden teruggedraaid.")
        return ngettext(
            "Daarna wordt het hier na {n} dag vernietigd, met alles erin.",
            "Daarna wordt het hier na {n} dagen vernietigd, met alles erin.",
            days,
        ).format(n=days)

    def overdue(self) -> tuple[list[str], str]:
        """The dossiers whose term has passed, and what makes the date of today doubtful (empty: nothing)."""
        from gesprek.record.retention import clock_doubt, due

        now = self.clock()
        return [found.code for found in due(self.open_vault, now)], clock_doubt(self.open_vault, now)

    def destroy_overdue(self, *, confirmed: bool) -> None:
        """Destroy what is due; with doubt about the date only when confirmed. Raises VaultProblem."""
        from gesprek.record.retention import destroy_due

        destroy_due(self.open_vault, self.clock(), confirmed=confirmed)

    def remarks(self) -> list[str]:
        """What an officer must know of this vault now: what is wrong with it, and what was left lying."""
        from gesprek.record.retention import left_lying

        vault = self.open_vault
        lines = [str(finding) for finding in vault.findings]
        if lines:
            lines = [*lines[:4], _("Zie wat u kunt doen: gesprek kluis controleren")]
        with contextlib.suppress(GesprekError):  # a damaged list is among the findings already
            lying = left_lying(vault, self.clock())
            if lying:
                said = ngettext(
                    "{n} concept ligt hier al een week of langer: {codes}. Neem het over of vernietig het.",
                    "{n} concepten liggen hier al een week of langer: {codes}. Neem ze over of vernietig ze.",
                    len(lying),
                )
                lines.append(said.format(n=len(lying), codes=", ".join(entry.code for entry in lying)))
        return lines
