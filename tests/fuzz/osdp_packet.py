"""Packets on an OSDP line."""

from __future__ import annotations

from typing import Final

from devices.osdp.packet import Packet, PacketListener, refusal_of

CODEC: Final = "osdp-packet"
_GOOD: Final = bytes.fromhex("53811e000f02185083eb00ba5117253e0f48f565e8a97f72e891ed28ebd2")
_HEARD: Final = [Packet(1, reply=True, secured=True, code=0x50)]
_SHORTEST_COMMAND: Final = 6


def one_input(data: bytes) -> None:
    """Whatever came before it, the packet after a pause is heard."""
    listener = PacketListener()
    listener.feed(data)
    listener.pause()
    assert listener.feed(_GOOD) == _HEARD
    if len(data) >= _SHORTEST_COMMAND:
        refusal_of(data)
