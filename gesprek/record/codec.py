"""What happened, as bytes; and back."""

from __future__ import annotations

import msgspec

from gesprek.dialogue.kept import Kept, event_of, events_of, kept_of

__all__ = ["Kept", "event_of", "events_of", "from_bytes", "kept_of", "to_bytes"]

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Kept)


def to_bytes(row: Kept) -> bytes:
    """A row as bytes."""
    return _ENCODER.encode(row)


def from_bytes(data: bytes) -> Kept:
    """A row out of bytes. Raises msgspec.ValidationError when they are none."""
    return _DECODER.decode(data)
