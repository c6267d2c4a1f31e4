"""The states of one device, without threads or clocks: (life, what happened, now) -> life.

::

    CONNECTING -> READY <-> DEGRADED
         |          |          |
         +--------> DOWN <-----+     DOWN -> READY when a later try succeeds

A device that is being tried again stays DOWN until it answers, so that a screen doesn't flicker.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from devices.errors import Fault
from devices.ports import DeviceState

FIRST_RETRY_S: Final = 0.1
"""A cable that is pushed back or a daemon that restarts is usually back within this time."""
RETRY_FACTOR: Final = 2.0
LONGEST_RETRY_S: Final = 0.5
"""A device that is back shall serve within a second; one open() twice a second costs nothing."""
LOGIN_RETRY_S: Final = 30.0
"""Between two logins that a device refuses: some lock an account after a handful of wrong ones."""
SETTLED_S: Final = 5.0
"""Having served this long, the next loss counts as a new one and is retried at once."""
SERVING: Final = frozenset({DeviceState.READY, DeviceState.DEGRADED})
"""States in which the device can be used."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The driver opened the device."""

    firmware: str


@dataclass(frozen=True, slots=True)
class Impaired:
    """The driver serves with a fault, or fully again (None)."""

    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Lost:
    """Opening failed, or the connection broke."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Stuck:
    """The driver's thread hangs or died. ``replaceable`` says that a fresh one follows."""

    replaceable: bool


Happening = Connected | Impaired | Lost | Stuck


@dataclass(frozen=True, slots=True)
class Life:
    """Where a device stands. ``failures`` counts tries in a row; ``delay_s`` is the next wait."""

    state: DeviceState
    since: datetime
    fault: Fault | None = None
    failures: int = 0
    delay_s: float = 0.0
    next_try: datetime | None = None
    firmware: str = ""


def newborn(now: datetime) -> Life:
    """A device that was never reached yet."""
    return Life(DeviceState.CONNECTING, since=now)


def retry_delay_s(failures: int) -> float:
    """Seconds to wait after ``failures`` (1 or more) failed tries in a row."""
    doublings = min(failures - 1, 16)  # bounded before the power, which would overflow
    return float(min(FIRST_RETRY_S * RETRY_FACTOR**doublings, LONGEST_RETRY_S))


def transition(life: Life, happening: Happening, now: datetime) -> Life:
    """What becomes of ``life``. ``since`` moves only when the state does."""
    match happening:
        case Connected(firmware):
            return Life(DeviceState.READY, now, failures=life.failures, firmware=firmware)
        case Impaired(fault):
            return _impaired(life, fault, now)
        case Lost(fault):
            return _down(life, fault, now, retry=True)
        case Stuck(replaceable):
            return _down(life, Fault.DRIVER_STUCK, now, retry=replaceable)
        case _:
            assert_never(happening)


def _impaired(life: Life, fault: Fault | None, now: datetime) -> Life:
    if life.state not in SERVING:
        return life  # said before the connection stood, or after it broke: nothing to degrade
    state = DeviceState.READY if fault is None else DeviceState.DEGRADED
    since = life.since if state is life.state else now
    return replace(life, state=state, since=since, fault=fault)


def _down(life: Life, fault: Fault, now: datetime, *, retry: bool) -> Life:
    settled = life.state in SERVING and now - life.since >= timedelta(seconds=SETTLED_S)
    failures = 1 if settled else life.failures + 1
    refused = fault is Fault.CAMERA_LOGIN_REFUSED
    delay_s = LOGIN_RETRY_S if refused else retry_delay_s(failures)
    return Life(
        DeviceState.DOWN,
        since=life.since if life.state is DeviceState.DOWN else now,
        fault=fault,
        failures=failures,
        delay_s=delay_s,
        next_try=now + timedelta(seconds=delay_s) if retry else None,
        firmware=life.firmware,
    )
