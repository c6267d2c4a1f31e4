"""The identity file: believed only when it is private, whole and this terminal's."""

from __future__ import annotations

import base64
import json
import secrets
from pathlib import Path

import pytest

from sync.errors import IdentityError
from sync.identity import credential_key, load_identity
from sync.wire import TerminalRole
from tests.helpers.records import Registry

REGISTRY = Registry()
TOKEN = secrets.token_urlsafe(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "identity.json"
    path.write_text(REGISTRY.identity("http://127.0.0.1:1", TOKEN).model_dump_json())
    path.chmod(0o600)
    return path


def test_an_identity_is_read(path: Path) -> None:
    identity = load_identity(path, TerminalRole.GATE)
    assert identity.token == TOKEN
    assert credential_key(identity) == REGISTRY.credential_key
    assert TOKEN not in repr(identity)


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o644, 0o666])
def test_a_file_open_to_others_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(IdentityError, match="chmod 600"):
        load_identity(path, TerminalRole.GATE)


def test_a_group_may_read(path: Path) -> None:
    path.chmod(0o640)
    assert load_identity(path, TerminalRole.GATE).device == "gate-1"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match=r"nowhere\.json.*enrol-device --name NAME --role gate"):
        load_identity(tmp_path / "nowhere.json", TerminalRole.GATE)


def test_another_role_is_refused(path: Path) -> None:
    with pytest.raises(IdentityError, match="gate, not a kiosk"):
        load_identity(path, TerminalRole.KIOSK)


def test_a_wrong_key_is_named_without_its_value(path: Path) -> None:
    content = json.loads(path.read_text())
    content["token"] = "short-and-secret"
    content["surplus"] = 1
    path.write_text(json.dumps(content))
    with pytest.raises(IdentityError, match="surplus, token") as caught:
        load_identity(path, TerminalRole.GATE)
    assert "short-and-secret" not in str(caught.value)


def test_half_a_file_is_refused(path: Path) -> None:
    path.write_text(path.read_text()[:-20])
    with pytest.raises(IdentityError, match="not an identity file"):
        load_identity(path, TerminalRole.GATE)


@pytest.mark.parametrize("key", ["*" * 44, base64.b64encode(bytes(31)).decode()])
def test_a_credential_key_of_the_wrong_shape_is_refused(path: Path, key: str) -> None:
    identity = load_identity(path, TerminalRole.GATE)
    with pytest.raises(IdentityError):
        credential_key(identity.model_copy(update={"credential_key": key}))
