"""Reads and checks a gate.toml; every mistake becomes a line that names file, key and what is
allowed."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from devices import inventory
from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.barrier.modbus_tcp import ModbusTcpConfig
from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.ports.missing import missing_ports
from devices.face.models import unusable
from devices.inventory import DeviceConfig
from devices.osdp.config import OsdpBarrierConfig
from devices.ports import DeviceKind
from gate_agent.config import GateConfig, GateFile, LaneSection
from gate_agent.face_only_check import refusals
from gate_agent.rules.policy import FOR_PASSES, WITH_FACE
from gate_agent.rules.roles import RIGHTS, Right, Role
from toml_file import ConfigProblem, Table, check, entry, read_toml
from wording import Text

_LEFT_OPEN: Final = Text(
    '{path}: {lane}.barrier：{barrier!r} 的开启由本程序结束（closing = "host"）。'
    "程序在开启时被杀死或断线，道闸会一直开着，直到程序再次运行。"
    "若继电器板支持闪开（先用 self_test_pulse 试），请写 "
    'devices.{barrier}.closing = "board"',
    "{path}: {lane}.barrier: this program ends the openings of {barrier!r} (closing ="
    ' "host"): killed, or cut off, in the middle of one, it leaves the barrier open until it runs'
    " again; if the board has a timer (try it with self_test_pulse), set"
    ' devices.{barrier}.closing = "board"',
)


def load_config(path: Path) -> GateConfig:
    """Read and check ``path``; relative paths in it are relative to the file's folder.

    Raises ConfigProblem.
    """
    document = read_toml(path)
    if (other := _no_gate(document)) is not None:
        raise ConfigProblem.of(path, [other])
    mistakes: list[str] = []
    devices: dict[str, DeviceConfig] = {}
    try:
        devices = load_devices(path)
    except ConfigInvalid as error:
        mistakes += str(error).splitlines()
    try:
        file = check(path, {k: v for k, v in document.items() if k != "devices"}, GateFile)
    except ConfigProblem as error:
        raise ConfigProblem("\n".join([*mistakes, str(error)])) from None
    if not mistakes:
        mistakes += [f"{path}: {line}" for line in _wrong_lanes(file, devices)]
        mistakes += [f"{path}: {line}" for line in _repeated(file)]
        mistakes += [f"{path}: {line}" for line in _wrong_api(file, path.resolve().parent)]
        mistakes += [f"{path}: {line}" for line in _wrong_desk(file, devices)]
        mistakes += [f"{path}: {line}" for line in _wrong_policy(file)]
        mistakes += [f"{path}: {line}" for line in refusals(file)]
    if mistakes:
        raise ConfigProblem("\n".join(mistakes))
    return _anchored(file, devices, path.resolve())


def unreachable_ports(path: Path, config: GateConfig) -> list[str]:
    """Hardware that is not there now, one line each; it may be plugged in later."""
    return [f"{path}: {line}" for line in missing_ports(config.devices)]


def unusable_models(path: Path, config: GateConfig) -> list[str]:
    """A line on the face models when a lane needs them and they can't be used."""
    if all(lane.camera is None for lane in config.lane):
        return []
    problem = unusable(config.face.models)
    if problem is None:
        return []
    return [f"{path}: face.models: {problem}; without them every face goes to the guard"]


def unseen_passages(path: Path, config: GateConfig) -> list[str]:
    """Lanes at which nobody can tell whether somebody went, one line each."""
    return [
        f"{path}: {_lane(lane)}.barrier: {lane.barrier!r} has no passage sensor, so whoever the"
        " lane opens for counts as gone through, and nobody who follows is seen; wire one and set"
        f" devices.{lane.barrier}.inputs = {{ passage = NUMBER }}"
        for lane in config.lane
        if not config.sees_passages(lane)
    ]


def left_open(path: Path, config: GateConfig) -> list[Text]:
    """Barriers that stay open when the gate's program ends in the middle of an opening, though
    their board has a timer that would shut them."""
    return [
        _LEFT_OPEN.format(path=path, lane=_lane(lane), barrier=lane.barrier)
        for lane in config.lane
        if _shut_by_program(config.devices[lane.barrier])
    ]


def _shut_by_program(barrier: DeviceConfig) -> bool:
    match barrier:
        case ModbusRtuConfig() | ModbusTcpConfig() | OsdpBarrierConfig():
            return barrier.closing == "host"
        case _:
            return False


def _no_gate(document: Table) -> str | None:
    """What to say of a file that is not a gate's; None when it is."""
    if document.keys() & {"gate", "lane"}:
        return None
    hall = document.get("hall")
    if "kiosk" in document:
        return "this is a kiosk's file, not a gate's: check it with `yanhu kiosk check-config`"
    if isinstance(hall, dict) and "public_url" in hall:
        return "this is the hall's file, not a gate's: check it with `yanhu hall check-config`"
    return "this is no gate's file: it has no [gate]; `yanhu gate example-config` prints one"


def _wrong_lanes(file: GateFile, devices: dict[str, DeviceConfig]) -> Iterator[str]:
    if not file.lane:
        yield "lane: at least one [[lane]] is needed"
    kinds = {name: inventory.build(name, device).kind for name, device in devices.items()}
    for lane in file.lane:
        for role, name, kind in _roles(lane):
            fit = [device for device, actual in kinds.items() if actual is kind]
            if name not in fit:
                allowed = ", ".join(fit) or f"none; add a [devices.NAME] that is a {kind}"
                yield f"{_lane(lane)}.{role}: {name!r} is no {kind}; allowed: {allowed}"
        if lane.reader is None and lane.scanner is None:
            yield f"{_lane(lane)}: a reader or a scanner is needed"
        if lane.mode in FOR_PASSES and lane.scanner is None:
            yield f"{_lane(lane)}.scanner: needed in mode {lane.mode}"
        if lane.mode in WITH_FACE and lane.camera is None:
            cameras = [name for name, kind in kinds.items() if kind is DeviceKind.CAMERA]
            allowed = ", ".join(cameras) or "none; add a [devices.NAME] that is a camera"
            yield f"{_lane(lane)}.camera: needed in mode {lane.mode}; allowed: {allowed}"


def _lane(lane: LaneSection) -> str:
    return f'lane "{lane.code}"'


def _roles(lane: LaneSection) -> Iterator[tuple[str, str, DeviceKind]]:
    if lane.reader is not None:
        yield "reader", lane.reader, DeviceKind.CARD_READER
    if lane.scanner is not None:
        yield "scanner", lane.scanner, DeviceKind.CODE_SCANNER
    yield "barrier", lane.barrier, DeviceKind.BARRIER
    if lane.camera is not None:
        yield "camera", lane.camera, DeviceKind.CAMERA
    for indicator in lane.indicators:
        yield "indicators", indicator, DeviceKind.INDICATOR


def _wrong_policy(file: GateFile) -> Iterator[str]:
    policy = file.policy
    ages = ("face_after_s", "guard_after_s", "max_record_age_s")
    said = [(name, getattr(policy, name)) for name in ages if name in policy.model_fields_set]
    for (early, least), (late, most) in pairwise(said):
        if least > most:
            yield f"policy.{early}: {least:g} is above policy.{late} ({most:g}), so it never counts"
    lanes = [lane.code for lane in file.lane]
    for number, rule in enumerate(policy.rule):
        where = entry("policy.rule", number, rule.name)
        for code in rule.lanes:
            if code not in lanes:
                yield f"{where}.lanes: no lane {code!r}; there are: {', '.join(lanes)}"
        codeless = [
            lane.code
            for lane in file.lane
            if lane.scanner is None and (not rule.lanes or lane.code in rule.lanes)
        ]
        if rule.mode in FOR_PASSES and codeless:
            yield f"{where}.mode: {rule.mode} needs a scanner at {', '.join(codeless)}"
        sightless = [
            lane.code
            for lane in file.lane
            if lane.camera is None and (not rule.lanes or lane.code in rule.lanes)
        ]
        if rule.mode in WITH_FACE and sightless:
            yield f"{where}.mode: {rule.mode} needs a camera at {', '.join(sightless)}"


def _wrong_api(file: GateFile, folder: Path) -> Iterator[str]:
    api = file.api
    missing = [key for key in ("tls_cert", "tls_key") if getattr(api, key) is None]
    if len(missing) == 1:
        yield f"api.{missing[0]}: tls_cert and tls_key belong together; name the other file too"
    elif missing and not api.loopback:
        yield (
            f"api.host: {api.host} can be reached from other machines, so tokens need TLS;"
            " set api.tls_cert and api.tls_key, or keep to 127.0.0.1"
        )
    if api.tls_cert is not None and api.tls_key is not None:
        yield from _wrong_certificate(folder / api.tls_cert, folder / api.tls_key)
    rights = [RIGHTS[guard.role] for guard in file.api.guard]
    starts = any(Right.LOCK_DOWN in held for held in rights)
    if starts and not any(Right.END_EMERGENCY in held for held in rights):
        yield (
            "api.guard: nobody could end a lockdown or a fire opening;"
            f' give at least one guard role = "{Role.SUPERVISOR}"'
        )


def _wrong_desk(file: GateFile, devices: dict[str, DeviceConfig]) -> Iterator[str]:
    desk = file.api.desk_reader
    for number, guard in enumerate(file.api.guard):
        where = entry("api.guard", number, guard.name)
        if guard.token_sha256 is None and not guard.cards:
            yield f"{where}: needs token_sha256 or cards"
        if guard.cards and desk is None:
            yield f"{where}.cards: no reader for them; set api.desk_reader"
    if desk is not None:
        taken = {lane.reader for lane in file.lane}
        readers = [
            name
            for name, device in devices.items()
            if inventory.build(name, device).kind is DeviceKind.CARD_READER and name not in taken
        ]
        if desk not in readers:
            allowed = ", ".join(readers) or "none; add a [devices.NAME] that is a card_reader"
            yield f"api.desk_reader: {desk!r} is no card_reader of its own; allowed: {allowed}"


def _wrong_certificate(cert: Path, key: Path) -> Iterator[str]:
    for name, file in (("tls_cert", cert), ("tls_key", key)):
        if not file.is_file():
            yield f"api.{name}: {file} is not there; name a PEM file"
            return
    if key.stat().st_mode & 0o077:
        yield f"api.tls_key: {key} can be read by others; chmod 600 it"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=_no_password)
    except (OSError, ValueError) as error:
        # An SSLError is an OSError; a key under a password is a ValueError.
        yield f"api.tls_cert: {cert} and {key.name} are no certificate and its key ({error})"


def _no_password() -> str:
    """Nobody is there to type one when a gate starts."""
    raise ValueError("the key asks for a password; store it without one")


def _repeated(file: GateFile) -> Iterator[str]:
    lists = {
        "lane.code": [lane.code for lane in file.lane],
        "lane.reader": [lane.reader for lane in file.lane if lane.reader is not None],
        "lane.scanner": [lane.scanner for lane in file.lane if lane.scanner is not None],
        "lane.barrier": [lane.barrier for lane in file.lane],
        "lane.indicators": [name for lane in file.lane for name in lane.indicators],
        "policy.rule.name": [rule.name for rule in file.policy.rule if rule.name is not None],
        "api.guard.name": [guard.name for guard in file.api.guard],
        "api.guard.token_sha256": [
            guard.token_sha256 for guard in file.api.guard if guard.token_sha256 is not None
        ],
        "api.guard.cards": [card for guard in file.api.guard for card in guard.cards],
    }
    for key, values in lists.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{key}: {value!r} is used {count} times; each must be its own"


def _anchored(file: GateFile, devices: dict[str, DeviceConfig], source: Path) -> GateConfig:
    folder = source.parent
    ca_file = file.hall.ca_file
    hall = file.hall.model_copy(
        update={
            "identity": folder / file.hall.identity,
            "ca_file": None if ca_file is None else folder / ca_file,
        }
    )
    return GateConfig(
        gate=file.gate.model_copy(update={"data": folder / file.gate.data}),
        hall=hall,
        api=file.api.model_copy(
            update={
                key: None if name is None else folder / name
                for key, name in (("tls_cert", file.api.tls_cert), ("tls_key", file.api.tls_key))
            }
        ),
        policy=file.policy,
        face=file.face.model_copy(update={"models": folder / file.face.models}),
        timing=file.timing,
        neighbours=file.neighbours,
        retention=file.retention,
        lane=file.lane,
        source=source,
        devices=devices,
    )
