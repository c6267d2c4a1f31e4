"""The agent put together: devices, lanes, records, journal, threads to the hall, local API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Final
from uuid import UUID

import structlog

from devices.diagnostics.health_history import FILE_NAME as HEALTH_FILE
from devices.diagnostics.health_history import HealthHistory, Recorded
from devices.diagnostics.lent_events import LentEvents
from devices.face.engine import FaceEngine
from devices.face.judge import PASSAGE
from devices.face.models import FaceModelInvalid, FaceModels
from devices.face.motion_liveness import MotionLivenessCheck
from devices.face.reader import FaceReader
from devices.metrics import DeviceCollector
from devices.ports import CardPresented, DeviceEvent, HealthChanged, Sensor, SensorChanged
from devices.rig import Rig
from gate_agent.api.app import Api
from gate_agent.api.changes import Changes
from gate_agent.api.guards import staff
from gate_agent.api.schema import AgentState, LanePhase
from gate_agent.api.server import ApiServer
from gate_agent.board import Board, LaneSign
from gate_agent.card_desk import CardDesk
from gate_agent.conditions import Area, Conditions
from gate_agent.config import GateConfig, LaneSection
from gate_agent.device_desk import DeviceDesk
from gate_agent.emergency import EmergencyDesk, Ended
from gate_agent.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.face_gallery import FaceGallery
from gate_agent.face_track import FaceTrack
from gate_agent.journal import Journal, NewEvent
from gate_agent.journal_start import JOURNAL_FILE, kept_aside, open_or_renew
from gate_agent.judge import Judge, Place
from gate_agent.lane import Lane
from gate_agent.lane_input import Fire, Heard
from gate_agent.lane_log import LaneLog
from gate_agent.lane_signals import LaneSignals
from gate_agent.lane_terms import INTERRUPTED
from gate_agent.lock import alone_in
from gate_agent.metrics import Metrics
from gate_agent.neighbours.listener import Listener
from gate_agent.neighbours.site import TOLD_OF, Lanes, Neighbours
from gate_agent.neighbours.told import ToldPassages
from gate_agent.orders import LaneOrder, OrderResult
from gate_agent.pass_book import PassBook
from gate_agent.people import Foresight, PeopleDesk
from gate_agent.policy import LivenessPolicy, Mode
from gate_agent.presence import REMEMBERED, PresenceBook
from gate_agent.record_book import RecordBook
from gate_agent.reports import Reports
from gate_agent.retention import Retention
from gate_agent.status import Status
from gate_agent.sync_threads import SyncThreads
from sync.clock import HallClock
from sync.errors import StoreError, SyncError
from sync.identity import credential_key
from sync.passes import PassVerifier
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.wire import GateEvent, GateEventKind, TerminalIdentity

_log = structlog.get_logger(__name__)
LATEST_EVENTS: Final = 64
"""Among these is what a crash left untold to neighbours."""
PASSES_REREAD: Final = timedelta(days=2)
"""How far back used passes are read: much longer than a pass lives, for clocks that jumped."""
ROUTE_LOOK_S: Final = 0.2
"""How soon the router notices that it shall end; events themselves wake it at once."""


class GateAgent:
    """One gate. Built without threads; :meth:`start` and :meth:`stop` are called once each."""

    def __init__(self, config: GateConfig, identity: TerminalIdentity) -> None:
        """Open the stores and put everything together; no device is touched.

        Raises AlreadyRunning, StoreError, IdentityError, ApiUnavailable.
        """
        self._config: Final = config
        self._clock: Final = HallClock()
        self._changes: Final = Changes()
        self._metrics: Final = Metrics()
        self._conditions: Final = Conditions(self._changes.notify)
        self._key: Final = credential_key(identity)
        vault = Vault.at(config.file("vault.key"))
        with ExitStack() as opened:
            opened.enter_context(alone_in(config.gate.data))
            self._journal: Final = self._open_journal(config)
            opened.callback(self._journal.close)
            alone = config.lanes_alone
            limit = config.face.gallery_limit
            self._gallery: Final = FaceGallery(limit, self._conditions) if alone else None
            self._book: Final = RecordBook(
                config.file("mirror.db"),
                vault,
                RecordVerifier(identity.record_keys),
                self._clock,
                self._conditions,
                self._gallery,
            )
            opened.callback(self._book.close)
            self._put_together(identity)
            self._stores: Final = opened.pop_all()

    def _put_together(self, identity: TerminalIdentity) -> None:
        config = self._config
        self._finish_interrupted()
        signs = {lane.code: LaneSign(lane.code, lane.name, lane.direction) for lane in config.lane}
        self._board = Board(
            tuple(signs.values()),
            self._journal,
            self._book,
            self._clock.wall,
            config.policy.zone,
            self._changes.notify,
            config.retention.live_photo_s,
        )
        self._sync = SyncThreads(
            identity,
            config.hall.ca_file,
            config.hall.wait_s,
            self._clock,
            self._book,
            self._journal,
            self._conditions,
            self._changes.notify,
        )
        keep = timedelta(days=config.retention.journal_days)
        self._retention = Retention(self._journal, keep, self._clock, self._conditions)
        self._device_events: SimpleQueue[DeviceEvent] = SimpleQueue()
        self._health = HealthHistory(config.file(HEALTH_FILE))
        lent = LentEvents(self._device_events)
        self._rig = Rig(config.devices, Recorded(lent, self._health))
        self._desk = DeviceDesk(self._rig, lent, config.face.models, self._out_of_service)
        self._tracks: list[FaceTrack] = []
        self._emergency = EmergencyDesk(
            self._journal, self._clock, self._conditions, self._changes.notify, self._kept
        )
        zones = {lane.code: lane.zone for lane in config.lane}
        told = ToldPassages()
        before = self._journal.passages(self._clock.wall() - REMEMBERED)
        self._presence = PresenceBook(zones, before, told)
        self._pass_verifier = PassVerifier(identity.record_keys)
        self._passes = PassBook(self._journal.used_passes(self._clock.wall() - PASSES_REREAD))
        self._neighbours = self._among_neighbours(identity, zones, told)
        self._lanes = {lane.code: self._lane(lane, signs[lane.code]) for lane in config.lane}
        self._people = PeopleDesk(
            self._book,
            self._journal,
            self._presence,
            tuple(
                Foresight(signs[lane.code], self._lanes[lane.code].foresee, lane.takes)
                for lane in config.lane
            ),
        )
        self._status = Status(
            config.gate.code,
            config.gate.name,
            config.policy.clock_limit_s,
            self._clock,
            self._board,
            self._book,
            self._journal.outbox,
            self._conditions,
            self._rig.health,
            config.policy.at_lane(Mode.CARD),
            self._emergency,
            lambda: None if self._neighbours is None else self._neighbours.view(),
            config.api.desk_reader or "",
        )
        self._reports = Reports(
            tuple(signs.values()),
            self._journal,
            self._clock.wall,
            config.policy.zone,
            self._status.state,
        )
        self._metrics.watch(self._status.state)
        self._metrics.include(DeviceCollector(self._rig))
        guards, self._card_desk = staff(config.api, self._key)
        application = Api(self, guards, self._changes).application()
        self._api = ApiServer(application, self._changes, config.api)
        self._stop = threading.Event()
        self._router = threading.Thread(target=self._route, name="events", daemon=True)

    @property
    def url(self) -> str:
        """Address of the local API."""
        return self._api.url

    def start(self) -> None:
        """Start everything; returns when the API answers. Raises ApiUnavailable."""
        self._record_start()
        self._router.start()
        self._health.start()
        self._rig.start()
        for track in self._tracks:
            track.start()
        for lane in self._lanes.values():
            lane.start()
        if self._emergency.now.fire is not None:
            self._tell_lanes(Fire.RAISED)
        if self._neighbours is not None:
            self._neighbours.start(reversed(self._journal.latest(TOLD_OF, LATEST_EVENTS)))
        self._sync.start()
        self._retention.start()
        self._api.start()

    def stop(self) -> None:
        """Close every barrier, record what was under way, end all threads, close the stores."""
        self._api.stop()
        for lane in self._lanes.values():
            lane.stop()
        for track in self._tracks:
            track.stop()
        self._retention.stop()
        self._sync.stop()
        if self._neighbours is not None:
            self._neighbours.stop()
        self._rig.stop()
        self._health.close()
        self._stop.set()
        if self._router.ident is not None:
            self._router.join()
        self._vouch(self._journal.vouch)
        self._stores.close()

    # --- for the local API --------------------------------------------------------------------

    def state(self) -> AgentState:
        return self._status.state()

    def order(self, lane: str, what: LaneOrder, guard: str, reason: str) -> Future[OrderResult]:
        """Order something of ``lane``. Raises LookupError for an unknown lane."""
        return self._lanes[lane].order(what, guard, reason)

    def enter_number(self, lane: str, student_no: str, guard: str) -> Future[OrderResult]:
        """Begin an attempt by a number that ``guard`` typed; errors as of :meth:`order`."""
        return self._lanes[lane].enter_number(student_no, guard)

    def lock_down(self, guard: str, reason: str) -> bool:
        """Let in nobody but the policy's named groups; False when that is in force already."""
        return self._emergency.lock_down(guard, reason)

    def end_lockdown(self, guard: str, reason: str) -> Ended:
        return self._emergency.end_lockdown(guard, reason)

    def release_fire(self, guard: str, reason: str) -> Ended:
        """End the fire opening at every lane."""
        ended = self._emergency.release_fire(guard, reason)
        if ended is Ended.DONE:
            self._tell_lanes(Fire.CLEARED)
        return ended

    @property
    def devices(self) -> DeviceDesk:
        """For technicians."""
        return self._desk

    def enrolled_photo(self, event_id: UUID) -> bytes | None:
        """The enrolled thumbnail of the holder that an event is about."""
        try:
            return self._board.enrolled_photo(event_id)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)
            return None

    def live_photo(self, event_id: UUID) -> bytes | None:
        """The live capture of an event, while it is held."""
        return self._board.live_photo(event_id)

    @property
    def people(self) -> PeopleDesk:
        """For guards who look for somebody."""
        return self._people

    @property
    def reports(self) -> Reports:
        return self._reports

    @property
    def card_desk(self) -> CardDesk:
        """Where guards' cards vouch for orders."""
        return self._card_desk

    def metrics(self) -> bytes:
        return self._metrics.render()

    # --- putting together ---------------------------------------------------------------------

    def _lane(self, section: LaneSection, sign: LaneSign) -> Lane:
        policy = self._config.policy.at_lane(section.mode)
        gate = self._config.gate
        judge = Judge(
            Place(gate.code, section.code, section.direction, gate.campus or ""),
            policy,
            self._book,
            self._clock,
            self._key,
            self._presence,
            self._emergency.locked_down,
            self._pass_verifier,
            self._passes,
            self._gallery,
        )
        log = LaneLog(
            sign,
            self._journal,
            self._board,
            self._clock,
            self._conditions,
            self._recorded,
            self._presence.passed,
            self._passes,
        )
        lane = Lane(
            section.code,
            judge,
            log,
            self._rig.barrier(section.barrier),
            LaneSignals([self._rig.indicator(name) for name in section.indicators]),
            frozenset({section.reader or section.scanner or section.barrier, section.barrier}),
            self._config.lane_timing,
            lambda seconds: self._metrics.opened(section.code, seconds),
        )
        if section.camera is not None:
            self._watch(lane, section.code, section.camera)
        return lane

    def _among_neighbours(
        self, identity: TerminalIdentity, zones: dict[str, str], told: ToldPassages
    ) -> Neighbours | None:
        """What the site's other gates say and hear; None when that is off, or impossible."""
        config = self._config
        if not config.neighbours.enabled:
            return None
        campus = config.gate.campus
        listener = Listener(campus, told, self._book, self._passes, self._conditions)
        try:
            neighbours = Neighbours(
                config.neighbours,
                identity,
                Lanes(campus, zones),
                config.gate.data,
                Vault.at(config.file("vault.key")),
                self._clock,
                self._conditions,
                listener,
            )
        except SyncError as error:
            _log.error("no word to neighbours", error=error.code, detail=str(error))
            self._conditions.report(Area.NEIGHBOURS, error.text)
            return None
        self._book.tell_news(neighbours.changed)
        return neighbours

    def _watch(self, lane: Lane, code: str, camera: str) -> None:
        """Let the lane see; without usable models its faces go to the guard."""
        try:
            engine = FaceEngine(FaceModels.load(self._config.face.models))
        except FaceModelInvalid as error:
            _log.error("face models unusable", detail=str(error))
            self._conditions.report(Area.FACES, error.fault.value.remedy)
            return
        checked = self._config.policy.liveness is not LivenessPolicy.OFF
        reader = FaceReader(engine, PASSAGE, MotionLivenessCheck() if checked else None)
        fresh_s = self._config.face.fresh_s
        track = FaceTrack(code, self._rig.camera(camera), reader, lane.post, fresh_s)
        lane.watch(track)
        self._tracks.append(track)

    def _recorded(self, event: GateEvent) -> None:
        """A lane's event was kept, so the journal takes what the emergency desk owes as well."""
        self._kept(event)
        self._emergency.settle()

    def _kept(self, event: GateEvent) -> None:
        self._metrics.journalled(event)
        self._sync.journalled()
        if self._neighbours is not None:
            self._neighbours.journalled(event)

    def _tell_lanes(self, fire: Fire) -> None:
        for lane in self._lanes.values():
            lane.fire(fire)

    def _out_of_service(self, barrier: str) -> bool:
        """Whether guards have taken out every lane that ``barrier`` closes."""
        lanes = {lane.code for lane in self._config.lane if lane.barrier == barrier}
        return all(self._board.phase_of(lane) is LanePhase.MAINTENANCE for lane in lanes)

    def _fire_input(self, event: SensorChanged) -> None:
        at = next(lane.code for lane in self._config.lane if lane.barrier == event.device)
        self._emergency.fire_input(event.device, at, event.active)
        if event.active:
            self._tell_lanes(Fire.RAISED)

    def _open_journal(self, config: GateConfig) -> Journal:
        path = config.file(JOURNAL_FILE)
        key = EvidenceKey.at(config.file(KEY_FILE))
        journal = open_or_renew(path, config.gate.code, key, self._clock.wall())
        self._conditions.report(Area.EVIDENCE, kept_aside(path))
        return journal

    def _vouch(self, sign: Callable[[datetime], None]) -> None:
        try:
            sign(self._clock.wall())
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)

    def _finish_interrupted(self) -> None:
        """Each grant ends in one outcome, also when the agent was killed in between."""
        for grant in self._journal.unfinished():
            self._append(
                NewEvent(
                    lane=grant.lane,
                    kind=GateEventKind.TIMED_OUT,
                    at=self._clock.wall(),
                    monotonic_s=self._clock.monotonic_s(),
                    direction=grant.direction,
                    attempt=grant.attempt,
                    holder=grant.holder,
                    record_version=grant.record_version,
                    reason=INTERRUPTED,
                )
            )

    def _record_start(self) -> None:
        for lane in self._config.lane:
            self._append(
                NewEvent(
                    lane=lane.code,
                    kind=GateEventKind.STARTED,
                    at=self._clock.wall(),
                    monotonic_s=self._clock.monotonic_s(),
                    direction=lane.direction,
                )
            )

    def _append(self, event: NewEvent) -> None:
        try:
            self._journal.append(event)
        except StoreError as error:
            self._conditions.report(Area.JOURNAL, error.text)

    def _route(self) -> None:
        """Bring each device's events to the lanes that use it."""
        users: dict[str, list[Lane]] = {}
        for section in self._config.lane:
            for device in section.sources:
                users.setdefault(device, []).append(self._lanes[section.code])
        while not self._stop.is_set():
            self._vouch(self._journal.vouch_when_due)
            self._board.forget_photos()
            try:
                event = self._device_events.get(timeout=ROUTE_LOOK_S)
            except Empty:
                continue
            if isinstance(event, SensorChanged) and event.sensor is Sensor.FIRE:
                self._fire_input(event)
            elif isinstance(event, CardPresented) and event.device == self._card_desk.reader:
                self._card_desk.presented(event.uid)
            elif isinstance(event, Heard):
                for lane in users.get(event.device, ()):
                    lane.post(event)
            if isinstance(event, HealthChanged):
                self._changes.notify()
