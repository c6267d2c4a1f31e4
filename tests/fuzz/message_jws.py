"""Signed records and passes: tokens that anybody may send, payloads that only the hall signs."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.jws import JwsSigner
from sync.passes import PASS_TYPE, PassError, PassVerifier
from sync.signing import RECORD_TYPE, RecordVerifier, UntrustedRecord, publish
from tests.fuzz.message_sync import SEEDS as MESSAGES

CODEC: Final = "message-jws"
_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_RECORDS: Final = RecordVerifier([publish(_KEY.public_key())])
_PASSES: Final = PassVerifier([publish(_KEY.public_key())])
_RECORD_SIGNER: Final = JwsSigner(_KEY, RECORD_TYPE)
_PASS_SIGNER: Final = JwsSigner(_KEY, PASS_TYPE)
_CLAIMS: Final = (
    b'{"jti":"00000000000000000000000000000001","sub":"00000000000000000000000000000002",'
    b'"iat":1914480000,"nbf":1914480000,"exp":1914480120}'
)
SEEDS: Final = (
    *MESSAGES,
    _CLAIMS,
    _RECORD_SIGNER.sign(MESSAGES[2]).encode(),
    _PASS_SIGNER.sign(_CLAIMS).encode(),
)


def one_input(data: bytes) -> None:
    """``data`` as a token, and as what a token of the hall says; a pass is never a record."""
    _read(data.decode("utf-8", "replace"))
    record, shown = _RECORD_SIGNER.sign(data), _PASS_SIGNER.sign(data)
    _read(record)
    _read(shown)
    for token, verify in ((record, _PASSES.read), (shown, _RECORDS.verify)):
        try:
            verify(token)
        except (UntrustedRecord, PassError):
            continue
        raise AssertionError("a token was taken for one of another type")


def _read(token: str) -> None:
    with suppress(UntrustedRecord):
        _RECORDS.verify(token)
    with suppress(PassError):
        _PASSES.read(token)
