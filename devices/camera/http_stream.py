"""Motion JPEG over HTTP: one request, an endless answer of pictures."""

from __future__ import annotations

import ssl
import time
from collections import deque
from contextlib import ExitStack
from typing import Final, assert_never

import requests
import urllib3
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from urllib3.exceptions import HTTPError, MaxRetryError, NameResolutionError, ReadTimeoutError
from urllib3.exceptions import SSLError as TlsError

from devices.camera import address, jpeg
from devices.camera.multipart import Malformed, NotMultipart, Part, PartReader, boundary_of
from devices.camera.source import CameraFrozen, CameraLost, PictureRefused
from devices.errors import Fault
from devices.ports import Picture

PIECE_BYTES: Final = 64 * 1024
"""Read at most this at once; a piece is handed on as soon as it arrived, however small."""


class HttpStream:
    """An open answer. Not thread-safe."""

    def __init__(self, url: str, *, open_timeout_s: float, read_timeout_s: float, verify_tls: bool):
        """Send the request. Raises CameraLost when what answers is no stream of pictures."""
        self._shown_as: Final = address.shown(url)
        self._read_timeout_s: Final = read_timeout_s
        self._waiting: Final[deque[Part | Malformed]] = deque()
        with ExitStack() as undo:
            self._session: Final = undo.enter_context(requests.Session())
            self._session.trust_env = False  # no proxy and no .netrc between a terminal and a lens
            self._session.verify = _authorities() if verify_tls else False
            if not verify_tls:
                urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
            answer = undo.enter_context(self._ask(url, (open_timeout_s, read_timeout_s)))
            if answer.status_code != requests.codes.ok:
                detail = f"{self._shown_as} answers {answer.status_code}"
                raise CameraLost(detail, _refusal(answer.status_code))
            try:
                boundary = boundary_of(answer.headers.get("Content-Type", ""))
            except NotMultipart as exc:
                detail = f"{self._shown_as}: {exc}"
                raise CameraLost(detail, Fault.CAMERA_NO_SUCH_STREAM) from exc
            undo.pop_all()
        self._raw: Final = answer.raw
        self._parts: Final = PartReader(boundary)

    def read(self) -> Picture:
        """As :meth:`devices.camera.source.PictureStream.read`."""
        give_up_at = time.monotonic() + self._read_timeout_s
        while not self._waiting:
            if time.monotonic() > give_up_at:
                raise PictureRefused(f"data, but no picture in {self._read_timeout_s:g} s")
            self._waiting.extend(self._parts.feed(self._receive()))
        item = self._waiting.popleft()
        match item:
            case Part(body):
                return jpeg.decode(body)
            case Malformed(reason):
                raise PictureRefused(reason)
            case _:
                assert_never(item)

    def close(self) -> None:
        self._raw.close()
        self._session.close()

    def _ask(self, url: str, timeout_s: tuple[float, float]) -> requests.Response:
        """The answer; asked again with credentials of the kind that the camera wants."""
        bare = address.without_credentials(url)
        answer = self._get(bare, timeout_s, None)
        given = address.credentials(url)
        if answer.status_code == requests.codes.unauthorized and given is not None:
            wanted = answer.headers.get("WWW-Authenticate", "")
            answer.close()
            digest = wanted.lower().startswith("digest")
            answer = self._get(
                bare, timeout_s, HTTPDigestAuth(*given) if digest else HTTPBasicAuth(*given)
            )
        return answer

    def _get(
        self, url: str, timeout_s: tuple[float, float], auth: AuthBase | None
    ) -> requests.Response:
        try:
            return self._session.get(
                url, stream=True, timeout=timeout_s, auth=auth, allow_redirects=False
            )
        except requests.ReadTimeout as exc:
            raise CameraFrozen(f"{self._shown_as} took the request and is silent") from exc
        except (requests.RequestException, HTTPError, ValueError) as exc:
            # Its text holds the address with the query; its kind says enough.
            detail = f"{self._shown_as} does not open: {type(exc).__name__}"
            raise CameraLost(detail, _why_closed(exc)) from None

    def _receive(self) -> bytes:
        try:
            piece: bytes | None = self._raw.read1(PIECE_BYTES, decode_content=False)
        except ReadTimeoutError as exc:
            raise CameraFrozen(
                f"{self._shown_as} sent nothing for {self._read_timeout_s:g} s"
            ) from exc
        except (HTTPError, OSError, ValueError) as exc:
            raise CameraLost(f"{self._shown_as} broke off") from exc
        if not piece:
            raise CameraLost(f"{self._shown_as} ended the stream")
        return piece


def _authorities() -> str | bool:
    """Those that the system trusts, a campus's own among them; the library would bring its own."""
    system = ssl.get_default_verify_paths()
    return system.cafile or system.capath or True


def _refusal(status: int) -> Fault:
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return Fault.CAMERA_LOGIN_REFUSED
    absent = status < requests.codes.server_error
    return Fault.CAMERA_NO_SUCH_STREAM if absent else Fault.CAMERA_LOST


def _why_closed(error: Exception) -> Fault:
    """What a failed request says of its cause; the library wraps it twice."""
    cause: object = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    match cause:
        case TlsError(args=(ssl.SSLCertVerificationError(), *_)):
            return Fault.CERTIFICATE_UNTRUSTED
        case TlsError():
            return Fault.CAMERA_NO_SUCH_STREAM  # it speaks no TLS there
        case NameResolutionError():
            return Fault.HOST_NAME_UNKNOWN
        case _:
            return Fault.CAMERA_LOST
