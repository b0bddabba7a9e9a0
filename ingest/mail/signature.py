"""Who signed a mail, and whether that holds against the configured authorities.

The mail is read all the same: what is wrong with its signature is a value.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ingest.mail.cms import Signed, Signer

_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
}
# What a certificate that is none makes the library raise, when it is loaded or looked into.
_BROKEN = (
    ValueError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
_PSS = "1.2.840.113549.1.1.10"
_MOST_CERTIFICATES = 20
_MOST_SIGNERS = 5  # a letter has one; each is checked


class Standing(Enum):
    """What a signature is worth."""

    NONE = "none"
    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown-authority"


@dataclass(frozen=True)
class Trust:
    """What signatures are checked against."""

    authorities: str  # certificates in PEM, one after another
    at: dt.datetime  # the moment at which they have to be valid; aware


@dataclass(frozen=True)
class Signature:
    """The signature of a mail, as far as it could be checked."""

    standing: Standing = Standing.NONE
    reason: str = ""  # why it is not valid, a code
    address: str | None = None  # of the signer, as his certificate says; proven only when valid
    name: str = ""


NO_SIGNATURE = Signature()


def check_signed(
    signed: Signed, content: bytes, sender: str | None, trust: Trust | None
) -> Signature:
    """The worth of the signatures on `content`; every one of them has to hold."""
    if not signed.signers:
        return Signature(Standing.INVALID, "no-signer")
    if len(signed.signers) > _MOST_SIGNERS:
        return Signature(Standing.INVALID, "too-many-signers")
    known = _certificates(signed.certificates)
    try:
        results = [_check(signer, known, content, sender, trust) for signer in signed.signers]
    except _BROKEN:
        return Signature(Standing.INVALID, "unreadable")
    order = (Standing.INVALID, Standing.UNKNOWN, Standing.VALID)
    return min(results, key=lambda result: order.index(result.standing))


def _certificates(encoded: tuple[bytes, ...]) -> list[x509.Certificate]:
    found = []
    for der in encoded[:_MOST_CERTIFICATES]:
        try:
            found.append(x509.load_der_x509_certificate(der))
        except _BROKEN:
            continue  # of another kind than X.509; the signer's own is missed where it is needed
    return found


def _check(
    signer: Signer,
    known: list[x509.Certificate],
    content: bytes,
    sender: str | None,
    trust: Trust | None,
) -> Signature:
    own = next((each for each in known if _is_of(signer, each)), None)
    if own is None:
        return Signature(Standing.INVALID, "no-signer-certificate")
    addresses = _addresses(own)
    name = _name(own)
    matching = next((a for a in addresses if sender and a.lower() == sender.lower()), None)
    address = matching or next(iter(addresses), None)
    reason = _wrong_with(signer, own, content)
    if not reason and trust is not None and not _is_current(own, trust.at):
        reason = "expired"
    if not reason and not matching:
        reason = "other-address"  # RFC 8550 section 3: the signer has to be the sender
    if not reason and not _may_sign(own):
        reason = "other-purpose"
    if reason:
        return Signature(Standing.INVALID, reason, address, name)
    if trust is None or not _leads_to(own, known, trust):
        return Signature(Standing.UNKNOWN, "unknown-authority", address, name)
    return Signature(Standing.VALID, "", address, name)


def _is_of(signer: Signer, certificate: x509.Certificate) -> bool:
    if signer.key_id:
        try:
            kind = x509.SubjectKeyIdentifier
            return (
                certificate.extensions.get_extension_for_class(kind).value.digest == signer.key_id
            )
        except (x509.ExtensionNotFound, ValueError):
            return False
    return (
        certificate.serial_number == signer.serial
        and certificate.issuer.public_bytes() == signer.issuer
    )


def _wrong_with(signer: Signer, certificate: x509.Certificate, content: bytes) -> str:
    """What is wrong with the signature itself; '' when it is that of this key over this content."""
    algorithm = _HASHES.get(signer.digest)
    if algorithm is None:
        return "weak-algorithm"
    digest = hashes.Hash(algorithm())
    digest.update(content)
    if signer.signed_bytes is not None and digest.finalize() != signer.content_digest:
        return "changed-content"
    signed = content if signer.signed_bytes is None else signer.signed_bytes
    try:
        _verify(certificate, signer, signed, algorithm())
    except InvalidSignature:
        return "wrong-key" if signer.signed_bytes is not None else "changed-content"
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return "unknown-algorithm"
    return ""


def _verify(
    certificate: x509.Certificate, signer: Signer, signed: bytes, digest: hashes.HashAlgorithm
) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        pss = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
        scheme = pss if signer.algorithm == _PSS else padding.PKCS1v15()
        key.verify(signer.signature, signed, scheme, digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signer.signature, signed, ec.ECDSA(digest))
    else:
        raise UnsupportedAlgorithm("neither RSA of 2048 bits nor ECDSA")


def _is_current(certificate: x509.Certificate, at: dt.datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        kind = x509.SubjectAlternativeName
        names = certificate.extensions.get_extension_for_class(kind).value
        found = names.get_values_for_type(x509.RFC822Name)
    except (x509.ExtensionNotFound, ValueError):
        found = []
    written = certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    return tuple(found) or tuple(str(each.value) for each in written)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return re.sub(r"[\x00-\x1f\x7f]", " ", str(names[0].value))[:200] if names else ""


def _may_sign(certificate: x509.Certificate) -> bool:
    """Whether its purposes, where it names any, hold signing mail (RFC 8550 section 4.4)."""
    try:
        extensions = certificate.extensions
    except ValueError:
        return False
    for extension in extensions:
        value = extension.value
        if isinstance(value, x509.KeyUsage):
            if not value.digital_signature and not value.content_commitment:
                return False
        elif isinstance(value, x509.ExtendedKeyUsage):
            allowed = (
                ExtendedKeyUsageOID.EMAIL_PROTECTION,
                ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
            )
            if not any(purpose in value for purpose in allowed):
                return False
    return True


def _leads_to(own: x509.Certificate, known: list[x509.Certificate], trust: Trust) -> bool:
    """Whether a path of valid certificates leads from a configured authority to `own`."""
    store = _store(trust.authorities)
    if store is None:
        return False
    policy = verification.PolicyBuilder().store(store).time(trust.at).max_chain_depth(5)
    verifier = policy.extension_policies(ca_policy=_of_authorities(), ee_policy=_of_people())
    try:
        verifier.build_client_verifier().verify(own, [each for each in known if each != own])
    except (verification.VerificationError, ValueError):
        return False
    return True


@lru_cache(4)
def _store(authorities: str) -> verification.Store | None:
    """The configured authorities; None where there is none to read."""
    try:
        found = x509.load_pem_x509_certificates(authorities.encode())
    except ValueError:
        return None
    return verification.Store(found) if found else None


def _of_authorities() -> verification.ExtensionPolicy:
    either = verification.Criticality.AGNOSTIC
    policy = verification.ExtensionPolicy.permit_all()
    policy = policy.require_present(x509.BasicConstraints, either, None)  # it checks that itself
    return policy.may_be_present(x509.KeyUsage, either, _signs_certificates)


def _of_people() -> verification.ExtensionPolicy:
    return verification.ExtensionPolicy.permit_all()


def _signs_certificates(
    policy: verification.Policy, certificate: x509.Certificate, said: x509.KeyUsage | None
) -> None:
    if said is not None and not said.key_cert_sign:
        raise ValueError("may not sign certificates")
