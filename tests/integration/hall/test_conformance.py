"""The conformance checks: our hall keeps the contract, and a server that breaks it is caught."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from sync.conformance.probe import Probe
from sync.conformance.run import Outcome, Result, checks_for, perform
from sync.wire import TerminalIdentity, TerminalRole
from tests.helpers.hall import STUDENT, HallPeer, submission
from tests.helpers.loose_server import Fault, loose_server

PATIENCE_S: Final = 2.5
"""The hall answers in milliseconds; one fault is never to answer."""
GATE_FAULTS: Final = {
    Fault.OTHER_CONTRACT: {"hello"},
    Fault.MUTE: {"token-missing", "token-unknown"},
    Fault.ANY_TOKEN: {"token-unknown"},
    Fault.ANY_ROLE: {"wrong-role"},
    Fault.ONE_LANGUAGE: {"unknown-path"},
    Fault.FAILS_ON_NONSENSE: {"body-malformed"},
    Fault.READS_EVERYTHING: {"body-too-large"},
    Fault.REPEATS_A_HOLDER: {"feed-records", "feed-page-signature"},
    Fault.FORGES: {"feed-signatures", "feed-page-signature"},
    Fault.MISVOUCHES: {"feed-page-signature"},
    Fault.OTHER_EPOCH: {"feed-pages"},
    Fault.NEVER_AHEAD: {"feed-cursor-ahead"},
    Fault.NEVER_HOLDS: {"feed-long-poll"},
    Fault.FORGETS: {"events-once"},
    Fault.BELIEVES_ALL: {"events-hash", "events-conflict"},
}
READING_FAULTS: Final = (Fault.SWAPS_ROWS, Fault.DROPS_A_ROW)
"""Whoever reads the feed stumbles over these."""
KIOSK_FAULTS: Final = {
    Fault.NO_LABELS: {"form-labels"},
    Fault.NO_RULES: {"form-rules"},
    Fault.NEVER_SIGNS_OUT: {"session"},
}


@pytest.fixture(scope="module")
def kiosk(hall: HallPeer) -> TerminalIdentity:
    """Enrolled, and a student has registered and was approved."""
    identity = hall.enrol(TerminalRole.KIOSK, "library")
    client = hall.client(identity)
    session = client.sign_in(hall.digest(identity, STUDENT))
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    client.submit_return(session.token, submission(today))
    client.close()
    hall.cli("approve-return", "--student", STUDENT, "--by", "chen")
    return identity


def found(url: str, identity: TerminalIdentity, credential: str = "") -> list[Result]:
    probe = Probe(
        url,
        identity.token,
        identity.role,
        keys=identity.record_keys,
        credential=credential,
        answer_limit_s=PATIENCE_S,
    )
    return list(perform(probe))


def failed(results: list[Result]) -> set[str]:
    return {result.name for result in results if result.outcome is Outcome.FAILED}


def test_our_hall_keeps_the_whole_contract(
    hall: HallPeer, gate: TerminalIdentity, kiosk: TerminalIdentity
) -> None:
    for identity in (gate, kiosk):
        results = found(hall.url, identity, hall.digest(identity, STUDENT))
        assert [result.name for result in results] == [
            check.name for check in checks_for(identity.role)
        ]
        assert [result for result in results if result.outcome is not Outcome.PASSED] == []


def _words(value: Fault | set[str]) -> str:
    """The same name in every process: a set has no order of its own."""
    return str(value) if isinstance(value, Fault) else "+".join(sorted(value))


@pytest.mark.parametrize(("fault", "names"), GATE_FAULTS.items(), ids=_words)
def test_a_gates_check_names_what_is_broken(
    gate: TerminalIdentity, fault: Fault, names: set[str]
) -> None:
    with loose_server(gate, fault) as url:
        assert failed(found(url, gate)) == names


@pytest.mark.parametrize("fault", READING_FAULTS)
def test_a_feed_that_cannot_be_followed_is_caught(gate: TerminalIdentity, fault: Fault) -> None:
    with loose_server(gate, fault) as url:
        names = failed(found(url, gate))
    assert "feed-pages" in names
    assert names <= {check.name for check in checks_for(TerminalRole.GATE) if "-" in check.name}


@pytest.mark.parametrize(("fault", "names"), KIOSK_FAULTS.items(), ids=_words)
def test_a_kiosks_check_names_what_is_broken(
    hall: HallPeer, kiosk: TerminalIdentity, fault: Fault, names: set[str]
) -> None:
    with loose_server(kiosk, fault) as url:
        assert failed(found(url, kiosk, hall.digest(kiosk, STUDENT))) == names


def test_the_loose_server_is_fine_without_its_fault(gate: TerminalIdentity) -> None:
    with loose_server(gate, Fault.NONE) as url:
        assert failed(found(url, gate)) == set()


def test_nobody_there_fails_every_check(gate: TerminalIdentity) -> None:
    with loose_server(gate, Fault.NONE) as url:
        pass
    results = found(url, gate)
    assert {result.outcome for result in results} == {Outcome.FAILED}
    assert all(result.why.startswith("no answer") for result in results)


def command(url: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yanhu", "contract", "check", url, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
        check=False,
    )


def test_the_command_says_it_line_by_line_and_by_its_exit_code(
    hall: HallPeer, gate: TerminalIdentity
) -> None:
    good = command(hall.url, "--identity", str(hall.identity_file("east")))
    assert good.returncode == 0, good.stdout + good.stderr
    assert "pass  feed-signatures" in good.stdout
    with loose_server(gate, Fault.NEVER_AHEAD) as url:
        bad = command(url, "--json", "--no-probe-events", YANHU_TOKEN=gate.token)
    assert bad.returncode == 1
    results = {line["name"]: line for line in map(json.loads, bad.stdout.splitlines())}
    assert results["feed-cursor-ahead"]["outcome"] == "failed"
    assert results["feed-cursor-ahead"]["why"]
    assert results["feed-signatures"]["outcome"] == "skipped"
    assert results["events-once"]["outcome"] == "skipped"
    assert gate.token not in good.stdout + bad.stdout


def test_the_command_refuses_to_run_without_a_token(hall: HallPeer) -> None:
    said = command(hall.url)
    assert said.returncode == 2
    assert "give --token or --identity" in said.stderr
