"""Where every program logs: standard error, so that standard output is free for results."""

from __future__ import annotations

import logging
import sys
from typing import Final

import structlog
from structlog.typing import EventDict, WrappedLogger

from devices.diagnostics.bundle.log_tail import keep_line

_JSON: Final = structlog.processors.JSONRenderer(ensure_ascii=False)


def log_to_stderr() -> None:
    """One JSON object a line; coloured columns when somebody sits before a terminal.

    The last lines are kept in the process as well, for a support bundle.
    """
    if sys.stderr.isatty():
        renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer()
    else:
        renderer = _JSON
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def _keep(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A processor that changes nothing."""
    keep_line(str(_JSON(logger, method, dict(event))))
    return event
