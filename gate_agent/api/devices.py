"""The local API's routes for a technician at the gate's devices (docs/gate-api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Final, Protocol

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from devices.config_file import ConfigInvalid
from devices.diagnostics.ports.choice import Chosen, NotReached, PortCalledOff, why_not
from devices.diagnostics.ports.offers import PortOffers
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import DeviceLent, Reading
from devices.diagnostics.trials.look import Preview
from devices.rig import NoSuchDevice
from gate_agent.api.refusals import No
from gate_agent.api.requests import Guarded, body_as, done, json
from gate_agent.desk.device_desk import LaneInService
from gate_agent.desk.technician_log import NotRecorded
from gate_agent.wire.schema import Guard, SelfTestResult, UsePort

GONE_LOOK_S: Final = 0.2
"""How soon a technician who hung up gives the reader back to its lane, or a port's try ends."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Devices(Protocol):
    """What these routes need of the agent; see :class:`gate_agent.desk.device_desk.DeviceDesk`."""

    def self_test(self, device: str, technician: str) -> SelfTestResult: ...

    def preview(self, device: str) -> Preview: ...

    def inputs(self, device: str) -> Inputs: ...

    def next_reading(self, device: str, technician: str, cancel: Event) -> Reading: ...

    def print_sample(self, device: str, technician: str) -> SelfTestResult: ...

    def pulse(self, device: str, technician: str) -> SelfTestResult: ...

    def ports(self, device: str) -> PortOffers: ...

    def use_port(self, device: str, port: str, technician: str, called_off: Event) -> Chosen: ...

    def call_off_port(self, device: str) -> bool: ...


def device_routes(devices: Devices, admit: Callable[[Guarded], Endpoint]) -> list[Route]:
    """All of them, each behind ``admit``."""

    def route(path: str, method: str, act: Callable[[str, str], BaseModel]) -> Route:
        async def answer(request: Request, technician: Guard) -> Response:
            device = request.path_params["name"]
            return await _answered(lambda: act(device, technician.name))

        return Route(f"/v1/devices/{{name}}/{path}", admit(answer), methods=[method])

    async def reading(request: Request, technician: Guard) -> Response:
        device = request.path_params["name"]
        async with _until_hung_up(request) as hung_up:
            return await _answered(lambda: devices.next_reading(device, technician.name, hung_up))

    async def port(request: Request, technician: Guard) -> Response:
        device, wanted = request.path_params["name"], await body_as(request, UsePort)
        if isinstance(wanted, No):
            return (No.INVALID_PORT if wanted is No.INVALID else wanted).answer()
        name = technician.name
        async with _until_hung_up(request) as called_off:
            return await _chosen(lambda: devices.use_port(device, wanted.port, name, called_off))

    async def call_off(request: Request, _technician: Guard) -> Response:
        try:
            called_off = devices.call_off_port(request.path_params["name"])
        except NoSuchDevice:
            return No.UNKNOWN_DEVICE.answer()
        return done(None if called_off else No.NO_PORT_TRIED)

    async def ports(request: Request, _technician: Guard) -> Response:
        return await _chosen(lambda: devices.ports(request.path_params["name"]))

    return [
        route("self-test", "POST", devices.self_test),
        route("preview", "GET", lambda device, _: devices.preview(device)),
        route("inputs", "GET", lambda device, _: devices.inputs(device)),
        route("sample", "POST", devices.print_sample),
        route("pulse", "POST", devices.pulse),
        Route("/v1/devices/{name}/ports", admit(ports), methods=["GET"]),
        Route("/v1/devices/{name}/port", admit(port), methods=["POST"]),
        Route("/v1/devices/{name}/port/call-off", admit(call_off), methods=["POST"]),
        Route("/v1/devices/{name}/reading", admit(reading), methods=["POST"]),
    ]


async def _answered(act: Callable[[], BaseModel]) -> Response:
    try:
        return json(await run_in_threadpool(act))
    except NoSuchDevice:
        return No.UNKNOWN_DEVICE.answer()
    except LaneInService:
        return No.LANE_IN_SERVICE.answer()
    except DeviceLent:
        return No.DEVICE_LENT.answer()
    except NotRecorded:
        return No.ACT_NOT_RECORDED.answer()


async def _chosen(act: Callable[[], BaseModel]) -> Response:
    """As :func:`_answered`, for what reads or writes the configuration."""
    try:
        return await _answered(act)
    except PortCalledOff:
        return No.PORT_CALLED_OFF.answer()
    except (ConfigInvalid, NotReached, OSError) as error:
        return No.PORT_REFUSED.answer(because=why_not(error, Path("gate.toml")))


@asynccontextmanager
async def _until_hung_up(request: Request) -> AsyncIterator[Event]:
    """Set once nobody waits for the answer any more."""
    hung_up = Event()
    watch = asyncio.create_task(_watch(request, hung_up))
    try:
        yield hung_up
    finally:
        watch.cancel()
        hung_up.set()


async def _watch(request: Request, hung_up: Event) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(GONE_LOOK_S)
    hung_up.set()
