"""Which scans are told to whoever listens, and which are only the same code seen again."""

from __future__ import annotations

from devices.ports import CodeScanned
from devices.scanner.reception import CODES_KEPT, ScanReception
from devices.scanner.scan import Scan
from devices.scanner.symbology import UNTOLD
from tests.helpers.links import RecordingLink

LOOKS = 5


def told(link: RecordingLink) -> list[str]:
    return [event.text for event in link.events if isinstance(event, CodeScanned)]


def test_two_codes_in_one_picture_are_each_told_once() -> None:
    reception, link = ScanReception("scanner", 60.0), RecordingLink()
    for _ in range(LOOKS):
        reception.take(Scan("a poster on the wall", UNTOLD), link)
        reception.take(Scan("somebody's pass", UNTOLD), link)
    assert told(link) == ["a poster on the wall", "somebody's pass"]
    assert link.counters["scans_repeated"] == 2 * (LOOKS - 1)


def test_every_scan_is_told_where_repetitions_are_wanted() -> None:
    reception, link = ScanReception("scanner", 0.0), RecordingLink()
    for _ in range(LOOKS):
        reception.take(Scan("the same", UNTOLD), link)
    assert told(link) == ["the same"] * LOOKS


def test_what_is_remembered_is_bounded() -> None:
    reception, link = ScanReception("scanner", 60.0), RecordingLink()
    for number in range(CODES_KEPT + 1):
        reception.take(Scan(f"code {number}", UNTOLD), link)
    reception.take(Scan("code 0", UNTOLD), link)
    assert told(link)[-1] == "code 0", "the code seen longest ago made room"
