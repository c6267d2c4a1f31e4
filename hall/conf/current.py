"""The running hall's configuration, keys and clock, for the modules that need them."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from hall.visitors.rules import VisitRules

from .config import HallConfig
from .keys import Keyring, load_keyring
from .sealing import Vault


def hall_config() -> HallConfig:
    """The configuration this process was booted with."""
    config: HallConfig = settings.HALL
    return config


@cache
def keyring() -> Keyring:
    """The hall's secrets, read once. Raises ConfigProblem."""
    return load_keyring(hall_config().keys)


@cache
def vault() -> Vault:
    """Seals and opens biometric data at rest."""
    return Vault(keyring().sealing)


def visit_rules() -> VisitRules:
    """What this campus allows visitors."""
    return hall_config().visitors.rules()


def campus_zone() -> ZoneInfo:
    """The campus's time zone; days of travel are days there."""
    return ZoneInfo(hall_config().hall.time_zone)
