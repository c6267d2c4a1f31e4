"""A demonstration certificate authority and the registrar's certificate under it (RFC 5280).

`yanhu hall init` makes them. A campus with a real authority puts its own registrar's key and
certificates into the same three files instead.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from hall.conf.keys import write_secret
from wording import Text

SIGNING_KEY: Final = "registrar.pem"
SIGNING_CERTIFICATE: Final = "registrar.crt"
AUTHORITY_CERTIFICATE: Final = "authority.crt"
_AUTHORITY_YEARS: Final = 10
_SIGNER_YEARS: Final = 3
_CLOCK_SLACK: Final = timedelta(hours=1)


def create_demonstration_authority(folder: Path, campus: Text) -> bool:
    """Make authority and registrar unless they exist; False if they do.

    The authority's own key is dropped once it has signed the registrar's certificate, so nobody
    can make a second registrar with it.
    """
    if (folder / SIGNING_KEY).exists():
        return False
    now = datetime.now(UTC)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = _name(campus.en, "Demonstration Certificate Authority (not for real use)")
    authority = (
        _certificate(authority_name, authority_name, authority_key, now, _AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    registrar_name = _name(campus.en, "Academic Affairs Office (demonstration)")
    registrar = (
        _certificate(registrar_name, authority_name, key, now, _SIGNER_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    write_secret(folder / AUTHORITY_CERTIFICATE, authority.public_bytes(Encoding.PEM))
    write_secret(folder / SIGNING_CERTIFICATE, registrar.public_bytes(Encoding.PEM))
    write_secret(
        folder / SIGNING_KEY,
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    return True


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
