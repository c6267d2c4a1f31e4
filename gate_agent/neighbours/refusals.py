"""Why something that came from the network is not believed: a closed set, counted by name."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Counted, shown, and without any other effect."""

    GARBAGE = "garbage"
    """Not a datagram of ours."""
    SEAL = "seal"
    """Of another campus, or changed on its way."""
    UNVOUCHED = "unvouched"
    """The hall did not vouch for the sender, or for whoever is quoted."""
    ENDED = "ended"
    """The sender's certificate has ended: enrol that gate anew."""
    BARRED = "barred"
    """Named in ``refuse``."""
    SIGNATURE = "signature"
    """The sender is not whom its certificate names."""
    TWIN = "twin"
    """Another machine uses this gate's identity."""
    FLOOD = "flood"
    """More than a gate has to say."""
    CROWD = "crowd"
    """More gates than can take part."""
    REPLAYED = "replayed"
    """Seen before."""
    CLOCK = "clock"
    """Sent at a time that is far from ours: replayed later, or a clock is wrong."""
    FORGED = "forged"
    """A statement that its gate has not signed."""
    OLD_LOG = "old_log"
    """From a log that its gate has given up, or from one that begins in the future."""
    FUTURE = "future"
    """Something that is yet to happen."""
    RECORD = "record"
    """A record that the hall did not sign."""
    NOT_STRICTER = "not_stricter"
    """A record that would let somebody in; those come from the hall alone."""
