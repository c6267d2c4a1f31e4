"""What waits for a lane that is held up."""

from __future__ import annotations

from gate_agent.lane.mailbox import WAITING, LaneMailbox


def test_what_people_show_is_bounded_and_all_else_is_kept_in_order() -> None:
    mailbox: LaneMailbox[str] = LaneMailbox()
    mailbox.put("covered")
    for _ in range(3 * WAITING):
        mailbox.put_shown("face")
    mailbox.put("free")
    mailbox.put("fire")
    assert len(mailbox) == WAITING + 2
    got = [mailbox.get(timeout=0) for _ in range(len(mailbox))]
    assert [item for item in got if item != "face"] == ["covered", "free", "fire"]
    mailbox.put_shown("card")
    assert mailbox.get(timeout=0) == "card", "it keeps up again"
