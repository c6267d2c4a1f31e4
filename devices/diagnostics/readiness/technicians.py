"""Who may sign a readiness run: technicians by name, each known by a PIN, a card or both.

Kept is only what scrypt (RFC 7914) makes of them, in one file that its owner alone reads. A card's
number is no better kept than a PIN: a few bytes that could all be tried, so it is treated alike.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from wording import Text, Worded

FILE_NAME: Final = "technicians.json"
PIN_DIGITS: Final = range(6, 13)
TRIES: Final = 5
"""Wrong proofs in a row before a technician has to wait."""
LOCKED_FOR: Final = timedelta(minutes=5)
"""A million PINs at five a wait take two years."""
SCRYPT_N: Final = 1 << 15
SCRYPT_R: Final = 8
SCRYPT_P: Final = 1
"""About 0.1 s and 32 MB a try."""
_SALT_BYTES: Final = 16
_DIGEST_BYTES: Final = 32
_MEMORY: Final = 64 * 1024 * 1024
_OWNER_ONLY: Final = 0o600
_GROUP_AND_OTHERS: Final = 0o077

_NAME_LIMIT: Final = 64
_NAME: Final = rf"^[^\x00-\x1f\x7f]{{1,{_NAME_LIMIT}}}$"
TechnicianName = Annotated[str, StringConstraints(pattern=_NAME)]
_Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]


class ProofKind(StrEnum):
    PIN = "pin"
    CARD = "card"


_NOT_THEIRS: Final = {
    ProofKind.PIN: Text("这不是 {name} 的 PIN", "this is not the PIN of {name}"),
    ProofKind.CARD: Text("这不是 {name} 的卡", "this is not the card of {name}"),
}
_WAIT: Final = Text(
    "错误次数过多；请等 {wait_s:.0f} 秒", "too many wrong tries; wait {wait_s:.0f} s"
)
_PIN_LENGTH: Final = Text(
    "PIN 为 {least} 到 {most} 位数字", "a PIN has {least} to {most} digits and nothing else"
)
_PIN_REPEATS: Final = Text("PIN 不能全是同一个数字", "a PIN is not one digit repeated")
_NAME_LENGTH: Final = Text(
    "技术员姓名为一行 1 到 {most} 个字，例如 --technician '王林'",
    "a technician's name has 1 to {most} characters on one line, as --technician 'Wang Lin'",
)
_OPEN: Final = Text(
    "{file}：别的用户可以读这个文件；请执行 chmod 600",
    "{file}: others may read this file; run chmod 600 on it",
)
_UNREADABLE: Final = Text("读不了 {file}：{detail}", "{file}: {detail}")
_DAMAGED: Final = Text(
    "{file} 已损坏：请删除它，重新设置 PIN", "{file} is damaged: remove it and set the PINs anew"
)


@dataclass(frozen=True, slots=True)
class Proven:
    """A technician who has just proved to be it."""

    name: str
    by: ProofKind


class ProofRefused(Worded):
    """Not this technician, or not now. The message never says which proofs exist."""


class LockedOut(ProofRefused):
    """Too many wrong tries in a row."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(_WAIT.format(wait_s=wait_s))
        self.wait_s: Final = wait_s
        """Until the next try counts."""


class TechniciansUnreadable(Worded):
    """The file is damaged, or others may read it. The message names file and remedy."""


class PinUnfit(Worded, ValueError):
    """A PIN that is too short, too long or no number."""


class NameUnfit(Worded, ValueError):
    """A technician can't be called so: empty, too long, or not on one line."""


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class _Proof(_Stored):
    salt: _Hex = Field(repr=False)
    digest: _Hex = Field(repr=False)
    n: Annotated[int, Field(ge=2, le=1 << 20)] = SCRYPT_N


class _Technician(_Stored):
    proofs: dict[ProofKind, _Proof] = {}
    failures: Annotated[int, Field(ge=0)] = 0
    locked_until: datetime | None = None


class _File(_Stored):
    technicians: dict[TechnicianName, _Technician] = {}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Technicians:
    """The file of one terminal. Each call reads and writes it afresh; one process at a time."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = _utc_now) -> None:
        """``folder`` is made at the first change."""
        self._path: Final = folder / FILE_NAME
        self._now: Final = now

    def proofs(self) -> Mapping[str, frozenset[ProofKind]]:
        """By which each technician can prove to be it. Raises TechniciansUnreadable."""
        known = self._load().technicians
        return {name: frozenset(technician.proofs) for name, technician in known.items()}

    def set_pin(self, name: str, pin: str) -> None:
        """Give ``name`` a PIN of 6 to 12 digits instead of the one before, and unlock them.

        Raises NameUnfit, PinUnfit, TechniciansUnreadable, OSError.
        """
        if not (pin.isascii() and pin.isdigit()) or len(pin) not in PIN_DIGITS:
            raise PinUnfit(_PIN_LENGTH.format(least=PIN_DIGITS[0], most=PIN_DIGITS[-1]))
        if len(set(pin)) == 1:
            raise PinUnfit(_PIN_REPEATS)
        self._set(name, ProofKind.PIN, pin.encode("ascii"))

    def set_card(self, name: str, number: bytes) -> None:
        """Let a card prove ``name`` instead of the one before. Raises as :meth:`set_pin`."""
        self._set(name, ProofKind.CARD, number)

    def check_pin(self, name: str, pin: str) -> Proven:
        """Raises ProofRefused unless it is the PIN of ``name``, TechniciansUnreadable, OSError.

        LockedOut, a ProofRefused, while no try counts.
        """
        return self._check(name, ProofKind.PIN, pin.encode("utf-8"))

    def check_card(self, name: str, number: bytes) -> Proven:
        """Raises ProofRefused unless the card is that of ``name``, else as :meth:`check_pin`."""
        return self._check(name, ProofKind.CARD, number)

    def _set(self, name: str, kind: ProofKind, secret: bytes) -> None:
        if re.fullmatch(_NAME, name) is None:
            raise NameUnfit(_NAME_LENGTH.format(most=_NAME_LIMIT))
        file = self._load()
        known = file.technicians.get(name, _Technician())
        salt = secrets.token_bytes(_SALT_BYTES)
        proof = _Proof(salt=salt.hex(), digest=_digest(secret, salt, SCRYPT_N).hex())
        changed = _Technician(proofs={**known.proofs, kind: proof})
        self._store(file.technicians | {name: changed})

    def _check(self, name: str, kind: ProofKind, secret: bytes) -> Proven:
        file = self._load()
        known = file.technicians.get(name)
        now = self._now()
        if known is not None and known.locked_until is not None and now < known.locked_until:
            raise LockedOut((known.locked_until - now).total_seconds())
        proof = None if known is None else known.proofs.get(kind)
        # The same work whether or not the name is known, so that its time tells nothing.
        salt = secrets.token_bytes(_SALT_BYTES) if proof is None else bytes.fromhex(proof.salt)
        made = _digest(secret, salt, SCRYPT_N if proof is None else proof.n)
        right = proof is not None and hmac.compare_digest(made, bytes.fromhex(proof.digest))
        if known is not None:
            self._store(file.technicians | {name: _after(known, now, right=right)})
        if not right:
            raise ProofRefused(_NOT_THEIRS[kind].format(name=name))
        return Proven(name, kind)

    def _load(self) -> _File:
        try:
            if self._path.stat().st_mode & _GROUP_AND_OTHERS:
                raise TechniciansUnreadable(_OPEN.format(file=self._path))
            return _File.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _File()
        except ValidationError as error:
            raise TechniciansUnreadable(_DAMAGED.format(file=self._path)) from error
        except OSError as error:
            raise TechniciansUnreadable(
                _UNREADABLE.format(file=self._path, detail=error.strerror)
            ) from error

    def _store(self, technicians: Mapping[str, _Technician]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = _File(technicians=dict(technicians)).model_dump_json(indent=2)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=self._path.parent, prefix=".technicians.", delete=False
        ) as draft:
            os.fchmod(draft.fileno(), _OWNER_ONLY)
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(self._path)


def _after(known: _Technician, now: datetime, *, right: bool) -> _Technician:
    """What is remembered of a try."""
    if right:
        return _Technician(proofs=known.proofs)
    failures = known.failures + 1
    locked_until = now + LOCKED_FOR if failures % TRIES == 0 else None
    return _Technician(proofs=known.proofs, failures=failures, locked_until=locked_until)


def _digest(secret: bytes, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(
        secret, salt=salt, n=n, r=SCRYPT_R, p=SCRYPT_P, maxmem=_MEMORY, dklen=_DIGEST_BYTES
    )
