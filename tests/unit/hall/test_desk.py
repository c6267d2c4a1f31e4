"""The desk where gates wait: woken at once, read once, judged again after the wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from hall.conf.problems import Refusal, Refused
from hall.gates.desk import POLL_S, FeedDesk, Source
from hall.gates.feed_door import FeedDoor
from hall.gates.pages import Head, Rows
from hall.terminals.devices import token_hash
from sync.wire import FeedPage

LONG_S: Final = 20.0
SOON_S: Final = 5.0


@dataclass
class Hall:
    """A feed in memory that counts how often it is read."""

    seq: int = 3
    epoch: UUID = field(default_factory=uuid4)
    withdrawn: set[str] = field(default_factory=set)
    rows_read: int = 0
    heads_read: int = 0
    broken: bool = False
    closed_in: list[str] = field(default_factory=list)
    asked_beyond: list[tuple[str, int]] = field(default_factory=list)
    known: frozenset[str] = frozenset(f"gate-{place}" for place in range(200))

    def head(self) -> Head:
        self.heads_read += 1
        if self.broken:
            raise OperationalError("disk I/O error")
        return Head(self.epoch, self.seq)

    def rows(self, cursor: int, limit: int) -> Rows:
        self.rows_read += 1
        last = min(self.seq, cursor + limit)
        rows = ",".join(
            f'{{"seq":{seq},"prev":{seq - 1},"jws":"x"}}' for seq in range(cursor + 1, last + 1)
        )
        return Rows(cursor, last, f"[{rows}]".encode())

    def admit(self, token: str) -> None:
        if token in self.withdrawn:
            raise Refusal(Refused.DEVICE_REVOKED)
        if token not in self.known:
            raise Refusal(Refused.TOKEN_UNKNOWN)

    def admitted(self) -> frozenset[str]:
        return frozenset(token_hash(token) for token in self.known - self.withdrawn)

    def ahead(self, token: str, cursor: int) -> None:
        self.asked_beyond.append((token, cursor))

    def close(self) -> None:
        self.closed_in.append(threading.current_thread().name)


def on_desk(story: Callable[[Hall, FeedDesk], Awaitable[None]]) -> Hall:
    """Play ``story`` on a desk of its own, and close it."""
    hall = Hall()

    async def play() -> None:
        desk = FeedDesk(
            Source(hall.head, hall.rows, hall.admit, hall.ahead, hall.admitted, hall.close)
        )
        try:
            async with asyncio.timeout(SOON_S):
                await story(hall, desk)
        finally:
            await desk.close()

    asyncio.run(play())
    return hall


async def ask(desk: FeedDesk, cursor: int, wait_s: float = LONG_S, gate: int = 0) -> FeedPage:
    page = await desk.page(f"gate-{gate}", cursor, limit=500, wait_s=wait_s)
    return FeedPage.model_validate_json(page)


async def waiting(desk: FeedDesk, gates: int) -> list[asyncio.Task[FeedPage]]:
    """That many gates, all of them known to be waiting at the end of the feed."""
    tasks = [asyncio.create_task(ask(desk, 3, gate=gate)) for gate in range(gates)]
    while desk.waiting < gates:
        await asyncio.sleep(0)
    return tasks


def test_what_is_there_is_answered_at_once() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        assert [row.seq for row in (await ask(desk, 1)).rows] == [2, 3]

    on_desk(story)


def test_a_waiting_gate_is_woken_by_a_commit_of_this_process() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        (task,) = await waiting(desk, 1)
        hall.seq = 4
        desk.nudge()
        assert [row.seq for row in (await task).rows] == [4]

    on_desk(story)


def test_a_commit_of_another_process_is_found_by_looking() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        (task,) = await waiting(desk, 1)
        hall.seq = 4
        async with asyncio.timeout(POLL_S * 5):
            assert (await task).next == 4

    on_desk(story)


def test_a_feed_that_begins_again_is_said_to_the_waiting() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        (task,) = await waiting(desk, 1)
        hall.epoch, hall.seq = uuid4(), 9
        desk.nudge()
        assert (await task).epoch == hall.epoch

    on_desk(story)


def test_two_hundred_gates_share_one_read() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        tasks = await waiting(desk, 200)
        hall.seq = 5
        desk.nudge()
        assert {page.next for page in await asyncio.gather(*tasks)} == {5}

    assert on_desk(story).rows_read == 1


def test_nothing_new_is_an_empty_page_after_the_wait() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        started = asyncio.get_running_loop().time()
        page = await ask(desk, 3, wait_s=0.05)
        assert page.rows == ()
        assert page.next == 3
        assert asyncio.get_running_loop().time() - started >= 0.05

    on_desk(story)


def test_a_gate_withdrawn_while_it_waits_gets_nothing() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        tasks = await waiting(desk, 2)
        hall.withdrawn.add("gate-1")
        hall.seq = 4
        desk.nudge()
        assert (await tasks[0]).next == 4
        with pytest.raises(Refusal) as refused:
            await tasks[1]
        assert refused.value.why is Refused.DEVICE_REVOKED

    on_desk(story)


def test_a_gate_withdrawn_while_it_waits_is_cut_off_at_once() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        stays, goes = await waiting(desk, 2)
        hall.withdrawn.add("gate-1")
        with pytest.raises(Refusal) as refused:
            await goes
        assert refused.value.why is Refused.DEVICE_REVOKED
        assert not stays.done()
        hall.seq = 4
        desk.nudge()
        assert (await stays).next == 4

    on_desk(story)


def test_a_gate_that_is_enrolled_later_waits_like_the_others() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        (first,) = await waiting(desk, 1)
        hall.known |= {"gate-new"}
        second = asyncio.create_task(desk.page("gate-new", 3, limit=500, wait_s=LONG_S))
        while desk.waiting < 2:
            await asyncio.sleep(0)
        hall.seq = 4
        desk.nudge()
        assert (await first).next == 4
        assert FeedPage.model_validate_json(await second).next == 4

    on_desk(story)


@pytest.mark.parametrize(
    ("token", "cursor", "why"),
    [
        ("stranger", 0, Refused.TOKEN_UNKNOWN),
        ("gate-0", 4, Refused.CURSOR_AHEAD),
    ],
)
def test_refusals_do_not_wait(token: str, cursor: int, why: Refused) -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        with pytest.raises(Refusal) as refused:
            await desk.page(token, cursor, 500, LONG_S)
        assert refused.value.why is why

    beyond = [(token, cursor)] if why is Refused.CURSOR_AHEAD else []
    assert on_desk(story).asked_beyond == beyond, "what a gate knows of a later feed is evidence"


def test_a_database_that_stumbles_does_not_lose_the_waiting() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        (task,) = await waiting(desk, 1)
        hall.broken, looked = True, hall.heads_read
        while hall.heads_read < looked + 2:
            desk.nudge()
            await asyncio.sleep(0)
        hall.broken, hall.seq = False, 4
        assert (await task).next == 4

    on_desk(story)


def test_closing_sends_everybody_home_and_lets_go_of_the_database() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        tasks = await waiting(desk, 20)
        desk.release()
        assert {page.next for page in await asyncio.gather(*tasks)} == {3}
        assert (await ask(desk, 3)).rows == ()

    (thread,) = on_desk(story).closed_in
    assert thread.startswith("feed-desk")


def test_a_page_is_not_served_stale() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        assert (await ask(desk, 0)).next == 3
        hall.seq = 9
        assert (await ask(desk, 0, wait_s=0)).next == 9

    on_desk(story)


def test_a_gate_that_hangs_up_waits_no_longer() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        hung_up = asyncio.Event()

        async def receive() -> Mapping[str, object]:
            await hung_up.wait()
            return {"type": "http.disconnect"}

        async def never(*_: object) -> None:
            raise AssertionError("nobody is there any more, and Django has no part in it")

        scope: dict[str, object] = {
            "type": "http",
            "method": "GET",
            "path": "/feed",
            "query_string": b"cursor=3&wait=20",
            "headers": [(b"authorization", b"Bearer gate-0")],
        }
        asking = asyncio.create_task(FeedDoor(never, "/feed", desk)(scope, receive, never))
        while desk.waiting < 1:
            await asyncio.sleep(0)
        hung_up.set()
        await asking
        assert desk.waiting == 0

    on_desk(story)


def test_many_gates_at_the_end_share_one_look_at_the_head() -> None:
    async def story(hall: Hall, desk: FeedDesk) -> None:
        await asyncio.gather(*await waiting(desk, 1), _then(hall, desk))

    async def _then(hall: Hall, desk: FeedDesk) -> None:
        looked = hall.heads_read
        tasks = [asyncio.create_task(ask(desk, 3, gate=gate)) for gate in range(1, 100)]
        while desk.waiting < 100:
            await asyncio.sleep(0)
        assert hall.heads_read - looked < 50
        hall.seq = 4
        desk.nudge()
        await asyncio.gather(*tasks)

    on_desk(story)
