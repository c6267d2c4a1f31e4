"""``yanhu gate neighbours``: which gates of the site are heard, and what was not believed."""

from __future__ import annotations

from gate_agent.commands.terms import (
    EXIT_FAILED,
    ConfigOption,
    JsonOption,
    fail,
    fail_plainly,
    load,
    say,
)
from gate_agent.neighbours.refusals import Refusal
from gate_agent.neighbours.store import STORE_FILE, NeighbourStore
from gate_agent.neighbours.words import REFUSED
from sync.errors import SyncError
from sync.vault import Vault


def neighbours(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Show which gates of the site this one has heard, when, and what it refused to believe.

    Works beside the running agent, and without it. Exit code 1 while neighbours are switched off.

    Example: yanhu gate neighbours --config /etc/yanhu/gate.toml
    """
    checked = load(config)
    path = checked.file(STORE_FILE)
    if not checked.neighbours.enabled:
        fail_plainly(
            f"{config}: off; write [neighbours] enabled = true\n"
            "相邻闸机互通未开启；请写入 [neighbours] enabled = true",
            EXIT_FAILED,
        )
    if not path.exists():
        fail_plainly("the agent has not run with neighbours yet; start it first")
    try:
        store = NeighbourStore(path, Vault.at(checked.file("vault.key")))
        try:
            contacts, logs, refusals = store.contacts(), store.logs(), store.refusals()
        finally:
            store.close()
    except SyncError as error:
        fail(error)
    known = {log.name: log.have for log in logs}
    for contact in contacts:
        heard = contact.heard.astimezone().isoformat(timespec="seconds")
        said = known.get(contact.name, 0)
        row = {"gate": contact.name, "address": contact.address, "heard": heard, "known": said}
        line = f"{contact.name}  {contact.address}  last heard {heard}  {said} statements"
        say(row, line, as_json=as_json)
    if not contacts:
        say({"neighbours": 0}, "no neighbour was heard yet 还没有收到任何相邻闸机", as_json=as_json)
    for refusal in refusals:
        at = refusal.at.astimezone().isoformat(timespec="seconds")
        row = {"refused": refusal.reason, "count": refusal.count, "last": at}
        advice = REFUSED[Refusal(refusal.reason)].en
        line = f"refused: {refusal.reason}  {refusal.count} times, last {at}  ({advice})"
        say(row, line, as_json=as_json)
