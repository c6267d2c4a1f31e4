"""Signed records: our reading of a compact JWS against a general JOSE library's writing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.utils import base64url_encode

from sync.signing import (
    RECORD_TYPE,
    PageSigner,
    RecordVerifier,
    UntrustedRecord,
    key_id,
    publish,
)
from sync.wire import FeedPage, FeedRow
from tests.helpers.records import approved

KEY = Ed25519PrivateKey.generate()
KID = key_id(KEY.public_key())
OTHER = Ed25519PrivateKey.generate()
VERIFIER = RecordVerifier([publish(KEY.public_key())])
RECORD = approved("0" * 64)
JOSE = PyJWS(algorithms=["EdDSA", "HS256"])


def token(key: Ed25519PrivateKey = KEY, **header: object) -> str:
    said = {"kid": KID, "typ": RECORD_TYPE} | header
    return JOSE.encode(RECORD.model_dump_json().encode(), key, algorithm="EdDSA", headers=said)


def with_header(header: Mapping[str, object] | str) -> str:
    """Rightly signed under any header."""
    text = header if isinstance(header, str) else json.dumps(header)
    payload = base64url_encode(RECORD.model_dump_json().encode())
    signed = base64url_encode(text.encode()) + b"." + payload
    return (signed + b"." + base64url_encode(KEY.sign(signed))).decode()


HEADER = {"alg": "EdDSA", "kid": KID, "typ": RECORD_TYPE}


def test_what_a_jose_library_signs_is_read() -> None:
    assert VERIFIER.verify(token()) == RECORD
    assert VERIFIER.verify(with_header(HEADER)) == RECORD


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        pytest.param(token(OTHER), "does not hold", id="other key under our name"),
        pytest.param(token(kid=key_id(OTHER.public_key())), "unknown key", id="unknown key"),
        pytest.param(token(typ="JWT"), "another type", id="other type"),
        pytest.param(with_header(HEADER | {"alg": "none"}), "in another way", id="no algorithm"),
        pytest.param(with_header(HEADER | {"alg": "HS256"}), "in another way", id="by secret"),
        pytest.param(with_header(HEADER | {"crit": ["exp"]}), "in another way", id="must be read"),
        pytest.param(with_header("[]"), "in another way", id="header is a list"),
        pytest.param(with_header("{"), "not a compact JWS", id="header is no JSON"),
        pytest.param("", "not a compact JWS", id="nothing"),
        pytest.param("a.b", "not a compact JWS|not base64url", id="two parts"),
        pytest.param(token() + "=", "not base64url", id="padded"),
        pytest.param(token().replace(".", "..", 1), "not base64url|does not hold", id="four parts"),
        pytest.param("卡." + token(), "not base64url", id="no ASCII"),
    ],
)
def test_anything_else_is_refused_by_name(signed: str, why: str) -> None:
    VERIFIER.verify(token())
    with pytest.raises(UntrustedRecord, match=why):
        VERIFIER.verify(signed)


def test_every_character_counts() -> None:
    """No other spelling of a token is taken, so a record has one form only."""
    good = token()
    for place in range(len(good)):
        other = "A" if good[place] != "A" else "B"
        with pytest.raises(UntrustedRecord):
            VERIFIER.verify(good[:place] + other + good[place + 1 :])


def vouched_page(key: Ed25519PrivateKey = KEY) -> FeedPage:
    """Three rows, and one signature over them."""
    rows = [(seq, seq - 1, token()) for seq in (1, 2, 3)]
    return FeedPage(
        epoch=UUID(int=1),
        cursor=0,
        next=3,
        server_time=datetime.now(UTC),
        rows=tuple(FeedRow(seq=seq, prev=prev, jws=jws) for seq, prev, jws in rows),
        vouched=PageSigner(key).sign(rows),
    )


def test_one_signature_vouches_for_a_whole_page() -> None:
    assert [signed.record for signed in VERIFIER.verify_page(vouched_page())] == [RECORD] * 3


def test_a_page_without_a_signature_is_verified_row_by_row() -> None:
    page = vouched_page().model_copy(update={"vouched": ""})
    assert [signed.record for signed in VERIFIER.verify_page(page)] == [RECORD] * 3
    forged = page.rows[1].model_copy(update={"jws": token(OTHER)})
    with pytest.raises(UntrustedRecord, match="row 2: signature does not hold"):
        VERIFIER.verify_page(page.model_copy(update={"rows": (page.rows[0], forged, page.rows[2])}))


def _row(page: FeedPage, place: int, **changes: object) -> FeedPage:
    rows = list(page.rows)
    rows[place] = rows[place].model_copy(update=changes)
    return page.model_copy(update={"rows": tuple(rows)})


@pytest.mark.parametrize(
    ("altered", "why"),
    [
        pytest.param(_row(vouched_page(), 0, seq=9), "other rows", id="another place"),
        pytest.param(_row(vouched_page(), 1, prev=9), "other rows", id="another predecessor"),
        pytest.param(_row(vouched_page(), 2, jws=token()[:-1]), "other rows", id="a byte less"),
        pytest.param(
            vouched_page().model_copy(update={"rows": vouched_page().rows[:2]}),
            "other rows",
            id="a row less",
        ),
        pytest.param(
            vouched_page().model_copy(update={"rows": vouched_page().rows[::-1]}),
            "other rows",
            id="another order",
        ),
        pytest.param(vouched_page(OTHER), "unknown key", id="another key"),
        pytest.param(
            vouched_page().model_copy(update={"vouched": token()}),
            "another type",
            id="a record in place of the signature",
        ),
    ],
)
def test_a_page_that_was_not_signed_like_this_is_refused(altered: FeedPage, why: str) -> None:
    with pytest.raises(UntrustedRecord, match=why):
        VERIFIER.verify_page(altered)


def test_a_vouched_row_must_still_be_a_record() -> None:
    rows = [(1, 0, token(typ="JWT"))]
    page = vouched_page().model_copy(
        update={
            "rows": (FeedRow(seq=1, prev=0, jws=rows[0][2]),),
            "vouched": PageSigner(KEY).sign(rows),
        }
    )
    with pytest.raises(UntrustedRecord, match="row 1: of another type"):
        VERIFIER.verify_page(page)
