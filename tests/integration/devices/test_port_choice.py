"""'Use this one', on a real relay board and a real card daemon."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.ports.choice import (
    PORT_KEYS,
    NotReached,
    PortTaken,
    use_port,
    why_not,
)
from devices.errors import Fault
from devices.indicator.sound import SoundConfig
from devices.inventory import DeviceConfig
from devices.rig import NoSuchDevice
from devices.sim.serial_cable import SerialCable
from tests.helpers.indicators import SoundBench
from tests.helpers.osdp import OsdpBench
from tests.helpers.pcsc import PcscBench
from tests.helpers.relay import RelayBench, TcpRelayBench

CONFIG = """\
# The east gate.
[gate]
code = "east"   # also on the door

[devices.barrier]
driver = "modbus-rtu"
port = "/dev/serial/by-id/old-adapter"   # replaced in spring
inputs = { passage = 0 }  # the others are not wired

[devices.reader]
driver = "pcsc"
reader = "Virtual PCD 0"
"""


@pytest.fixture(scope="module")
def board() -> Iterator[RelayBench]:
    with RelayBench() as started:
        yield started


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "gate.toml"
    path.write_text(CONFIG)
    path.chmod(0o640)
    return path


def test_port_is_written_and_everything_else_stays(config: Path, board: RelayBench) -> None:
    port = board.config().port
    chosen = use_port(config, "barrier", port)
    assert config.read_text() == CONFIG.replace("/dev/serial/by-id/old-adapter", port)
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    assert chosen.not_proven is None, "the board answered"
    assert (chosen.key, chosen.before) == ("port", "/dev/serial/by-id/old-adapter")
    assert chosen.kept.read_text() == CONFIG
    assert chosen.kept.parent == config.parent


def test_a_reader_of_another_device_is_not_taken(config: Path) -> None:
    config.write_text(f'{CONFIG}\n[devices.desk]\ndriver = "pcsc"\nreader = "Virtual PCD 1"\n')
    before = config.read_text()
    for name in ("Virtual PCD 1", "Virtual PCD 1 00 00"):
        with pytest.raises(PortTaken, match=r"devices\.desk uses Virtual PCD 1"):
            use_port(config, "reader", name)
    assert config.read_text() == before


def test_a_serial_port_of_another_device_is_not_taken_under_any_name(
    config: Path, tmp_path: Path
) -> None:
    with SerialCable(tmp_path) as cable:
        link = tmp_path / "by-id"
        link.symlink_to(cable.host_end)
        config.write_text(
            f'{CONFIG}\n[devices.codes]\ndriver = "serial-scanner"\nport = "{cable.host_end}"\n'
            '[devices.card]\ndriver = "serial-line"\nport = "/dev/ttyUSB9"\n'
        )
        before = config.read_text()
        for name in (cable.host_end, link):
            with pytest.raises(PortTaken) as caught:
                use_port(config, "card", str(name))
            assert caught.value.by == "codes"
            assert "Give codes another port first" in why_not(caught.value, config).en
    assert config.read_text() == before


def test_a_reader_that_only_announces_is_not_said_to_answer(config: Path, tmp_path: Path) -> None:
    reader = '[devices.card]\ndriver = "serial-line"\nport = "/dev/ttyUSB9"\n'
    config.write_text(f"{CONFIG}\n{reader}")
    with SerialCable(tmp_path) as cable:
        chosen = use_port(config, "card", str(cable.host_end))
    assert chosen.not_proven is not None
    assert "Opened, not proven" in chosen.not_proven.en
    assert "Present a card" in chosen.not_proven.en


def test_a_port_that_the_file_left_out_is_written(config: Path) -> None:
    config.write_text(f'{CONFIG}\n[devices.horn]\ndriver = "sound"\n')
    with SoundBench():
        chosen = use_port(config, "horn", "loudspeaker")
    assert (chosen.before, chosen.after) == ("default", "loudspeaker")
    assert load_devices(config)["horn"] == SoundConfig(driver="sound", device="loudspeaker")


def test_an_address_with_a_port_is_no_host(config: Path) -> None:
    board = '[devices.far]\ndriver = "modbus-tcp"\nhost = "10.255.0.9"\n'
    config.write_text(f"{CONFIG}\n{board}")
    for typed in ("127.0.0.1:99999", "127.0.0.1:502", "http://127.0.0.1"):
        with pytest.raises(ConfigInvalid, match=r"devices\.far\.host: .* the key tcp_port"):
            use_port(config, "far", typed)
    assert 'host = "10.255.0.9"' in config.read_text()


def test_each_choice_keeps_the_file_before_it(config: Path, board: RelayBench) -> None:
    port = board.config().port
    first = use_port(config, "barrier", port)
    second = use_port(config, "barrier", port)
    assert first.kept != second.kept
    assert second.kept.read_text() == CONFIG.replace("/dev/serial/by-id/old-adapter", port)


def test_reader_is_chosen_by_its_name(config: Path) -> None:
    with PcscBench():
        chosen = use_port(config, "reader", "Virtual PCD 1")
    assert chosen.firmware == "Virtual PCD 1 00 00"
    assert 'reader = "Virtual PCD 1"' in config.read_text()


def test_everything_on_one_line_moves_along(config: Path) -> None:
    with OsdpBench() as bench:
        keyed = f'address = 1\nkey_file = "{bench.key_file(1)}"\n'
        config.write_text(
            f"{CONFIG}\n"
            f'[devices.card]\ndriver = "osdp-reader"\nport = "/dev/rs485"\n{keyed}\n'
            f'[devices.light]\ndriver = "osdp-indicator"\nport = "/dev/rs485"\n{keyed}'
        )
        chosen = use_port(config, "card", bench.port)
    assert chosen.along == ("light",)
    assert "/dev/rs485" not in config.read_text()
    assert config.read_text().count(bench.port) == 2
    assert "/dev/serial/by-id/old-adapter" in config.read_text(), "the barrier is on another line"


def test_lamp_at_the_barriers_board_moves_along(config: Path, board: RelayBench) -> None:
    old = "/dev/serial/by-id/old-adapter"
    lamp = f'board = {{ driver = "modbus-rtu", port = "{old}", unit = 1 }}  # same board\n'
    config.write_text(
        f'{CONFIG}\n[devices.lamp]\ndriver = "relay-lamp"\n{lamp}'
        "granted = [1]\ndenied = [2]\nattention = [3]\n"
    )
    chosen = use_port(config, "barrier", board.config().port)
    assert chosen.along == ("lamp",)
    assert old not in config.read_text()
    assert "# same board" in config.read_text()


def test_another_socket_of_the_same_converter_stays(config: Path) -> None:
    with TcpRelayBench() as bench:
        board = bench.config()
        sockets = "".join(
            f'[devices.{name}]\ndriver = "modbus-tcp"\nhost = "10.255.0.9"\ntcp_port = {port}\n'
            for name, port in (("one", board.tcp_port), ("two", board.tcp_port - 1))
        )
        config.write_text(f"{CONFIG}\n{sockets}")
        chosen = use_port(config, "one", board.host)
    assert chosen.along == ()
    assert config.read_text().count("10.255.0.9") == 1


def test_port_without_the_device_changes_nothing(config: Path, tmp_path: Path) -> None:
    with pytest.raises(NotReached) as caught:
        use_port(config, "barrier", str(tmp_path / "absent"))
    assert caught.value.fault is Fault.DEVICE_NOT_FOUND
    assert config.read_text() == CONFIG
    assert list(tmp_path.iterdir()) == [config]


def test_impossible_port_is_named_with_file_and_key(config: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"gate\.toml: devices\.barrier\.port"):
        use_port(config, "barrier", "")
    assert config.read_text() == CONFIG
    assert list(tmp_path.iterdir()) == [config]


def test_every_driver_has_a_port_to_choose_or_none_of_its_own() -> None:
    union, _ = get_args(DeviceConfig)
    without = {
        get_args(model.model_fields["driver"].annotation)[0]
        for model in get_args(union)
        if not set(PORT_KEYS) & model.model_fields.keys()
    }
    assert without == {"camera-scanner", "relay-lamp"}, "those use another device's port"


def test_device_without_a_port_of_its_own_is_named(config: Path) -> None:
    scanner = '[devices.scanner]\ndriver = "camera-scanner"\ncamera = "camera"\n'
    config.write_text(CONFIG + scanner)
    with pytest.raises(ConfigInvalid, match="'camera-scanner' has no port to choose"):
        use_port(config, "scanner", "/dev/video0")


def test_unknown_device_is_named(config: Path) -> None:
    with pytest.raises(NoSuchDevice, match="configured: barrier, reader"):
        use_port(config, "door", "/dev/ttyS0")


def test_broken_file_is_refused_before_anything_is_tried(config: Path) -> None:
    config.write_text(CONFIG.replace('driver = "pcsc"', 'driver = "pcsk"'))
    with pytest.raises(ConfigInvalid, match=r"devices\.reader"):
        use_port(config, "barrier", "/dev/ttyS0")


def test_written_file_is_the_one_that_loads(config: Path, board: RelayBench) -> None:
    use_port(config, "barrier", board.config().port)
    assert load_devices(config)["barrier"].port == board.config().port  # type: ignore[union-attr]
