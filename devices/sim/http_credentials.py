"""What a simulated network camera asks of its viewers: HTTP Basic or Digest."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Final, Protocol

_PARAMETER: Final = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
REALM: Final = "camera"


class Door(Protocol):
    """Lets those in who know name and password."""

    @property
    def challenge(self) -> str:
        """Value of ``WWW-Authenticate`` for those who don't."""
        ...

    def admits(self, authorization: str) -> bool:
        """Whether the value of an ``Authorization`` header is right."""
        ...


class BasicDoor:
    """RFC 7617."""

    challenge: Final = f'Basic realm="{REALM}"'

    def __init__(self, credentials: str) -> None:
        """``credentials`` as ``name:password``."""
        self._right: Final = f"Basic {base64.b64encode(credentials.encode()).decode()}"

    def admits(self, authorization: str) -> bool:
        return authorization == self._right


class DigestDoor:
    """RFC 7616 with MD5 and ``qop=auth``, which is what cameras speak. One nonce for its life."""

    def __init__(self, credentials: str) -> None:
        """``credentials`` as ``name:password``."""
        self._name, _, self._password = credentials.partition(":")
        self._nonce: Final = secrets.token_hex(16)

    @property
    def challenge(self) -> str:
        return f'Digest realm="{REALM}", qop="auth", nonce="{self._nonce}"'

    def admits(self, authorization: str) -> bool:
        given = {name: quoted or bare for name, quoted, bare in _PARAMETER.findall(authorization)}
        if (given.get("username"), given.get("nonce")) != (self._name, self._nonce):
            return False
        who = _md5(f"{self._name}:{REALM}:{self._password}")
        what = _md5(f"GET:{given.get('uri')}")
        once = f"{self._nonce}:{given.get('nc')}:{given.get('cnonce')}:auth"
        return given.get("response") == _md5(f"{who}:{once}:{what}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
