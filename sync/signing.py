"""Who vouches for a record: Ed25519 in a compact JWS (RFC 7515, RFC 8037).

The hall signs a record once, when its content changes; a gate verifies it once, when it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError

from sync.errors import FeedError
from sync.jws import JwsInvalid, JwsSigner, JwsVerifier, base64url
from sync.jws import key_id as key_id
from sync.wire import AccessRecord, RecordKey
from wording import Text

RECORD_TYPE: Final = "yanhu-record+jws"


class UntrustedRecord(FeedError):
    """A record whose signature, type or content does not hold; says which, never the content."""

    code = "record_untrusted"
    text = Text(
        "收到签名无效的名单记录，已拒收；请立即联系大厅管理员",
        "A record with a wrong signature was refused; call the hall's administrator at once",
    )


def publish(key: Ed25519PublicKey) -> RecordKey:
    """The public key as terminals receive it."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return RecordKey(kid=key_id(key), x=base64url(raw))


class RecordSigner:
    """Signs records with the hall's private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._signer: Final = JwsSigner(key, RECORD_TYPE)

    def sign(self, record: AccessRecord) -> str:
        """Compact JWS over ``record``."""
        return self._signer.sign(record.model_dump_json().encode())


class RecordVerifier:
    """Verifies records against the public keys that a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey]) -> None:
        self._verifier: Final = JwsVerifier(keys, RECORD_TYPE)

    def verify(self, token: str) -> AccessRecord:
        """The record inside ``token``. Raises UntrustedRecord unless a known key signed it."""
        try:
            return AccessRecord.model_validate_json(self._verifier.payload(token))
        except JwsInvalid as error:
            raise UntrustedRecord(str(error)) from None
        except ValidationError as error:
            raise UntrustedRecord(
                f"signed, but not an access record ({error.error_count()} errors)"
            ) from None
