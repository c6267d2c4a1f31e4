"""Signed records, passes, gates' certificates: anybody may send one, only the hall signs."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.jws import JwsSigner
from sync.passes import PASS_TYPE, PassError, PassVerifier
from sync.signing import RECORD_TYPE, RecordVerifier, UntrustedRecord, publish
from sync.vouching import GATE_TYPE, GateWitness, NotVouchedFor
from tests.fuzz.message_sync import SEEDS as MESSAGES

CODEC: Final = "message-jws"
_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_RECORDS: Final = RecordVerifier([publish(_KEY.public_key())])
_PASSES: Final = PassVerifier([publish(_KEY.public_key())])
_RECORD_SIGNER: Final = JwsSigner(_KEY, RECORD_TYPE)
_PASS_SIGNER: Final = JwsSigner(_KEY, PASS_TYPE)
_GATES: Final = GateWitness([publish(_KEY.public_key())])
_GATE_SIGNER: Final = JwsSigner(_KEY, GATE_TYPE)
_GATE_CLAIMS: Final = b'{"sub":"east","x":"' + b"A" * 43 + b'","exp":1914480120}'
_CLAIMS: Final = (
    b'{"jti":"00000000000000000000000000000001","sub":"00000000000000000000000000000002",'
    b'"iat":1914480000,"nbf":1914480000,"exp":1914480120}'
)
SEEDS: Final = (
    *MESSAGES,
    _CLAIMS,
    _GATE_CLAIMS,
    _GATE_SIGNER.sign(_GATE_CLAIMS).encode(),
    _RECORD_SIGNER.sign(MESSAGES[2]).encode(),
    _PASS_SIGNER.sign(_CLAIMS).encode(),
)


def one_input(data: bytes) -> None:
    """``data`` as a token, and as what a token of the hall says; each type is only itself."""
    _read(data.decode("utf-8", "replace"))
    record, shown, gate = (
        signer.sign(data) for signer in (_RECORD_SIGNER, _PASS_SIGNER, _GATE_SIGNER)
    )
    for token, others in (
        (record, (_PASSES.read, _GATES.read)),
        (shown, (_RECORDS.verify, _GATES.read)),
        (gate, (_RECORDS.verify, _PASSES.read)),
    ):
        _read(token)
        for verify in others:
            try:
                verify(token)
            except (UntrustedRecord, PassError, NotVouchedFor):
                continue
            raise AssertionError("a token was taken for one of another type")


def _read(token: str) -> None:
    with suppress(UntrustedRecord):
        _RECORDS.verify(token)
    with suppress(PassError):
        _PASSES.read(token)
    with suppress(NotVouchedFor):
        _GATES.read(token)
