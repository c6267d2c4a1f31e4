"""Passes on telephones: what the hall issues is read back, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from jwt import PyJWS
from numpy import asarray, kron, ones, pad, uint8

from sync.jws import JwsSigner
from sync.passes import (
    PASS_CLOCK_SLACK,
    PASS_LIFE_LIMIT,
    PASS_TOKEN_LIMIT,
    PASS_TYPE,
    Pass,
    PassError,
    PassExpired,
    PassForged,
    PassIssuer,
    PassKeyUnknown,
    PassMalformed,
    PassNotYetValid,
    PassTooLong,
    PassVerifier,
)
from sync.signing import RecordSigner, RecordVerifier, UntrustedRecord, publish
from tests.helpers.records import approved

KEY = Ed25519PrivateKey.generate()
KEYS = [publish(KEY.public_key())]
ISSUER = PassIssuer(KEY)
VERIFIER = PassVerifier(KEYS)
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HOLDER = UUID("0b5cd6c1-5f0e-4c27-8f0a-3c1f6f3f5a11")

moments = st.integers(0, 4_290_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
lives = st.integers(1, int(PASS_LIFE_LIMIT.total_seconds())).map(lambda s: timedelta(seconds=s))


@given(holder=st.uuids(), now=moments, life=lives)
def test_what_is_issued_is_read_and_holds_for_its_life(
    holder: UUID, now: datetime, life: timedelta
) -> None:
    issued, token = ISSUER.issue(holder, now, life)
    assert VERIFIER.verify(token, now) == issued
    assert issued.holder == holder
    VERIFIER.verify(token, now + life - timedelta(microseconds=1))
    VERIFIER.verify(token, now - PASS_CLOCK_SLACK)
    with pytest.raises(PassExpired):
        VERIFIER.verify(token, now + life)
    with pytest.raises(PassNotYetValid):
        VERIFIER.verify(token, now - PASS_CLOCK_SLACK - timedelta(microseconds=1))


@given(st.integers(0, 10_000), st.characters(min_codepoint=33, max_codepoint=0x9FFF))
def test_every_character_counts(place: int, other: str) -> None:
    _, token = ISSUER.issue(HOLDER, NOW)
    place %= len(token)
    changed = token[:place] + other + token[place + 1 :]
    if changed != token:
        with pytest.raises(PassError) as refused:
            VERIFIER.verify(changed, NOW)
        assert changed not in str(refused.value)


@given(st.text(max_size=PASS_TOKEN_LIMIT + 10))
def test_any_other_code_is_no_pass(text: str) -> None:
    with pytest.raises(PassMalformed):
        VERIFIER.read(text)


def claims(**changes: object) -> dict[str, object]:
    issued, token = ISSUER.issue(HOLDER, NOW)
    payload: dict[str, object] = json.loads(
        PyJWS().decode(token, options={"verify_signature": False})
    )
    assert issued.holder == HOLDER
    return {key: value for key, value in (payload | changes).items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": True},
        {"v": "1"},
        {"jti": None},
        {"jti": str(HOLDER)},
        {"sub": "AAAA"},
        {"sub": "=" * 22},
        {"iat": "1788249600"},
        {"iat": 1788249600.5},
        {"exp": -1},
        {"exp": 2**63},
        {"exp": 0},
        {"nbf": 1},
        {"gates": ["a b"]},
        {"gates": ["g"] * 9},
        {"pass_id": "x"},
        {"name": "x"},
    ],
    ids=str,
)
def test_signed_but_no_pass(changes: dict[str, object]) -> None:
    token = JwsSigner(KEY, PASS_TYPE).sign(json.dumps(claims(**changes)).encode())
    with pytest.raises(PassMalformed, match="no pass"):
        VERIFIER.read(token)


def test_claims_a_general_library_can_read() -> None:
    """Names and units of RFC 7519; ids in base64url."""
    payload = claims()
    assert payload["nbf"] == payload["iat"] == int(NOW.timestamp())
    assert payload["exp"] == int((NOW + timedelta(minutes=2)).timestamp())
    assert payload["sub"] == "C1zWwV8OTCePCjwfbz9aEQ"


def test_a_life_beyond_the_limit_is_refused_on_both_sides() -> None:
    life = PASS_LIFE_LIMIT + timedelta(seconds=1)
    with pytest.raises(ValueError, match="longer than"):
        ISSUER.issue(HOLDER, NOW, life)
    long = claims(exp=int((NOW + life).timestamp()))
    token = JwsSigner(KEY, PASS_TYPE).sign(json.dumps(long).encode())
    with pytest.raises(PassTooLong):
        VERIFIER.verify(token, NOW)


def test_a_pass_signed_ahead_counts_from_its_issue() -> None:
    """Else one could be issued today for next week."""
    begins = NOW + PASS_LIFE_LIMIT
    with pytest.raises(ValueError, match="longer than"):
        ISSUER.sign(Pass(uuid4(), HOLDER, NOW, begins, begins + timedelta(minutes=1)))


def test_other_hands_are_named() -> None:
    other = Ed25519PrivateKey.generate()
    _, foreign = PassIssuer(other).issue(HOLDER, NOW)
    with pytest.raises(PassKeyUnknown):
        VERIFIER.read(foreign)
    _, ours = ISSUER.issue(HOLDER, NOW)
    forged = ".".join([*ours.split(".")[:2], foreign.split(".")[2]])
    with pytest.raises(PassForged):
        VERIFIER.read(forged)


def test_a_pass_is_never_a_record_and_a_record_never_a_pass() -> None:
    _, token = ISSUER.issue(HOLDER, NOW)
    with pytest.raises(UntrustedRecord, match="another type"):
        RecordVerifier(KEYS).verify(token)
    with pytest.raises(PassMalformed):
        VERIFIER.read(RecordSigner(KEY).sign(approved()))
    under_our_type = JwsSigner(KEY, "yanhu-record+jws").sign(json.dumps(claims()).encode())
    with pytest.raises(PassMalformed, match="another type"):
        VERIFIER.read(under_our_type)


def test_gates_that_do_not_fit_one_code_are_refused() -> None:
    issued, token = ISSUER.issue(HOLDER, NOW, gates=("east", "west"))
    assert VERIFIER.read(token) == issued
    with pytest.raises(ValueError, match="do not fit"):
        ISSUER.issue(HOLDER, NOW, gates=tuple(f"{'g' * 60}{n}" for n in range(8)))


def test_the_code_is_small_enough_for_any_telephone() -> None:
    """Version 12 is 65 modules wide: three pixels each are 1.5 cm on a small screen."""
    _, token = ISSUER.issue(HOLDER, NOW)
    code = segno.make(token, error="l", boost_error=False, micro=False)
    assert int(code.version) <= 12
    dark = asarray([list(row) for row in code.matrix], uint8)
    picture = 255 - 255 * kron(pad(dark, 4), ones((3, 3), uint8))
    read = zxingcpp.read_barcode(
        picture.astype(uint8), formats=zxingcpp.barcode_formats_from_str("QRCode")
    )
    assert read is not None
    assert read.text == token
