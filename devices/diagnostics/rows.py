"""Health, events and test results as plain values for JSON: no card number, no code's content."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from devices.errors import Fault
from devices.latency import HALF, MOST, Latency
from devices.ports import (
    CardPresented,
    CardRemoved,
    CardUnreadable,
    CodeScanned,
    DeviceEvent,
    DeviceHealth,
    HealthChanged,
    IdCardRead,
    IdCardUnreadable,
    SelfTestResult,
    SensorChanged,
)
from wording import Text

Row = dict[str, object]


def health_row(health: DeviceHealth) -> Row:
    """One device as ``yanhu devices list --json`` shows it."""
    return {
        "name": health.name,
        "kind": health.kind.value,
        "driver": health.driver,
        "port": health.port,
        "state": health.state.value,
        "since": health.since.isoformat(),
        "fault": None if health.fault is None else fault_row(health.fault),
        "next_try": _time(health.next_try),
        "firmware": health.firmware,
        "last_event": _time(health.last_event),
        "counters": dict(health.counters),
        "latencies": [_latency(latency) for latency in health.latencies],
    }


def event_row(event: DeviceEvent) -> Row:
    """One event as ``yanhu devices watch --json`` shows it."""
    match event:
        case CardPresented(device, _, _, atr, protocol, assurance):
            return {
                "event": "card_presented",
                "device": device,
                "protocol": protocol.value,
                "atr": atr.hex(),
                "assurance": assurance.value,
            }
        case CardUnreadable(device, _, fault):
            return {"event": "card_unreadable", "device": device, "fault": fault_row(fault)}
        case CardRemoved(device):
            return {"event": "card_removed", "device": device}
        case CodeScanned(device, _, text, symbology, gs1):
            return {
                "event": "code_scanned",
                "device": device,
                "symbology": symbology.value,
                "gs1": gs1,
                "characters": len(text),
            }
        case IdCardRead(device):
            return {"event": "id_card_read", "device": device}
        case IdCardUnreadable(device, _, fault):
            return {"event": "id_card_unreadable", "device": device, "fault": fault_row(fault)}
        case SensorChanged(device, _, sensor, active):
            return {
                "event": "sensor_changed",
                "device": device,
                "sensor": sensor.value,
                "active": active,
            }
        case HealthChanged(device, _, health):
            return {"event": "health_changed", "device": device, "health": health_row(health)}
        case _:
            assert_never(event)


def result_row(result: SelfTestResult) -> Row:
    """One self-test as ``yanhu devices test --json`` shows it."""
    return {
        "device": result.device,
        "outcome": result.outcome.value,
        "detail": _text(result.detail),
        "started_at": result.started_at.isoformat(),
        "took_ms": round(result.took_ms, 1),
    }


def fault_row(fault: Fault) -> Row:
    said = fault.value
    return {"code": said.code, "public": _text(said.public), "remedy": _text(said.remedy)}


def _latency(latency: Latency) -> Row:
    """``half_s`` and ``most_s``: bounds in seconds that 50 and 95 % kept; None off the scale."""
    return {
        "operation": latency.operation.value,
        "count": latency.count,
        "half_s": latency.at_most_s(HALF),
        "most_s": latency.at_most_s(MOST),
    }


def _text(text: Text) -> Row:
    return {"zh": text.zh, "en": text.en}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
