"""Events and health as plain values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from devices.diagnostics.rows import event_row, fault_row, health_row, result_row
from devices.errors import Fault
from devices.latency import Operation, Stopwatch
from devices.ports import (
    CardPresented,
    CardProtocol,
    CardRemoved,
    CardUnreadable,
    CodeScanned,
    DeviceHealth,
    DeviceKind,
    DeviceState,
    HealthChanged,
    SelfTestOutcome,
    SelfTestResult,
    Sensor,
    SensorChanged,
    Symbology,
)
from tests.helpers.pcsc import random_number
from wording import Text

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
DOWN = DeviceHealth(
    name="printer",
    kind=DeviceKind.DOCUMENT_PRINTER,
    driver="ipp",
    port="printer.local",
    state=DeviceState.DOWN,
    since=AT,
    fault=Fault.PRINTER_STOPPED,
    next_try=AT,
    counters={"losses": 2},
)


def test_card_event_shows_everything_but_the_number() -> None:
    number = random_number()
    row = event_row(CardPresented("card", 1.0, number, b"\x3b\x00", CardProtocol.T1))
    assert row == {
        "event": "card_presented",
        "device": "card",
        "protocol": "T=1",
        "atr": "3b00",
        "assurance": "number_only",
    }
    assert number.hex() not in json.dumps(row)


def test_code_event_shows_everything_but_what_it_says() -> None:
    text = "yanhu:pass:very-secret"
    row = event_row(CodeScanned("scanner", 1.0, text, Symbology.QR, gs1=False))
    assert (row["symbology"], row["gs1"], row["characters"]) == ("qr", False, len(text))
    assert "secret" not in json.dumps(row)


def test_other_events() -> None:
    unreadable = event_row(CardUnreadable("card", 1.0))
    assert (unreadable["event"], unreadable["device"]) == ("card_unreadable", "card")
    assert unreadable["fault"] == fault_row(Fault.CARD_UNREADABLE)
    assert event_row(CardRemoved("card", 1.0)) == {"event": "card_removed", "device": "card"}
    assert event_row(SensorChanged("barrier", 1.0, Sensor.FIRE, True)) == {
        "event": "sensor_changed",
        "device": "barrier",
        "sensor": "fire",
        "active": True,
    }
    row = event_row(HealthChanged("printer", 1.0, DOWN))
    assert row["health"] == health_row(DOWN)


def test_health_is_json_with_code_and_remedy() -> None:
    row = json.loads(json.dumps(health_row(DOWN)))
    assert row["state"] == "down"
    assert row["since"] == "2026-09-01T08:00:00+00:00"
    assert row["fault"]["code"] == "PR-05"
    assert row["fault"]["remedy"]["zh"]
    assert row["last_event"] is None
    assert row["latencies"] == []


def test_health_tells_how_long_half_and_most_of_an_operation_took() -> None:
    stopwatch = Stopwatch()
    for seconds in [0.001] * 90 + [0.04] * 9 + [90.0]:
        stopwatch.note(Operation.EXCHANGE, seconds)
    row = json.loads(json.dumps(health_row(replace(DOWN, latencies=stopwatch.read()))))
    assert row["latencies"] == [
        {"operation": "exchange", "count": 100, "half_s": 0.001, "most_s": 0.05}
    ]


def test_result_is_json_in_both_languages() -> None:
    result = SelfTestResult("one", SelfTestOutcome.SKIPPED, Text("没有", "nothing"), AT, 12.34)
    assert json.loads(json.dumps(result_row(result))) == {
        "device": "one",
        "outcome": "skipped",
        "detail": {"zh": "没有", "en": "nothing"},
        "started_at": "2026-09-01T08:00:00+00:00",
        "took_ms": 12.3,
    }
