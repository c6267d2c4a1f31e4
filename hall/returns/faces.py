"""Enrolled faces: sealed when they come in, opened only for a record, a gate or the counsellor."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final
from uuid import UUID

from hall.conf.current import vault
from hall.conf.problems import Refusal, Refused
from sync.wire import THUMBNAIL_LIMIT_BYTES, FaceEnrolment, FaceTemplates

from .models import EnrolledFace, ReturnRegistration

_JPEG_START: Final = b"\xff\xd8\xff"
_TEMPLATE_BYTES: Final = 128 * 2
"""128 components in float16 (:class:`sync.wire.FaceTemplates`)."""


def keep_face(registration: ReturnRegistration, face: FaceEnrolment) -> EnrolledFace:
    """Seal and store ``face``. Raises Refusal (``invalid``) if a part is not what it says."""
    thumbnail = _thumbnail(face.thumbnail_jpeg)
    for place, vector in enumerate(face.templates.vectors):
        if len(_decoded(vector, f"face.templates.vectors.{place}")) != _TEMPLATE_BYTES:
            raise Refusal(Refused.INVALID, where=f"face.templates.vectors.{place}")
    return EnrolledFace.objects.create(
        registration=registration,
        templates=vault().seal(
            face.templates.model_dump_json().encode(), _templates_of(registration.id)
        ),
        thumbnail=vault().seal(thumbnail, _thumbnail_of(registration.id)),
        thumbnail_sha256=hashlib.sha256(thumbnail).hexdigest(),
        quality=face.quality,
    )


def open_templates(face: EnrolledFace) -> FaceTemplates:
    """The templates, for the signed record. Raises SealBroken."""
    plain = vault().open(bytes(face.templates), _templates_of(face.registration_id))
    return FaceTemplates.model_validate_json(plain)


def open_thumbnail(face: EnrolledFace) -> bytes:
    """The thumbnail (JPEG). Raises SealBroken."""
    return vault().open(bytes(face.thumbnail), _thumbnail_of(face.registration_id))


def _thumbnail(encoded: str) -> bytes:
    thumbnail = _decoded(encoded, "face.thumbnail_jpeg")
    if len(thumbnail) > THUMBNAIL_LIMIT_BYTES or not thumbnail.startswith(_JPEG_START):
        raise Refusal(Refused.INVALID, where="face.thumbnail_jpeg")
    return thumbnail


def _decoded(encoded: str, where: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(Refused.INVALID, where=where) from None


def _templates_of(registration: UUID) -> bytes:
    return b"yanhu/face-templates/" + registration.bytes


def _thumbnail_of(registration: UUID) -> bytes:
    return b"yanhu/face-thumbnail/" + registration.bytes
