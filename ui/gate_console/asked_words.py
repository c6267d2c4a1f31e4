"""What a waiting lane asks for, in the words that its tile shows large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gate_agent.rules.policy import Need
from gate_agent.wire.schema import AskedView
from sync.wire import CredentialKind
from wording import Text


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Readable from afar: ``word`` and ``symbol``; ``sentence`` says the rest."""

    word: Text
    symbol: str
    sentence: Text


_CARD: Final = frozenset({CredentialKind.CARD})
_PASS: Final = frozenset({CredentialKind.PASS})
_EITHER: Final = _CARD | _PASS
_FACE: Final = frozenset({CredentialKind.FACE})

_YOU: Final = Text("请您确认", "You confirm")
_WORDS: Final[Mapping[tuple[frozenset[CredentialKind], Need], AskedWords]] = MappingProxyType(
    {
        (_CARD, Need.NOTHING): AskedWords(
            Text("请刷卡", "Tap card"),
            "contactless",
            Text("刷卡即可通行", "A card is enough"),
        ),
        (_PASS, Need.NOTHING): AskedWords(
            Text("请扫码", "Scan pass"),
            "qr_code_scanner",
            Text("扫手机通行码即可通行", "The pass on the telephone is enough"),
        ),
        (_EITHER, Need.NOTHING): AskedWords(
            Text("刷卡或扫码", "Card or pass"),
            "contactless",
            Text("校园卡或手机通行码即可", "A card or a pass is enough"),
        ),
        (_FACE, Need.NOTHING): AskedWords(
            Text("请看镜头", "Look at camera"),
            "face",
            Text("正对摄像头即可，不用刷卡", "Look at the camera; no card is needed"),
        ),
        (_CARD, Need.FACE): AskedWords(
            Text("刷卡并看镜头", "Card and face"),
            "contactless",
            Text("刷卡后正对摄像头", "Tap, then look at the camera"),
        ),
        (_PASS, Need.FACE): AskedWords(
            Text("扫码并看镜头", "Pass and face"),
            "qr_code_scanner",
            Text("不收卡；扫码后正对摄像头", "No cards: scan, then look at the camera"),
        ),
        (_EITHER, Need.FACE): AskedWords(
            Text("卡或码并看镜头", "Card/pass + face"),
            "contactless",
            Text("刷卡或扫码后正对摄像头", "Tap or scan, then look at the camera"),
        ),
        (_CARD, Need.GUARD): AskedWords(
            _YOU,
            "front_hand",
            Text("刷卡后对照照片，手动放行", "After the card: compare, open by hand"),
        ),
        (_PASS, Need.GUARD): AskedWords(
            _YOU,
            "front_hand",
            Text("扫码后对照照片，手动放行", "After the pass: compare, open by hand"),
        ),
        (_EITHER, Need.GUARD): AskedWords(
            _YOU,
            "front_hand",
            Text("刷卡或扫码后对照照片，手动放行", "After card or pass: compare, open by hand"),
        ),
        (frozenset(), Need.GUARD): AskedWords(
            Text("人工核验", "By hand"),
            "front_hand",
            Text("这里不自动放行任何人", "Nobody is let in automatically"),
        ),
    }
)
_READY: Final = AskedWords(
    Text("待命", "Ready"), "sensors", Text("等待下一位", "Waits for the next person")
)
"""Of an agent that does not say what it asks for, or asks for what this version does not know."""


AGED: Final = Text(
    "名单较旧，所以多核验一步；请检查与大厅的连接",
    "The records are old, so more is asked than usual; see the hall link",
)
"""Why a lane asks for more than its mode."""

_APART: Final = Text("另有规定：{groups}", "Other rules: {groups}")
_BETWEEN: Final = Text("、", ", ")
_NAMED: Final = 2
"""Groups that there is room for."""


def apart(groups: Sequence[str]) -> Text | None:
    """Whom a lane asks for something else than it says large; None: nobody."""
    if not groups:
        return None
    more = f" +{len(groups) - _NAMED}" if len(groups) > _NAMED else ""
    named = groups[:_NAMED]
    return Text(
        _APART.zh.format(groups=_BETWEEN.zh.join(named) + more),
        _APART.en.format(groups=_BETWEEN.en.join(named) + more),
    )


def asked_words(asks: AskedView | None) -> AskedWords:
    """What a lane that ``asks`` so shows while it waits."""
    return _READY if asks is None else _WORDS.get((asks.show, asks.then), _READY)
