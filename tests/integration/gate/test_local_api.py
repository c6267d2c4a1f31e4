"""The local API as a guard's screen meets it: who may, what is said, what is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from gate_agent.api.guards import WRONG_TOKENS
from gate_agent.wire.schema import AgentState, Refusal, SelfTestOutcome, SelfTestResult
from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid

SOME_ID = "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11"


@pytest.fixture(scope="module")
def gate(
    site: GateSite, shared_hall: MisbehavingHall, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gate]:
    """One running gate for all of these."""
    configured = site.configure(tmp_path_factory.mktemp("gate"), shared_hall.identity())
    with configured.running():
        yield configured


def refusal(answer: requests.Response) -> tuple[int, str]:
    found = Refusal.model_validate_json(answer.content)
    assert found.message.zh
    assert found.message.en
    return answer.status_code, found.code


def test_health_and_figures_are_open_to_the_machine(gate: Gate) -> None:
    assert requests.get(gate.url + "/healthz", timeout=5).text == "ok\n"
    figures = requests.get(gate.url + "/metrics", timeout=5).text
    assert 'yanhu_gate_device_up{device="reader"} 1.0' in figures
    assert "yanhu_gate_records_age_seconds" in figures
    assert 'yanhu_gate_events_total{kind="started"' not in figures


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/state"),
        ("GET", "/v1/events"),
        ("POST", "/v1/lanes/L1/open"),
        ("POST", "/v1/devices/reader/self-test"),
        ("GET", f"/v1/photos/live/{SOME_ID}"),
        ("GET", f"/v1/photos/enrolled/{SOME_ID}"),
    ],
)
def test_everything_else_needs_a_guard(gate: Gate, method: str, path: str) -> None:
    status, code = refusal(gate.ask(method, path, token="wrong"))
    assert (status, code) in ((401, "token_unknown"), (429, "too_many_wrong_tokens"))


def test_a_flood_of_wrong_tokens_is_turned_away_but_not_the_guard(gate: Gate) -> None:
    for _ in range(WRONG_TOKENS):
        gate.ask("GET", "/v1/state", token="wrong")
    answer = gate.ask("GET", "/v1/state", token="wrong")
    assert refusal(answer) == (429, "too_many_wrong_tokens")
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert gate.state().gate == "east"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/nothing", (404, "not_found")),
        ("POST", "/v1/state", (405, "method_not_allowed")),
        ("GET", "/v1/lanes/L1/open", (405, "method_not_allowed")),
        ("POST", "/v1/lanes/L9/open", (404, "unknown_lane")),
        ("POST", "/v1/devices/toaster/self-test", (404, "unknown_device")),
        ("GET", f"/v1/photos/live/{SOME_ID}", (404, "not_found")),
        ("GET", f"/v1/photos/enrolled/{SOME_ID}", (404, "not_found")),
        ("GET", "/v1/photos/live/../../secret", (404, "not_found")),
    ],
)
def test_what_is_not_there(gate: Gate, method: str, path: str, expected: tuple[int, str]) -> None:
    body = {"reason": "papers checked"} if method == "POST" else None
    assert refusal(gate.ask(method, path, json=body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (422, "invalid")),
        (b"{", (422, "invalid")),
        (b'{"reason": "x"}', (422, "invalid")),
        (b'{"reason": "   "}', (422, "invalid")),
        (b'{"reason": "papers", "lane": "L2"}', (422, "invalid")),
        (b'{"reason": "' + b"x" * 20_000 + b'"}', (413, "too_large")),
    ],
)
def test_an_order_needs_a_reason(gate: Gate, body: bytes, expected: tuple[int, str]) -> None:
    assert refusal(gate.ask("POST", "/v1/lanes/L1/open", data=body)) == expected
    assert gate.site.relay.moves == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/lanes/L1/confirm", {"reason": "papers"}),
        ("/v1/people/search", {"query": "x"}),
        ("/v1/people/look-up", {"holder": "x"}),
    ],
)
def test_what_opens_nothing_is_not_told_to_give_a_reason_for_opening(
    gate: Gate, path: str, body: dict[str, str]
) -> None:
    answer = gate.ask("POST", path, json=body)
    assert refusal(answer) == (422, "invalid")
    assert "opening" not in Refusal.model_validate_json(answer.content).message.en


def states(answer: requests.Response) -> Iterator[AgentState | None]:
    """Each state of an event stream, and None for each heartbeat."""
    for line in answer.iter_lines():
        if line.startswith(b"data: "):
            yield AgentState.model_validate_json(line.removeprefix(b"data: "))
        elif line.startswith(b":"):
            yield None


def test_the_stream_tells_each_change_at_once_and_beats_in_between(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    with gate.ask("GET", "/v1/events", stream=True) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        said = states(answer)
        first = next(said)
        assert first is not None
        while next(said) is not None:
            pass  # until a heartbeat: nothing changes any more
        began = time.monotonic()
        shared_hall.publish(approved(shared_hall.registry.digest(new_uid())))
        changed = next(state for state in said if state is not None)
        assert changed.records.count == first.records.count + 1
        assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("device", ["camera", "barrier"])
def test_a_self_test_exercises_the_device(gate: Gate, device: str) -> None:
    answer = gate.ask("POST", f"/v1/devices/{device}/self-test")
    result = SelfTestResult.model_validate_json(answer.content)
    assert (result.device, result.outcome) == (device, SelfTestOutcome.PASSED)
    assert result.detail.zh
