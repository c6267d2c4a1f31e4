"""Between hall and gates: the first sync, what a change costs, how soon a revocation counts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tests.bench.harness import Part
from tests.bench.sync.changes import changes
from tests.bench.sync.first_sync import first_sync
from tests.bench.sync.revocation import revocation

PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {"changes": changes, "revocation": revocation, "first": first_sync}
)
