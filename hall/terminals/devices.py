"""Enrolling, recognising and withdrawing terminals."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from hall.conf.current import hall_config, keyring
from hall.conf.problems import Refusal, Refused
from sync.signing import publish
from sync.vouching import GateVoucher
from sync.wire import NeighbourKey, TerminalIdentity, TerminalRole

from .models import Device

_TOKEN_BYTES: Final = 32
_SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly `seen_at` is kept: a write for each poll would be the hall's busiest one."""


class NameTaken(Exception):
    """A terminal with this name is enrolled already."""


class NoSuchDevice(Exception):
    """No terminal goes by this name."""


def token_hash(token: str) -> str:
    """What the hall keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def enrol(name: str, role: TerminalRole) -> TerminalIdentity:
    """Enrol a terminal; the answer is the only place that ever holds its token.

    Raises NameTaken, and pydantic's ValidationError for a name that is not a wire Code.
    """
    config, keys = hall_config(), keyring()
    identity = TerminalIdentity(
        hall_url=config.hall.public_url,
        device=name,
        role=role,
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        record_keys=(publish(keys.record.public_key()),),
        credential_key=base64.b64encode(keys.credential).decode(),
        neighbour=_neighbour_key(name) if role is TerminalRole.GATE else None,
    )
    try:
        with transaction.atomic():
            Device.objects.create(
                name=name, role=role.value, token_sha256=token_hash(identity.token)
            )
    except IntegrityError:
        raise NameTaken(
            f"a terminal named {name} is enrolled already; choose another name, and if that"
            f" terminal or its file is lost, `yanhu hall revoke-device --name {name}`"
        ) from None
    return identity


def withdraw(name: str) -> None:
    """Refuse this terminal from now on. Raises NoSuchDevice."""
    if not Device.objects.filter(name=name).exists():
        raise NoSuchDevice(f"no terminal is named {name}")
    Device.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=timezone.now())


def recognise(token: str, role: TerminalRole | None) -> Device:
    """The terminal that sent ``token``, if it may act as ``role``. Raises Refusal."""
    device = Device.objects.filter(token_sha256=token_hash(token)).first()
    if device is None:
        raise Refusal(Refused.TOKEN_UNKNOWN)
    if device.revoked_at is not None:
        raise Refusal(Refused.DEVICE_REVOKED)
    if role is not None and device.terminal_role is not role:
        raise Refusal(Refused.WRONG_ROLE)
    _note_seen(device, timezone.now())
    return device


def gates_in_service() -> frozenset[str]:
    """SHA-256 of the tokens of all gates that are not withdrawn."""
    return frozenset(
        Device.objects.filter(role=TerminalRole.GATE.value, revoked_at__isnull=True).values_list(
            "token_sha256", flat=True
        )
    )


def _neighbour_key(name: str) -> NeighbourKey:
    return GateVoucher(keyring().record).enrol(name, timezone.now())


def _note_seen(device: Device, now: datetime) -> None:
    if device.seen_at is None or now - device.seen_at > _SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(seen_at=now)


def forget(name: str) -> None:
    """Undo an enrolment whose identity could not be handed over."""
    Device.objects.filter(name=name, seen_at__isnull=True).delete()
