"""Roles, the pace of one guard, and TLS, as a screen meets them at a running agent."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gate_agent.api.pace import ORDERS, SEARCHES
from gate_agent.config_file import load_config
from gate_agent.roles import Role
from tests.helpers.gate import Gate, GateSite
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from toml_file import ConfigProblem

SOME_ID = "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11"
ROLES = {"viewer": Role.VIEWER, "guard": Role.GUARD, "technician": Role.TECHNICIAN}


@pytest.fixture(scope="module")
def staffed(
    site: GateSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gate, dict[str, str]]]:
    """One running gate with somebody of each role, and their tokens."""
    with misbehaving_hall() as hall:
        gate = site.configure(tmp_path_factory.mktemp("gate"), hall.identity())
        tokens = {name: gate.add_guard(name, role) for name, role in ROLES.items()}
        tokens["supervisor"] = gate.token
        with gate.running():
            yield gate, tokens


CALLS = [
    ("GET", "/v1/state", {"viewer", "guard", "supervisor", "technician"}),
    ("GET", "/v1/figures", {"viewer", "guard", "supervisor", "technician"}),
    ("GET", f"/v1/photos/person/{SOME_ID}", {"guard", "supervisor"}),
    ("POST", "/v1/people/search", {"guard", "supervisor"}),
    ("POST", "/v1/people/look-up", {"guard", "supervisor"}),
    ("GET", "/v1/shift", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/open", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/confirm", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/refuse", {"guard", "supervisor"}),
    ("POST", "/v1/lanes/L9/take-out", {"guard", "supervisor", "technician"}),
    ("POST", "/v1/lanes/L9/put-back", {"guard", "supervisor", "technician"}),
    ("POST", "/v1/emergency/lockdown", {"guard", "supervisor"}),
    ("POST", "/v1/emergency/lockdown/end", {"supervisor"}),
    ("POST", "/v1/emergency/fire/release", {"supervisor"}),
    ("POST", "/v1/devices/toaster/self-test", {"supervisor", "technician"}),
    ("POST", "/v1/devices/toaster/pulse", {"supervisor", "technician"}),
]


@pytest.mark.parametrize("who", ["viewer", "guard", "supervisor", "technician"])
@pytest.mark.parametrize(("method", "path", "allowed"), CALLS)
def test_each_role_may_do_what_the_table_says(
    staffed: tuple[Gate, dict[str, str]], method: str, path: str, allowed: set[str], who: str
) -> None:
    gate, tokens = staffed
    # An empty body carries nothing out: what gets past the role is refused for that.
    answer = gate.ask(method, path, tokens[who])
    refused = answer.status_code == 403 and answer.json()["code"] == "role_lacks"
    assert refused is (who not in allowed)


def test_one_guard_is_slowed_down_and_others_are_not(gate: Gate) -> None:
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


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 and its key, made for this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gate east")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "gate.crt", folder / "gate.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


def with_tls(gate: Gate) -> tuple[Path, Path]:
    cert, key = certificate(gate.config.parent)
    text = gate.config.read_text()
    files = 'tls_cert = "gate.crt"\ntls_key = "gate.key"'
    gate.config.write_text(text.replace("port = 0", f"port = 0\n{files}", 1))
    return cert, key


def test_other_machines_reach_it_by_tls_alone(gate: Gate, hall: MisbehavingHall) -> None:
    cert, _ = with_tls(gate)
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
    cert, key = with_tls(gate)
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
