"""The event stream decoder: any bytes in any portions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.agents.sse import EVENT_LIMIT_BYTES, EventDecoder, ServerEvent, StreamBroken

STREAM = (
    "\ufeff: a comment\n"
    "event: state\n"
    'data: {"lane":\n'
    "data: 1}\r\n"
    "\r\n"
    "retry: 10\n"
    "data:second\r"
    "\r"
    "event: empty\n"
    "\n"
    "data: 东门\n"
    "\n"
    "data: never finished"
).encode()

EXPECTED = [
    ServerEvent("state", '{"lane":\n1}'),
    ServerEvent("message", "second"),
    ServerEvent("message", "东门"),
]


def decode(portions: list[bytes]) -> list[ServerEvent]:
    decoder = EventDecoder()
    return [event for portion in portions for event in decoder.feed(portion)]


def test_events_of_every_line_ending_are_found() -> None:
    assert decode([STREAM]) == EXPECTED


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_portions_do_not_matter(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(STREAM)]
    portions = [STREAM[a:b] for a, b in pairwise(edges)]
    assert decode(portions) == EXPECTED


@given(st.binary(max_size=400))
def test_only_broken_utf8_is_refused(raw: bytes) -> None:
    value = raw.replace(b"\n", b"").replace(b"\r", b"")
    portions = [b": first\ndata: ", value, b"\n\n"]
    try:
        text = value.decode()
    except UnicodeDecodeError:
        with pytest.raises(StreamBroken, match="UTF-8"):
            decode(portions)
    else:
        assert decode(portions) == [ServerEvent("message", text)]


@pytest.mark.parametrize("portion", [b"data: " + b"x" * 65_536 + b"\n", b"x" * 65_536])
def test_what_never_ends_is_cut_off(portion: bytes) -> None:
    portions = [portion] * (EVENT_LIMIT_BYTES // 65_536 + 2)
    with pytest.raises(StreamBroken, match="longer than"):
        decode(portions)
