"""What stands at an address: a printer, something else, or nobody."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest

from devices.errors import DeviceError, Fault, Silent
from devices.printer.configs import IppConfig
from devices.printer.ipp import Ipp
from devices.sim.ippeve import IppPrinterPeer
from tests.helpers.ipp import config_at
from tests.helpers.links import RecordingLink
from tests.helpers.printer import PDF


def test_nobody_there(peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event) -> None:
    peer.kill()
    with pytest.raises(Silent):
        driver.connect(RecordingLink())
    with pytest.raises(Silent):
        list(driver.print_document(PDF, "certificate", cancel))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("ipps://127.0.0.1:{port}/ipp/print", Fault.CERTIFICATE_UNTRUSTED),
        ("ipp://127.0.0.1:{port}/ipp/elsewhere", Fault.PRINTER_NOT_FOUND),
        ("ipp://no-such-printer.invalid/ipp/print", Fault.HOST_NAME_UNKNOWN),
    ],
    ids=["self-signed", "wrong path", "unknown name"],
)
def test_wrong_address_is_told_from_a_dead_printer(
    peer: IppPrinterPeer, address: str, fault: Fault
) -> None:
    uri = address.format(port=urlsplit(peer.uri).port)
    with pytest.raises(DeviceError) as error:
        Ipp("printer", config_at(uri)).connect(RecordingLink())
    assert error.value.fault is fault


def test_self_signed_printer_is_used_when_that_is_configured(peer: IppPrinterPeer) -> None:
    uri = peer.uri.replace("ipp://", "ipps://")
    trusting = IppConfig(driver="ipp", uri=uri, timeout_s=2.0, verify_tls=False)
    assert Ipp("printer", trusting).connect(RecordingLink()) == "Yanhu Test Printer"


@pytest.mark.parametrize(
    ("scheme", "fault"),
    [("ipp", Fault.PRINTER_NOT_FOUND), ("ipps", Fault.PRINTER_ENCRYPTION_DIFFERS)],
)
def test_a_web_server_is_no_printer(scheme: str, fault: Fault) -> None:
    with HTTPServer(("127.0.0.1", 0), _Silent) as server:
        serving_it = threading.Thread(target=server.serve_forever, name="web server")
        serving_it.start()
        try:
            uri = f"{scheme}://127.0.0.1:{server.server_port}/ipp/print"
            with pytest.raises(DeviceError) as error:
                Ipp("printer", config_at(uri)).connect(RecordingLink())
        finally:
            server.shutdown()
            serving_it.join()
    assert error.value.fault is fault


class _Silent(BaseHTTPRequestHandler):
    """Knows no POST, as a page for people."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing."""
