"""Does things with a vault as the program would: says what it is about to do, and what was acknowledged or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from gesprek import keeping
from gesprek.dialogue.conversation import Conversation
from gesprek.errors import GesprekError
from gesprek.record import Dossier, Vault, open_dossier, vault_exists
from gesprek.record.codec import kept_of
from tests.kluis.hulp import CHEAP, PASSPHRASE, Told, answer, digest, draft_text, now

__all__ = ["MOMENT", "Driver", "Refused", "Talk", "told_of"]

MOMENT = datetime(2026, 11, 23, 10, 0)
DAY = date(2026, 11, 23)
_T = TypeVar("_T")
Say = Callable[[Told], None]


class Refused(AssertionError):
    """What an action did when the disk refused was not what was promised."""


class Driver:
    """Does actions. patient: a refusal is checked (nothing changed in memory), the disk made well, and the action done again."""

    def __init__(self, root: Path, say: Say, *, vfs: str | None = None, relieve: Callable[[], None] | None = None) -> None:
        self.folder = root / "kluis"
        self.root = root
        self.say = say
        self.vfs = vfs
        self.relieve = relieve
        self.refusals: list[GesprekError] = []
        self.told: list[Told] = []
        self.opened: list[Dossier] = []
        self.hasty = False

    def tell(self, line: Told) -> None:
        """Say a line, and keep it."""
        self.told.append(line)
        self.say(line)

    def step(
        self,
        trying: Told,
        do: Callable[[], _T],
        result: Callable[[_T], Told],
        state: Callable[[], object] = tuple,
        again: Callable[[], _T] | None = None,
    ) -> _T:
        """One thing that is acknowledged or refused. again: what to do when it was refused, when that is not the same."""
        self.tell(trying)
        if self.hasty:  # the mistake that a control makes: it is said before it is done
            self.tell(msgspec.structs.replace(trying, done=True))
        before = state()
        try:
            found = do()
        except GesprekError as error:
            if self.relieve is None:
                raise
            self._refused(error, before, state())
            found = (again or do)()
        self.tell(msgspec.structs.replace(result(found), done=True))
        return found

    def _refused(self, error: GesprekError, before: object, after: object) -> None:
        self.refusals.append(error)
        if before != after:
            raise Refused(f"na de weigering is er iets veranderd: {before} werd {after}")
        assert self.relieve is not None
        self.relieve()

    # -- the vault -----------------------------------------------------------------------------------------------------

    def create(self) -> Vault:
        """A new vault."""

        def make() -> tuple[Vault, str]:
            return Vault.create(self.folder, PASSPHRASE, now, cost=CHEAP, vfs=self.vfs)

        def again() -> tuple[Vault, str]:
            """A disk that refuses everything refuses to take back what was made, too; then it is whole, and opens."""
            if not vault_exists(self.folder):
                return make()
            vault = Vault.unlock(self.folder, PASSPHRASE, now, vfs=self.vfs)
            return vault, vault.new_recovery_key()

        told = Told("nieuw", passphrase=PASSPHRASE)
        made = self.step(told, make, lambda made: Told("nieuw", passphrase=PASSPHRASE, recovery=made[1]), again=again)
        return made[0]

    def unlock(self, passphrase: str = PASSPHRASE) -> Vault:
        """Open it."""
        told = Told("openen")
        return self.step(told, lambda: Vault.unlock(self.folder, passphrase, now, vfs=self.vfs), lambda _vault: told)

    def recover(self, recovery: str) -> Vault:
        """Open it with the recovery key."""
        told = Told("met de herstelsleutel")
        return self.step(told, lambda: Vault.recover(self.folder, recovery, now, vfs=self.vfs), lambda _vault: told)

    def passphrase(self, vault: Vault, passphrase: str) -> None:
        """Another passphrase."""
        told = Told("wachtwoord", passphrase=passphrase)
        self.step(told, lambda: vault.change_passphrase(passphrase, CHEAP), lambda _none: told)

    def new_recovery(self, vault: Vault) -> str:
        """Another recovery key."""
        trying = Told("herstelsleutel", recovery="?")
        return self.step(trying, vault.new_recovery_key, lambda key: Told("herstelsleutel", recovery=key))

    def leave(self, vault: Vault) -> None:
        """Close everything. This can never be refused."""
        while self.opened:
            self.opened.pop().close()
        vault.close()

    # -- one dossier ---------------------------------------------------------------------------------------------------

    def begin(self, vault: Vault) -> Talk:
        """A new conversation."""
        made = self.step(
            Told("beginnen"),
            lambda: keeping.begin_conversation(vault, "aangifte", "landelijk", DAY),
            lambda pair: told_of(pair[1].dossier, "beginnen"),
        )
        self.opened.append(made[1].dossier)
        return Talk(self, vault, made[1].dossier, made[0])

    def look(self, vault: Vault, code: str) -> Dossier:
        """Open a dossier."""
        told = Told("raadplegen")
        dossier = self.step(told, lambda: open_dossier(vault, code), lambda _dossier: told)
        self.opened.append(dossier)
        return dossier

    def open(self, vault: Vault, number: int) -> Talk:
        """Open the dossier with this number (from 0), and go on with its conversation."""
        dossier = self.look(vault, self.codes(vault)[number])
        told = Told("hervatten")
        talk = self.step(told, lambda: keeping.resume_conversation(vault, dossier), lambda _talk: told)
        return Talk(self, vault, dossier, talk)

    def codes(self, vault: Vault) -> list[str]:
        """The dossiers there are, by place."""
        told = Told("lijst")
        question = "SELECT code FROM dossier ORDER BY plaats"
        return self.step(told, lambda: [row[0] for row in vault.store.rows(question)], lambda _codes: told)


def told_of(dossier: Dossier, what: str) -> Told:
    """How a dossier stands."""
    return Told(what, code=dossier.code, rows=len(dossier.rows), digest=digest(dossier.rows), draft=draft_text(dossier.draft))


class Talk:
    """A conversation that is kept."""

    def __init__(self, driver: Driver, vault: Vault, dossier: Dossier, conversation: Conversation) -> None:
        self.driver = driver
        self.vault = vault
        self.dossier = dossier
        self.conversation = conversation

    def do(self, what: str, action: Callable[[Conversation], object], rows: int = 1) -> None:
        """One action of so many events."""
        dossier = self.dossier
        trying = Told(what, code=dossier.code, rows=len(dossier.rows) + rows, draft="null")
        self.driver.step(trying, lambda: action(self.conversation), lambda _none: told_of(dossier, what), self.state)

    def answer(self, fact: str, raw: object) -> None:
        """Answer one question."""
        self.do("antwoord", lambda talk: talk.answer(fact, answer(fact, raw), MOMENT))

    def draft(self, text: str) -> None:
        """Text is being typed."""
        draft = {"feit": "doel_eigen_woorden", "tekst": text} if text else None
        dossier = self.dossier
        trying = Told("concept", code=dossier.code, rows=len(dossier.rows), draft=draft_text(draft))
        self.driver.step(trying, lambda: dossier.save_draft(draft), lambda _none: told_of(dossier, "concept"), self.state)

    def state(self) -> object:
        """What may not change when an action is refused."""
        talk = self.conversation
        return (
            [kept_of(event) for event in talk.events], dict(talk.answers), list(talk.notes), talk.decision, talk.stages.place(),
            list(self.dossier.rows), self.dossier.draft,
        )  # fmt: skip
