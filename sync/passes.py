"""A pass on a telephone: who may try the gate, for a few minutes, once (docs/contract.md).

A pass is no permission: it stands in for the card and leads to the holder's access record, which
decides. The hall signs it with its record key; a gate verifies it without the network. ``typ``
keeps passes and records apart. Times are whole seconds and the hall's (RFC 7519, 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Final, Self, assert_never
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from sync.errors import SyncError
from sync.jws import JwsFlaw, JwsInvalid, JwsSigner, JwsVerifier, base64url, of_base64url
from sync.wire import Code, Message, RecordKey
from wording import Text

PASS_TYPE: Final = "yanhu-pass+jws"  # noqa: S105 - a type, no password
PASS_LIFE: Final = timedelta(minutes=2)
"""How long a pass holds unless the hall says otherwise; the telephone fetches the next by then."""
PASS_LIFE_LIMIT: Final = timedelta(minutes=15)
"""A pass that claims to hold longer, counted from its issue, is refused: a picture of it would be
worth passing on, and a used pass has to be remembered until it ends."""
PASS_CLOCK_SLACK: Final = timedelta(seconds=5)
"""How far a gate's idea of the hall's time may be behind when a pass has just begun."""
PASS_TOKEN_LIMIT: Final = 600
"""Most characters of a token: QR version 17 at level L, still read from a telephone's screen."""


class PassError(SyncError):
    """Not a pass that holds now."""

    code: ClassVar[str] = "pass_invalid"


class PassMalformed(PassError):
    """Not a pass at all, as some other code that was held before the scanner."""

    code = "pass_malformed"
    text = Text(
        "这不是校园通行码；请打开自己的通行码再扫",
        "This is not a pass of the hall; open your own pass and scan again",
    )


class PassForged(PassError):
    """The signature is not what our key makes of it."""

    code = "pass_forged"
    text = Text(
        "通行码的签名无效；请核对证件并联系大厅",
        "The pass has a wrong signature; check papers and call the hall",
    )


class PassKeyUnknown(PassError):
    """Signed by a key that this terminal was not provisioned with."""

    code = "pass_key_unknown"
    text = Text(
        "通行码由未知的密钥签发；请核对是否为本校通行码",
        "The pass was signed by an unknown key; see whether it is this university's",
    )


class PassNotYetValid(PassError):
    """It begins later."""

    code = "pass_not_yet_valid"
    text = Text(
        "通行码还没到生效时间；请稍后再扫", "The pass has not begun yet; scan it a little later"
    )


class PassExpired(PassError):
    """It has ended."""

    code = "pass_expired"
    text = Text("通行码已过期；请刷新后再扫", "The pass has expired; refresh it and scan again")


class PassTooLong(PassError):
    """It claims a longer life than PASS_LIFE_LIMIT."""

    code = "pass_too_long"
    text = Text(
        "通行码的有效期超过上限；请刷新后再扫，并报告大厅管理员",
        "The pass claims too long a life; refresh it, and tell the hall's administrator",
    )


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says. Raises ValueError unless it begins at or after its issue and ends later."""

    pass_id: UUID
    """A gate lets in by it once."""
    holder: UUID
    issued_at: datetime
    valid_from: datetime
    valid_until: datetime
    gates: tuple[str, ...] = ()
    """Gates where it may be shown; empty means wherever the record lets the holder in."""

    def __post_init__(self) -> None:
        if not self.issued_at <= self.valid_from < self.valid_until:
            raise ValueError("a pass is issued, then begins, then ends")


def flaw_of(shown: Pass, now: datetime) -> type[PassError] | None:
    """Why ``shown`` does not hold at the hall's time ``now``; None when it does."""
    if shown.valid_until - shown.issued_at > PASS_LIFE_LIMIT:
        return PassTooLong
    if now < shown.valid_from - PASS_CLOCK_SLACK:
        return PassNotYetValid
    if now >= shown.valid_until:
        return PassExpired
    return None


class PassIssuer:
    """Makes passes; belongs to the hall."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """``key`` is the one that signs records."""
        self._signer: Final = JwsSigner(key, PASS_TYPE)

    def issue(
        self,
        holder: UUID,
        now: datetime,
        life: timedelta = PASS_LIFE,
        gates: tuple[str, ...] = (),
    ) -> tuple[Pass, str]:
        """A new pass from ``now`` on, and the token that its QR code carries.

        Raises ValueError for a life that gates refuse, or gates too many for one code.
        """
        begins = now.astimezone(UTC).replace(microsecond=0)
        issued = Pass(uuid4(), holder, begins, begins, begins + life, gates)
        return issued, self.sign(issued)

    def sign(self, issued: Pass) -> str:
        """The token of ``issued``. Raises ValueError as :meth:`issue`."""
        if issued.valid_until - issued.issued_at > PASS_LIFE_LIMIT:
            raise ValueError(f"gates refuse passes that hold longer than {PASS_LIFE_LIMIT}")
        token = self._signer.sign(
            _Claims.of(issued).model_dump_json(exclude_defaults=True).encode()
        )
        if len(token) > PASS_TOKEN_LIMIT:
            raise ValueError(f"{len(issued.gates)} gates do not fit one code")
        return token


class PassVerifier:
    """Reads passes with the public keys that a terminal was provisioned with."""

    def __init__(self, keys: Iterable[RecordKey]) -> None:
        self._verifier: Final = JwsVerifier(keys, PASS_TYPE)

    def read(self, token: str) -> Pass:
        """The pass that ``token`` is, whenever it holds.

        Raises PassMalformed, PassForged, PassKeyUnknown; their messages never hold the token.
        """
        if len(token) > PASS_TOKEN_LIMIT:
            raise PassMalformed(f"{len(token)} characters")
        try:
            return _Claims.model_validate_json(self._verifier.payload(token)).shown()
        except JwsInvalid as error:
            raise _named(error.flaw) from None
        except ValidationError as error:
            raise PassMalformed(f"signed, but no pass ({error.error_count()} errors)") from None

    def verify(self, token: str, now: datetime) -> Pass:
        """The pass, if it holds at the hall's time ``now``.

        Raises as :meth:`read`, and PassTooLong, PassNotYetValid, PassExpired.
        """
        shown = self.read(token)
        flaw = flaw_of(shown, now)
        if flaw is not None:
            raise flaw(f"pass {shown.pass_id}")
        return shown


def _named(flaw: JwsFlaw) -> PassError:
    match flaw:
        case JwsFlaw.SIGNATURE:
            return PassForged(flaw.value)
        case JwsFlaw.UNKNOWN_KEY:
            return PassKeyUnknown(flaw.value)
        case JwsFlaw.MALFORMED | JwsFlaw.SPELLING | JwsFlaw.OTHER_WAY | JwsFlaw.OTHER_TYPE:
            return PassMalformed(flaw.value)
        case _:
            assert_never(flaw)


# --- the payload ------------------------------------------------------------------------------


def _of_text(value: object) -> object:
    """The 16 bytes of a UUID in base64url: 22 characters, where its usual form has 36."""
    try:
        return UUID(bytes=of_base64url(value)) if isinstance(value, str) else value
    except JwsInvalid:
        raise ValueError("not base64url") from None


_Id = Annotated[
    UUID, BeforeValidator(_of_text), PlainSerializer(lambda value: base64url(value.bytes))
]
_Seconds = Annotated[int, Field(strict=True, ge=0, lt=2**32)]


class _Claims(Message):
    """Registered claims of RFC 7519, 4.1, and our own two."""

    v: Annotated[int, Field(strict=True, ge=1, le=1)]
    jti: _Id
    sub: _Id
    iat: _Seconds
    nbf: _Seconds
    exp: _Seconds
    gates: Annotated[tuple[Code, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.shown()
        return self

    def shown(self) -> Pass:
        return Pass(
            pass_id=self.jti,
            holder=self.sub,
            issued_at=datetime.fromtimestamp(self.iat, UTC),
            valid_from=datetime.fromtimestamp(self.nbf, UTC),
            valid_until=datetime.fromtimestamp(self.exp, UTC),
            gates=self.gates,
        )

    @classmethod
    def of(cls, issued: Pass) -> Self:
        return cls(
            v=1,
            jti=issued.pass_id,
            sub=issued.holder,
            iat=int(issued.issued_at.timestamp()),
            nbf=int(issued.valid_from.timestamp()),
            exp=int(issued.valid_until.timestamp()),
            gates=issued.gates,
        )
