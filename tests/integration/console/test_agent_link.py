"""The link to an agent over real HTTP: states arrive, a lost agent is noticed, a found one too."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread

import pytest

from gate_agent.rules.orders import LaneOrder
from gate_agent.wire.schema import (
    AgentState,
    LanePhase,
    LaneView,
    NeighboursView,
    Refusal,
    SelfTestOutcome,
    SelfTestResult,
    VerdictView,
)
from sync.wire import Bilingual
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_states import NOW, denied, gate_state, lane, said
from tests.helpers.waiting import wait_until
from ui.agents.address import AgentAddress
from ui.agents.client import AgentClient
from ui.agents.errors import AgentRefused, AgentSilent, AgentUnintelligible, CallCancelled
from ui.agents.exchange import Call
from ui.agents.link import AgentLink, LinkStatus, LinkView

NOTICED_WITHIN_S = 3.0


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate_state(lane(1))) as running:
        yield running


@contextmanager
def linked(address: AgentAddress) -> Iterator[tuple[AgentLink, SimpleQueue[LinkView]]]:
    views: SimpleQueue[LinkView] = SimpleQueue()
    link = AgentLink(AgentClient(address), views.put)
    link.start()
    try:
        yield link, views
    finally:
        link.ask_to_stop()
        link.join()


def address_of(peer: AgentPeer) -> AgentAddress:
    return AgentAddress(peer.url, peer.token)


def seen(link: AgentLink) -> LinkStatus:
    return link.view.status_at(time.monotonic())


def test_each_state_arrives_as_it_is_said(peer: AgentPeer) -> None:
    with linked(address_of(peer)) as (_, views):
        first = views.get(timeout=5)
        assert first.status is LinkStatus.LIVE
        assert first.state == gate_state(lane(1))
        changed = gate_state(lane(1, LanePhase.DENIED, denied()))
        peer.say(changed)
        assert views.get(timeout=5).state == changed


def test_a_killed_agent_is_noticed_and_found_again(peer: AgentPeer) -> None:
    with linked(address_of(peer)) as (link, views):
        views.get(timeout=5)
        peer.stop()
        stopped = time.monotonic()
        wait_until(lambda: seen(link) is LinkStatus.LOST, "the agent counts as lost")
        assert time.monotonic() - stopped < NOTICED_WITHIN_S
        lost = link.view
        assert lost.problem is not None
        assert "127.0.0.1" in lost.problem.en
        assert lost.state == gate_state(lane(1)), "the last good state stays"
        peer.start()
        wait_until(lambda: seen(link) is LinkStatus.LIVE, "the agent is back")
        assert link.view.problem is None


def test_a_frozen_agent_is_noticed_and_found_again(peer: AgentPeer) -> None:
    with linked(address_of(peer)) as (link, views):
        views.get(timeout=5)
        peer.freeze()
        frozen = time.monotonic()
        wait_until(lambda: seen(link) is LinkStatus.LOST, "the frozen agent counts as lost")
        assert time.monotonic() - frozen < NOTICED_WITHIN_S
        peer.freeze(False)
        wait_until(lambda: seen(link) is LinkStatus.LIVE, "the agent is back")


def test_an_agent_that_answers_is_not_lost_though_its_stream_is_quiet(peer: AgentPeer) -> None:
    with linked(address_of(peer)) as (link, views):
        views.get(timeout=5)
        peer.mute()
        wait_until(lambda: peer.state_requests > 0, "the link asks instead of giving up")
        assert seen(link) is LinkStatus.LIVE


def test_a_wrong_token_is_told_as_such(peer: AgentPeer) -> None:
    with linked(AgentAddress(peer.url, "x" * 32)) as (_, views):
        lost = views.get(timeout=5)
        assert lost.status is LinkStatus.LOST
        assert lost.problem is not None
        assert "token" in lost.problem.en


UNKNOWN_CALL = (
    b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"
    b'{"code": "not_found", "message": {"zh": "\xe6\x97\xa0", "en": "None"}}'
)
NO_STATE = (
    b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: state\ndata: {"gate": 5}\n\n'
)


def test_a_server_of_another_kind_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        address = AgentAddress(f"http://127.0.0.1:{listener.getsockname()[1]}", "x" * 32)
        with linked(address) as (_, views):
            for answer in (UNKNOWN_CALL, NO_STATE):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)
            lost = views.get(timeout=5)
        assert lost.problem is not None
        assert "same version" in lost.problem.en


def test_stopping_does_not_wait_for_a_quiet_agent(peer: AgentPeer) -> None:
    with linked(address_of(peer)) as (link, views):
        views.get(timeout=5)
        peer.freeze()
        began = time.monotonic()
        link.ask_to_stop()
        link.join()
        assert time.monotonic() - began < 1.0


class LaterVerdict(VerdictView):
    mood: str = "calm"


class LaterLane(LaneView):
    verdict: LaterVerdict | None
    queue: tuple[str, ...] = ("somebody",)


class LaterState(AgentState):
    lanes: tuple[LaterLane, ...]
    weather: Bilingual = said("晴", "Fair")


LaterState.model_rebuild(_types_namespace={"NeighboursView": NeighboursView})


class LaterRefusal(Refusal):
    until: float = 1.5


def test_a_later_agent_may_say_more(peer: AgentPeer) -> None:
    state = gate_state(lane(1, LanePhase.DENIED, denied()))
    peer.say(LaterState.model_validate(state.model_dump()))
    peer.refuse_with(409, LaterRefusal(code="lane_busy", message=said("通道正忙", "Lane is busy")))
    with linked(address_of(peer)) as (link, views):
        assert views.get(timeout=5).state == state
        assert link.view.problem is None
    with pytest.raises(AgentRefused, match="Lane is busy"):
        AgentClient(address_of(peer)).order_lane("L1", LaneOrder.OPEN, "id-checked", Call())


def test_a_lane_is_opened_with_its_reason(peer: AgentPeer) -> None:
    AgentClient(address_of(peer)).order_lane("L1", LaneOrder.OPEN, "id-checked", Call())
    assert peer.opened == [("L1", "id-checked")]


def test_a_refusal_carries_the_agents_words(peer: AgentPeer) -> None:
    peer.refuse(409, "lane_busy", said("通道正忙", "The lane is busy"))
    with pytest.raises(AgentRefused) as refused:
        AgentClient(address_of(peer)).order_lane("L1", LaneOrder.OPEN, "id-checked", Call())
    assert refused.value.code == "lane_busy"
    assert refused.value.text.zh == "通道正忙"


def test_a_photo_is_fetched_and_a_missing_one_is_named(peer: AgentPeer) -> None:
    client = AgentClient(address_of(peer))
    peer.show_photo("/v1/photos/live-1", b"\xff\xd8jpeg")
    assert client.photo("/v1/photos/live-1", Call()) == b"\xff\xd8jpeg"
    with pytest.raises(AgentRefused, match="no longer there"):
        client.photo("/v1/photos/live-2", Call())


def test_an_answer_without_a_reason_is_named(peer: AgentPeer) -> None:
    with pytest.raises(AgentUnintelligible):
        AgentClient(address_of(peer)).photo("/v2/nothing", Call())


def test_a_self_test_is_answered(peer: AgentPeer) -> None:
    result = SelfTestResult(
        device="reader-1",
        outcome=SelfTestOutcome.PASSED,
        detail=said("卡已读出", "A card was read"),
        started_at=NOW,
        took_ms=12.5,
    )
    peer.answer_self_test(result)
    assert AgentClient(address_of(peer)).self_test("reader-1", 5.0, Call()) == result


def test_a_hanging_self_test_ends_at_its_limit(
    peer: AgentPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.agents.client.SELF_TEST_GRACE_S", 0.1)
    with pytest.raises(AgentSilent):
        AgentClient(address_of(peer)).self_test("camera-1", 0.2, Call())


def test_a_self_test_can_be_called_off_before_it_answers(peer: AgentPeer) -> None:
    call = Call()
    outcome: SimpleQueue[bool] = SimpleQueue()

    def run() -> None:
        try:
            AgentClient(address_of(peer)).self_test("camera-1", 30.0, call)
        except CallCancelled:
            outcome.put(True)

    thread = Thread(target=run)
    thread.start()
    wait_until(lambda: peer.self_test_requests == ["camera-1"], "the test has begun")
    call.cancel()
    assert outcome.get(timeout=1.0)
    thread.join(1.0)
