"""The terminal's signature under its readiness reports: PAdES baseline B-B (ETSI EN 319 142-1).

Each terminal makes its own key at the first report. Who wants to know which terminal signed
compares the certificate's fingerprint, which stands on each report.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from devices.diagnostics.readiness.report import SignatureUnavailable

KEY_FILE: Final = "readiness.pem"
CERTIFICATE_FILE: Final = "readiness.crt"
VALID_FOR: Final = timedelta(days=3652)
"""As long as a terminal stands; afterwards remove both files and a new pair is made."""
CLOCK_SLACK: Final = timedelta(hours=1)
"""A terminal whose clock was set back signs all the same."""
_FIELD: Final = "Terminal"


class ReportSigner:
    """Signs with the key in ``folder``; makes it when there is none."""

    def __init__(self, folder: Path) -> None:
        """Raises SignatureUnavailable, OSError."""
        self._certificate_path: Final = folder / CERTIFICATE_FILE
        if not (folder / KEY_FILE).exists():
            _create(folder)
        signer: signers.SimpleSigner | None = signers.SimpleSigner.load(
            str(folder / KEY_FILE), str(self._certificate_path)
        )
        if signer is None:
            raise SignatureUnavailable(
                f"{folder}: {KEY_FILE} and {CERTIFICATE_FILE} do not load; remove both"
            )
        self._signer: Final = signer

    @property
    def fingerprint(self) -> str:
        """sha256 of the certificate, in lower-case hexadecimal."""
        return hashlib.sha256(_certificate_der(self._certificate_path)).hexdigest()

    def sign(self, pdf: bytes, technician: str) -> bytes:
        """``pdf`` with a certifying signature that allows no later change."""
        metadata = signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            name=technician,
            location=platform.node(),
        )
        signed = signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=self._signer
        )
        content: bytes = signed.getvalue()
        return content


def is_intact(pdf: bytes, folder: Path) -> bool:
    """Whether the terminal of ``folder`` signed ``pdf`` and nobody changed it since.

    Raises SignatureUnavailable when there is no certificate to compare with.
    """
    root = asn1_x509.Certificate.load(_certificate_der(folder / CERTIFICATE_FILE))
    trusted = ValidationContext(trust_roots=[root])
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except PdfReadError:
        return False
    if len(signatures) != 1:
        return False
    status = validate_pdf_signature(signatures[0], trusted)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return whole and bool(status.bottom_line)


def _certificate_der(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SignatureUnavailable(f"{path}: {error.strerror}") from error
    try:
        _, _, der = pem.unarmor(content)
    except ValueError as error:
        raise SignatureUnavailable(f"{path} is no certificate; remove it and its key") from error
    return bytes(der)


def _create(folder: Path) -> None:
    """A key, and a certificate that it signs itself."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"Readiness reports of {platform.node()}"[:64])]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_DOCUMENTS, critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / CERTIFICATE_FILE).write_bytes(certificate.public_bytes(Encoding.PEM))
    handle = os.open(folder / KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)


_SIGNS_DOCUMENTS: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
