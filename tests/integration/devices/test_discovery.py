"""Finding real peers: the PC/SC daemon's readers, a printer announced by a real Avahi daemon."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from zeroconf import ServiceInfo

from devices.diagnostics.ports.attached import (
    FoundPort,
    SerialPortSeen,
    Transport,
    cameras,
    card_readers,
    named_serial_ports,
    stable_names,
)
from devices.diagnostics.ports.discovery import discover
from devices.diagnostics.ports.offers import port_offers
from devices.diagnostics.ports.printers_nearby import announced_printers, printer_of
from devices.diagnostics.ports.sound_cards import sound_cards
from devices.errors import Fault
from devices.sim.ippeve import IppPrinterPeer
from tests.helpers.pcsc import PcscBench
from tests.helpers.waiting import wait_until

LOOPBACK = ("127.0.0.1",)
LISTEN_S = 1.0


@pytest.fixture(scope="module", autouse=True)
def readers() -> Iterator[PcscBench]:
    """Before anything else: libpcsclite learns where the daemon is once a process."""
    with PcscBench() as bench:
        yield bench


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IppPrinterPeer]:
    folder = tmp_path_factory.mktemp("printer")
    with IppPrinterPeer(folder, announce=True) as peer:
        yield peer


def announced_by(printer: IppPrinterPeer) -> list[FoundPort]:
    """What the network says of ``printer``; others on this host may announce theirs as well."""
    port = urlsplit(printer.uri).port
    found = announced_printers(LOOPBACK, LISTEN_S)
    return [one for one in found if urlsplit(one.port).port == port]


def test_announced_printer_is_found_in_plain_and_with_tls(printer: IppPrinterPeer) -> None:
    found: list[FoundPort] = []

    def both() -> bool:  # Avahi makes sure for a second that each name is free
        found[:] = announced_by(printer)
        return len(found) == 2

    wait_until(both, "both services are announced")
    assert [urlsplit(one.port).scheme for one in found] == ["ipp", "ipps"]
    assert all(urlsplit(one.port).path == "/ipp/print" for one in found)
    assert all("Yanhu" in one.about for one in found)


def test_unannounced_printer_is_found_by_its_address(printer: IppPrinterPeer) -> None:
    seen = discover(interfaces=LOOPBACK, probe=[printer.uri], listen_s=0.0)
    assert FoundPort(Transport.IPP, printer.uri, "Yanhu Test Printer") in seen.found


def test_address_without_a_printer_is_a_named_fault() -> None:
    seen = discover(interfaces=LOOPBACK, probe=["ipp://127.0.0.1:9/ipp/print"], listen_s=0.0)
    assert Fault.PRINTER_SILENT in seen.faults
    assert not [one for one in seen.found if one.transport is Transport.IPP]


def test_readers_are_named_as_a_configuration_names_them(readers: PcscBench) -> None:
    assert [(one.port, one.about) for one in card_readers()] == [
        (readers.config(0).reader, "Virtual PCD 0 00 00"),
        ("Virtual PCD 0 00 01", "Virtual PCD 0 00 01"),
        (readers.config(1).reader, "Virtual PCD 1 00 00"),
        ("Virtual PCD 1 00 01", "Virtual PCD 1 00 01"),
    ]


def test_dead_card_service_is_a_named_fault(readers: PcscBench) -> None:
    readers.disconnect()
    seen = discover(interfaces=LOOPBACK, listen_s=0.0)
    readers.reconnect()
    assert seen.faults == (Fault.CARD_SERVICE_DOWN,)


def lookers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "look-card-service"]


def test_a_card_service_that_hangs_is_not_waited_for(readers: PcscBench, tmp_path: Path) -> None:
    file = tmp_path / "gate.toml"
    file.write_text('[devices.card]\ndriver = "pcsc"\nreader = "Virtual PCD 0"\n')
    with readers.hung():
        seen = discover(printers=False, answer_limit_s=0.2)
        assert (seen.late, seen.faults) == ((Transport.PCSC,), ())
        again = discover(printers=False, answer_limit_s=0.2)
        assert again.late == (Transport.PCSC,)
        assert len(lookers()) == 1, "the second look waits for the first, which still hangs"
        (missed,) = port_offers(file, "card", 0.0).missed
        assert missed.en.startswith("Looking was stopped after 3 s: the card service")
        assert missed.zh.startswith("查找已在 3 秒后停止：读卡服务")
    wait_until(lambda: not lookers(), "the look ends as soon as the service answers")
    assert [port for port in discover(printers=False).found if port.transport is Transport.PCSC]


def test_usb_adapters_come_first_by_their_stable_name(tmp_path: Path) -> None:
    adapter = tmp_path / "ttyUSB0"
    adapter.touch()
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    link = by_id / "usb-1a86_USB_Serial-if00-port0"
    link.symlink_to(adapter)
    seen = [
        SerialPortSeen("/dev/ttyS0"),
        SerialPortSeen(str(adapter), "QinHeng", "USB Serial", "1a86:7523", "A50285BI"),
    ]
    usb, onboard = named_serial_ports(seen, stable_names(by_id))
    assert usb.port == str(link)
    assert usb.about == f"{adapter}: QinHeng USB Serial 1a86:7523 A50285BI"
    assert (onboard.port, onboard.about) == ("/dev/ttyS0", "/dev/ttyS0")


def test_sound_cards_that_play_are_found_by_the_name_that_stays(tmp_path: Path) -> None:
    (tmp_path / "cards").write_text(
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
        "                      HDA Intel PCH at 0xf7610000 irq 31\n"
        " 1 [C920           ]: USB-Audio - HD Pro Webcam C920\n"
    )
    (tmp_path / "card0" / "pcm0p").mkdir(parents=True)
    (tmp_path / "card1" / "pcm0c").mkdir(parents=True)
    found = FoundPort(Transport.SOUND, "sysdefault:CARD=PCH", "HDA Intel PCH")
    assert sound_cards(tmp_path) == (found,)
    assert sound_cards(tmp_path / "none") == ()


def test_camera_is_found_by_its_first_node_and_its_stable_name(tmp_path: Path) -> None:
    for node, index in (("video0", "0\n"), ("video1", "1\n"), ("video2", "0\n")):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text("HD Webcam: HD Webcam\n")
        (tmp_path / node / "index").write_text(index)
    stable = {"/dev/video0": "/dev/v4l/by-id/usb-HD_Webcam-video-index0"}
    assert cameras(tmp_path, stable) == (
        FoundPort(Transport.VIDEO, stable["/dev/video0"], "/dev/video0: HD Webcam: HD Webcam"),
        FoundPort(Transport.VIDEO, "/dev/video2", "/dev/video2: HD Webcam: HD Webcam"),
    )
    assert cameras(tmp_path / "absent", {}) == ()


@pytest.mark.parametrize(
    ("found", "written", "meant"),
    [
        (FoundPort(Transport.VIDEO, "/dev/video3", ""), "3", True),
        (FoundPort(Transport.VIDEO, "/dev/video3", ""), "/dev/video3", True),
        (FoundPort(Transport.VIDEO, "/dev/v4l/by-id/usb-a-index0", ""), "usb-a-index0", True),
        (FoundPort(Transport.VIDEO, "/dev/video3", ""), "30", False),
        (FoundPort(Transport.SERIAL, "/dev/ttyS0", ""), "/dev/ttyS1", False),
        (FoundPort(Transport.PCSC, "ACS", "ACS 00 00"), "ACS 00 00", True),
        (FoundPort(Transport.PCSC, "ACS", "ACS 00 00"), "AC", False),
    ],
)
def test_port_is_known_by_every_name_of_it(found: FoundPort, written: str, meant: bool) -> None:
    assert found.meant_by(written) is meant


def test_serial_port_is_known_by_its_stable_name_and_by_the_kernels(tmp_path: Path) -> None:
    kernels, stable = tmp_path / "ttyUSB0", tmp_path / "usb-adapter"
    kernels.touch()
    stable.symlink_to(kernels)
    found = FoundPort(Transport.SERIAL, str(stable), "")
    assert found.meant_by(str(kernels))
    assert found.meant_by(str(stable))


def test_host_without_named_adapters_has_no_stable_names(tmp_path: Path) -> None:
    assert stable_names(tmp_path / "absent") == {}


def announced(addresses: list[bytes], **told: str) -> ServiceInfo:
    return ServiceInfo(
        "_ipp._tcp.local.",
        "Somebody._ipp._tcp.local.",
        port=631,
        addresses=addresses,
        properties=dict(told),
    )


def test_printer_that_takes_no_pdf_is_left_out() -> None:
    label_printer = announced([bytes([127, 0, 0, 1])], rp="ipp/print", pdl="image/urf")
    assert printer_of("ipp", label_printer) is None


def test_announcement_without_an_address_is_left_out() -> None:
    assert printer_of("ipp", announced([], rp="ipp/print", pdl="application/pdf")) is None


def test_address_of_version_6_stands_in_brackets() -> None:
    loopback = [bytes(15) + b"\x01"]
    info = announced(loopback, rp="ipp/print", pdl="application/pdf", ty="P", note="2F")
    uri = "ipps://[::1]:631/ipp/print"
    assert printer_of("ipps", info) == FoundPort(Transport.IPP, uri, "P, 2F")
