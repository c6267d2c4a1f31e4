"""The registrar's signature: PAdES baseline B-B (ETSI EN 319 142-1) over the rendered PDF."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from hall.conf.current import hall_config
from hall.conf.keys import read_secret
from toml_file import ConfigProblem

from .authority import AUTHORITY_CERTIFICATE, SIGNING_CERTIFICATE, SIGNING_KEY

_FIELD: Final = "Registrar"


@cache
def registrar() -> signers.SimpleSigner:
    """The signer of this hall. Raises ConfigProblem."""
    folder = hall_config().keys
    read_secret(folder / SIGNING_KEY)
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load(
        str(folder / SIGNING_KEY),
        str(folder / SIGNING_CERTIFICATE),
        ca_chain_files=(str(folder / AUTHORITY_CERTIFICATE),),
    )
    if signer is None:
        raise ConfigProblem(f"{folder}: the registrar's key and certificates do not load")
    return signer


def sign_document(pdf: bytes) -> bytes:
    """``pdf`` with a certifying signature that allows no later change."""
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
        ),
        signer=registrar(),
    )
    content: bytes = signed.getvalue()
    return content
