"""Who vouches for a record: Ed25519 in a compact JWS (RFC 7515, RFC 8037).

The hall signs a record once, when its content changes; a gate verifies it once, when it arrives.
A page of many rows carries one more signature, over all of them: verifying that one is enough.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError

from sync.errors import FeedError
from sync.jws import JwsInvalid, JwsSigner, JwsVerifier, base64url
from sync.jws import key_id as key_id
from sync.wire import AccessRecord, FeedPage, RecordKey
from wording import Text

RECORD_TYPE: Final = "yanhu-record+jws"
PAGE_TYPE: Final = "yanhu-page+jws"


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


def rows_digest(rows: Iterable[tuple[int, int, str]]) -> bytes:
    """What a page's signature is over: SHA-256 (32 bytes) of a line ``seq prev jws`` for each row.

    Each line ends with a line feed; numbers are decimal, the text is ASCII.
    """
    digest = hashlib.sha256()
    for seq, prev, jws in rows:
        digest.update(f"{seq} {prev} {jws}\n".encode())
    return digest.digest()


class PageSigner:
    """Signs whole pages of rows with the hall's private key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._signer: Final = JwsSigner(key, PAGE_TYPE)

    def sign(self, rows: Iterable[tuple[int, int, str]]) -> str:
        """For :attr:`FeedPage.vouched`; each row as (seq, prev, jws)."""
        return self._signer.sign(rows_digest(rows))


class SignedRecord(NamedTuple):
    """A record whose signature was found to hold."""

    record: AccessRecord
    content: bytes
    """What was signed: the record as JSON."""


class RecordVerifier:
    """Verifies records against the public keys that a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey]) -> None:
        known = tuple(keys)
        self._verifier: Final = JwsVerifier(known, RECORD_TYPE)
        self._pages: Final = JwsVerifier(known, PAGE_TYPE)

    def verify(self, token: str) -> AccessRecord:
        """The record inside ``token``. Raises UntrustedRecord unless a known key signed it."""
        return self.read(token).record

    def read(self, token: str) -> SignedRecord:
        """As :meth:`verify`, with what was signed."""
        return _signed(token, self._verifier.payload)

    def verify_page(self, page: FeedPage) -> list[SignedRecord]:
        """All records of ``page``, in order. Raises UntrustedRecord, which names the row."""
        payload = self._verifier.payload
        if page.vouched:
            self.verify_voucher(page)
            payload = self._verifier.payload_vouched_for
        found = []
        for row in page.rows:
            try:
                found.append(_signed(row.jws, payload))
            except UntrustedRecord as error:
                raise UntrustedRecord(f"row {row.seq}: {error}") from None
        return found

    def verify_voucher(self, page: FeedPage) -> None:
        """Raises UntrustedRecord unless the page's signature is over exactly its rows."""
        try:
            signed = self._pages.payload(page.vouched)
        except JwsInvalid as error:
            raise UntrustedRecord(f"page after {page.cursor}: {error}") from None
        if signed != rows_digest((row.seq, row.prev, row.jws) for row in page.rows):
            raise UntrustedRecord(f"page after {page.cursor}: signed for other rows")


def _signed(token: str, payload: Callable[[str], bytes]) -> SignedRecord:
    """Raises UntrustedRecord."""
    try:
        content = payload(token)
        return SignedRecord(AccessRecord.model_validate_json(content), content)
    except JwsInvalid as error:
        raise UntrustedRecord(str(error)) from None
    except ValidationError as error:
        raise UntrustedRecord(
            f"signed, but not an access record ({error.error_count()} errors)"
        ) from None
