"""Signed records: our reading of a compact JWS against a general JOSE library's writing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.utils import base64url_encode

from sync.signing import RECORD_TYPE, RecordVerifier, UntrustedRecord, key_id, publish
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
