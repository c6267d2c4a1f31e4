"""Figures for the campus's monitoring (Prometheus text format)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gate_agent.wire.schema import AgentState, DeviceStateView, NeighboursView
from sync.wire import GateEvent

_BUCKETS: Final = (0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)
"""Seconds; the promise is 60 ms in the median and 150 ms for 99 of 100."""


class Metrics:
    """One agent's figures, in a registry of their own. Safe to use from any thread."""

    def __init__(self) -> None:
        self._registry: Final = CollectorRegistry()
        self._events: Final = Counter(
            "yanhu_gate_events",
            "Journalled events",
            ["lane", "kind", "reason"],
            registry=self._registry,
        )
        self._tap_to_open: Final = Histogram(
            "yanhu_gate_tap_to_open_seconds",
            "From the card being presented to the barrier board's confirmation",
            ["lane"],
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def watch(self, state: Callable[[], AgentState]) -> None:
        """Take gauges from the agent's state at each scrape."""
        self._registry.register(_StateCollector(state))

    def include(self, collector: Collector) -> None:
        """Show another room's figures as well."""
        self._registry.register(collector)

    def journalled(self, event: GateEvent) -> None:
        # A guard's reason is free text and would make a new series each time.
        reason = "" if event.guard else event.reason
        self._events.labels(event.lane, event.kind, reason).inc()

    def opened(self, lane: str, seconds: float) -> None:
        self._tap_to_open.labels(lane).observe(seconds)

    def render(self) -> bytes:
        """All figures as Prometheus text."""
        return generate_latest(self._registry)


class _StateCollector(Collector):
    def __init__(self, state: Callable[[], AgentState]) -> None:
        self._state: Final = state

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing beforehand: registering must not ask for the state."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        state = self._state()
        gauges = {
            "hall_reachable": ("1 while the hall answers", float(state.hall.reachable)),
            "records": ("Cardholders in the mirror", float(state.records.count)),
            "backlog_waiting": ("Events not yet acknowledged", float(state.backlog.waiting)),
            "backlog_dead": ("Events refused for good", float(state.backlog.dead)),
            "problems": ("Problems of the agent itself", float(len(state.problems))),
        }
        for name, (about, value) in gauges.items():
            yield GaugeMetricFamily(f"yanhu_gate_{name}", about, value=value)
        if state.records.age_s is not None:
            yield GaugeMetricFamily(
                "yanhu_gate_records_age_seconds",
                "Since the hall last confirmed the records",
                value=state.records.age_s,
            )
        if state.neighbours is not None:
            yield from _of_neighbours(state.neighbours)
        devices = GaugeMetricFamily("yanhu_gate_device_up", "1 while it serves", labels=["device"])
        for device in state.devices:
            serves = device.state in (DeviceStateView.READY, DeviceStateView.DEGRADED)
            devices.add_metric([device.name], float(serves))
        yield devices


def _of_neighbours(view: NeighboursView) -> Iterator[Metric]:
    up = GaugeMetricFamily("yanhu_gate_neighbour_up", "1 while it is heard", labels=["gate"])
    for neighbour in view.neighbours:
        up.add_metric([neighbour.gate], float(neighbour.reachable))
    yield up
    refused = CounterMetricFamily(
        "yanhu_gate_neighbour_refused", "What was not believed", labels=["reason"]
    )
    for reason, count in view.refused.items():
        refused.add_metric([reason], float(count))
    yield refused
