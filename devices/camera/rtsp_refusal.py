"""Why an RTSP camera (RFC 2326) gives no stream, asked of it in one DESCRIBE.

The library that reads the streams tells only that one did not open.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
from typing import Final

from devices.camera import address
from devices.errors import DeviceError, Fault
from devices.network_opening import connected

ANSWER_LIMIT_S: Final = 1.0
"""For each answer; a camera that is well takes milliseconds."""
LONGEST_HEAD: Final = 16_384
PORT: Final = 554
_STATUS: Final = re.compile(rb"RTSP/1\.\d (\d{3})")
_CHALLENGE: Final = re.compile(r"^WWW-Authenticate:\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_PARAMETER: Final = re.compile(r'(\w+)="([^"]*)"')
_UNAUTHORIZED: Final = 401


def refusal(url: str) -> Fault:
    """What keeps the camera at ``url`` from streaming; CAMERA_LOST when nothing more is known.

    Sends what ``url`` holds of user and password when it is asked for them.
    """
    bare = address.without_credentials(url)
    try:
        head = _asked(bare, "")
        given = address.credentials(url)
        if _status(head) == _UNAUTHORIZED and given is not None:
            head = _asked(bare, _authorization(head, bare, given))
    except DeviceError as error:
        known = error.fault is Fault.HOST_NAME_UNKNOWN
        return Fault.HOST_NAME_UNKNOWN if known else Fault.CAMERA_LOST
    except (OSError, ValueError):
        return Fault.CAMERA_LOST
    match _status(head):
        case 401 | 403:
            return Fault.CAMERA_LOGIN_REFUSED
        case 200:
            return Fault.CAMERA_PICTURE_UNUSABLE  # it would stream, but nothing that can be read
        case status if head and (status is None or 300 <= status < 500):
            return Fault.CAMERA_NO_SUCH_STREAM
        case _:
            return Fault.CAMERA_LOST


def _asked(url: str, authorization: str) -> bytes:
    """The head of the answer to one DESCRIBE. Raises DeviceError, OSError or ValueError."""
    host, port = address.endpoint(url, PORT)
    lines = [f"DESCRIBE {url} RTSP/1.0", "CSeq: 1", "Accept: application/sdp"]
    if authorization:
        lines.append(f"Authorization: {authorization}")
    with connected((host, port), ANSWER_LIMIT_S) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        return _head(line)


def _head(line: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD:
        piece = line.recv(LONGEST_HEAD)
        if not piece:
            break
        head += piece
    return head


def _status(head: bytes) -> int | None:
    """None when it is no RTSP."""
    found = _STATUS.match(head)
    return int(found[1]) if found else None


def _authorization(head: bytes, url: str, given: tuple[str, str]) -> str:
    """The answer to a Basic or Digest challenge (RFC 2617), as cameras know them."""
    user, password = given
    challenges: list[str] = _CHALLENGE.findall(head.decode("latin-1"))
    digest = next((one for one in challenges if one.lower().startswith("digest")), None)
    if digest is None:
        return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
    asked = dict(_PARAMETER.findall(digest))
    realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
    who, what = _md5(f"{user}:{realm}:{password}"), _md5(f"DESCRIBE:{url}")
    return (
        f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{url}", '
        f'response="{_md5(f"{who}:{nonce}:{what}")}"'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
