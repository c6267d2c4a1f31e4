"""One port that several drivers hold."""

from __future__ import annotations

import threading

import pytest

from devices.errors import NotFound, Silent
from devices.relay import shared_port
from devices.relay.shared_port import SharedPort


class Openings:
    """Counts what becomes of the port behind a SharedPort."""

    def __init__(self) -> None:
        self.opened = 0
        self.closed = 0
        self.absent = False

    def open(self) -> int:
        if self.absent:
            raise NotFound("pulled out")
        self.opened += 1
        return self.opened

    def close(self, port: int) -> None:
        self.closed += 1


@pytest.fixture
def openings() -> Openings:
    return Openings()


@pytest.fixture
def port(openings: Openings) -> SharedPort[int]:
    return SharedPort("line", openings.open, openings.close)


def test_opens_for_the_first_and_closes_after_the_last(
    port: SharedPort[int], openings: Openings
) -> None:
    port.open("one")
    port.open("other")
    port.close("one")
    assert (openings.opened, openings.closed) == (1, 0)
    port.close("one")
    assert openings.closed == 0
    port.close("other")
    assert openings.closed == 1


def test_broken_port_is_opened_afresh_by_whoever_comes_first(
    port: SharedPort[int], openings: Openings
) -> None:
    port.open("one")
    port.open("other")
    with pytest.raises(NotFound, match="broke"), port.exchange():
        raise NotFound("broke")
    assert openings.closed == 1
    with pytest.raises(NotFound, match="not open"), port.exchange():
        pass
    port.open("other")
    with port.exchange() as opened:
        assert opened == 2


def test_silence_leaves_the_port_open(port: SharedPort[int], openings: Openings) -> None:
    port.open("one")
    with pytest.raises(Silent), port.exchange():
        raise Silent("no answer")
    assert openings.closed == 0


def test_absent_port_has_no_holder(port: SharedPort[int], openings: Openings) -> None:
    openings.absent = True
    with pytest.raises(NotFound, match="pulled out"):
        port.open("one")
    openings.absent = False
    port.open("other")
    port.close("other")
    assert openings.closed == 1


def test_port_is_taken_from_somebody_who_hangs(
    port: SharedPort[int], openings: Openings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_port, "LOCK_WAIT_S", 0.05)
    port.open("one")
    port.open("other")
    inside, leave = threading.Event(), threading.Event()

    def hang() -> None:
        with port.exchange():
            inside.set()
            leave.wait()

    hung = threading.Thread(target=hang)
    hung.start()
    inside.wait()
    with pytest.raises(Silent, match="hangs"), port.exchange():
        pass
    port.close("one")
    assert openings.closed == 1
    leave.set()
    hung.join()
    port.open("other")
    with port.exchange() as opened:
        assert opened == 2
