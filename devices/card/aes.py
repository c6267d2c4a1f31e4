"""AES-128 as cards use it: CBC, CMAC with a running start value, key diversification. No I/O.

CMAC is NIST SP 800-38B. Cards of the MIFARE DESFire EV1 generation start each CMAC from the result
of the last one instead of from zero, which the library's own class can't do.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK: Final = 16
ZERO: Final = bytes(BLOCK)
DIVERSIFICATION_LIMIT: Final = 31
"""Most bytes of diversification input: with the constant before them they fill two blocks."""
_POLYNOMIAL: Final = 0x87


def encrypt(key: bytes, data: bytes, start: bytes = ZERO) -> bytes:
    """CBC of whole blocks."""
    worker = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    return worker.update(data) + worker.finalize()


def decrypt(key: bytes, data: bytes, start: bytes = ZERO) -> bytes:
    """CBC of whole blocks."""
    worker = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    return worker.update(data) + worker.finalize()


def cmac(key: bytes, message: bytes, start: bytes = ZERO) -> bytes:
    """The 16 bytes of the CMAC of ``message``, chained to ``start``."""
    return _cmac_of_blocks(key, message, -len(message) % BLOCK or (0 if message else BLOCK), start)


def diversified(master: bytes, identity: bytes) -> bytes:
    """The key of one card out of a master key (NXP AN10922, section 2.2, AES-128).

    ``identity`` (1 to 31 bytes) is different for each card. Raises ValueError for other lengths.
    """
    if not 1 <= len(identity) <= DIVERSIFICATION_LIMIT:
        raise ValueError(f"diversification takes 1 to 31 bytes, not {len(identity)}")
    message = b"\x01" + identity
    return _cmac_of_blocks(master, message, 2 * BLOCK - len(message), ZERO)


def _cmac_of_blocks(key: bytes, message: bytes, missing: int, start: bytes) -> bytes:
    """CMAC of ``message``, padded by ``missing`` bytes."""
    last = _doubled(encrypt(key, ZERO))
    if missing:
        message += b"\x80" + bytes(missing - 1)
        last = _doubled(last)
    mixed = message[:-BLOCK] + _xor(message[-BLOCK:], last)
    return encrypt(key, mixed, start)[-BLOCK:]


def _doubled(block: bytes) -> bytes:
    """Multiplication by x in the field of SP 800-38B, section 5.3."""
    value = int.from_bytes(block, "big") << 1
    if value >> 8 * BLOCK:
        value ^= 1 << 8 * BLOCK | _POLYNOMIAL
    return value.to_bytes(BLOCK, "big")


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
