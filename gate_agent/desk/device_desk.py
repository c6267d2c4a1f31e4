"""What a technician may do to a gate's devices while its agent holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Final

import structlog

from devices.config_file import load_devices
from devices.diagnostics.ports.choice import Chosen, PortCalledOff, sharers, use_port
from devices.diagnostics.ports.offers import PortOffers, port_offers
from devices.diagnostics.trials import by_hand
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import LentEvents, Reading
from devices.diagnostics.trials.look import Preview
from devices.diagnostics.trials.preview import CameraPreviews
from devices.face.judge import PASSAGE
from devices.ports import DeviceKind
from devices.ports import SelfTestResult as Tested
from devices.rig import NoSuchDevice, Rig
from gate_agent.desk.status import self_test_view
from gate_agent.desk.technician_log import OF_SELF_TEST, TechnicianLog
from gate_agent.wire.schema import SelfTestResult
from sync.wire import ActOutcome, GateEventKind
from wording import Text

SELF_TEST_LIMIT_S: Final = 15.0
READING_LIMIT_S: Final = 15.0
_READS_NOTHING: Final = Text(
    "设备 {name!r} 是 {kind}，既不读卡也不扫码",
    "device {name!r} is a {kind}, which reads neither card nor code",
)
_READERS: Final = frozenset({DeviceKind.CARD_READER, DeviceKind.CODE_SCANNER})

_log = structlog.get_logger(__name__)


class LaneInService(Exception):
    """People may be passing where somebody wants to move the barrier."""


class DeviceDesk:
    """Every method may block, and raises NoSuchDevice. Safe from any thread."""

    def __init__(
        self,
        config: Path,
        rig: Rig,
        lent: LentEvents,
        models: Path,
        out_of_service: Callable[[str], bool],
        acts: TechnicianLog,
    ) -> None:
        """``config`` names the devices of ``rig``, ``lent`` is before the lanes.

        ``out_of_service`` says of a barrier whether all its lanes were taken out.
        """
        self._config: Final = config
        self._choosing: Final = Lock()
        self._tries: Final[dict[Event, str]] = {}
        self._rig: Final = rig
        self._lent: Final = lent
        self._previews: Final = CameraPreviews(rig, models, PASSAGE)
        self._out_of_service: Final = out_of_service
        self._acts: Final = acts

    def self_test(self, device: str, technician: str) -> SelfTestResult:
        """Exercise a device for real; at most SELF_TEST_LIMIT_S.

        Raises LaneInService for a barrier that the test moves unless its lanes are shut, and
        NotRecorded for any when the journal can't take it.
        """
        barrier = self._rig.kind(device) is DeviceKind.BARRIER
        if barrier and self._rig.barrier(device).self_test_moves:
            self._must_be_out(device)
        self._note("self_test", device, technician)
        test = partial(self._rig.self_test, device, SELF_TEST_LIMIT_S)
        if not barrier:
            return self_test_view(test())
        return self._recorded(GateEventKind.BARRIER_TESTED, technician, device, test)

    def preview(self, device: str) -> Preview:
        """Look through a camera as the lane's face check does."""
        return self._previews.look(device)

    def inputs(self, device: str) -> Inputs:
        """The inputs of a barrier as last read."""
        return by_hand.inputs(self._rig, device)

    def next_reading(self, device: str, technician: str, cancel: Event) -> Reading:
        """The next card or code within READING_LIMIT_S; the lane never hears of it.

        Raises DeviceLent when somebody else waits for one already.
        """
        kind = self._rig.kind(device)
        if kind not in _READERS:
            raise NoSuchDevice(_READS_NOTHING.format(name=device, kind=kind))
        self._note("reading", device, technician)
        return self._lent.take(device, cancel, READING_LIMIT_S)

    def print_sample(self, device: str, technician: str) -> SelfTestResult:
        """Print a test page or a receipt."""
        self._note("sample", device, technician)
        return self_test_view(by_hand.print_sample(self._rig, device))

    def pulse(self, device: str, technician: str) -> SelfTestResult:
        """Open a barrier for half a second.

        Raises LaneInService unless its lanes are shut, NotRecorded.
        """
        self._rig.barrier(device)
        self._must_be_out(device)
        self._note("pulse", device, technician)
        pulse = partial(by_hand.pulse, self._rig, device)
        return self._recorded(GateEventKind.BARRIER_PULSED, technician, device, pulse)

    def ports(self, device: str) -> PortOffers:
        """Ports that the device could use; looking takes some seconds. Raises ConfigInvalid."""
        self._rig.kind(device)
        return port_offers(self._config, device)

    def use_port(self, device: str, port: str, technician: str, called_off: Event) -> Chosen:
        """Let a device, and what shares its port, use ``port`` from now on.

        It is tried there first, then the configuration is written and the device connected anew.
        Raises ConfigInvalid, NotReached, OSError, LaneInService when it would move a barrier whose
        lanes serve, NotRecorded, PortCalledOff when ``called_off`` is set in time; then nothing was
        changed.
        """
        self._rig.kind(device)
        with self._may_be_called_off(device, called_off), self._choosing:
            for name in sharers(load_devices(self._config), device):
                if name in self._rig.names() and self._rig.kind(name) is DeviceKind.BARRIER:
                    self._must_be_out(name)
            self._note("port", device, technician)
            chosen = self._chosen(device, port, technician, called_off)
            written = load_devices(self._config)
            moved = [name for name in (device, *chosen.along) if name in self._rig.names()]
            self._rig.replace({name: written[name] for name in moved})
        return chosen

    def call_off_port(self, device: str) -> bool:
        """Let every :meth:`use_port` of ``device`` end that has written nothing yet.

        False when there is none under way.
        """
        self._rig.kind(device)
        tries = [called_off for called_off, tried in list(self._tries.items()) if tried == device]
        for called_off in tries:
            called_off.set()
        return bool(tries)

    def _chosen(self, device: str, port: str, technician: str, called_off: Event) -> Chosen:
        acts, kind, outcome = self._acts, GateEventKind.PORT_CHANGED, ActOutcome.FAILED
        acts.begin(kind, technician, device)
        try:
            chosen = use_port(
                self._config, device, port, called_off=called_off, orders=self._rig.orders
            )
            outcome = ActOutcome.DONE
        except PortCalledOff:
            outcome = ActOutcome.STOPPED
            raise
        finally:
            acts.end(kind, technician, device, outcome)
        return chosen

    def _recorded(
        self, kind: GateEventKind, technician: str, device: str, test: Callable[[], Tested]
    ) -> SelfTestResult:
        """Do ``test``, which may move a barrier. Raises NotRecorded."""
        self._acts.begin(kind, technician, device)
        outcome = ActOutcome.FAILED
        try:
            result = test()
            outcome = OF_SELF_TEST[result.outcome]
        finally:
            self._acts.end(kind, technician, device, outcome)
        return self_test_view(result)

    @contextmanager
    def _may_be_called_off(self, device: str, called_off: Event) -> Iterator[None]:
        self._tries[called_off] = device
        try:
            yield
        finally:
            del self._tries[called_off]

    def _must_be_out(self, barrier: str) -> None:
        if not self._out_of_service(barrier):
            raise LaneInService(f"a lane at {barrier} is in service")

    def _note(self, what: str, device: str, technician: str) -> None:
        _log.info("device.by_hand", what=what, device=device, technician=technician)
