"""The network between three gates: network namespaces where this machine allows it, else loopback.

Both lose datagrams and part gates. Nothing leaves this machine: the bridge of the namespaces has no
way out, and loopback addresses have none either.
"""

from __future__ import annotations

import ctypes
import os
import random
import selectors
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import permutations
from pathlib import Path
from typing import Final, Protocol

from gate_agent.neighbours.codec import DATAGRAM_LIMIT
from gate_agent.neighbours.config import PORT

_CLONE_NEWNET: Final = 0x40000000
_OFTEN: Final = "hello_s = 0.5\n"
_PLUG_S: Final = 0.3
_RUN: Final = os.getpid()
"""In all names, so that two runs don't meet."""
_BRIDGE: Final = f"yhb{_RUN}"
_NETWORK: Final = f"10.213.{_RUN % 250}."
"""Of private use (RFC 1918), on the bridge and inside the namespaces alone."""


class GateLan(Protocol):
    """A context manager; ``names`` of gates are its stations."""

    @property
    def how(self) -> str:
        """What the network is made of; tests print it."""

    @property
    def outside(self) -> str:
        """Address at which the gates reach the test."""

    def prefix(self, name: str) -> list[str]:
        """Before a command that shall run at the gate ``name``."""

    def section(self, name: str) -> str:
        """``[neighbours]`` of the gate's configuration."""

    def inside(self, name: str) -> AbstractContextManager[None]:
        """Sockets made inside ``with`` by this thread are at the gate's place."""

    def lose(self, share: float) -> None:
        """Lose about so many of all datagrams between gates."""

    def part(self, name: str) -> None:
        """Cut ``name`` off from the other gates."""

    def join(self, name: str) -> None:
        """Plug it in again."""

    def send(self, data: bytes, name: str) -> None:
        """Somebody on the network sends ``data`` to the gate ``name``."""


def namespaces_work() -> bool:
    """Whether this machine lets us make networks of our own."""
    if os.environ.get("YANHU_TEST_NETWORK") == "loopback":
        return False
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    made = _run("ip", "netns", "add", _space("probe"))
    if made:
        _run("ip", "netns", "delete", _space("probe"))
    return made


class NamespaceLan:
    """A namespace with a network card for each gate, and a bridge between the cards."""

    how: Final = "network namespaces"
    outside: Final = f"{_NETWORK}254"

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names: Final = names
        self._address: Final = {
            name: f"{_NETWORK}{number}" for number, name in enumerate(names, start=1)
        }
        self._steady: Final = threading.Event()
        self._loosener: threading.Thread | None = None

    def __enter__(self) -> NamespaceLan:
        self._clear()
        _must("ip", "link", "add", _BRIDGE, "type", "bridge", "mcast_snooping", "0")
        _must("ip", "address", "add", f"{self.outside}/24", "dev", _BRIDGE)
        _must("ip", "link", "set", _BRIDGE, "up")
        for name in self._names:
            space, port = _space(name), _port(name)
            _must("ip", "netns", "add", space)
            _must("ip", "link", "add", port, "type", "veth", "peer", "eth0", "netns", space)
            _must("ip", "link", "set", port, "master", _BRIDGE, "up")
            inside = ("ip", "-n", space)
            _must(*inside, "link", "set", "lo", "up")
            _must(*inside, "address", "add", f"{self._address[name]}/24", "dev", "eth0")
            _must(*inside, "link", "set", "eth0", "up")
        return self

    def __exit__(self, *exception: object) -> None:
        self.lose(0)
        self._clear()

    def prefix(self, name: str) -> list[str]:
        return ["ip", "netns", "exec", _space(name)]

    def section(self, name: str) -> str:
        return f"[neighbours]\nenabled = true\n{_OFTEN}"

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        libc = ctypes.CDLL(None, use_errno=True)
        here, space = Path("/proc/thread-self/ns/net"), Path("/run/netns", _space(name))
        with here.open() as before, space.open() as there:
            assert libc.setns(there.fileno(), _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                assert libc.setns(before.fileno(), _CLONE_NEWNET) == 0

    def lose(self, share: float) -> None:
        self._steady.set()
        if self._loosener is not None:
            self._loosener.join()
            self._loosener = None
        if share:
            self._steady.clear()
            self._loosener = threading.Thread(target=self._loosen, args=(share,), name="plugs")
            self._loosener.start()

    def part(self, name: str) -> None:
        _must("ip", "link", "set", _port(name), "down")

    def join(self, name: str) -> None:
        _must("ip", "link", "set", _port(name), "up")

    def send(self, data: bytes, name: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((self.outside, 0))
            sender.sendto(data, (self._address[name], PORT))

    def _loosen(self, share: float) -> None:
        """Loose plugs: a kernel without netem loses nothing else, and bursts are harder anyway."""
        chance = random.Random(20300901)
        while not self._steady.wait(_PLUG_S * (1 - share)):
            name = chance.choice(self._names)
            self.part(name)
            self._steady.wait(_PLUG_S * share)
            self.join(name)

    def _clear(self) -> None:
        for name in self._names:
            _run("ip", "netns", "delete", _space(name))
            _run("ip", "link", "delete", _port(name))
        _run("ip", "link", "delete", _BRIDGE)


class LoopbackLan:
    """An address of 127.0.0.0/8 for each gate, and a cable between any two that the test holds."""

    how: Final = "loopback addresses"
    outside: Final = "127.0.0.1"

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names: Final = names
        self._address: Final = {
            name: f"127.87.0.{number}" for number, name in enumerate(names, start=1)
        }
        self._chance: Final = random.Random(20300901)
        self._loss = 0.0
        self._parted: set[str] = set()
        self._ends: Final[dict[tuple[str, str], socket.socket]] = {}
        self._stop: Final = threading.Event()
        self._thread: Final = threading.Thread(target=self._carry, name="cables")

    def __enter__(self) -> LoopbackLan:
        for pair in permutations(self._names, 2):
            end = self._ends[pair] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end.bind(("127.0.0.1", 0))
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()
        for end in self._ends.values():
            end.close()

    def prefix(self, name: str) -> list[str]:
        return []

    def section(self, name: str) -> str:
        ends = [end.getsockname() for pair, end in self._ends.items() if pair[0] == name]
        listed = ", ".join(f'"{host}:{port}"' for host, port in ends)
        listen = f'listen = "{self._address[name]}"'
        return f"[neighbours]\nenabled = true\n{_OFTEN}{listen}\npeers = [{listed}]\n"

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        yield

    def lose(self, share: float) -> None:
        self._loss = share

    def part(self, name: str) -> None:
        self._parted.add(name)

    def join(self, name: str) -> None:
        self._parted.discard(name)

    def send(self, data: bytes, name: str) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(data, (self._address[name], PORT))

    def _carry(self) -> None:
        """What comes in at the end (a, b) is a's for b, and leaves by (b, a): b answers there."""
        with selectors.DefaultSelector() as waiting:
            for pair, end in self._ends.items():
                waiting.register(end, selectors.EVENT_READ, pair)
            while not self._stop.is_set():
                for key, _ in waiting.select(0.05):
                    sender, receiver = key.data
                    data = self._ends[sender, receiver].recv(DATAGRAM_LIMIT + 1)
                    lost = self._chance.random() < self._loss
                    if lost or not self._parted.isdisjoint(key.data):
                        continue
                    self._ends[receiver, sender].sendto(data, (self._address[receiver], PORT))


def _space(name: str) -> str:
    return f"yanhu-{_RUN}-{name}"


def _port(name: str) -> str:
    return f"yh{_RUN}{name[:5]}"


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, timeout=10).returncode == 0


def _must(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
