"""Starts agents that are made to be killed: all is loaded once, each agent is a forked child.

``python -m tests.helpers.gate_starter CONFIG``: for each line on its standard input a child runs
the agent of CONFIG. The process says ``child PID``, the child says ``ready URL`` when the agent
is, and the process says ``ended STATUS`` when the child is gone.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import structlog

from gate_agent.agent import GateAgent
from gate_agent.config_file import load_config
from sync.identity import load_identity
from sync.wire import TerminalRole


def say(text: str) -> None:
    # One write a line: a killed child leaves a whole line or none.
    os.write(1, f"{text}\n".encode())


def run(config: Path) -> None:
    """The child's life, until a signal ends it."""
    checked = load_config(config)
    agent = GateAgent(checked, load_identity(checked.hall.identity, TerminalRole.GATE))
    agent.start()
    say(f"ready {agent.url}")
    signal.sigwait({signal.SIGTERM})
    agent.stop()
    os._exit(0)


def main() -> None:
    (config,) = map(Path, sys.argv[1:])
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    say("loaded")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            run(config)
        say(f"child {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
