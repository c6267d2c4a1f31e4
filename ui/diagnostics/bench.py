"""The view model of the technician's screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from gate_agent.wire.schema import DeviceStateView, DeviceView
from ui import moments
from ui.agents.link import LinkStatus
from ui.diagnostics.bench_rows import BenchRow, Detail, detail, device_row, heading, summary
from ui.diagnostics.device_panel import DevicePanel
from ui.diagnostics.run_panel import RunPanel
from ui.diagnostics.runs import Target
from ui.diagnostics.self_tests import SelfTests
from ui.diagnostics.terminals import Terminal, TerminalLook
from ui.diagnostics.tools import Tools
from ui.diagnostics.work import Subject
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

LOOK_MS: Final = 250
"""How often the screen looks: a device that fails is seen at once, and a lost gate within 3 s."""

_TITLE: Final = Text("设备诊断", "Diagnostics")
_ASK: Final = Text("{gates} 正在使用", "{gates} is in service")


@dataclass(frozen=True, slots=True)
class Place:
    """One device on the screen."""

    target: Target
    look: TerminalLook
    device: DeviceView


@QmlElement
class Bench(QObject):
    """Everything on the technician's screen. Lives in the GUI thread."""

    changed = Signal()

    def __init__(
        self,
        terminals: Sequence[Terminal],
        self_tests: SelfTests,
        speaker: Speaker,
        tools: Tools,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._terminals, self._tests, self._speaker = terminals, self_tests, speaker
        self._tools = tools
        self._clock, self._now = clock, now
        self._looks: list[TerminalLook] = []
        self._places: list[Place] = []
        self._selected: Target | None = None
        self._followed: Target | None = None
        self._asking = False
        self._asked: tuple[Target, ...] = ()
        self._rows = Rows(BenchRow, self)
        self._device = DevicePanel(self)
        self._run = RunPanel(speaker, self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self_tests.changed.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        speaker.language_changed.connect(self.refresh)

    def start(self) -> None:
        """Begin to look."""
        self.refresh()
        self._timer.start(LOOK_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @property
    def places(self) -> tuple[Place, ...]:
        """All devices as shown, in order."""
        return tuple(self._places)

    @property
    def looks(self) -> tuple[TerminalLook, ...]:
        """All terminals as shown, in order."""
        return tuple(self._looks)

    @Slot()
    def refresh(self) -> None:
        """Show what is known now."""
        now = self._clock()
        self._tests.look()
        self._looks = [terminal.look(now) for terminal in self._terminals]
        self._places = [
            Place(Target(place, device.name), look, device)
            for place, look in enumerate(self._looks)
            for device in look.devices
        ]
        targets = [place.target for place in self._places]
        running = self._tests.run.running
        if running is not None and running != self._followed:
            self._selected = running
        self._followed = running
        if self._selected not in targets:
            self._selected = targets[0] if targets else None
        self._show()

    @Slot(int)
    def select(self, number: int) -> None:
        """Show the device with this number in detail; others are ignored."""
        if 1 <= number <= len(self._places):
            self._selected = self._places[number - 1].target
            self._show()

    @Slot(int)
    def move(self, by: int) -> None:
        """Select the next (1) or the previous (-1) device."""
        self.select(max(1, min(len(self._places), self._number() + by)))

    @Slot()
    def test_selected(self) -> None:
        """Test the selected device, after asking if its gate is in service."""
        place = next((p for p in self._places if p.target == self._selected), None)
        if place is None or place.look.status is not LinkStatus.LIVE:
            return
        self._ask_or_begin((place,))

    @Slot()
    def by_hand(self) -> None:
        """Try the selected device by hand, where that can be done."""
        if (subject := self._subject()) is not None and not self._tests.run.active:
            self._tools.open_for(subject)

    @Slot()
    def find_port(self) -> None:
        """Find the port of the selected device."""
        if (subject := self._subject()) is not None and not self._tests.run.active:
            self._tools.open_ports(subject)

    @Slot()
    def take_bundle(self) -> None:
        """Write a support bundle of the selected device's terminal."""
        if self._looks and not self._tests.run.active:
            place = 0 if self._selected is None else self._selected.terminal
            self._tools.open_bundle(self._terminals[place], self._looks[place].name)

    def _subject(self) -> Subject | None:
        """The selected device, while its terminal can be reached."""
        place = next((p for p in self._places if p.target == self._selected), None)
        if place is None or place.look.status is not LinkStatus.LIVE:
            return None
        return Subject(
            terminal=self._terminals[place.target.terminal],
            target=place.target,
            kind=place.device.kind,
            name=f"{self._speaker.say(place.look.name)} · {place.device.name}",
            in_service=place.look.in_service,
        )

    @Slot()
    def test_all(self) -> None:
        """Test every device, after asking if some gate is in service."""
        self._ask_or_begin(tuple(self._places))

    @Slot()
    def include(self) -> None:
        """The answer: test them although people may be passing."""
        self._begin(left_out=())

    @Slot()
    def leave_out(self) -> None:
        """The answer: test only what is in nobody's way."""
        self._begin(left_out=self._in_service())

    @Slot()
    def forget(self) -> None:
        """The answer: test nothing."""
        self._asking, self._asked = False, ()
        self.changed.emit()

    @Slot()
    def call_off(self) -> None:
        """Stop the run."""
        self._tests.call_off()

    def _ask_or_begin(self, places: tuple[Place, ...]) -> None:
        if self._tests.run.active or not places:
            return
        self._asked = tuple(place.target for place in places)
        if any(place.look.in_service for place in places):
            self._asking = True
            self.changed.emit()
        else:
            self._begin(left_out=())

    def _begin(self, left_out: tuple[Target, ...]) -> None:
        asked, self._asked, self._asking = self._asked, (), False
        lost = [p.target for p in self._places if p.look.status is not LinkStatus.LIVE]
        self._tests.begin(asked, left_out, lost)
        self.refresh()

    def _in_service(self) -> tuple[Target, ...]:
        return tuple(place.target for place in self._places if place.look.in_service)

    def _number(self) -> int:
        targets = [place.target for place in self._places]
        return targets.index(self._selected) + 1 if self._selected in targets else 0

    def _show(self) -> None:
        say, run = self._speaker.say, self._tests.run
        rows: list[BenchRow] = []
        numbered = list(enumerate(self._places, 1))
        for order, look in enumerate(self._looks):
            rows.append(heading(look, say))
            rows += [
                device_row(
                    place.look,
                    place.device,
                    number,
                    say,
                    selected=place.target == self._selected,
                    testing=place.target == run.running,
                    busy=run.active,
                    result=self._tests.result_of(place.target),
                )
                for number, place in numbered
                if place.target.terminal == order
            ]
        self._rows.show(rows)
        chosen = next((p for p in self._places if p.target == self._selected), None)
        self._device.show(
            Detail() if chosen is None else detail(chosen.look, chosen.device, say, busy=run.active)
        )
        kinds = {place.target: place.device.kind for place in self._places}
        kind = "" if run.running is None else kinds.get(run.running, "")
        self._run.show(run, self._tests.left_s, kind, self._name_of)
        self.changed.emit()

    def _name_of(self, target: Target) -> str:
        if len(self._terminals) == 1:
            return target.device
        return f"{self._speaker.say(self._looks[target.terminal].name)} · {target.device}"

    # --- properties -----------------------------------------------------------------------------

    def _get_title(self) -> str:
        return self._speaker.say(_TITLE)

    def _get_place(self) -> str:
        return " · ".join(self._speaker.say(look.name) for look in self._looks)

    def _get_summary(self) -> str:
        known = (place for place in self._places if place.look.status is not LinkStatus.LOST)
        states = [
            place.device.state
            if place.look.status is LinkStatus.LIVE
            else DeviceStateView.CONNECTING  # it is connected anew, as after a port was changed
            for place in known
        ]
        return summary(states, self._speaker.say)

    def _get_time(self) -> str:
        zones = (look.zone for look in self._looks if look.zone is not None)
        return moments.clock(self._now(), next(zones, None))

    def _get_selection(self) -> int:
        return self._number()

    def _get_asking(self) -> bool:
        return self._asking

    def _get_others(self) -> bool:
        busy = set(self._in_service())
        return any(target not in busy for target in self._asked)

    def _get_asked_about(self) -> str:
        names = {
            self._speaker.say(place.look.name)
            for place in self._places
            if place.target in self._asked and place.look.in_service
        }
        return self._speaker.say(_ASK.format(gates="、".join(sorted(names))))

    def _get_tools(self) -> Tools:
        return self._tools

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_device(self) -> DevicePanel:
        return self._device

    def _get_run(self) -> RunPanel:
        return self._run

    title = Property(str, _get_title, notify=changed)
    place = Property(str, _get_place, notify=changed)
    summary = Property(str, _get_summary, notify=changed)
    time = Property(str, _get_time, notify=changed)
    selection = Property(int, _get_selection, notify=changed)
    tools = Property(Tools, _get_tools, constant=True)
    rows = Property(Rows, _get_rows, notify=changed)
    device = Property(DevicePanel, _get_device, notify=changed)
    run = Property(RunPanel, _get_run, notify=changed)
    others = Property(bool, _get_others, notify=changed)
    asking = Property(bool, _get_asking, notify=changed)
    asked_about = Property(str, _get_asked_about, notify=changed)
