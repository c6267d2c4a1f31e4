"""The devices of this machine, connected for as long as the screen is open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from threading import Event
from typing import Final

from devices.config_file import load_devices
from devices.diagnostics.ports.choice import Chosen, use_port
from devices.diagnostics.trials import by_hand
from devices.diagnostics.trials.by_hand import PRINT_LIMIT_S, Inputs
from devices.diagnostics.trials.lent_events import DeviceLent, LentEvents, Reading
from devices.diagnostics.trials.look import Preview
from devices.diagnostics.trials.preview import CameraPreviews
from devices.inventory import DeviceConfig
from devices.ports import DeviceEvent
from devices.purpose import Purpose
from devices.rig import Rig
from gate_agent.desk.status import device_view, self_test_view
from gate_agent.wire.schema import DeviceView, SelfTestResult
from sync.wire import Bilingual
from ui.agents.errors import AgentRefused
from ui.agents.exchange import Call
from ui.agents.link import LinkStatus
from ui.diagnostics.terminals import READING_LIMIT_S, TerminalLook
from wording import Text

_LENT: Final = Text(
    "正在等卡或码，请先取消", "A card or code is waited for already; cancel that first"
)


class _Nobody:
    """Where events go that no technician waits for: cards that happen to be presented."""

    def put(self, event: DeviceEvent) -> None:
        """Nobody's business here."""


class _Connected:
    """The devices of one version of the configuration."""

    def __init__(self, devices: Mapping[str, DeviceConfig], models: Path | None) -> None:
        self.lent: Final = LentEvents(_Nobody())
        self.rig: Final = Rig(devices, self.lent, purpose=Purpose.LOOK)
        self.previews: Final = CameraPreviews(self.rig, models)


class OwnTerminal:
    """A :class:`~ui.diagnostics.terminals.Terminal`."""

    def __init__(
        self,
        name: Text,
        devices: Mapping[str, DeviceConfig],
        limit_s: float,
        models: Path | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """``models`` is the folder of the face models, for the live picture; ``zone`` is the
        campus's, if it is known."""
        self._zone: Final = zone
        self._name: Final = Bilingual(zh=name.zh, en=name.en)
        self._limit_s: Final = limit_s
        self._models: Final = models
        self._lock: Final = threading.Lock()
        """Held while the devices are disconnected and connected anew."""
        self._devices = devices
        self._now = _Connected(devices, models)
        self._last: tuple[DeviceView, ...] = ()
        self._changing = False
        self._ended = False

    @property
    def limit_s(self) -> float:
        return self._limit_s

    @property
    def rig(self) -> Rig:
        """The devices as they are connected now."""
        return self._now.rig

    def start(self) -> None:
        self._now.rig.start()

    def look(self, now: float) -> TerminalLook:
        changing = self._changing
        if not changing:
            self._last = tuple(device_view(health) for health in self._now.rig.health())
        return TerminalLook(
            name=self._name,
            place="",
            status=LinkStatus.CONNECTING if changing else LinkStatus.LIVE,
            devices=self._last,
            now=datetime.now(UTC),
            in_service=False,
            zone=self._zone,
        )

    def self_test(self, device: str, call: Call) -> SelfTestResult:
        rig = self._now.rig
        with _calling_off(call, rig, device) as called_off:
            return self_test_view(rig.self_test(device, self._limit_s, called_off))

    def preview(self, device: str, call: Call) -> Preview:
        return self._now.previews.look(device)

    def inputs(self, device: str, call: Call) -> Inputs:
        return by_hand.inputs(self._now.rig, device)

    def next_reading(self, device: str, call: Call) -> Reading:
        cancel = Event()
        with _hanging_up(call, cancel.set):
            try:
                return self._now.lent.take(device, cancel, READING_LIMIT_S)
            except DeviceLent as error:
                raise AgentRefused("device_lent", _LENT) from error

    def print_sample(self, device: str, call: Call) -> SelfTestResult:
        rig = self._now.rig
        with _calling_off(call, rig, device) as called_off:
            return self_test_view(by_hand.print_sample(rig, device, PRINT_LIMIT_S, called_off))

    def pulse(self, device: str, call: Call) -> SelfTestResult:
        rig = self._now.rig
        with _hanging_up(call, lambda: rig.cancel_self_test(device)):
            return self_test_view(by_hand.pulse(rig, device))

    def use_port(self, config: Path, device: str, port: str, called_off: Event) -> Chosen:
        """As :func:`devices.diagnostics.ports.choice.use_port`, with all devices let go meanwhile.

        They are connected anew afterwards, by the file as it is then. Raises as that function.
        """
        with self._lock:
            self._changing = True
            self._now.rig.stop()
            try:
                chosen = use_port(config, device, port, called_off=called_off)
                self._devices = load_devices(config)
                return chosen
            finally:
                self._now = _Connected(self._devices, self._models)
                if not self._ended:
                    self._now.rig.start()
                self._changing = False

    def ask_to_stop(self) -> None:
        """Nothing can be stopped halfway: :meth:`join` does it."""

    def join(self) -> None:
        self._ended = True
        with self._lock:
            self._now.rig.stop()


@contextmanager
def _hanging_up(call: Call, end: Callable[[], None]) -> Iterator[None]:
    """Let ``call`` be cancelled by ``end`` meanwhile. Raises CallCancelled if it was before."""
    call.attach(end)
    try:
        yield
    finally:
        call.detach()


@contextmanager
def _calling_off(call: Call, rig: Rig, device: str) -> Iterator[Event]:
    """Let ``call`` be cancelled by ending the device's test, also one that starts only then.

    Raises CallCancelled if it was cancelled before.
    """
    called_off = Event()

    def end() -> None:
        called_off.set()
        rig.cancel_self_test(device)

    with _hanging_up(call, end):
        yield called_off
