"""The kiosk's figures for the campus's monitoring, on a port of their own (Prometheus)."""

from __future__ import annotations

from threading import Thread
from typing import Final, Protocol

import structlog
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.registry import Collector

_log = structlog.get_logger(__name__)


class _Server(Protocol):
    server_port: int

    def shutdown(self) -> None: ...

    def server_close(self) -> None: ...


class MetricsServer:
    """Serves ``collector`` at ``/metrics`` of ``host`` and ``port`` (0: any free one)."""

    def __init__(self, host: str, port: int, collector: Collector) -> None:
        self._host: Final = host
        self._port: Final = port
        self._registry: Final = CollectorRegistry()
        self._registry.register(collector)
        self._running: tuple[_Server, Thread] | None = None

    @property
    def port(self) -> int | None:
        """Where it serves; None while it does not."""
        return None if self._running is None else self._running[0].server_port

    def start(self) -> None:
        """Begin to serve. A port that can't be had is logged: students are served all the same."""
        try:
            self._running = start_http_server(self._port, self._host, self._registry)
        except OSError as error:
            _log.warning("kiosk.no_metrics", host=self._host, port=self._port, cause=str(error))

    def close(self) -> None:
        """Serve no more; harmless when it never did."""
        running, self._running = self._running, None
        if running is not None:
            server, thread = running
            server.shutdown()
            server.server_close()
            thread.join()
