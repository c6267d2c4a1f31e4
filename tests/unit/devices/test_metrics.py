"""What a monitoring system reads of the devices, from a real registry's text."""

from __future__ import annotations

import threading

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from devices.driver import Link
from devices.errors import Fault, NotFound
from devices.latency import Operation
from devices.metrics import DeviceCollector
from devices.ports import DeviceState
from devices.rig import Rig
from tests.helpers.scripted_driver import Script
from tests.helpers.scripted_rig import rig_of
from tests.helpers.waiting import wait_until


def scraped(rig: Rig) -> dict[tuple[str, str, str], float]:
    """Every sample: (name, device, the label that tells series of one device apart) -> value."""
    registry = CollectorRegistry()
    registry.register(DeviceCollector(rig))
    text = generate_latest(registry).decode()
    samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = sample.labels
            told = (labels.get(name) for name in ("state", "code", "counter", "operation"))
            detail = next((label for label in told if label), "") + labels.get("le", "")
            samples[sample.name, labels["device"], detail] = sample.value
    return samples


def wait_for(rig: Rig, state: DeviceState) -> None:
    wait_until(lambda: rig.health()[0].state is state, state)


def test_serving_device_is_up_and_its_operations_are_timed() -> None:
    told = threading.Event()

    def serve(link: Link, stop: threading.Event) -> None:
        link.count("cards_read")
        link.took(Operation.CARD_READ, 0.004)
        told.set()
        stop.wait()

    with rig_of({"card": Script(serve)}) as rig:
        assert told.wait(5)
        rig.self_test("card")
        seen = scraped(rig)
    assert seen["yanhu_device_up", "card", ""] == 1.0
    assert seen["yanhu_device_state", "card", "ready"] == 1.0
    assert seen["yanhu_device_state", "card", "down"] == 0.0
    assert seen["yanhu_device_count_total", "card", "cards_read"] == 1.0
    assert seen["yanhu_device_operation_seconds_bucket", "card", "card_read0.002"] == 0.0
    assert seen["yanhu_device_operation_seconds_bucket", "card", "card_read0.005"] == 1.0
    assert seen["yanhu_device_operation_seconds_sum", "card", "card_read"] == 0.004
    assert seen["yanhu_device_operation_seconds_count", "card", "connect"] == 1.0
    assert seen["yanhu_device_operation_seconds_count", "card", "self_test"] == 1.0


def test_down_device_shows_its_fault_and_the_outage_is_timed_when_it_is_back() -> None:
    away = Script()
    away.refusals.extend(NotFound("unplugged") for _ in range(3))
    with rig_of({"card": away}) as rig:
        wait_for(rig, DeviceState.DOWN)
        down = scraped(rig)
        wait_for(rig, DeviceState.READY)
        back = scraped(rig)
    fault = ("yanhu_device_fault", "card", Fault.DEVICE_NOT_FOUND.value.code)
    assert (down["yanhu_device_up", "card", ""], down[fault]) == (0.0, 1.0)
    assert fault not in back
    assert back["yanhu_device_operation_seconds_count", "card", "outage"] == 1.0
    assert back["yanhu_device_operation_seconds_sum", "card", "outage"] >= 0.1


def test_each_device_has_its_own_series() -> None:
    with rig_of({"one": Script(), "two": Script()}) as rig:
        seen = scraped(rig)
    assert {device for _, device, _ in seen} == {"one", "two"}
