"""A TCP connection to a device, and why there is none."""

from __future__ import annotations

import socket

from devices.errors import Fault, NotFound


def connected(address: tuple[str, int], limit_s: float) -> socket.socket:
    """A connection to host and port, which may take ``limit_s`` seconds.

    Raises NotFound: its fault tells whether the name or the device is missing.
    """
    where = f"{address[0]}:{address[1]}"
    try:
        return socket.create_connection(address, limit_s)
    except (socket.gaierror, UnicodeError) as error:  # UnicodeError: no name can be written so
        raise NotFound(f"{where}: its name is not found", Fault.HOST_NAME_UNKNOWN) from error
    except OSError as error:
        detail = f"{where} can't be reached: {error.strerror or error}"
        raise NotFound(detail, Fault.HOST_UNREACHED) from error
