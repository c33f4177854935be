"""Sealing: AES-256-GCM with a nonce nobody can choose, keys derived from keys, and a key out of a passphrase.

Sources: NIST SP 800-38D (96-bit random nonces, far under 2**32 messages a key), RFC 5869 (HKDF), RFC 9106 (Argon2id) and the
OWASP minimum for it (19 MiB, 2 passes, 1 lane).
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

__all__ = ["KEY", "OVERHEAD", "STRONG", "Cost", "Sealer", "Unsealable", "derive", "new_key", "stretch"]

KEY = 32
"""Bytes of a key."""
_NONCE = 12
OVERHEAD = _NONCE + 16
"""Bytes that a sealed text is longer than the text."""


class Unsealable(ValueError):
    """The key, the text, or what it is about is another than when it was sealed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a passphrase costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    @property
    def sane(self) -> bool:
        """True from the OWASP minimum up to what a desk can bear; a file may not ask for more."""
        enough = self.memory * self.passes >= 19 * 1024 * 2 and self.memory >= 7 * 1024
        return enough and self.memory <= 1024 * 1024 and 1 <= self.passes <= 12 and 1 <= self.lanes <= 16


STRONG = Cost(64 * 1024, 3, 4)
"""64 MiB, 3 passes, 4 lanes: 0.1-0.2 s on an office machine, more than six times the OWASP minimum in memory and passes."""


def new_key() -> bytes:
    """A new random key."""
    return os.urandom(KEY)


def derive(key: bytes | bytearray, purpose: str) -> bytes:
    """The key for one purpose out of another key (HKDF-SHA256, expand only: the input is random already)."""
    return HKDFExpand(SHA256(), KEY, b"gesprek/1/" + purpose.encode()).derive(bytes(key))


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase stands for. Letters typed in two ways (é, e + ´) are the same letter."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    kdf = Argon2id(salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return kdf.derive(typed)


class Sealer:
    """Seals and opens with one key. `about` is not kept in the sealed text, and must be the same when it is opened."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes | bytearray) -> None:
        self._aead = AESGCM(bytes(key))

    def seal(self, plain: bytes, about: bytes) -> bytes:
        """The sealed text: a fresh nonce, then the text, then the tag."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """The text. Raises Unsealable when anything of it was changed."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
        except (InvalidTag, ValueError):
            raise Unsealable from None
