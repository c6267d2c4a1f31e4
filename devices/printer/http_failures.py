"""What it means when a printer's HTTP server does not answer as it should."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientResponseError,
    ClientSSLError,
)
from pyipp.exceptions import IPPConnectionError, IPPError

from devices.errors import DeviceError, Fault, NotFound, ProtocolError, Silent
from devices.printer.ipp_answer import GarbledAnswer

_BY_STATUS: Final = {
    HTTPStatus.UNAUTHORIZED: Fault.PRINTER_ACCESS_REFUSED,
    HTTPStatus.FORBIDDEN: Fault.PRINTER_ACCESS_REFUSED,
    HTTPStatus.NOT_FOUND: Fault.PRINTER_NOT_FOUND,
    HTTPStatus.GONE: Fault.PRINTER_NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: Fault.PRINTER_NOT_FOUND,  # these two: pages for people
    HTTPStatus.NOT_IMPLEMENTED: Fault.PRINTER_NOT_FOUND,
    HTTPStatus.UPGRADE_REQUIRED: Fault.PRINTER_ENCRYPTION_DIFFERS,
}


def device_error(what: str, failure: Exception) -> DeviceError:
    """``failure`` of a request as the device error to be raised; ``what`` was asked.

    A host whose name is not found counts as silent: it may well be back in a moment.
    """
    # The library wraps what its HTTP client raises, as connection failure whatever it is.
    cause = failure.__cause__ if isinstance(failure, IPPConnectionError) else failure
    detail = f"{what}: {type(cause).__name__}"
    match cause:
        case ClientResponseError(status=status):
            return _refused(f"{what}: HTTP {status}", status)
        case ClientConnectorCertificateError():
            return ProtocolError(detail, Fault.CERTIFICATE_UNTRUSTED)
        case ClientSSLError():
            return ProtocolError(detail, Fault.PRINTER_ENCRYPTION_DIFFERS)
        case ClientConnectorDNSError():
            return Silent(detail, Fault.HOST_NAME_UNKNOWN)
        case IPPError():
            return GarbledAnswer(detail)
        case _:
            return Silent(detail, Fault.PRINTER_SILENT)


def _refused(detail: str, status: int) -> DeviceError:
    fault = _BY_STATUS.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
    if fault is None:
        return GarbledAnswer(detail)
    if fault is Fault.PRINTER_NOT_FOUND:
        return NotFound(detail, fault)
    return ProtocolError(detail, fault)
