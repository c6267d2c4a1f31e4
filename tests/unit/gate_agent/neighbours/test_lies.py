"""Whoever lies, repeats, floods or guesses changes nothing; each refusal has its name."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate_agent.neighbours import facts
from gate_agent.neighbours.codec import (
    DATAGRAM_LIMIT,
    DatagramInvalid,
    Head,
    Hello,
    Letter,
    Sealer,
    Tell,
    Want,
    open_datagram,
    site_key,
)
from gate_agent.neighbours.door import CLOCK_LIMIT_S
from gate_agent.neighbours.exchange import microseconds
from gate_agent.neighbours.facts import STATEMENT_LIMIT, Fact, Said, Statement, Withdrawn
from gate_agent.neighbours.refusals import Refusal
from sync.jws import base64url
from sync.wire import ReturnStatus
from tests.helpers.gate_town import START, Impostor, Town, TownGate, passed
from tests.helpers.records import Registry, approved

LIAR = ("10.0.0.66", 8752)
EMPTY = Hello(heads=())


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    for name in ("east", "west"):
        made.gate(name)
    yield made
    made.close()


@pytest.fixture
def west(town: Town) -> TownGate:
    return town.gates["west"]


def statement(
    town: Town, fact: Fact, *, signer: str = "east", origin: str = "east", log_s: float = 0
) -> Statement:
    """Number 1 of a new log of ``origin``, signed by ``signer``."""
    log = microseconds(town.now + timedelta(seconds=log_s))
    said = Said(log=log, number=1, oldest=1, fact=fact)
    return facts.sign(town.myself(signer).key, origin, said)


def tell(town: Town, *statements: Statement, quoting: str = "") -> Tell:
    certificate = town.myself(quoting).certificate if quoting else ""
    return Tell(certificate=certificate, statements=statements)


def refused(gate: TownGate, data: bytes) -> Refusal:
    """Why ``data`` is not believed; nothing else may happen."""
    heard, before = gate.ear.heard, gate.hood.refused.copy()
    assert gate.hears(data, LIAR) == []
    assert gate.ear.heard == heard
    (why,) = (gate.hood.refused - before).elements()
    return why


def test_a_true_neighbour_is_believed(town: Town, west: TownGate) -> None:
    """What the lies below differ from."""
    fact = passed(uuid4(), START)
    true = Impostor(town, town.myself("east")).datagram(tell(town, statement(town, fact)))
    west.hears(true, LIAR)
    assert west.ear.passages == [("east", fact)]
    assert not west.hood.refused


def test_strangers_are_not_heard(town: Town, west: TownGate) -> None:
    other = Town(town.folder / "other")
    stranger = Impostor(other, other.myself("east"), site_key(town.registry.credential_key))
    assert refused(west, b"hello") is Refusal.GARBAGE
    assert refused(west, secrets.token_bytes(400)) is Refusal.GARBAGE
    foreign = Impostor(other, other.myself("east")).datagram(EMPTY)
    assert refused(west, foreign) is Refusal.SEAL
    assert refused(west, stranger.datagram(EMPTY)) is Refusal.UNVOUCHED
    east = town.myself("east").certificate
    assert refused(west, stranger.datagram(EMPTY, certificate=east)) is Refusal.SIGNATURE


def test_a_certificate_ends_and_a_gate_can_be_barred(town: Town) -> None:
    town.myself("old", life=timedelta(days=1))
    west = town.gate("west", frozenset({"lost"}))
    assert refused(west, Impostor(town, town.myself("lost")).datagram(EMPTY)) is Refusal.BARRED
    town.now += timedelta(days=2)
    assert refused(west, Impostor(town, town.myself("old")).datagram(EMPTY)) is Refusal.ENDED


def test_a_twin_is_named(town: Town, west: TownGate) -> None:
    assert refused(west, Impostor(town, town.myself("west")).datagram(EMPTY)) is Refusal.TWIN


def test_replays_change_nothing(town: Town, west: TownGate) -> None:
    first = Impostor(town, town.myself("east"))
    said = first.datagram(tell(town, statement(town, passed(uuid4(), START))))
    west.hears(said, LIAR)
    assert refused(west, said) is Refusal.REPLAYED
    west.hears(Impostor(town, town.myself("east")).datagram(EMPTY), LIAR)
    assert refused(west, said) is Refusal.REPLAYED, "of an earlier run"
    assert refused(west, first.datagram(EMPTY)) is Refusal.REPLAYED, "that run is over"
    town.now += timedelta(seconds=CLOCK_LIMIT_S + 1)
    west = town.gate("west")
    assert refused(west, said) is Refusal.CLOCK, "after our own restart, an old recording"


def test_a_clock_that_is_far_off_is_named(town: Town, west: TownGate) -> None:
    liar = Impostor(town, town.myself("east"))
    for ahead_s in (CLOCK_LIMIT_S + 1, -CLOCK_LIMIT_S - 1):
        assert refused(west, liar.datagram(EMPTY, ahead_s=ahead_s)) is Refusal.CLOCK


def test_nobody_speaks_for_another_gate(town: Town, west: TownGate) -> None:
    liar = Impostor(town, town.myself("liar"))
    fact = passed(uuid4(), START)
    for forged in (
        tell(town, statement(town, fact, signer="liar", origin="east"), quoting="east"),
        tell(town, statement(town, fact, signer="liar", origin="liar"), quoting="east"),
        tell(town, statement(town, fact, signer="east", origin="east")),
    ):
        assert refused(west, liar.datagram(forged)) is Refusal.FORGED
    other = Registry().neighbour("east").certificate
    quoted = Tell(certificate=other, statements=(statement(town, fact),))
    assert refused(west, liar.datagram(quoted)) is Refusal.UNVOUCHED


def test_the_future_is_not_told(town: Town, west: TownGate) -> None:
    liar = Impostor(town, town.myself("liar"))
    later = town.now + timedelta(hours=1)
    fact = statement(town, passed(uuid4(), later), signer="liar", origin="liar")
    assert refused(west, liar.datagram(tell(town, fact))) is Refusal.FUTURE
    log = statement(town, passed(uuid4(), START), signer="liar", origin="liar", log_s=9e8)
    assert refused(west, liar.datagram(tell(town, log))) is Refusal.OLD_LOG


def test_no_record_lets_in_and_none_is_made_up(town: Town, west: TownGate) -> None:
    liar = Impostor(town, town.myself("liar"))
    revoked = approved(status=ReturnStatus.REVOKED)
    for number, (jws, why) in enumerate(
        (
            (town.registry.signer.sign(approved()), Refusal.NOT_STRICTER),
            (Registry().signer.sign(revoked), Refusal.RECORD),
            ("no.record.at-all", Refusal.RECORD),
        )
    ):
        log_s = 0.001 * number
        said = statement(town, Withdrawn(jws=jws), signer="liar", origin="liar", log_s=log_s)
        assert refused(west, liar.datagram(tell(town, said))) is why


def test_what_is_handed_on_fits_a_datagram(town: Town, west: TownGate) -> None:
    """A statement blown up with spaces would not fit when one more certificate stands by it."""
    me = town.myself("liar")
    said = Said(log=1, number=1, oldest=1, fact=passed(uuid4(), START)).model_dump_json()
    blown = said + " " * (STATEMENT_LIMIT - len(said))
    signature = base64url(me.key.sign(b"yanhu/neighbours/statement/1\0liar\0" + blown.encode()))
    sent = tell(town, Statement(said=blown, signature=signature))
    assert refused(west, Impostor(town, me).datagram(sent)) is Refusal.FORGED
    jws = "x" * 16_384
    longest = statement(town, Withdrawn(jws=jws), signer="liar", origin="liar")
    assert Impostor(town, me).datagram(tell(town, longest, quoting="east"))


def test_a_flood_is_dropped_and_others_are_heard(town: Town, west: TownGate) -> None:
    liar = Impostor(town, town.myself("liar"))
    for _ in range(1000):
        west.hears(liar.datagram(EMPTY), LIAR)
    assert west.hood.refused[Refusal.FLOOD] > 700
    fact = passed(uuid4(), START)
    town.gates["east"].says(fact)
    assert west.ear.passages == [("east", fact)]


def test_noise_in_a_neighbours_name_does_not_silence_it(town: Town, west: TownGate) -> None:
    east = town.gates["east"]
    for _ in range(1000):
        west.hears(b"x", east.address)
    fact = passed(uuid4(), START)
    east.says(fact)
    assert west.ear.passages == [("east", fact)]


def test_claims_about_logs_move_nothing(town: Town, west: TownGate) -> None:
    """A liar that claims to know much is asked, and can't answer; what east says still comes."""
    liar = Impostor(town, town.myself("liar"))
    now = microseconds(town.now)
    heads = [
        Head(origin=origin, log=log, last=10**9, oldest=10**9)
        for origin in ("east", "west", "nobody")
        for log in (now, now - 10**6)
    ]
    west.hears(liar.datagram(Hello(heads=tuple(heads))), LIAR)
    west.hears(liar.datagram(Want(origin="nobody", log=now, first=1)), LIAR)
    fact = passed(uuid4(), START)
    town.gates["east"].says(fact)
    west.says(passed(uuid4(), START))
    town.turn()
    assert west.ear.passages == [("east", fact)]
    assert town.gates["east"].ear.heard == 1


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2000), st.integers(0, 5000))
def test_a_changed_datagram_is_refused(noise: bytes, place: int) -> None:
    site = bytes(32)
    sound = sealed(site)
    at = place % len(sound)
    changed = sound[:at] + noise + sound[at + len(noise) :]
    if changed != sound:
        with pytest.raises(DatagramInvalid):
            open_datagram(site, changed)


def test_size_is_bounded() -> None:
    with pytest.raises(DatagramInvalid):
        open_datagram(bytes(32), bytes(DATAGRAM_LIMIT + 1))
    long = Statement(said="x" * 15_000, signature="x" * 86)
    with pytest.raises(ValueError, match="do not fit"):
        sealed(bytes(32), Tell(certificate="", statements=(long, long)))


def sealed(site: bytes, errand: Hello | Tell = EMPTY) -> bytes:
    sealer = Sealer(site, Ed25519PrivateKey.from_private_bytes(bytes(32)), bytes(16))
    return sealer.seal(Letter(certificate="", sent=1, errand=errand))
