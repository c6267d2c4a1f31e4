"""Health and latencies of all devices for Prometheus; a program registers it where it serves them.

Everything is taken from the supervisors at each scrape: nothing is kept here, no registry is
global, and a device that is replaced leaves no stale series behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from devices.latency import BOUNDS_S
from devices.lifecycle import SERVING
from devices.ports import DeviceHealth, DeviceState

_BOUNDS: Final = (*(str(bound) for bound in BOUNDS_S), "+Inf")


class Supervised(Protocol):
    """What is asked at each scrape; a :class:`devices.rig.Rig`."""

    def health(self) -> Iterable[DeviceHealth]: ...


class DeviceCollector(Collector):
    """Register it with a program's own CollectorRegistry. Scrapes may come from any thread.

    ======================================  ===================================================
    yanhu_device_up                         1 while it serves (ready or degraded)
    yanhu_device_state                      1 for the state it is in, 0 for the others
    yanhu_device_state_since_seconds        when it came into that state (Unix time)
    yanhu_device_fault                      1, labelled with the public code, while it has one
    yanhu_device_last_event_seconds         when it last told something (Unix time)
    yanhu_device_count_total                the driver's own counters, by name
    yanhu_device_operation_seconds          histogram of each operation's time
    ======================================  ===================================================
    """

    def __init__(self, devices: Supervised) -> None:
        self._devices: Final = devices

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not ask a device that is not started."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        health = tuple(self._devices.health())
        yield from _states(health)
        yield _counters(health)
        yield _histograms(health)


def _states(health: Iterable[DeviceHealth]) -> Iterator[Metric]:
    known = ["device", "kind", "driver"]
    up = GaugeMetricFamily("yanhu_device_up", "1 while the device serves", labels=known)
    state = GaugeMetricFamily(
        "yanhu_device_state", "1 for the state that the device is in", labels=["device", "state"]
    )
    since = GaugeMetricFamily(
        "yanhu_device_state_since_seconds", "When it came into its state", labels=["device"]
    )
    fault = GaugeMetricFamily(
        "yanhu_device_fault", "1 while the device has this fault", labels=["device", "code"]
    )
    heard = GaugeMetricFamily(
        "yanhu_device_last_event_seconds", "When it last told something", labels=["device"]
    )
    for device in health:
        up.add_metric([device.name, device.kind, device.driver], float(device.state in SERVING))
        for possible in DeviceState:
            state.add_metric([device.name, possible], float(device.state is possible))
        since.add_metric([device.name], device.since.timestamp())
        if device.fault is not None:
            fault.add_metric([device.name, device.fault.value.code], 1.0)
        if device.last_event is not None:
            heard.add_metric([device.name], device.last_event.timestamp())
    yield from (up, state, since, fault, heard)


def _histograms(health: Iterable[DeviceHealth]) -> Metric:
    family = HistogramMetricFamily(
        "yanhu_device_operation_seconds",
        "How long an operation of a device took",
        labels=["device", "kind", "driver", "operation"],
    )
    for device in health:
        for latency in device.latencies:
            family.add_metric(
                [device.name, device.kind, device.driver, latency.operation],
                buckets=list(zip(_BOUNDS, map(float, latency.buckets), strict=True)),
                sum_value=latency.total_s,
            )
    return family


def _counters(health: Iterable[DeviceHealth]) -> Metric:
    family = CounterMetricFamily(
        "yanhu_device_count", "What the driver counts, by name", labels=["device", "counter"]
    )
    for device in health:
        for counter, value in device.counters.items():
            family.add_metric([device.name, counter], float(value))
    return family
