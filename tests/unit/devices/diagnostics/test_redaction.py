"""No secret of a configuration survives, wherever it stands."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from devices.diagnostics.bundle.redaction import REDACTED, redact
from gate_agent.config import EXAMPLE as GATE_EXAMPLE

SECRET = "Xk9-pine-Lantern"


def redacted(text: str) -> str:
    return redact(tomllib.loads(text)).text


@pytest.mark.parametrize(
    "line",
    [
        f'password = "{SECRET}"',
        f'api_token = "{SECRET}"',
        f'secure_channel_key = "{SECRET}"',
        f'scbk = "{SECRET}"',
        f'technician_pin = "{SECRET}"',
        f'Client_Secret = ["{SECRET}"]',
        f'credentials = {{ user = "operator", word = "{SECRET}" }}',
        f'url = "http://operator:{SECRET}@10.0.5.21/video.mjpg"',
        f'url = "http://10.0.5.21/video.mjpg?user=operator&pwd={SECRET}"',
        f'url = "rtsp://10.0.5.21/live#{SECRET}"',
        f'[[api.guard]]\nname = "Guard Chen"\ntoken_sha256 = "{SECRET}"',
        f'[[a]]\n[[a.b]]\n[a.b.c]\nkey = "{SECRET}"',
        f'note = "fine" # the old password was {SECRET}',
    ],
)
def test_secret_is_taken_out(line: str) -> None:
    assert SECRET not in redacted(line)


@pytest.mark.parametrize(
    "value",
    [
        "-----BEGIN PRIVATE KEY-----\\nMC4CAQAw\\n-----END PRIVATE KEY-----",
        "404142434445464748494A4B4C4D4E4F",
        "c2VjcmV0LWtleS1vZi10aGUtZ2F0ZS1hdC10aGUtZWFzdA==",
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJlYXN0In0.c2ln",
        "https://10.0.5.21/streams/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c",
    ],
)
def test_value_that_looks_like_a_key_is_taken_out_under_any_name(value: str) -> None:
    text = redacted(f'word = "{value}"')
    assert REDACTED in text
    assert value.split("/")[-1][:20] not in text


def test_everything_else_stays() -> None:
    text = """\
[gate]
code = "east"
name = {zh = "东门", en = "East gate"}
since = 2026-09-01

[devices.camera]
driver = "mjpeg"
url = "http://10.0.5.21:8080/video.mjpg"
read_timeout_s = 2.5

[devices.barrier]
driver = "modbus-rtu"
port = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
normally_closed = ["fire"]

[tls]
key_file = "/etc/yanhu/gate.pem"
"""
    assert tomllib.loads(redacted(text)) == tomllib.loads(text)


def test_address_of_a_camera_still_shows_where_it_is() -> None:
    text = redacted(f'[devices.c]\ndriver = "mjpeg"\nurl = "http://me:{SECRET}@10.0.5.21/v"')
    assert tomllib.loads(text)["devices"]["c"]["url"] == f"http://{REDACTED}@10.0.5.21/v"


def test_example_of_the_gate_loses_its_guards_tokens_only() -> None:
    before, after = tomllib.loads(GATE_EXAMPLE), tomllib.loads(redacted(GATE_EXAMPLE))
    before["api"]["guard"][0]["token_sha256"] = REDACTED
    assert after == before


def test_what_was_taken_out_is_taken_out_of_logs_as_well() -> None:
    redaction = redact({"url": f"http://me:{SECRET}%21@10.0.5.21/v", "pin": 481516})
    log = f"opening as me with {SECRET}! failed; {SECRET}%21; pin 481516\n"
    assert SECRET not in redaction.scrub(log)
    assert "481516" not in redaction.scrub(log)
    assert SECRET not in repr(redaction)


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (
            f"no camera at rtsp://me:{SECRET}@10.0.5.9/v",
            f"no camera at rtsp://{REDACTED}@10.0.5.9/v",
        ),
        (
            f'{{"url": "http://10.0.5.9/v?pwd={SECRET}"}}',
            f'{{"url": "http://10.0.5.9/v?{REDACTED}"}}',
        ),
        (
            f"http://{SECRET}@cam/v?auth={SECRET} failed",
            f"http://{REDACTED}@cam/v?{REDACTED} failed",
        ),
        ("mail to me@campus, or http://10.0.5.9/v", "mail to me@campus, or http://10.0.5.9/v"),
    ],
)
def test_an_address_that_was_only_tried_tells_nothing_in_a_log(line: str, clean: str) -> None:
    assert redact({}).scrub(line) == clean


_names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
_plain = st.one_of(st.booleans(), st.integers(), st.dates(date(2000, 1, 1)), st.text(max_size=20))
_tables = st.recursive(
    st.dictionaries(_names, _plain, max_size=4),
    lambda inner: st.dictionaries(_names, inner | st.lists(inner, max_size=3), max_size=4),
    max_leaves=12,
)


@given(_tables, st.text("bcdfghjklmnpqrstvwxz", min_size=12, max_size=30))
def test_secret_below_any_tables_is_found(table: dict[str, object], secret: str) -> None:
    document = {"outer": [{"table": table, "password": secret}], "password": {"of": [secret]}}
    redaction = redact(document)
    assert secret not in redaction.text
    assert secret in redaction.secrets
    tomlkit.parse(redaction.text)
