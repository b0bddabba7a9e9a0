"""Signed data of the Cryptographic Message Syntax (RFC 5652): content, signers, certificates.

Only taken apart here; ingest.mail.signature judges it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.mail.ber import OCTETS, SEQUENCE, SET, NoBer, Value, oid, read_ber

_SIGNED, _ENVELOPED, _AUTH_ENVELOPED = (
    "1.2.840.113549.1.7.2",
    "1.2.840.113549.1.7.3",
    "1.2.840.113549.1.9.16.1.23",
)
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"


@dataclass(frozen=True)
class Signer:
    """One signature, by its certificate's issuer and number or by its key's identifier."""

    issuer: bytes  # DER of the name; b"" where the key is named
    serial: int
    key_id: bytes
    digest: str  # algorithms as object identifiers in dots
    algorithm: str
    signed_bytes: bytes | None  # what was signed; None: the content itself
    content_digest: bytes  # as the signed attributes give it; b"" without them
    signature: bytes


@dataclass(frozen=True)
class Signed:
    """Signed data."""

    content: bytes | None  # None where it stands outside
    certificates: tuple[bytes, ...]  # DER
    signers: tuple[Signer, ...]


def is_encrypted(data: bytes) -> bool:
    """Whether `data` is an encrypted message, as far as its first bytes say."""
    try:
        kind = oid(_opened(data).child(0))
    except (NoBer, IndexError):
        return False
    return kind in (_ENVELOPED, _AUTH_ENVELOPED)


def _opened(data: bytes) -> Value:
    whole = read_ber(data)
    if whole.tag != SEQUENCE:
        raise NoBer("no content info")
    return whole


def read_signed(data: bytes) -> Signed:
    """The signed data in `data`; NoBer where it is none."""
    whole = _opened(data)
    if oid(whole.child(0)) != _SIGNED:
        raise NoBer("not signed data")
    parts = whole.child(1).child(0).inside
    if len(parts) < 4:
        raise NoBer("a value is missing")
    certificates: tuple[bytes, ...] = ()
    for part in parts[3:]:
        if part.tag == 0xA0:
            certificates = tuple(each.raw for each in part.inside if each.tag == SEQUENCE)
    signers = parts[-1]
    if signers.tag != SET:
        raise NoBer("no signers")
    return Signed(_content(parts[2]), certificates, tuple(map(_signer, signers.inside)))


def _content(part: Value) -> bytes | None:
    if len(part.inside) < 2:
        return None
    held = part.child(1).child(0)
    if held.tag & ~0x20 != OCTETS:
        raise NoBer("the content is no octet string")
    return held.octets()


def _signer(value: Value) -> Signer:
    name = value.child(1)
    by_key = name.tag & 0x80 != 0
    rest = list(value.inside[2:])
    digest = oid(rest.pop(0).child(0))
    attributes = rest.pop(0) if rest and rest[0].tag == 0xA0 else None
    if len(rest) < 2:
        raise NoBer("no signature")
    return Signer(
        issuer=b"" if by_key else name.child(0).raw,
        serial=0 if by_key else int.from_bytes(name.child(1).content, "big", signed=True),
        key_id=name.octets() if by_key else b"",
        digest=digest,
        algorithm=oid(rest[0].child(0)),
        # They are signed under the tag of a set, not under that of their place (RFC 5652 5.4).
        signed_bytes=bytes([SET]) + attributes.raw[1:] if attributes else None,
        content_digest=_digest_in(attributes) if attributes else b"",
        signature=rest[1].octets(),
    )


def _digest_in(attributes: Value) -> bytes:
    for attribute in attributes.inside:
        if oid(attribute.child(0)) == _MESSAGE_DIGEST:
            return attribute.child(1).child(0).octets()
    raise NoBer("no digest is signed")
