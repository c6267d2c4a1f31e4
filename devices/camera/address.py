"""Stream addresses with what may be shown of them, and what may not."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit, urlunsplit


def shown(url: str) -> str:
    """``url`` without user, password and query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def without_credentials(url: str) -> str:
    """``url`` as it is asked for, its query included."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def endpoint(url: str, port: int) -> tuple[str, int]:
    """Host and port of ``url``, the latter ``port`` when none is written. Raises ValueError."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or port


def credentials(url: str) -> tuple[str, str] | None:
    """User and password of ``url``, percent-decoded (RFC 3986, section 3.2.1)."""
    user, colon, password = urlsplit(url).netloc.rpartition("@")[0].partition(":")
    return (unquote(user), unquote(password)) if user or colon else None
