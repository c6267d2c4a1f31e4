"""The view model of the guard's screen: all gates' states turned into what QML shows."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, assert_never
from uuid import UUID

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from gate_agent.rules.roles import Right
from gate_agent.wire.schema import EmergencyView, LaneView, Outcome
from ui import moments
from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.agents.fleet import Fleet
from ui.agents.link import LinkStatus
from ui.agents.vouchers import Voucher
from ui.gate_console.alarms import Alarm, alarms
from ui.gate_console.lane_commands import Command, LaneCommand, NumberCommand
from ui.gate_console.lane_dialog import LaneDialogState
from ui.gate_console.lane_tile import LaneTile, Pictures
from ui.gate_console.lingering import Lingering
from ui.gate_console.notices import Notice, NoticeTone, notices
from ui.gate_console.passes import Pass, last_passes, today
from ui.gate_console.photos import PhotoKey, PhotoShelf
from ui.gate_console.sight import AgentSight, LaneSight, look
from ui.gate_console.sounds import Sounds
from ui.gate_console.statuses import Status, statuses
from ui.gate_console.tiles import tile
from ui.gate_console.tones import shown_verdict
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

LANES_AT_MOST: Final = 8
"""More don't fit readably on one screen, and there are no more function keys to reach."""
LOOK_MS: Final = 250
"""How often the screen looks at the clock: a lost agent must be seen within 3 s."""

_TITLE: Final = Text("值班台", "Guard's desk")
_TOO_MANY: Final = Text(
    "有 {count} 个通道，这里只显示前 {limit} 个",
    "There are {count} lanes; only the first {limit} are shown",
)
_TOO_MANY_REMEDY: Final = Text("请把通道分到几个值班台", "Share them between several consoles")
_NO_SOUND: Final = Text("没有声音", "No sound")
_MUTED: Final = Text("静音", "Muted")
_SOUND: Final = Text("声音", "Sound")

LaneKey = tuple[int, str]
"""Place of the agent, and the lane's code."""


def _now() -> datetime:
    return datetime.now(UTC)


@QmlElement
class Console(QObject):
    """Everything on the guard's screen. Lives in the GUI thread."""

    changed = Signal()
    sounded = Signal(str)
    """A verdict came in, or an emergency began; says the outcome that it sounds like, whether or
    not it could be heard."""

    def __init__(
        self,
        fleet: Fleet,
        errands: Errands,
        photos: PhotoShelf,
        sounds: Sounds,
        speaker: Speaker,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._fleet, self._errands, self._photos = fleet, errands, photos
        self._sounds, self._speaker = sounds, speaker
        self._clock, self._now = clock, now
        self._muted = False
        self._verdicts: dict[LaneKey, UUID] = {}
        self._seen: set[LaneKey] = set()
        self._in_force: dict[int, EmergencyView] = {}
        self._lingering: defaultdict[LaneKey, Lingering] = defaultdict(Lingering)
        self._keys: list[LaneKey] = []
        self._agents: list[AgentSight] = []
        self._lanes = Rows(LaneTile, self)
        self._statuses = Rows(Status, self)
        self._alarms = Rows(Alarm, self)
        self._notices = Rows(Notice, self)
        self._passes = Rows(Pass, self)
        self._dialog = LaneDialogState(speaker, self._send, clock, self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        fleet.changed.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        photos.changed.connect(self.refresh)
        sounds.changed.connect(self.changed)
        speaker.language_changed.connect(self.refresh)
        self.refresh()

    def start(self) -> None:
        """Begin to look at the clock."""
        self._timer.start(LOOK_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @property
    def order(self) -> LaneDialogState:
        return self._dialog

    @property
    def tiles(self) -> tuple[LaneTile, ...]:
        """The lanes as shown, in the order of the function keys."""
        return tuple(row for row in self._lanes.rows if isinstance(row, LaneTile))

    @property
    def photo_count(self) -> int:
        """How many photos are held in memory."""
        return self._photos.count

    @property
    def settled(self) -> bool:
        """Every agent has told its state or is known to be lost."""
        return all(agent.status is not LinkStatus.CONNECTING for agent in self._agents)

    @Slot()
    def refresh(self) -> None:
        """Show what is known now."""
        now = self._clock()
        say = self._speaker.say
        self._agents = [look(view, now) for view in self._fleet.views()]
        lanes = [
            ((place, lane.lane), agent, lane)
            for place, agent in enumerate(self._agents)
            if agent.view.state is not None
            for lane in agent.view.state.lanes
        ]
        for key, agent, lane in lanes:
            news = key in self._seen and agent.status is LinkStatus.LIVE
            self._lingering[key].see(lane.verdict, now, news=news)
            self._notice_verdict(key, lane, news=news)
        for place, agent in enumerate(self._agents):
            self._notice_emergency(place, agent)
        self._show_lanes(lanes[:LANES_AT_MOST])
        self._statuses.show(statuses(self._agents, say))
        self._alarms.show(alarms(self._agents, say))
        self._notices.show([*notices(self._agents, say), *self._surplus(len(lanes))])
        self._passes.show(last_passes(self._agents, say))
        self._seen.update(key for key, _, _ in lanes)
        self.changed.emit()

    @Slot(int)
    def ask_for_order(self, number: int) -> None:
        """Show the dialog for the lane with this number, if there is one."""
        for lane_tile in self.tiles:
            if lane_tile.number == number:
                self._dialog.begin(lane_tile)

    @Slot()
    def mute(self) -> None:
        """Turn the sound off, or on again."""
        self._muted = not self._muted
        self.changed.emit()

    def _show_lanes(self, lanes: list[tuple[LaneKey, AgentSight, LaneView]]) -> None:
        self._keys = [key for key, _, _ in lanes]
        wanted: set[PhotoKey] = set()
        tiles = []
        for number, (key, agent, lane) in enumerate(lanes, 1):
            sight = LaneSight(
                number=number,
                gate=agent.name if len(self._agents) > 1 else None,
                lane=lane,
                status=agent.status,
                silent_s=agent.silent_s,
                lingering=self._lingering[key].lasts(lane.verdict, self._clock()),
                now=agent.local(self._now()),
                named=lane.verdict is None or agent.names(lane.verdict.at),
                emergency=agent.emergency,
                confirm_within_s=agent.confirm_within_s(lane),
                desk=agent.desk,
                caller=agent.view.caller,
            )
            verdict = shown_verdict(sight)
            pictures = Pictures()
            if verdict is not None and agent.may(Right.SEE_FACES):
                of = partial(PhotoKey, key[0], verdict.event_id)
                keys = of(verdict.enrolled_photo), of(verdict.live_photo)
                wanted.update(keys)
                pictures = Pictures(*map(self._photos.get, keys))
            tiles.append(tile(sight, self._speaker.say, pictures))
        self._photos.keep_only(wanted)
        self._lanes.show(tiles)
        self._dialog.see(tuple(tiles))

    def _notice_verdict(self, key: LaneKey, lane: LaneView, *, news: bool) -> None:
        """Sound a verdict that was not there before; what stood when the console came is old."""
        verdict = lane.verdict
        if verdict is None or self._verdicts.get(key) == verdict.event_id:
            return
        self._verdicts[key] = verdict.event_id
        if news:
            self._sound(verdict.outcome)

    def _notice_emergency(self, place: int, agent: AgentSight) -> None:
        """Sound a fire or a lockdown that was not there before, as what needs a person."""
        if not agent.live:
            return
        now, before = agent.emergency, self._in_force.get(place, agent.emergency)
        self._in_force[place] = now
        fire = now.fire is not None and before.fire is None
        lockdown = now.lockdown is not None and before.lockdown is None
        if fire or lockdown:
            self._sound(Outcome.ATTENTION)

    def _sound(self, outcome: Outcome) -> None:
        if not self._muted:
            self._sounds.play(outcome)
        self.sounded.emit(outcome.value)

    def _surplus(self, count: int) -> list[Notice]:
        if count <= LANES_AT_MOST:
            return []
        text = self._speaker.say(_TOO_MANY.format(count=count, limit=LANES_AT_MOST))
        return [Notice(NoticeTone.WARNING, text, self._speaker.say(_TOO_MANY_REMEDY))]

    def _send(
        self, command: Command, voucher: Voucher, then: Callable[[AgentError | None], None]
    ) -> Call:
        place, lane = self._keys[command.number - 1]
        client = self._fleet.clients[place]

        def work(call: Call) -> None:
            match command:
                case LaneCommand(order=order, reason=reason):
                    client.order_lane(lane, order, reason, call, voucher)
                case NumberCommand(student_no=student_no):
                    client.enter_number(lane, student_no, call, voucher)
                case _:
                    assert_never(command)

        return self._errands.run(work, then)

    def _get_title(self) -> str:
        if len(self._agents) == 1:
            return self._speaker.say(self._agents[0].name)
        return self._speaker.say(_TITLE)

    def _get_place(self) -> str:
        if len(self._agents) == 1:
            return self._speaker.say(_TITLE)
        return " · ".join(self._speaker.say(agent.name) for agent in self._agents)

    def _get_time(self) -> str:
        zones = (agent.zone for agent in self._agents)
        return moments.clock(self._now(), next(filter(None, zones), None))

    def _get_today(self) -> str:
        return today(self._agents, self._speaker.say)

    def _get_sound(self) -> str:
        if not self._sounds.works:
            return self._speaker.say(_NO_SOUND)
        return self._speaker.say(_MUTED if self._muted else _SOUND)

    def _get_audible(self) -> bool:
        return self._sounds.works and not self._muted

    def _get_tones(self) -> str:
        return " ".join(lane.tone for lane in self.tiles)

    def _get_lanes(self) -> Rows:
        return self._lanes

    def _get_statuses(self) -> Rows:
        return self._statuses

    def _get_alarms(self) -> Rows:
        return self._alarms

    def _get_notices(self) -> Rows:
        return self._notices

    def _get_passes(self) -> Rows:
        return self._passes

    def _get_dialog(self) -> LaneDialogState:
        return self._dialog

    title = Property(str, _get_title, notify=changed)
    place = Property(str, _get_place, notify=changed)
    time = Property(str, _get_time, notify=changed)
    today = Property(str, _get_today, notify=changed)
    sound = Property(str, _get_sound, notify=changed)
    audible = Property(bool, _get_audible, notify=changed)
    tones = Property(str, _get_tones, notify=changed)
    lanes = Property(Rows, _get_lanes, notify=changed)
    statuses = Property(Rows, _get_statuses, notify=changed)
    alarms = Property(Rows, _get_alarms, notify=changed)
    notices = Property(Rows, _get_notices, notify=changed)
    passes = Property(Rows, _get_passes, notify=changed)
    dialog = Property(LaneDialogState, _get_dialog, notify=changed)
