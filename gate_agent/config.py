"""The gate agent's configuration file: TOML, checked before anything starts."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from devices.barrier.wiring import SensorWiring
from devices.inventory import DeviceConfig
from devices.ports import Sensor
from gate_agent.neighbours.config import NeighboursSection
from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.passage.live_face import FRESH_S, LIVE_PHOTO_S
from gate_agent.passage.timing import Timing
from gate_agent.rules.policy import Mode
from gate_agent.rules.policy_section import PolicySection, Section
from gate_agent.rules.presence import REMEMBERED
from gate_agent.rules.roles import Role
from sync.wire import FEED_WAIT_LIMIT_S, Bilingual, Code, CredentialKind, Direction, Sha256

EXAMPLE: Final = """\
[gate]
code = "east"
name = { zh = "东门", en = "East gate" }
data = "/var/lib/yanhu/gate"             # mirror, journal and encryption key are kept here
# journal_key = "..."                    # as `yanhu gate journal key` said, in case it is replaced

[hall]
identity = "/etc/yanhu/gate.identity.json"

[api]
host = "127.0.0.1"                       # any other address needs tls_cert and tls_key
port = 8750

[[api.guard]]                            # yanhu gate new-guard-token --help
name = "Guard Chen"
role = "supervisor"                      # viewer, guard, supervisor or technician
token_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"

[policy]
face_after_s = 900.0                     # older records: the face is compared in every mode
guard_after_s = 86400.0                  # older records: a guard confirms each person
max_record_age_s = 604800.0              # older records let nobody in
threshold = 0.45                         # cosine similarity from which faces are one person's
clock_limit_s = 120.0                    # a clock further off is reported
time_zone = "Asia/Shanghai"              # of the times of day below, and of the day's figures
passback = "off"                         # off, soft (noted), hard (refused): coming in twice
passback_reset_s = 43200.0               # after so long nobody is taken to be still inside
liveness = "note"                        # off, note, guard: a face as still as a photograph
exits = "known"                          # known: who is known may leave; permitted: as coming in
lockdown_groups = ["rescue"]             # who is let in during a lockdown
face_only_threshold = 0.5                # as threshold, where the face alone is enough
face_only_margin = 0.1                   # how far ahead of the next likest the found one must be
false_identification_limit = 0.001       # strangers taken for somebody: face-only is refused above

[neighbours]
enabled = false                          # true: gates of the site tell each other who passed

[retention]
live_photo_s = 60.0                      # live captures, in memory only; 0: none at all
journal_days = 200                       # events that the hall has; 200 is the least

[face]
models = "/usr/share/yanhu/models"       # deploy/fetch_models.py fills it: docs/operate.md
gallery_limit = 100                      # people at most who may be known by the face alone

[[lane]]
code = "L1"
name = { zh = "1 号道", en = "Lane 1" }
direction = "in"
mode = "card+face"                       # card, pass, card+face, pass+face, face-only, guard
reader = "reader-1"
# scanner = "scanner-1"                  # reads passes from telephones
camera = "camera-1"
barrier = "barrier-1"
indicators = ["lamp-1"]                  # may be left out

[[policy.rule]]                          # the first that fits says the mode, else the lane's own
mode = "guard"                           # as above; guard: a guard confirms each person
name = "night"                           # as each decision by it is journalled
begin = "23:00"                          # all conditions may be left out
end = "05:30"
direction = "in"
lanes = ["L1"]
groups = ["2024"]

[devices.reader-1]
driver = "pcsc"
reader = "ACS ACR122U"

[devices.camera-1]
driver = "mjpeg"
url = "http://10.20.0.31/stream"

[devices.barrier-1]
driver = "modbus-rtu"
port = "/dev/serial/by-id/usb-relay-1"
inputs = { passage = 0, forced = 1 }

[devices.lamp-1]                         # also: osdp-indicator, sound
driver = "relay-lamp"
board = { driver = "modbus-rtu", port = "/dev/serial/by-id/usb-relay-1" }
granted = [1]
denied = [2]
attention = [2, 3]
"""

Seconds = Annotated[float, Field(gt=0, le=60)]
_DeviceName = Annotated[str, StringConstraints(min_length=1, max_length=32)]
GUARD_NAME_LIMIT: Final = 64
"""Characters of a guard's name, as an event holds it."""
_TIMING: Final = Timing()
_File = Annotated[Path, Field(strict=False)]


def _address(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        message = "give an address (127.0.0.1 or ::1; others need tls_cert and tls_key)"
        raise ValueError(message) from None
    return host


def _one_lane(code: str) -> str:
    if code == ALL_LANES:
        raise ValueError(f"{ALL_LANES!r} means every lane; choose another code")
    return code


class GateSection(Section):
    """The gate itself."""

    code: Code
    name: Bilingual
    data: _File
    campus: Code | None = None
    """Where the gate stands; needed only where permissions name campuses."""
    journal_key: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None
    """What `yanhu gate journal key` said when the gate was set up: with it, whoever replaces the
    key in ``data`` and writes the journal anew is found out."""


class HallSection(Section):
    """Which hall the gate follows, and as whom."""

    identity: _File
    wait_s: Annotated[float, Field(ge=1, le=FEED_WAIT_LIMIT_S)] = 10.0
    """How long the hall may hold a feed request; a network that went silent is noticed a few
    seconds after that."""
    ca_file: _File | None = None
    """Certificate authority (PEM) of a hall whose certificate no public one vouches for."""


class GuardEntry(Section):
    """Somebody who may use the local API."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=GUARD_NAME_LIMIT)]
    role: Annotated[Role, Field(strict=False)] = Role.GUARD
    token_sha256: Sha256 | None = None
    cards: Annotated[tuple[Sha256, ...], Field(strict=False, max_length=4)] = ()
    """Keyed digests of the guard's cards (``yanhu gate guard-card``); never the numbers."""


class ApiSection(Section):
    """The local API. ``port`` 0 takes any free port."""

    host: Annotated[str, AfterValidator(_address)] = "127.0.0.1"
    tls_cert: _File | None = None
    """Certificate chain (PEM); needed where ``host`` is not a loopback address."""
    tls_key: _File | None = None
    """Its private key (PEM), readable by the service account alone."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8750
    desk_reader: _DeviceName | None = None
    """Card reader on the guards' desk, at which their cards vouch for orders."""
    guard: Annotated[tuple[GuardEntry, ...], Field(strict=False, max_length=200)] = ()

    @property
    def loopback(self) -> bool:
        """Only this machine can reach it."""
        return ipaddress.ip_address(self.host).is_loopback


class FaceSection(Section):
    """Where the two model files are, and how long a face counts as present."""

    models: _File
    fresh_s: Annotated[float, Field(ge=0.2, le=5)] = FRESH_S
    gallery_limit: Annotated[int, Field(ge=1, le=10_000)] = 100
    """Most people who may be known by the face alone; more, and nobody is."""


class RetentionSection(Section):
    """How long the gate keeps what it need not keep."""

    live_photo_s: Annotated[float, Field(ge=0, le=600)] = LIVE_PHOTO_S
    """Live captures, in memory for the guard to compare; 0 holds none. None is ever written."""
    journal_days: Annotated[int, Field(ge=REMEMBERED.days, le=3_650)] = REMEMBERED.days
    """Journalled events that the hall has taken; until then they count entries and passages."""


class TimingSection(Section):
    """Delays of a lane in seconds; see :class:`gate_agent.passage.timing.Timing`."""

    face_wait_s: Seconds = _TIMING.face_wait_s
    open_s: Annotated[float, Field(ge=0.1, le=30)] = _TIMING.open_s
    passing_s: Annotated[float, Field(ge=0.1, le=28)] = _TIMING.passing_s
    denied_s: Seconds = _TIMING.denied_s
    fault_s: Seconds = _TIMING.fault_s
    reread_s: Seconds = _TIMING.reread_s
    retap_s: Annotated[float, Field(ge=0, le=30)] = _TIMING.retap_s
    confirm_s: Annotated[float, Field(ge=1, le=120)] = _TIMING.confirm_s
    tail_s: Annotated[float, Field(ge=0.1, le=10)] = _TIMING.tail_s
    alarm_s: Seconds = _TIMING.alarm_s


class LaneSection(Section):
    """One lane and its devices, by their names in ``[devices]``."""

    code: Annotated[Code, AfterValidator(_one_lane)]
    name: Bilingual
    direction: Annotated[Direction, Field(strict=False)]
    mode: Annotated[Mode, Field(strict=False)] = Mode.CARD_FACE
    zone: Code = "site"
    """What the lane leads into: going in twice without going out is told by it."""
    reader: _DeviceName | None = None
    scanner: _DeviceName | None = None
    """Reads passes from telephones. A lane has a reader, a scanner, or both."""
    barrier: _DeviceName
    camera: _DeviceName | None = None
    """Needed in every mode with a face."""
    indicators: Annotated[tuple[_DeviceName, ...], Field(strict=False, max_length=8)] = ()
    """Lamps and sounds that tell people what was decided."""

    @property
    def takes(self) -> frozenset[CredentialKind]:
        """What its devices can take; whether it counts here is the policy's business."""
        devices = {
            CredentialKind.CARD: self.reader,
            CredentialKind.PASS: self.scanner,
            CredentialKind.FACE: self.camera,
        }
        return frozenset(kind for kind, device in devices.items() if device is not None)

    @property
    def sources(self) -> frozenset[str]:
        """Devices whose events begin attempts or count passages."""
        named = (self.reader, self.scanner, self.barrier)
        return frozenset(name for name in named if name is not None)


class GateFile(Section):
    """The whole file but the device tables, which :mod:`devices.config_file` reads."""

    gate: GateSection
    hall: HallSection
    api: ApiSection = ApiSection()
    policy: PolicySection = PolicySection()
    face: FaceSection
    timing: TimingSection = TimingSection()
    neighbours: NeighboursSection = NeighboursSection()
    retention: RetentionSection = RetentionSection()
    lane: Annotated[tuple[LaneSection, ...], Field(strict=False, max_length=16)] = ()

    @property
    def lanes_alone(self) -> tuple[str, ...]:
        """Lanes where somebody may be known by the face alone."""
        by_rule = [rule for rule in self.policy.rule if rule.mode is Mode.FACE]
        return tuple(
            lane.code
            for lane in self.lane
            if lane.mode is Mode.FACE
            or any(not rule.lanes or lane.code in rule.lanes for rule in by_rule)
        )


class GateConfig(GateFile):
    """The whole file, checked, with absolute paths."""

    source: Path
    """The file that was read."""
    devices: dict[str, DeviceConfig]

    def file(self, name: str) -> Path:
        """A file of the agent's own, in its data folder."""
        return self.gate.data / name

    def sees_passages(self, lane: LaneSection) -> bool:
        """Whether the lane's barrier has a passage sensor, so that it is known who went."""
        barrier = self.devices[lane.barrier]
        return isinstance(barrier, SensorWiring) and Sensor.PASSAGE in barrier.inputs

    @property
    def lane_timing(self) -> Timing:
        return Timing(**self.timing.model_dump())
