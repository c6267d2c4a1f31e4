"""How the agent joins its neighbours; a gate that can't says so and serves its lanes alone."""

from __future__ import annotations

from functools import partial

import structlog

from gate_agent.conditions import Area, Conditions
from gate_agent.config import GateConfig
from gate_agent.journal.pass_book import PassBook
from gate_agent.neighbours.listener import Listener
from gate_agent.neighbours.site import Lanes, Neighbours
from gate_agent.neighbours.store import STORE_FILE
from gate_agent.records.book import RecordBook
from gate_agent.rules.told import ToldPassages
from sync.clock import HallClock
from sync.errors import StoreCorrupt, SyncError
from sync.store import set_aside
from sync.vault import Vault
from sync.wire import TerminalIdentity

_log = structlog.get_logger(__name__)


def join(
    config: GateConfig,
    identity: TerminalIdentity,
    vault: Vault,
    clock: HallClock,
    conditions: Conditions,
    told: ToldPassages,
    book: RecordBook,
    passes: PassBook,
) -> Neighbours | None:
    """What the site's other gates say and hear, not yet started; None when that is switched off,
    or impossible: then ``conditions`` say why.

    What neighbours say comes into ``told``, ``book`` and ``passes``.
    """
    if not config.neighbours.enabled:
        return None
    campus = config.gate.campus
    neighbours_of = partial(
        Neighbours,
        config.neighbours,
        identity,
        Lanes(campus, {lane.code: lane.zone for lane in config.lane}),
        config.gate.data,
        vault,
        clock,
        conditions,
        Listener(campus, told, book, passes, conditions),
    )
    try:
        try:
            neighbours = neighbours_of()
        except StoreCorrupt as error:
            kept = set_aside(
                config.gate.data / STORE_FILE, f"damaged-{clock.wall():%Y%m%dT%H%M%S.%f}"
            )
            _log.error("what neighbours said is asked for anew", kept=kept.name, detail=str(error))
            neighbours = neighbours_of()
    except SyncError as error:
        _log.error("no word to neighbours", error=error.code, detail=str(error))
        conditions.report(Area.NEIGHBOURS, error.text)
        return None
    book.tell_news(neighbours.changed)
    return neighbours
