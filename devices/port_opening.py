"""Why a device file does not open: missing, in use, or not permitted."""

from __future__ import annotations

import errno

from devices.errors import DeviceError, Fault, NotFound, PortRefused


def not_opened(path: str, error: OSError) -> DeviceError:
    """The error to be raised for ``path``, which the kernel did not open for ``error``.

    An exclusive lock that somebody else has reads as EAGAIN (EWOULDBLOCK).
    """
    match error.errno:
        case errno.EBUSY | errno.EAGAIN:
            return PortRefused(f"{path} is used by another program")
        case errno.EACCES | errno.EPERM:
            return PortRefused(f"{path}: not permitted", Fault.PORT_NOT_PERMITTED)
        case _:
            return NotFound(f"cannot open {path}: {error.strerror or type(error).__name__}")
