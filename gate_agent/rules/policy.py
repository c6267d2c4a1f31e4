"""What a campus demands at its gates: declared in the configuration, applied by the rules. Pure."""

# ruff: noqa: S105 - PASS is a pass, no password

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from enum import StrEnum
from typing import Final, assert_never

from sync.wire import CredentialKind, Direction


class Mode(StrEnum):
    """What a lane asks for; :func:`needed` says what that means for each kind of credential."""

    CARD = "card"
    """A card is enough."""
    PASS = "pass"
    """A pass is enough, and so is a card."""
    CARD_FACE = "card+face"
    """A card or a pass, and the face."""
    PASS_FACE = "pass+face"
    """A pass, no card, and the face."""
    FACE = "face-only"
    """The face alone is enough; a card or a pass with it does as well."""
    GUARD = "guard"
    """All conditions hold, and a guard looks at the person and opens."""


ALONE: Final = frozenset({Mode.CARD, Mode.PASS, Mode.FACE})
"""One thing alone is enough: what old records may not be trusted with."""

WITH_FACE: Final = frozenset({Mode.CARD_FACE, Mode.PASS_FACE, Mode.FACE})
"""These can't do without a camera."""
FOR_PASSES: Final = frozenset({Mode.PASS, Mode.PASS_FACE})
"""These can't do without a scanner."""


class Need(StrEnum):
    """What a credential still needs in a mode."""

    NOTHING = "nothing"
    FACE = "face"
    GUARD = "guard"
    OTHER = "other"
    """It does not count in this mode: another credential is asked for."""


_WITH_FACE: Final = dict.fromkeys(CredentialKind, Need.FACE) | {CredentialKind.FACE: Need.OTHER}
_NEEDS: Final[Mapping[Mode, Mapping[CredentialKind, Need]]] = {
    Mode.CARD: _WITH_FACE | {CredentialKind.CARD: Need.NOTHING},
    Mode.PASS: _WITH_FACE | {CredentialKind.CARD: Need.NOTHING, CredentialKind.PASS: Need.NOTHING},
    Mode.CARD_FACE: _WITH_FACE,
    Mode.PASS_FACE: _WITH_FACE | {CredentialKind.CARD: Need.OTHER},
    Mode.FACE: _WITH_FACE | {CredentialKind.FACE: Need.NOTHING},
    Mode.GUARD: dict.fromkeys(CredentialKind, Need.GUARD) | {CredentialKind.FACE: Need.OTHER},
}
"""A pass can be forwarded and a number is no secret, so neither is enough by itself unless the
mode says so."""


def needed(mode: Mode, shown: CredentialKind) -> Need:
    """What ``shown`` still needs where ``mode`` is asked for."""
    return _NEEDS[mode][shown]


class Step(StrEnum):
    """How far the age of the records degrades what a gate may decide by itself."""

    FRESH = "fresh"
    FACE = "face"
    """One thing alone is not enough any more: a card or a pass is, and the face as well."""
    GUARD = "guard"
    """A guard confirms each person."""
    REFUSE = "refuse"
    """Nobody is let in by these records."""


class Passback(StrEnum):
    """What happens when somebody who is inside comes in once more."""

    OFF = "off"
    SOFT = "soft"
    """Let in, and noted."""
    HARD = "hard"
    """Refused; a guard may open."""


class Exits(StrEnum):
    """What leaving takes."""

    KNOWN = "known"
    """Whoever the gate knows may leave, unless blocked or revoked: status, validity, campus, gate,
    way, number of entries and the records' age are not asked."""
    PERMITTED = "permitted"
    """Leaving needs a permission, as entering does."""


class ModeSource(StrEnum):
    """What asked for a mode when no rule of the policy did; no rule may be named so."""

    LANE = "lane"
    """The lane's own mode."""
    AGE = "age"
    """The age of the records demanded more."""


class LivenessPolicy(StrEnum):
    """What is done about a face that seemed not to live."""

    OFF = "off"
    """It is not looked for."""
    NOTE = "note"
    """Let in, and noted: the check proves nothing."""
    GUARD = "guard"
    """Refused; a guard looks at the person and may open."""


@dataclass(frozen=True, slots=True)
class ModeRule:
    """Asks for ``mode`` where all of its conditions fit; an empty condition always fits."""

    mode: Mode
    lanes: frozenset[str] = frozenset()
    direction: Direction | None = None
    begin: time | None = None
    """Time of day from which it counts."""
    end: time | None = None
    """Time of day from which it counts no more; before ``begin`` it is on the next day. Never the
    same as ``begin``."""
    groups: frozenset[str] = frozenset()
    """At least one of these is among the holder's groups."""
    name: str = ""
    """As it is journalled with each decision that it had a part in."""

    def fits(self, lane: str, direction: Direction, at: time, groups: Collection[str]) -> bool:
        """Whether the rule counts for a holder in ``groups`` at the local time of day ``at``."""
        return (
            (not self.lanes or lane in self.lanes)
            and self.direction in (None, direction)
            and self._in_hours(at)
            and (not self.groups or not self.groups.isdisjoint(groups))
        )

    def _in_hours(self, at: time) -> bool:
        begin, end = self.begin or time.min, self.end
        if end is None:
            return at >= begin
        if begin < end:
            return begin <= at < end
        return at >= begin or at < end


@dataclass(frozen=True, slots=True)
class Policy:
    """What the campus demands at this gate."""

    mode: Mode
    """Where no rule fits."""
    threshold: float
    """Least cosine similarity, 0 to 1, at which two faces count as one person's."""
    max_record_age_s: float = 604_800.0
    """Older records let nobody in. Ages are seconds since the hall confirmed the records."""
    face_after_s: float = 900.0
    """Older records demand the face besides the card."""
    guard_after_s: float = 86_400.0
    """Older records demand that a guard confirms."""
    rules: tuple[ModeRule, ...] = ()
    """The first that fits says the mode."""
    zone: tzinfo = UTC
    """Where the rules' times of day are meant."""
    passback: Passback = Passback.OFF
    passback_reset_s: float = 43_200.0
    """After so long nobody is taken to be still inside: somebody may have left unseen."""
    lockdown_groups: frozenset[str] = frozenset()
    """Who is let in during a lockdown."""
    alone_threshold: float = 0.5
    """As ``threshold``, where a face alone must find its holder among many."""
    alone_margin: float = 0.1
    """How much likelier the found holder must be than the next."""
    liveness: LivenessPolicy = LivenessPolicy.NOTE
    exits: Exits = Exits.KNOWN

    def lets_out(self, direction: Direction) -> bool:
        """Whether this way is out, and it is enough to be known."""
        return direction is Direction.OUT and self.exits is Exits.KNOWN

    def step_of(self, direction: Direction, age_s: float | None) -> Step:
        """As :meth:`step`, on this way."""
        return Step.FRESH if self.lets_out(direction) else self.step(age_s)

    def step(self, age_s: float | None) -> Step:
        """What records of this age are good for; an age that can't be told is too old."""
        if age_s is None or age_s > self.max_record_age_s:
            return Step.REFUSE
        if age_s > self.guard_after_s:
            return Step.GUARD
        if age_s > self.face_after_s:
            return Step.FACE
        return Step.FRESH

    def rule_for(
        self, lane: str, direction: Direction, now: datetime, groups: Collection[str]
    ) -> ModeRule | None:
        """The first rule that fits; None where the lane's own mode counts."""
        at = now.astimezone(self.zone).time()
        return next((rule for rule in self.rules if rule.fits(lane, direction, at, groups)), None)

    def demand(
        self, lane: str, direction: Direction, now: datetime, groups: Collection[str], step: Step
    ) -> Mode:
        """What is asked of a holder in ``groups`` at the (aware) moment ``now``."""
        rule = self.rule_for(lane, direction, now, groups)
        mode = self.mode if rule is None else rule.mode
        match step:
            case Step.FRESH | Step.REFUSE:
                return mode
            case Step.FACE:
                return Mode.CARD_FACE if mode in ALONE else mode
            case Step.GUARD:
                return Mode.GUARD
            case _:
                assert_never(step)

    def apart(self, lane: str, direction: Direction, now: datetime, step: Step) -> tuple[str, ...]:
        """Groups of which something else is asked, then and there, than of people of no group."""
        usual = self.demand(lane, direction, now, (), step)
        named = sorted({group for rule in self.rules for group in rule.groups})
        return tuple(
            group
            for group in named
            if self.demand(lane, direction, now, (group,), step) is not usual
        )
