"""Configuration, keys and the front door."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.conf.config import EXAMPLE, load_config
from hall.conf.doors import BodyDoor, Receive, Scope, Send
from hall.conf.keys import RECORD_KEY, SEALING_KEY, create_missing_keys, load_keyring
from hall.conf.sealing import SealBroken, Vault
from hall.seeding.files import read_cards, read_passwords
from sync.wire import Problem
from toml_file import ConfigProblem

LIMIT = 1000


def written(folder: Path, text: str) -> Path:
    path = folder / "hall.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_works_and_its_folder_is_beside_it(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, EXAMPLE))
    assert config.hall.data == tmp_path / "var" / "hall"
    assert (config.hall.host, config.hall.port) == ("127.0.0.1", 8400)
    assert config.campus.name.zh == "砚湖大学"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("listen =", "listn =", "hall.listn: unknown key; allowed here: data, listen, public_url"),
        ("[campus]", "[kampus]", "kampus: unknown key; allowed here: hall, campus"),
        ('"127.0.0.1:8400" ', '"127.0.0.1" ', "hall.listen: "),
        ("8400", "84000", "hall.listen: "),
        ("Asia/Shanghai", "Asia/Atlantis", "not a known time zone; use an IANA name"),
        ('"http://127.0.0.1:8400"', '"ftp://hall"', "hall.public_url: "),
        ('code = "yanhu"', 'code = "a b"', "campus.code: "),
        ('zh = "砚湖大学", ', "", "campus.name.zh: missing; it is needed"),
        ("[hall]", "[hall", "not TOML in UTF-8"),
    ],
)
def test_a_mistake_names_file_key_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert old in EXAMPLE
    path = written(tmp_path, EXAMPLE.replace(old, new))
    with pytest.raises(ConfigProblem) as problem:
        load_config(path)
    assert str(problem.value).startswith(str(path))
    assert expected in str(problem.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"nowhere\.toml: cannot be read"):
        load_config(tmp_path / "nowhere.toml")


def test_keys_are_created_once_and_only_for_the_owner(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert len(create_missing_keys(folder)) == 4
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert create_missing_keys(folder) == ()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    keyring = load_keyring(folder)
    assert keyring.web not in repr(keyring)


def test_keys_that_do_not_serve_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="run `yanhu hall init` first"):
        load_keyring(tmp_path)
    create_missing_keys(tmp_path)
    (tmp_path / SEALING_KEY).write_bytes(b"short")
    with pytest.raises(ConfigProblem, match=r"5 bytes instead of 32"):
        load_keyring(tmp_path)
    (tmp_path / RECORD_KEY).chmod(0o644)
    with pytest.raises(ConfigProblem, match="others may read this key"):
        load_keyring(tmp_path)


@given(st.binary(max_size=200), st.binary(max_size=20), st.integers(0))
def test_a_seal_opens_only_whole_and_for_its_owner(plain: bytes, owner: bytes, at: int) -> None:
    vault = Vault(bytes(range(32)))
    sealed = vault.seal(plain, owner)
    assert vault.open(sealed, owner) == plain
    flipped = bytearray(sealed)
    flipped[at % len(sealed)] ^= 1
    for broken, who in ((bytes(flipped), owner), (sealed, owner + b"x"), (sealed[:-1], owner)):
        with pytest.raises(SealBroken):
            vault.open(broken, who)


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"20240001": "xyz"}', '{"20240001": "0102"}', '{"a b": "01020304"}']
)
def test_a_cards_file_that_is_none_shows_no_number(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cards.json"
    path.write_text(content)
    with pytest.raises(ConfigProblem) as problem:
        read_cards(path)
    assert "0102" not in str(problem.value)
    assert "xyz" not in str(problem.value)


def test_a_short_password_is_refused_unseen(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    path.write_text('{"chen": "short"}')
    with pytest.raises(ConfigProblem) as problem:
        read_passwords(path)
    assert "chen" in str(problem.value)
    assert 'short"' not in str(problem.value)


def test_the_command_line_starts_without_django() -> None:
    code = "import sys, hall.cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def through_the_door(
    messages: list[dict[str, Any]], length: int | None = None, pause_s: float = 5.0
) -> tuple[bytes | None, list[Mapping[str, Any]], int]:
    """What the application got, what the client was answered, how many messages were read."""
    reached: list[bytes] = []
    sent: list[Mapping[str, Any]] = []
    waiting = list(messages)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Mapping[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope: Scope = {"type": "http", "headers": headers}
    asyncio.run(BodyDoor(application, LIMIT, pause_s)(scope, receive, send))
    return (reached[0] if reached else None), sent, len(messages) - len(waiting)


def piece(size: int, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def refused(sent: list[Mapping[str, Any]]) -> tuple[int, str]:
    return sent[0]["status"], Problem.model_validate_json(sent[1]["body"]).code


@given(st.lists(st.integers(0, 300), max_size=4))
def test_a_body_within_bounds_arrives_whole(sizes: list[int]) -> None:
    messages = [*(piece(size) for size in sizes), piece(0, more=False)]
    body, sent, _ = through_the_door(messages)
    if sum(sizes) <= LIMIT:
        assert body == b"x" * sum(sizes)
        assert sent[0]["status"] == 200
    else:
        assert body is None
        assert refused(sent) == (413, "too_large")


def test_an_announced_giant_is_refused_unread() -> None:
    body, sent, read = through_the_door([piece(10)], length=LIMIT + 1)
    assert (body, read) == (None, 0)
    assert refused(sent) == (413, "too_large")


def test_a_body_that_ends_half_way_is_refused() -> None:
    body, sent, _ = through_the_door([piece(10), {"type": "http.disconnect"}], length=20)
    assert body is None
    assert refused(sent) == (400, "malformed")


def test_a_body_that_stops_arriving_is_refused() -> None:
    body, sent, _ = through_the_door([piece(10)], length=20, pause_s=0.02)
    assert body is None
    assert refused(sent) == (400, "malformed")
