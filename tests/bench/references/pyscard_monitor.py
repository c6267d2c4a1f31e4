"""pyscard's own monitor of readers: says ``back`` whenever readers are found."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from smartcard.ReaderMonitoring import ReaderMonitor, ReaderObserver


class Found(ReaderObserver):  # type: ignore[misc]
    def update(self, observable: object, changes: Sequence[Sequence[object]]) -> None:
        added, _ = changes
        if added:
            print("back", flush=True)


ReaderMonitor(period=0.1).addObserver(Found())
threading.Event().wait()
