"""The pace of one guard, patience with strangers, and TLS, at a running agent."""

from __future__ import annotations

import shutil
import socket
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest
import requests

from gate_agent.api.pace import ORDERS, SEARCHES
from gate_agent.api.patience import HEAD_LIMIT_S, OF_ONE_ADDRESS
from gate_agent.config_file import load_config
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.waiting import wait_until
from toml_file import ConfigProblem


def test_one_guard_is_slowed_down_and_others_are_not(gate: Gate) -> None:
    gate.by_card_alone()
    hasty = gate.add_guard("Hasty")
    with gate.running():
        for path, allowance in (
            ("/v1/people/search", SEARCHES),
            ("/v1/lanes/L9/refuse", ORDERS),
        ):
            answers = [gate.ask("POST", path, hasty) for _ in range(allowance.at_once + 15)]
            slowed = [answer for answer in answers if answer.status_code == 429]
            assert slowed, path
            assert all(answer.status_code == 422 for answer in answers[: allowance.at_once])
            assert slowed[0].json()["code"] == "too_fast"
            assert int(slowed[0].headers["Retry-After"]) >= 1
            assert gate.ask("POST", path).status_code == 422, "nobody else is slowed down"
        assert gate.ask("POST", "/v1/emergency/lockdown", hasty).status_code == 422


def half_requests(gate: Gate, source: str, count: int) -> list[socket.socket]:
    """So many connections from ``source`` whose requests never end their heads."""
    address = ("127.0.0.1", int(gate.url.rpartition(":")[2]))
    opened = []
    for _ in range(count):
        opened.append(socket.create_connection(address, 5, source_address=(source, 0)))
        opened[-1].sendall(b"GET /v1/state HTTP/1.1\r\nHost: x\r\n")
    return opened


def ended(connection: socket.socket) -> bool:
    """Whether the agent has ended ``connection``; waits for a moment."""
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


def test_who_never_finishes_a_request_keeps_nobody_out(gate: Gate) -> None:
    gate.by_card_alone()
    with gate.running(), ExitStack() as open_sockets:
        crowd = half_requests(gate, "127.0.0.2", OF_ONE_ADDRESS + 20)
        for connection in crowd:
            open_sockets.callback(connection.close)
            connection.settimeout(0.05)
        assert gate.ask("GET", "/v1/state").status_code == 200, "another address is served"
        late = crowd[OF_ONE_ADDRESS:]
        wait_until(lambda: all(ended(one) for one in late), "those above the limit are sent away")
        crowd[0].settimeout(HEAD_LIMIT_S * 3)
        assert ended(crowd[0]), "and nobody waits for the others for ever"
        assert gate.ask("GET", "/healthz").status_code == 200


def test_a_body_that_never_ends_is_given_up(gate: Gate) -> None:
    gate.by_card_alone()
    with gate.running():
        port = int(gate.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 20) as slow:
            slow.sendall(
                b"POST /v1/people/search HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
                b"Authorization: Bearer " + gate.token.encode() + b"\r\n\r\n{"
            )
            answer = HTTPResponse(slow)  # head and body may come apart
            answer.begin()
            assert answer.status == 408
            assert b"too_slow" in answer.read()


def test_who_hangs_up_within_a_body_leaves_no_trace_of_a_fault(gate: Gate) -> None:
    gate.by_card_alone()
    log = gate.config.parent / "agent.log"
    with gate.process():
        port = int(gate.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 20) as hasty:
            hasty.sendall(
                b"POST /v1/people/search HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
                b"Authorization: Bearer " + gate.token.encode() + b"\r\n\r\n{"
            )
            hasty.shutdown(socket.SHUT_WR)
            while hasty.recv(4096):
                pass
        assert gate.ask("GET", "/healthz").status_code == 200
    assert "Traceback" not in log.read_text()


def test_other_machines_reach_it_by_tls_alone(gate: Gate, hall: MisbehavingHall) -> None:
    gate.by_card_alone()
    cert, _ = gate.add_tls()
    text = gate.config.read_text()
    gate.config.write_text(text.replace("port = 0", 'port = 0\nhost = "0.0.0.0"', 1))
    with gate.process():
        port = gate.url.rpartition(":")[2]
        assert gate.url.startswith("https://")
        headers = {"Authorization": f"Bearer {gate.token}"}
        url = f"https://127.0.0.1:{port}/v1/state"
        answer = requests.get(url, headers=headers, verify=str(cert), timeout=5)
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url, timeout=5)
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}/v1/state", timeout=5)


def test_who_never_begins_tls_is_given_up(gate: Gate) -> None:
    gate.by_card_alone()
    gate.add_tls()
    with gate.process():
        port = int(gate.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), HEAD_LIMIT_S * 3) as silent:
            assert ended(silent)


def test_a_certificate_that_will_not_do_is_named_before_anything_starts(gate: Gate) -> None:
    cert, key = gate.add_tls()
    key.chmod(0o644)
    with pytest.raises(ConfigProblem, match=r"api\.tls_key: .*can be read by others; chmod 600"):
        load_config(gate.config)
    key.chmod(0o600)
    shutil.copy(cert, key)
    with pytest.raises(ConfigProblem, match=r"api\.tls_cert: .* are no certificate and its key"):
        load_config(gate.config)
    key.unlink()
    with pytest.raises(ConfigProblem, match=r"api\.tls_key: .*gate\.key is not there"):
        load_config(gate.config)
