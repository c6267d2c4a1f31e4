"""What Django and granian have to say goes to the log that the programs share."""

from __future__ import annotations

import logging
import sys

import structlog


def take_in_library_logs() -> None:
    """Send the libraries' warnings to standard error as JSON, a line each, naming nobody."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    # Each refused request would be a warning with its path, and a path may name a certificate.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    # granian calls its embedded server experimental at each start; its errors stay.
    logging.getLogger("_granian").setLevel(logging.ERROR)
