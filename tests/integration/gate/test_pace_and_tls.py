"""The pace of one guard, and TLS, as a screen meets them at a running agent."""

from __future__ import annotations

import shutil

import pytest
import requests

from gate_agent.api.pace import ORDERS, SEARCHES
from gate_agent.config_file import load_config
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
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
