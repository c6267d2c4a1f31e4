"""``yanhu gate decide``, ``replay`` and ``explain``: what the rules say, would say, and said."""

from __future__ import annotations

from pathlib import Path
from string import hexdigits
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from gate_agent.commands.journal import opened_journal
from gate_agent.commands.terms import (
    EXIT_FAILED,
    EXIT_USAGE,
    SHORT_ID_DIGITS,
    ConfigOption,
    JsonOption,
    campus_time,
    fail_plainly,
    load,
    place,
    say,
)
from gate_agent.journal.store import ID_DIGITS
from gate_agent.rules.access import Denied, Granted
from gate_agent.rules.cases import CaseProblem, decisions, load_case, sentence
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.reasons import Reason
from gate_agent.rules.replay import Replayed, Unknown, replay
from sync.wire import GateEvent, GateEventKind

_LIVENESS_WORTH: Final = "which is a hint and no proof"


def decide(
    case: Annotated[Path, typer.Option("--case", help="Records, policy and attempts (JSON).")],
) -> None:
    """Decide each attempt of a case, one JSON value a line. Exit code 1 when one is a surprise.

    Example: yanhu gate decide --case tests/vectors/access/passback_hard.json
    """
    try:
        loaded = load_case(case)
    except CaseProblem as error:
        fail_plainly(str(error), EXIT_USAGE)
    surprises = 0
    for attempt, decided in decisions(loaded):
        said = sentence(attempt, decided)
        row: dict[str, object] = {
            "at": attempt.at.isoformat(),
            "lane": attempt.lane,
            **decided.model_dump(mode="json"),
            "sentence": None if said is None else said.model_dump(),
        }
        if attempt.expect is not None:
            row["as_expected"] = attempt.expect == decided
            surprises += attempt.expect != decided
        say(row, "", as_json=True)
    if surprises:
        raise typer.Exit(EXIT_FAILED)


def replay_journal(
    config: ConfigOption,
    policy: Annotated[Path, typer.Option("--policy", help="A gate.toml with the new policy.")],
    changed_only: Annotated[
        bool, typer.Option("--changed", help="Only what would have come out another way.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what another policy would have decided of this gate's journal, and what can't be known.

    Example: yanhu gate replay --config gate.toml --policy stricter.toml --changed
    """
    new = load(policy)
    lanes = {lane.code: lane for lane in new.lane}
    policies = {code: new.policy.at_lane(lane.mode) for code, lane in lanes.items()}
    total, changed, unknown = 0, 0, 0
    checked = load(config)
    with opened_journal(checked) as journal:
        known = (event for event in journal.events() if event.lane in lanes)
        for one in replay(known, policies.__getitem__, lambda lane: lanes[lane].zone):
            total += 1
            changed += one.changed
            unknown += isinstance(one.now, Unknown)
            if one.changed or not changed_only:
                row, line = _replayed(one, checked.policy.zone)
                say(row, line, as_json=as_json)
    counts = {"decisions": total, "changed": changed, "unknown": unknown}
    line = f"{total} decisions: {changed} would change, {unknown} can't be known"
    say(counts, line, as_json=as_json)


def _id_digits(text: str) -> str:
    digits = text.replace("-", "").lower()
    if SHORT_ID_DIGITS <= len(digits) <= ID_DIGITS and set(digits) <= set(hexdigits):
        return digits
    raise typer.BadParameter(
        f"give an id as `journal show` says, or the whole one: {SHORT_ID_DIGITS} to {ID_DIGITS}"
        " digits from 0 to f."
    )


def explain(
    event_id: Annotated[
        str,
        typer.Argument(
            callback=_id_digits, help="The event's id, short or whole, as `journal show` says."
        ),
    ],
    config: ConfigOption,
    as_json: JsonOption = False,
) -> None:
    """Say what an event rested on and what came of it.

    Example: yanhu gate explain 6f1c2f0e --config gate.toml
    """
    checked = load(config)
    with opened_journal(checked) as journal:
        found = journal.begun_with(event_id)
        if len(found) > 1:
            ids = ", ".join(str(one.event_id) for one in found)
            fail_plainly(f"several events have ids that begin so; say which: {ids}", EXIT_USAGE)
        if not found:
            fail_plainly(f"no event has the id {event_id}; `journal show` says them")
        (event,) = found
        others = tuple(
            other for other in journal.of_attempt(event.attempt) if other.seq != event.seq
        )
    row = {
        "event": event.model_dump(mode="json"),
        "sentence": _words(event),
        "attempt": [other.model_dump(mode="json") for other in others],
    }
    say(row, "\n".join(_story(event, others, checked.policy.zone)), as_json=as_json)


def _replayed(one: Replayed, zone: ZoneInfo) -> tuple[dict[str, object], str]:
    event = one.event
    then = event.reason or event.kind.value
    match one.now:
        case Granted():
            now = "granted"
        case Denied(reason=reason):
            now = reason.value
        case Unknown() as gap:
            now = f"unknown: {gap}"
        case _:
            now = "face_needed"
    row: dict[str, object] = {
        "seq": event.seq,
        "event_id": str(event.event_id),
        "then": then,
        "now": now,
        "changed": one.changed,
    }
    mark = "*" if one.changed else " "
    return row, f"{mark}{place(event, zone)}  {then} -> {now}"


_NOTED_REFUSAL: Final = "noted: {}, which a stricter policy would refuse"
_NOTED: Final = {
    GateEventKind.STARTED: "the journal is signed with: {}",
    GateEventKind.EVENT_DISMISSED: "given up: event {}",
}


def _story(event: GateEvent, others: tuple[GateEvent, ...], zone: ZoneInfo) -> list[str]:
    words = _words(event)
    lines = [
        f"event {event.seq} at {event.gate}/{event.lane}, {campus_time(event.at, zone)}",
        f"id: {event.event_id}",
        f"kind: {event.kind}" + (f" by {event.guard}" if event.guard else ""),
    ]
    if event.reason:
        lines.append(f"reason: {event.reason}" + (f" ({words['en']})" if words else ""))
    if event.noted:
        lines.append(_NOTED.get(event.kind, _NOTED_REFUSAL).format(event.noted))
    if event.credential_kind is not None:
        lines.append(f"shown: {event.credential_kind}")
    if event.pass_id is not None:
        lines.append(f"pass: {event.pass_id}")
    if event.mode:
        by = f", by {event.rule}" if event.rule else ""
        lines.append(f"asked for: {event.mode}{by}; records were good for: {event.step}")
    if event.mirror_age_s is not None:
        lines.append(f"records: {event.mirror_age_s:g} s old, version {event.record_version}")
    if event.score is not None and event.threshold is not None:
        sign = ">=" if event.score >= event.threshold else "<"
        lines.append(f"face: {event.score:.4f} {sign} {event.threshold:g}")
    if event.liveness is not None:
        lines.append(f"liveness: {event.liveness}, {_LIVENESS_WORTH}")
    if event.hall_offset_s is not None:
        lines.append(f"clock: {event.hall_offset_s:+g} s against the hall")
    if event.monotonic_s is not None:
        lines.append(f"monotonic clock: {event.monotonic_s:.3f} s")
    lines += [f"same attempt: event {o.seq} {o.kind} {o.reason}".rstrip() for o in others]
    return lines


def _words(event: GateEvent) -> dict[str, str] | None:
    try:
        said = advice_on(event.direction, Reason(event.reason)).sentence
    except ValueError:
        return None
    return {"zh": said.zh, "en": said.en}
