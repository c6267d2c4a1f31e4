"""Where a gate agent is and with which token it is called."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_URL: Final = re.compile(r"https?://[^/\s?#@]+")
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{16,256}")
"""What RFC 6750 section 2.1 allows in a bearer token, of a length that is no accident."""
_TOKEN_FILE_LIMIT: Final = 1024


class AddressError(ValueError):
    """An agent's address or token file that can't be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class AgentAddress:
    """One agent's base URL (scheme and host, no path) and its bearer token."""

    url: str
    token: str = field(repr=False)
    ca_file: Path | None = None
    """Certificates (PEM) by which the agent's is trusted; None: those of this machine."""

    @property
    def host(self) -> str:
        """Host and port, as people name the agent before it has told its own name."""
        return self.url.split("://", 1)[1]


def read_address(url: str, token_file: Path, ca_file: Path | None = None) -> AgentAddress:
    """Join ``url`` with the token in ``token_file``; raises AddressError."""
    base = url.rstrip("/")
    if not _URL.fullmatch(base):
        raise AddressError(
            f"agent address {url!r}: give scheme and host only, as http://127.0.0.1:8750"
        )
    if ca_file is not None:
        _check_ca(base, ca_file)
    return AgentAddress(base, _read_token(token_file), ca_file)


def is_token(text: str) -> bool:
    """Whether ``text`` can be somebody's token at all."""
    return _TOKEN.fullmatch(text) is not None


def _check_ca(url: str, path: Path) -> None:
    if not url.startswith("https://"):
        raise AddressError(f"ca_file {path}: {url} is not https; change that or leave it out")
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as exc:
        raise AddressError(f"ca_file {path}: holds no certificate in PEM") from exc
    except OSError as exc:
        raise AddressError(
            f"ca_file {path}: {exc.strerror}; name the file with the authority's certificate"
        ) from exc


def _read_token(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_TOKEN_FILE_LIMIT + 1)
    except OSError as exc:
        raise AddressError(
            f"token file {path}: {exc.strerror}; name the file with the guard's token"
        ) from exc
    token = raw.decode("ascii", errors="replace").strip()
    if len(raw) > _TOKEN_FILE_LIMIT or not is_token(token):
        raise AddressError(
            f"token file {path}: must hold one token of 16 to 256 letters, digits or ._~+/=-"
        )
    return token
