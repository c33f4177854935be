"""Keeping a conversation: events, vault, keys, retention, log. Knows nothing of a screen."""

from __future__ import annotations

from gesprek.record.chain import Finding
from gesprek.record.dossier import Dossier, begin_dossier, open_dossier
from gesprek.record.problems import (
    Busy,
    Conflict,
    Damaged,
    EmptyFile,
    NewerFormat,
    NoDossier,
    NotOurs,
    NotSaved,
    NoVault,
    ReadOnly,
    TooManyTries,
    VaultProblem,
    WrongPassphrase,
)
from gesprek.record.recovery import RecoveryKeyProblem
from gesprek.record.vault import Vault, vault_exists

__all__ = [
    "Busy",
    "Conflict",
    "Damaged",
    "Dossier",
    "EmptyFile",
    "Finding",
    "NewerFormat",
    "NoDossier",
    "NoVault",
    "NotOurs",
    "NotSaved",
    "ReadOnly",
    "RecoveryKeyProblem",
    "TooManyTries",
    "Vault",
    "VaultProblem",
    "WrongPassphrase",
    "begin_dossier",
    "open_dossier",
    "vault_exists",
]
