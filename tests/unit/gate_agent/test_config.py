"""Every mistake in a gate.toml becomes a line that names file, key and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate_agent.config import EXAMPLE
from gate_agent.config_file import left_open, load_config, unreachable_ports, unseen_passages
from gate_agent.rules.access import Mode
from hall.conf.config import EXAMPLE as HALL_EXAMPLE
from kiosk.config import EXAMPLE as KIOSK_EXAMPLE
from sync.wire import Direction
from toml_file import ConfigProblem

V4L2 = 'driver = "v4l2"\ndevice = 250'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gate.toml"


def problems(path: Path, text: str) -> list[str]:
    path.write_text(text)
    with pytest.raises(ConfigProblem) as caught:
        load_config(path)
    return str(caught.value).splitlines()


def test_the_example_is_in_order(path: Path) -> None:
    path.write_text(EXAMPLE)
    config = load_config(path)
    (lane,) = config.lane
    assert (lane.mode, lane.direction, lane.camera) == (Mode.CARD_FACE, Direction.IN, "camera-1")
    assert config.lane_timing.open_s == 6.0
    assert list(config.devices) == ["reader-1", "camera-1", "barrier-1", "lamp-1"]


def test_a_lane_without_a_passage_sensor_is_named(path: Path) -> None:
    path.write_text(EXAMPLE)
    assert unseen_passages(path, load_config(path)) == []
    path.write_text(EXAMPLE.replace("passage = 0, ", ""))
    (line,) = unseen_passages(path, load_config(path))
    assert line.startswith(f"{path}: lane \"L1\".barrier: 'barrier-1' has no passage sensor")


@pytest.mark.parametrize(
    "driver",
    [
        'driver = "modbus-rtu"\nport = "/dev/ttyS0"',
        'driver = "modbus-tcp"\nhost = "10.20.0.9"',
        'driver = "osdp-barrier"\nport = "/dev/ttyS0"\naddress = 1\nkey_file = "/etc/osdp.key"',
    ],
)
def test_a_barrier_that_a_killed_program_leaves_open_is_named(path: Path, driver: str) -> None:
    before = 'driver = "modbus-rtu"\nport = "/dev/serial/by-id/usb-relay-1"\ninputs'
    path.write_text(EXAMPLE.replace(before, f"{driver}\ninputs"))
    assert left_open(path, load_config(path)) == []
    path.write_text(EXAMPLE.replace(before, f'{driver}\nclosing = "host"\ninputs'))
    (said,) = left_open(path, load_config(path))
    assert said.en.startswith(f'{path}: lane "L1".barrier: this program ends the openings')
    for text in (said.zh, said.en):
        assert 'devices.barrier-1.closing = "board"' in text


def test_paths_are_relative_to_the_file(path: Path) -> None:
    path.write_text(EXAMPLE.replace('"/var/lib/yanhu/gate"', '"state"'))
    assert load_config(path).file("journal.db") == path.parent / "state" / "journal.db"


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (
            'code = "east"',
            'code = "east"\ncolour = 1',
            "gate.colour: unknown key; allowed here: code, name, data",
        ),
        ("port = 8750", 'port = "8750"', "api.port: must be a whole number"),
        (
            'name = "night"',
            'name = "age"',
            "policy.rule \"age\".name: 'age' stands for what is no rule; choose another",
        ),
        ("port = 8750", "port = 70000", "api.port: must be 65535 at most"),
        (
            'host = "127.0.0.1"',
            'host = "0.0.0.0"',
            "api.host: 0.0.0.0 can be reached from other machines, so tokens need TLS",
        ),
        (
            'direction = "in"',
            'direction = "up"',
            "lane \"L1\".direction: must be 'in' or 'out'",
        ),
        (
            'mode = "card+face"',
            'mode = "face"',
            "lane \"L1\".mode: must be 'card', 'pass', 'card+face', 'pass+face', 'face-only' or",
        ),
        (
            'end = "05:30"',
            'end = "23:00"',
            'policy.rule "night": begin and end are both 23:00, which is no time of day',
        ),
        (
            (
                'begin = "23:00"                          # all conditions may be left out\n'
                'end = "05:30"'
            ),
            'end = "00:00"',
            'policy.rule "night": begin and end are both 00:00, which is no time of day',
        ),
        ("threshold = 0.45", "threshold = 1.45", "policy.threshold: must be 0.9 at most"),
        (
            "threshold = 0.45",
            "treshold = 0.45",
            "policy.treshold: unknown key; allowed here: max_record_age_s, threshold, clock_",
        ),
        ('[[lane]]\ncode = "L1"', "[[lane]]", "lane 1.code: missing; it is needed"),
        (
            'name = "Guard Chen"',
            'name = "Guard Chen"\nrank = "x"',
            'api.guard "Guard Chen".rank: unknown key; allowed here: name, role, token_sha256',
        ),
        (
            'role = "supervisor"',
            'role = "guard"',
            "api.guard: nobody could end a lockdown or a fire opening; give at least one",
        ),
        (
            'role = "supervisor"',
            'role = "chief"',
            "api.guard \"Guard Chen\".role: must be 'viewer', 'guard', 'supervisor' or",
        ),
        (
            'reader = "reader-1"',
            'reader = "reader-9"',
            "lane \"L1\".reader: 'reader-9' is no card_reader; allowed: reader-1",
        ),
        (
            'barrier = "barrier-1"',
            'barrier = "camera-1"',
            "lane \"L1\".barrier: 'camera-1' is no barrier; allowed: barrier-1",
        ),
        (
            'indicators = ["lamp-1"]',
            'indicators = ["barrier-1"]',
            "lane \"L1\".indicators: 'barrier-1' is no indicator; allowed: lamp-1",
        ),
        (
            'indicators = ["lamp-1"]',
            'indicators = ["lamp-1", "lamp-1"]',
            "lane.indicators: 'lamp-1' is used 2 times; each must be its own",
        ),
        (
            'camera = "camera-1"\n',
            "",
            'lane "L1".camera: needed in mode card+face; allowed: camera-1',
        ),
        (
            'driver = "mjpeg"',
            'driver = "telepathy"',
            "devices.camera-1.driver: 'telepathy' is unknown; allowed: 'pcsc', 'serial",
        ),
        ("[gate]", "[gate", "not TOML"),
        (
            "guard_after_s = 86400.0",
            "guard_after_s = 900000.0",
            "policy.guard_after_s: 900000 is above policy.max_record_age_s (604800)",
        ),
        (
            'lanes = ["L1"]',
            'lanes = ["L7"]',
            "policy.rule \"night\".lanes: no lane 'L7'; there are: L1",
        ),
        ('"Asia/Shanghai"', '"Asia/Atlantis"', "policy.time_zone: not a time zone"),
        (
            'begin = "23:00"',
            'begin = "24:00"',
            'policy.rule "night".begin: must be a time of day from 00:00 to 23:59',
        ),
        ('code = "L1"', 'code = "all"', "lane \"all\".code: 'all' means every lane"),
    ],
)
def test_a_mistake_is_named(path: Path, before: str, after: str, line: str) -> None:
    assert before in EXAMPLE
    (problem,) = problems(path, EXAMPLE.replace(before, after, 1))
    assert problem.startswith(f"{path}: ")
    assert line in problem


def test_all_mistakes_are_named_at_once(path: Path) -> None:
    text = EXAMPLE.replace("port = 8750", "port = -1").replace('driver = "pcsc"', "driver = 7")
    lines = problems(path, text)
    assert any("api.port" in line for line in lines)
    assert any("devices.reader-1" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HALL_EXAMPLE, "this is the hall's file, not a gate's: check it with `yanhu hall check-"),
        (KIOSK_EXAMPLE, "this is a kiosk's file, not a gate's: check it with `yanhu kiosk check"),
        ("", "this is no gate's file: it has no [gate]; `yanhu gate example-config` prints one"),
    ],
)
def test_the_file_of_another_program_is_told_as_such(path: Path, text: str, told: str) -> None:
    (problem,) = problems(path, text)
    assert problem.startswith(f"{path}: {told}")


def test_two_lanes_do_not_share_reader_or_barrier(path: Path) -> None:
    lane = EXAMPLE[EXAMPLE.index("[[lane]]") : EXAMPLE.index("[[policy.rule]]")]
    lines = problems(path, EXAMPLE.replace(lane, lane + lane, 1))
    assert [line.split(": ")[1] for line in lines] == [
        "lane.code",
        "lane.reader",
        "lane.barrier",
        "lane.indicators",
    ]


def test_a_gate_has_lanes(path: Path) -> None:
    start = EXAMPLE.index("[[lane]]")
    end = EXAMPLE.index("[devices.reader-1]")
    without = EXAMPLE[:start].replace('lanes = ["L1"]\n', "") + EXAMPLE[end:]
    assert problems(path, without) == [f"{path}: lane: at least one [[lane]] is needed"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"nowhere\.toml: cannot be read"):
        load_config(tmp_path / "nowhere.toml")


def test_a_device_file_that_is_not_there_is_named(path: Path) -> None:
    path.write_text(EXAMPLE)
    text = EXAMPLE.replace('driver = "mjpeg"\nurl = "http://10.20.0.31/stream"', V4L2)
    path.write_text(text)
    lines = unreachable_ports(path, load_config(path))
    for start in (
        "devices.camera-1.device: /dev/video250 is not there; present: ",
        "devices.barrier-1.port: /dev/serial/by-id/usb-relay-1 is not there; present: ",
        "devices.lamp-1.board.port: /dev/serial/by-id/usb-relay-1 is not there; present: ",
    ):
        assert any(line.startswith(f"{path}: {start}") for line in lines), start


def test_one_line_turns_the_neighbours_on_and_mistakes_are_named(path: Path) -> None:
    path.write_text(EXAMPLE)
    assert not load_config(path).neighbours.enabled
    path.write_text(
        EXAMPLE.replace("[neighbours]\nenabled = false", "[neighbours]\nenabled = true")
    )
    assert load_config(path).neighbours.enabled
    wrong = 'peers = ["gate.test", "10.20.0.12:0"]\ngroup = "10.20.0.1"\nlisten = ""\n'
    lines = problems(path, EXAMPLE.replace("[neighbours]\n", f"[neighbours]\n{wrong}"))
    assert [line.split(": ")[1] for line in lines] == [
        "neighbours.group",
        "neighbours.listen",
        "neighbours.peers 1",
        "neighbours.peers 2",
    ]


FACE_ONLY = EXAMPLE.replace('mode = "card+face"', 'mode = "face-only"', 1)


def test_face_only_within_the_limit_is_in_order(path: Path) -> None:
    path.write_text(FACE_ONLY)
    assert load_config(path).lanes_alone == ("L1",)
    path.write_text(EXAMPLE)
    assert load_config(path).lanes_alone == ()


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        (
            "face_only_threshold = 0.5 ",
            "face_only_threshold = 0.45 ",
            (
                "policy.face_only_threshold: face-only at L1 is refused: of strangers 1.312% would",
                "1 - (1 - FAR)^100 with FAR = 0.00013 at threshold 0.45",
                "policy.false_identification_limit is 0.100%",
                "lower face.gallery_limit to 7, or raise policy.face_only_threshold to 0.5;",
            ),
        ),
        (
            "gallery_limit = 100 ",
            "gallery_limit = 4178 ",
            ("of strangers 3.610% would", "lower face.gallery_limit to 113; or use card+face"),
        ),
        (
            "face_only_threshold = 0.5 ",
            "face_only_threshold = 0.35 ",
            ("0.35 is below 0.399, the least for which error rates were measured",),
        ),
    ],
)
def test_face_only_beyond_the_limit_is_refused_with_the_arithmetic(
    path: Path, before: str, after: str, parts: tuple[str, ...]
) -> None:
    assert before in FACE_ONLY
    (problem,) = problems(path, FACE_ONLY.replace(before, after))
    for part in parts:
        assert part in problem
    # Where nobody is let in by the face alone, it does not matter.
    path.write_text(EXAMPLE.replace(before, after))
    load_config(path)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ('reader = "reader-1"', "", 'lane "L1": a reader or a scanner is needed'),
        ('mode = "card+face"', 'mode = "pass+face"', 'lane "L1".scanner: needed in mode pass+face'),
        ('mode = "guard"', 'mode = "pass"', 'policy.rule "night".mode: pass needs a scanner at L1'),
        ("# scanner", "scanner", "lane \"L1\".scanner: 'scanner-1' is no"),
    ],
)
def test_a_lane_for_passes_needs_a_scanner(path: Path, before: str, after: str, line: str) -> None:
    assert before in EXAMPLE
    assert line in "\n".join(problems(path, EXAMPLE.replace(before, after, 1)))
