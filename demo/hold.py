"""After the story everything stays up, and a person may try it: cards, faces, the light barrier."""

from __future__ import annotations

import secrets
import sys
import time
from typing import Final

from demo.campus import UID_BYTES
from demo.peers import GATE_READER, KIOSK_READER, PASSAGE_INPUT
from demo.world import World
from devices.sim.peer import PeerFailed
from wording import Text

CARD_STAYS_S: Final = 1.5
"""How long a card is held on a reader: a person's tap, and more than the reader's own poll."""
WALK_S: Final = 0.5
_READERS: Final = {"kiosk": KIOSK_READER, "gate": GATE_READER}
_HELP: Final = Text(
    """\
一切都在运行。可以输入：
  card kiosk|gate {cards}   把卡放上读卡器（unknown 是没有登记的卡）
  face kiosk|gate {faces}   谁站在摄像头前
  walk                                                     有人走过闸机的光电传感器
  quit                                                     结束
大厅网页 {hall}，用户 {account}，口令 {password}""",
    """\
Everything is running. You can type:
  card kiosk|gate {cards}   put a card on a reader (unknown was never issued)
  face kiosk|gate {faces}   who stands before the camera
  walk                                                     somebody passes the gate's sensor
  quit                                                     end it
The hall's pages: {hall}, user {account}, password {password}""",
)
_UNKNOWN: Final = Text("没有这样的命令；输入 help 看可用的", "no such command; type help")


def hold(world: World) -> None:
    """Obey typed commands until ``quit`` or the end of the input."""
    _tell(world, _help(world))
    for line in sys.stdin:
        try:
            if not _obey(world, line.split()):
                return
        except PeerFailed as problem:
            _tell(world, Text(str(problem), str(problem)))


def _obey(world: World, words: list[str]) -> bool:
    """Carry out one line; False ends it all."""
    cards = {**world.campus.cards, "unknown": secrets.token_bytes(UID_BYTES)}
    cameras = {"kiosk": world.peers.kiosk_camera, "gate": world.peers.gate_camera}
    faces = _faces(world)
    match words:
        case ["quit"]:
            return False
        case []:
            pass
        case ["help"]:
            _tell(world, _help(world))
        case ["card", place, number] if place in _READERS and number in cards:
            with world.peers.card(cards[number], _READERS[place]):
                time.sleep(CARD_STAYS_S)
        case ["face", place, name] if place in cameras and name in faces:
            cameras[place].ask(show=faces[name])
        case ["walk"]:
            world.peers.board.ask(do="input", index=PASSAGE_INPUT, on=True)
            time.sleep(WALK_S)
            world.peers.board.ask(do="input", index=PASSAGE_INPUT, on=False)
        case _:
            _tell(world, _UNKNOWN)
    return True


def _faces(world: World) -> dict[str, str | None]:
    pictures = sorted(world.staging.photos.glob("*.jpg"))
    return {"nobody": None, **{picture.stem: str(picture) for picture in pictures}}


def _help(world: World) -> Text:
    account, password = world.counsellor_account()
    return _HELP.format(
        cards="|".join([*world.campus.cards, "unknown"]),
        faces="|".join(_faces(world)),
        hall=world.campus.hall_url,
        account=account,
        password=password,
    )


def _tell(world: World, text: Text) -> None:
    sys.stdout.write(text.speak(world.staging.language) + "\n")
    sys.stdout.flush()
