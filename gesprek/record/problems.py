"""What can go wrong with the vault, each its own message: exit code 3.

VaultProblem            root: the vault is locked, busy or damaged
├── NoVault             there is no vault in this folder; only `gesprek kluis nieuw` makes one
├── WrongPassphrase     the key file is whole, and this passphrase or recovery key does not open it
├── TooManyTries        a wrong passphrase was given too often; wait so many seconds
├── EmptyFile           a file of zero bytes where a vault file should be
├── NotOurs             a file that this program did not make
├── NewerFormat         made by a newer version of this program
├── Damaged             a file of ours that has been damaged, with what and where
├── Busy                another program holds the vault or the dossier
├── ReadOnly            this dossier or vault may be read and not written, with why
├── Conflict            another program wrote to this dossier in between; nothing was overwritten
├── NotSaved            the disk refused; nothing of the action was kept, what was typed still stands
├── OnHold              a legal hold keeps a dossier from being destroyed (in `destruction`)
└── NoDossier           there is no dossier with this code
"""

from __future__ import annotations

from gesprek.errors import GesprekError

__all__ = [
    "Busy",
    "Conflict",
    "Damaged",
    "EmptyFile",
    "NewerFormat",
    "NoDossier",
    "NoVault",
    "NotOurs",
    "NotSaved",
    "ReadOnly",
    "TooManyTries",
    "VaultProblem",
    "WrongPassphrase",
]


class VaultProblem(GesprekError):
    """The vault is locked, busy or damaged."""

    exit_code = 3


class NoVault(VaultProblem):
    """There is no vault here. A vault is never made silently."""


class WrongPassphrase(VaultProblem):
    """The key file is whole, and what was given does not open it."""


class TooManyTries(VaultProblem):
    """Wrong too often. seconds: how long to wait before another try counts."""

    def __init__(self, message: str, *, seconds: float, hint: str = "", where: str = "") -> None:
        super().__init__(message, hint=hint, where=where)
        self.seconds = seconds


class EmptyFile(VaultProblem):
    """A file of zero bytes."""


class NotOurs(VaultProblem):
    """Not a file of this program."""


class NewerFormat(VaultProblem):
    """Made by a newer version of this program."""


class Damaged(VaultProblem):
    """A file of ours with damage in it."""


class Busy(VaultProblem):
    """Another program holds it."""


class ReadOnly(VaultProblem):
    """May be read and not written."""


class Conflict(VaultProblem):
    """Somebody else wrote in between; nothing of theirs was overwritten."""


class NotSaved(VaultProblem):
    """The disk refused. Nothing of the action was kept; it can be done again."""


class NoDossier(VaultProblem):
    """There is no dossier with this code."""
