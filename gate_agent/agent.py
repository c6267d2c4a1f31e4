"""The agent put together: devices, lanes, records, journal, threads to the hall, local API."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import ExitStack
from datetime import timedelta
from itertools import chain
from queue import SimpleQueue
from typing import Final
from uuid import UUID

from devices.diagnostics.bundle.history import FILE_NAME as HEALTH_FILE
from devices.diagnostics.bundle.history import HealthHistory, Recorded
from devices.diagnostics.trials.lent_events import LentEvents
from devices.metrics import DeviceCollector
from devices.ports import DeviceEvent
from devices.rig import Rig
from gate_agent.agent_log import AgentLog
from gate_agent.api.app import Api
from gate_agent.api.changes import Changes
from gate_agent.api.guards import staff
from gate_agent.api.server import ApiServer
from gate_agent.conditions import Area, Conditions
from gate_agent.config import GateConfig
from gate_agent.desk.board import Board, LaneSign
from gate_agent.desk.card_desk import CardDesk
from gate_agent.desk.device_desk import DeviceDesk
from gate_agent.desk.emergency import EmergencyDesk, Ended
from gate_agent.desk.people import Foresight, PeopleDesk
from gate_agent.desk.reports import Reports
from gate_agent.desk.status import Status
from gate_agent.desk.support_desk import SupportDesk
from gate_agent.desk.technician_log import TechnicianLog
from gate_agent.event_router import EventRouter
from gate_agent.joining import join
from gate_agent.journal.carried import Carried, carried
from gate_agent.journal.evidence_key import KEY_FILE, REPLACED, EvidenceKey
from gate_agent.journal.in_force import IN_FORCE_FILE, InForceFile
from gate_agent.journal.pass_book import PASSES_REREAD, PassBook
from gate_agent.journal.retention import Retention
from gate_agent.journal.start import JOURNAL_FILE, kept_aside, open_or_renew
from gate_agent.lane.fire_opening import FireOpening
from gate_agent.lane.fitting import LaneFitting
from gate_agent.lane.gate_lanes import GateLanes
from gate_agent.lock import alone_in
from gate_agent.metrics import Metrics
from gate_agent.neighbours.site import TOLD_OF
from gate_agent.records.book import RecordBook
from gate_agent.records.gallery import FaceGallery
from gate_agent.rules.orders import LaneOrder, OrderResult
from gate_agent.rules.policy import Mode
from gate_agent.rules.presence import REMEMBERED, PresenceBook
from gate_agent.rules.told import ToldPassages
from gate_agent.sync_threads import SyncThreads
from gate_agent.upkeep import Upkeep
from gate_agent.wire.schema import AgentState, LanePhase
from sync.clock import HallClock
from sync.errors import StoreError
from sync.identity import credential_key
from sync.passes import PassVerifier
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.wire import GateEvent, TerminalIdentity

LATEST_EVENTS: Final = 64
"""Among these is what a crash left untold to neighbours."""


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
            path = config.file(JOURNAL_FILE)
            self._evidence: Final = EvidenceKey.at(config.file(KEY_FILE))
            self._journal: Final = open_or_renew(
                path, config.gate.code, self._evidence, self._clock.wall()
            )
            opened.callback(self._journal.close)
            if config.gate.journal_key not in (None, self._evidence.public.text):
                self._conditions.report(Area.KEY, REPLACED)
            earlier = carried(path.parent, self._clock.wall())
            self._conditions.report(Area.EVIDENCE, kept_aside(path, earlier.whole))
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
            self._put_together(identity, vault, earlier)
            self._stores: Final = opened.pop_all()

    def _put_together(self, identity: TerminalIdentity, vault: Vault, earlier: Carried) -> None:
        config, clock, conditions = self._config, self._clock, self._conditions
        changed = self._changes.notify
        self._log = AgentLog(self._journal, clock, conditions)
        self._log.finish_interrupted()
        self._signs = {
            lane.code: LaneSign(lane.code, lane.name, lane.direction) for lane in config.lane
        }
        signs = tuple(self._signs.values())
        zone = config.policy.zone
        self._board = Board(
            signs,
            self._journal,
            self._book,
            clock.wall,
            zone,
            changed,
            config.retention.live_photo_s,
        )
        self._sync = SyncThreads(
            identity,
            config.hall.ca_file,
            config.hall.wait_s,
            clock,
            self._book,
            self._journal,
            conditions,
            changed,
        )
        keep = timedelta(days=config.retention.journal_days)
        self._retention = Retention(self._journal, keep, clock, conditions)
        events: SimpleQueue[DeviceEvent] = SimpleQueue()
        self._health = HealthHistory(config.file(HEALTH_FILE))
        lent = LentEvents(events)
        self._rig = Rig(config.devices, Recorded(lent, self._health))
        acts = TechnicianLog(self._journal, clock, conditions, self._kept)
        self._desk = DeviceDesk(
            config.source, self._rig, lent, config.face.models, self._out_of_service, acts
        )
        self._support = SupportDesk(config.source, acts)
        self._emergency = EmergencyDesk(
            self._journal,
            InForceFile(config.file(IN_FORCE_FILE)),
            clock,
            conditions,
            changed,
            self._kept,
        )
        told = ToldPassages()
        passes = PassBook(
            chain(earlier.used, self._journal.used_passes(clock.wall() - PASSES_REREAD))
        )
        self._presence = PresenceBook(
            {lane.code: lane.zone for lane in config.lane},
            chain(earlier.passages, self._journal.passages(clock.wall() - REMEMBERED)),
            told,
        )
        self._neighbours = join(
            config, identity, vault, clock, conditions, told, self._book, passes
        )
        fitting = LaneFitting(
            config=config,
            rig=self._rig,
            clock=clock,
            conditions=conditions,
            journal=self._journal,
            board=self._board,
            book=self._book,
            gallery=self._gallery,
            presence=self._presence,
            passes=passes,
            pass_verifier=PassVerifier(identity.record_keys),
            credential_key=self._key,
            locked_down=self._emergency.locked_down,
            recorded=self._recorded,
            metrics=self._metrics,
        )
        self._lanes = GateLanes(config.lane, self._signs, fitting)
        self._fire = FireOpening(
            self._emergency,
            self._lanes,
            lambda: self._presence.evacuated(self._clock.now()),
        )
        self._for_people()
        guards, self._card_desk = staff(config.api, self._key)
        self._router = EventRouter(events, self._lanes, self._fire, self._card_desk, changed)
        self._upkeep = Upkeep(self._keep_up)
        application = Api(self, guards, self._changes).application()
        self._api = ApiServer(application, self._changes, config.api)

    def _for_people(self) -> None:
        """What is shown and answered, from all the rest."""
        config = self._config
        signs = tuple(self._signs.values())
        self._people = PeopleDesk(
            self._book,
            self._journal,
            self._presence,
            tuple(
                Foresight(self._signs[lane.code], self._lanes[lane.code].foresee, lane.takes)
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
            self._lanes.asked,
        )
        self._reports = Reports(
            signs, self._journal, self._clock.wall, config.policy.zone, self._status.state
        )
        self._metrics.watch(self._status.state)
        self._metrics.include(DeviceCollector(self._rig))

    @property
    def url(self) -> str:
        """Address of the local API."""
        return self._api.url

    def start(self) -> None:
        """Start everything; returns when the API answers. Raises ApiUnavailable."""
        self._log.started(self._signs.values(), self._evidence.public)
        self._router.start()
        self._upkeep.start()
        self._health.start()
        self._lanes.start(on_fire=self._emergency.now.fire is not None)
        self._rig.start()
        self._emergency.settle()
        if self._neighbours is not None:
            self._neighbours.start(reversed(self._journal.latest(TOLD_OF, LATEST_EVENTS)))
        self._sync.start()
        self._retention.start()
        self._api.start()

    def stop(self) -> None:
        """Close every barrier, record what was under way, end all threads, close the stores."""
        self._api.stop()
        self._lanes.stop()
        self._retention.stop()
        self._sync.stop()
        if self._neighbours is not None:
            self._neighbours.stop()
        self._rig.stop()
        self._health.close()
        self._router.stop()
        self._upkeep.stop()
        self._log.vouch()
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
        return self._fire.release(guard, reason)

    @property
    def devices(self) -> DeviceDesk:
        """For technicians."""
        return self._desk

    @property
    def support(self) -> SupportDesk:
        """For technicians who are elsewhere."""
        return self._support

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

    # --- what one part tells others -----------------------------------------------------------

    def _recorded(self, event: GateEvent) -> None:
        """A lane's event was kept, so the journal takes what the emergency desk owes as well."""
        self._kept(event)
        self._emergency.settle()

    def _kept(self, event: GateEvent) -> None:
        self._metrics.journalled(event)
        self._sync.journalled()
        if self._neighbours is not None:
            self._neighbours.journalled(event)

    def _out_of_service(self, barrier: str) -> bool:
        """Whether guards have taken out every lane that ``barrier`` closes."""
        lanes = self._lanes.closed_by(barrier)
        return all(self._board.phase_of(lane) is LanePhase.MAINTENANCE for lane in lanes)

    def _keep_up(self) -> None:
        self._log.vouch_when_due()
        if self._clock.offset_s() is not None:
            self._presence.not_after(self._clock.now())
        self._board.forget_photos()
