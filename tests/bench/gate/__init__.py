"""The gate: decisions with full stores, and the whole way from the tap to the barrier."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tests.bench.gate.beside_pretix import beside_pretix
from tests.bench.gate.capacity import capacity
from tests.bench.gate.lanes import lanes
from tests.bench.gate.pipeline import pipeline
from tests.bench.harness import Part

PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {"pipeline": pipeline, "lanes": lanes, "capacity": capacity, "pretix": beside_pretix}
)
OPTIONAL: Final = frozenset({"pretix"})
"""Measured when named: it has to be installed (make bench-pretix) and takes minutes."""
