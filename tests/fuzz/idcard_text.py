"""The text of a resident identity card."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from devices.errors import ProtocolError
from devices.idcard.identity import resident

CODEC: Final = "idcard-text"
_NUMBER: Final = "990001200001010015"
_TEXT: Final = (
    "虚构甲".ljust(15)
    + "1"
    + "01"
    + "20000101"
    + "无有省乌有市子虚路1号".ljust(35)
    + _NUMBER
    + "乌有市公安局".ljust(15)
    + "20200229"
    + "长期".ljust(8)
)
SEEDS: Final = (_TEXT.ljust(128).encode("utf-16-le"), _TEXT.ljust(124).encode("utf-16-le"))


def one_input(data: bytes) -> None:
    with suppress(ProtocolError):
        identity = resident(data)
        assert len(data) == 256
        assert identity.number[6:14] == f"{identity.born:%Y%m%d}"
        assert identity.name not in repr(identity)
