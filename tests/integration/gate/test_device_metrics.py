"""What the agent tells and keeps of its devices: figures at /metrics, the history of health."""

from __future__ import annotations

from devices.diagnostics.bundle.history import FILE_NAME, read_history
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import new_uid


def test_devices_are_shown_and_a_card_is_timed(gate: Gate, hall: MisbehavingHall) -> None:
    with gate.running():
        gate.tap(new_uid())
        text = gate.ask("GET", "/metrics").text
    for device, driver in (("reader", "pcsc"), ("camera", "mjpeg"), ("barrier", "modbus-rtu")):
        assert f'yanhu_device_state{{device="{device}",state="ready"}} 1.0' in text
        assert f'driver="{driver}",kind=' in text
    timed = [
        line.rpartition(" ")[2]
        for line in text.splitlines()
        if line.startswith("yanhu_device_operation_seconds_count")
        and 'device="reader"' in line
        and 'operation="card_read"' in line
    ]
    assert timed == ["1.0"]


def test_changes_of_health_are_kept(gate: Gate, hall: MisbehavingHall) -> None:
    with gate.running():
        pass
    kept = read_history(gate.data / FILE_NAME)
    assert {entry.device for entry in kept if entry.state == "ready"} == {
        "reader",
        "camera",
        "barrier",
    }
