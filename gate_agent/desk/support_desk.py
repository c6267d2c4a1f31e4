"""Support bundles of a running gate, for technicians who are elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from devices.diagnostics.bundle.collected import collect_bundle
from devices.diagnostics.bundle.file import Bundle
from devices.diagnostics.may_hang import MayHang
from gate_agent.desk.technician_log import TechnicianLog
from sync.wire import ActOutcome, GateEventKind

BUNDLE_LIMIT_S: Final = 30.0
"""Each thing that is asked has a limit of its own; this is for a disk or daemon beyond them."""

_log = structlog.get_logger(__name__)


class SupportDesk:
    """Safe from any thread."""

    def __init__(self, config: Path, acts: TechnicianLog) -> None:
        """``config`` is the gate's own file."""
        self._config: Final = config
        self._acts: Final = acts

    def bundle(self, technician: str) -> Bundle:
        """Collect a bundle; blocks for some seconds, at most BUNDLE_LIMIT_S.

        Made on a thread of its own; whoever asks meanwhile gets the same one. Raises NotInTime,
        ConfigInvalid, OSError.
        """
        collect = partial(collect_bundle, self._config, own_log=True)
        making = MayHang(f"support-bundle-{self._config}", collect)
        bundle = making.result(monotonic() + BUNDLE_LIMIT_S)
        self._acts.end(GateEventKind.BUNDLE_TAKEN, technician, "", ActOutcome.DONE)
        _log.info("device.support_bundle", technician=technician, bytes=len(bundle.zipped))
        return bundle
