"""What comes from the gates' network: the datagram, what is behind its seal, and a statement."""

from __future__ import annotations

import contextlib
import struct
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_agent.neighbours.codec import (
    MAGIC,
    DatagramInvalid,
    Head,
    Hello,
    Letter,
    NotSigned,
    Sealer,
    Tell,
    Want,
    open_datagram,
    parsed,
)
from gate_agent.neighbours.facts import NotSaid, Statement, verified

CODEC: Final = "neighbour-datagram"
_SITE: Final = bytes(32)
_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(32))
_HEADER: Final = struct.pack(">4s16sQ", MAGIC, bytes(16), 1)
_STATEMENT: Final = Statement(said='{"log":1,"number":1,"oldest":1}', signature="A" * 86)
_LETTERS: Final = tuple(
    Letter(certificate="e.y.J", sent=1, errand=errand)
    for errand in (
        Hello(heads=(Head(origin="east", log=1, last=1),)),
        Want(origin="east", log=1, first=1),
        Tell(certificate="", statements=(_STATEMENT,)),
    )
)

SEEDS: Final = tuple(
    [bytes(64) + letter.model_dump_json().encode() for letter in _LETTERS]
    + [Sealer(_SITE, _KEY, bytes(16)).seal(letter) for letter in _LETTERS]
)


def one_input(data: bytes) -> None:
    """Refused by name, or read; never with the fuzzer's own signature under it."""
    with contextlib.suppress(DatagramInvalid):
        open_datagram(_SITE, data)
    # A fuzzer can't guess a seal, so it is let behind it.
    with contextlib.suppress(DatagramInvalid):
        opened = parsed(_HEADER, data)
        if isinstance(opened.letter.errand, Tell):
            for statement in opened.letter.errand.statements:
                with contextlib.suppress(NotSaid):
                    verified(statement, "east", _KEY.public_key())
        with contextlib.suppress(NotSigned):
            opened.check(_KEY.public_key())
