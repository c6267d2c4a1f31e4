"""The same request sent twice is answered twice and done once."""

from __future__ import annotations

import hashlib
from uuid import UUID

from pydantic import BaseModel


def request_digest(holder: UUID, body: BaseModel) -> str:
    """What an idempotency key was used for: 64 hexadecimal characters, nothing of the content."""
    return hashlib.sha256(holder.bytes + body.model_dump_json().encode()).hexdigest()
