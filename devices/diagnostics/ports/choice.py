"""'Use this one': writes a device's port into the configuration after the device was reached there.

Nothing is written unless the whole file stays valid and the driver connects. Comments and order are
kept, and so is the file as it was, beside the new one. Devices that share the old port, as readers
of one RS-485 line or a lamp at the barrier's board, move along: it is one cable.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import NamedTemporaryFile
from threading import Event
from time import monotonic
from typing import Final

import tomlkit
from pydantic import BaseModel, ConfigDict
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError

from devices.camera.address import shown
from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.disk_trouble import disk_trouble
from devices.diagnostics.ports.advice import not_proven
from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.sharing import in_the_way
from devices.errors import Fault
from devices.indicator.sound import SoundConfig
from devices.inventory import DeviceConfig
from devices.ports import DeviceEvent, DeviceHealth, DeviceState, HealthChanged
from devices.purpose import Purpose
from devices.rig import NoSuchDevice, Rig
from devices.self_test import fault_sentence
from devices.standing_order import StandingOrder
from wording import Text

CHECK_LIMIT_S: Final = 15.0
"""As long as any driver may take to connect (devices.supervisor.CONNECT_LIMIT_S)."""
CALL_OFF_LOOK_S: Final = 0.1
"""How soon a device is let go again when the try of a port is called off."""
PORT_KEYS: Final = ("reader", "port", "uri", "url", "queue", "host", "path", "device")
"""Keys that say where a device is, in the order in which they are looked for."""
_SHARED_KEYS: Final = ("port", "host")
"""Of these one line, or one board on the network, may serve several devices."""
_TCP_PORT: Final = "tcp_port"
"""Tells boards behind one address apart, as those at a converter's several sockets."""
_TRANSPORTS: Final = {
    "reader": Transport.PCSC,
    "port": Transport.SERIAL,
    "uri": Transport.IPP,
    "queue": Transport.CUPS,
    "device": Transport.VIDEO,
}


_FILE_UNUSABLE: Final = Text(
    "配置文件不能这样用，未作改动：{detail}",
    "The file can't be used so; nothing was changed: {detail}",
)
_TAKEN: Final = Text(
    "{port} 由设备 {by} 在用，未作改动。请先给 {by} 换一个端口",
    "{port} is used by the device {by}; nothing was changed. Give {by} another port first",
)
_NOT_REACHED: Final = Text(
    "{port} 上没有应答的设备，未作改动。{zh}",
    "No device answers at {port}; nothing was changed. {en}",
)


class NotReached(Exception):
    """The device does not answer at the chosen port; nothing was written."""

    def __init__(self, port: str, fault: Fault) -> None:
        super().__init__(f"no device of that kind answers at {port}; nothing was changed")
        self.port: Final = port
        self.fault: Final = fault


class PortTaken(ConfigInvalid):
    """Another device of the configuration is at the chosen port; nothing was written."""

    def __init__(self, path: Path, by: str, port: str) -> None:
        super().__init__(f"{path}: devices.{by} uses {port}; give it another port first")
        self.by: Final = by
        self.port: Final = port


class PortCalledOff(Exception):
    """The try of a port was called off in time; nothing was written."""


class Chosen(BaseModel):
    """What :func:`use_port` did; ports as people may be shown them."""

    model_config = ConfigDict(frozen=True)

    device: str
    key: str
    before: str
    after: str
    firmware: str
    """What the device said of itself; may be empty."""
    kept: Path
    """The file as it was."""
    along: tuple[str, ...] = ()
    """Devices that shared the old port and moved as well."""
    not_proven: Text | None = None
    """The port was only opened, as there is nothing to ask such a device: what to do now."""


def port_key(config: DeviceConfig) -> str:
    """The key of the device's table that says where it is. Raises ConfigInvalid."""
    fields = type(config).model_fields
    key = next((key for key in PORT_KEYS if key in fields), None)
    if key is None:
        raise ConfigInvalid(f"a device with driver {config.driver!r} has no port to choose")
    return key


def transport_of(config: DeviceConfig) -> Transport | None:
    """What discovery finds for such a device; None when its port can only be typed.

    Raises ConfigInvalid when it has no port at all.
    """
    key = port_key(config)
    match config:
        case SoundConfig(player="aplay"):
            return Transport.SOUND  # its name is called so as a camera's is
        case SoundConfig():
            return None  # the sound server knows its loudspeakers, not the kernel
        case _:
            return _TRANSPORTS.get(key)


def port_of(config: DeviceConfig) -> str:
    """Where the device is. Raises ConfigInvalid when it has no port to choose."""
    return str(getattr(config, port_key(config)))


def sharers(devices: Mapping[str, DeviceConfig], device: str) -> tuple[str, ...]:
    """``device`` and all that would move along with it to another port.

    Raises NoSuchDevice, and ConfigInvalid when it has no port to choose.
    """
    if device not in devices:
        raise NoSuchDevice.called(device, devices)
    chosen = devices[device]
    key = port_key(chosen)
    if key not in _SHARED_KEYS:
        return (device,)
    here = _at(chosen, key)
    return tuple(
        name
        for name, config in devices.items()
        if here in (_at(config, key), _at(getattr(config, "board", None), key))
    )


def _at(holder: object, key: str) -> tuple[object, object]:
    return getattr(holder, key, None), getattr(holder, _TCP_PORT, None)


def shown_port(port: str) -> str:
    """``port`` as people may be shown it: an address without user, password and query."""
    return shown(port) if "://" in port else port


def why_not(error: ConfigInvalid | NoSuchDevice | NotReached | OSError, path: Path) -> Text:
    """What stood in the way of :func:`use_port` with ``path``, and what to do."""
    match error:
        case PortTaken(by=by, port=port):
            return _TAKEN.format(port=port, by=by)
        case NotReached(port=port, fault=fault):
            said = fault_sentence(fault)
            return _NOT_REACHED.format(port=shown_port(port), zh=said.zh, en=said.en)
        case OSError(filename=filename):
            return disk_trouble(Path(filename or path), error)
        case NoSuchDevice(text=text):
            return text
        case _:
            return _FILE_UNUSABLE.format(detail=error)


def use_port(
    path: Path,
    device: str,
    port: str,
    *,
    called_off: Event | None = None,
    orders: Mapping[str, StandingOrder] | None = None,
    check: Callable[[str, DeviceConfig], DeviceHealth] | None = None,
) -> Chosen:
    """Let ``device`` of the configuration ``path`` use ``port`` from now on.

    A program that runs takes notice at its next start, and must have left the device to this check.
    Raises PortTaken and other ConfigInvalid, NoSuchDevice, NotReached, OSError, and PortCalledOff
    when ``called_off`` is set before anything is written. ``orders``: what barriers were told, so
    that one which is held open in a fire is held when it is tried. ``check`` reaches the device, if
    not :func:`reached`.
    """
    called_off = called_off or Event()
    devices = load_devices(path)
    moving = sharers(devices, device)
    key = port_key(devices[device])
    before = port_of(devices[device])
    document = _document(path)
    along = tuple(name for name in moving if name != device)
    _move(document, (device, *along), key, before, port)
    draft = _draft(path, tomlkit.dumps(document))
    try:
        written = load_devices(draft)  # names the key when the port is impossible
        config = written[device]
        _must_be_free(path, written, moving, port)
        health = check(device, config) if check else reached(device, config, called_off, orders)
        if health.state is DeviceState.DOWN:
            raise NotReached(health.port, health.fault or Fault.DEVICE_NOT_FOUND)
        if called_off.is_set():
            raise PortCalledOff
        kept = _keep(path)
        draft.replace(path)
    except PortTaken:
        raise
    except ConfigInvalid as error:
        raise ConfigInvalid(str(error).replace(str(draft), str(path))) from error
    finally:
        draft.unlink(missing_ok=True)
    return Chosen(
        device=device,
        key=key,
        before=shown_port(before),
        after=shown_port(port),
        firmware=health.firmware,
        kept=kept,
        along=along,
        not_proven=not_proven(config),
    )


def reached(
    name: str,
    config: DeviceConfig,
    called_off: Event,
    orders: Mapping[str, StandingOrder] | None = None,
) -> DeviceHealth:
    """Connect to one device and return how it stands; waits at most CHECK_LIMIT_S.

    ``orders``: as of :class:`devices.rig.Rig`; without any, nobody rules the device here and no
    relay is switched. Raises NotReached, PortCalledOff.
    """
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    purpose = Purpose.LOOK if orders is None else Purpose.SERVE
    rig = Rig({name: config}, events, orders=orders, purpose=purpose)
    rig.start()
    try:
        deadline = monotonic() + CHECK_LIMIT_S
        while (left := deadline - monotonic()) > 0:
            if called_off.is_set():
                raise PortCalledOff
            try:
                event = events.get(timeout=min(left, CALL_OFF_LOOK_S))
            except Empty:
                continue
            if isinstance(event, HealthChanged):
                return event.health
        raise NotReached(rig.health()[0].port, Fault.DEVICE_SILENT)
    finally:
        rig.stop()


def _must_be_free(
    path: Path, written: Mapping[str, DeviceConfig], moving: tuple[str, ...], port: str
) -> None:
    others = {name: config for name, config in written.items() if name not in moving}
    taken_by = in_the_way({name: written[name] for name in moving}, others)
    if taken_by is not None:
        raise PortTaken(path, taken_by, shown_port(port))


def _document(path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except TOMLKitError as error:
        raise ConfigInvalid(f"{path}: {error}") from error


def _move(
    document: TOMLDocument, moving: tuple[str, ...], key: str, before: str, port: str
) -> None:
    """Write ``port`` into the tables of those that are ``moving``, and of boards of theirs.

    The first of them is the chosen device, the others share its port.
    """
    tables = document["devices"]
    for name in moving:
        chosen = name == moving[0]  # its port may be the usual one, which no file needs to name
        table = tables[name] if isinstance(tables, MutableMapping) else None
        if not isinstance(table, MutableMapping):
            raise ConfigInvalid(f"devices.{name} is no table")
        for holder in (table, table.get("board")):
            if not isinstance(holder, MutableMapping):
                continue
            if (chosen and holder is table) or str(holder.get(key)) == before:
                holder[key] = port


def _draft(path: Path, text: str) -> Path:
    """A new file beside ``path`` with its owner and mode: it may hold passwords."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    shutil.copymode(path, draft.name)
    before = path.stat()
    if before.st_uid != os.geteuid():
        os.chown(draft.name, before.st_uid, before.st_gid)
    return Path(draft.name)


def _keep(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = path.with_name(f"{path.name}.{stamp}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.{stamp}-{number}")
    shutil.copy2(path, kept)
    return kept
