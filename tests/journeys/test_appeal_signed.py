"""Appeals with an electronic signature: recognised, its signer recorded; a bad one is said so."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from journeys.appeal_town import APPLICANT, appeals, only, plain, post, staff_up
from journeys.town import Town, received, town

from register.appeals.contact import read_words

__all__ = ["town"]

NOW = dt.datetime(2026, 7, 20, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
WORDS = "Прошу отменить предписание: проверка прошла без плана и без приказа."
CONTENT = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n"


def certificate(
    name: str, key: Key, issuer: str, signer: Key, *, authority: bool
) -> x509.Certificate:
    """A certificate of `name`, signed by `signer`."""

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 100 * DAY)
        .not_valid_after(NOW + 100 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        address = x509.SubjectAlternativeName([x509.RFC822Name(APPLICANT)])
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(address, critical=False).add_extension(use, critical=False)
    return builder.sign(signer, hashes.SHA256())


ROOT_KEY = ec.generate_private_key(ec.SECP256R1())
ROOT = certificate(
    "Удостоверяющий центр", ROOT_KEY, "Удостоверяющий центр", ROOT_KEY, authority=True
)
KEYS: dict[str, Key] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "ecdsa": ec.generate_private_key(ec.SECP256R1()),
}


def signed_mail(key: Key, content: str = CONTENT) -> bytes:
    """A mail whose body is signed; `content` other than what was signed makes it invalid."""
    own = certificate("Аида Токтогулова", key, "Удостоверяющий центр", ROOT_KEY, authority=False)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT.encode())
    options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.DetachedSignature]
    der = builder.add_signer(own, key, hashes.SHA256()).sign(serialization.Encoding.DER, options)
    lines = [
        f"From: {APPLICANT}",
        "To: appeals@achyk.test",
        "Subject: =?utf-8?b?0JbQsNC70L7QsdCw?=",
        "Message-ID: <signed@business.kg>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature";'
        ' micalg=sha-256; boundary="b"',
        "",
        "--b",
        content,
        "--b",
        'Content-Type: application/pkcs7-signature; name="smime.p7s"',
        "Content-Transfer-Encoding: base64",
        "",
        base64.encodebytes(der).decode().replace("\n", "\r\n") + "--b--",
        "",
    ]
    return received("\r\n".join(lines).encode(), APPLICANT)


def trust(town: Town, *, root: bool) -> None:
    """Name the authority in the settings, or none."""
    folder = town.installation.folder
    if root:
        (folder / "authorities.pem").write_bytes(ROOT.public_bytes(serialization.Encoding.PEM))
        object.__setattr__(town.installation.settings.mail.in_, "authorities", "authorities.pem")


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_a_valid_signature_is_recognised_and_its_signer_recorded(town: Town, kind: str):
    staff_up(town.installation)
    trust(town, root=True)
    slip = only(post(town, signed_mail(KEYS[kind])), APPLICANT, "appeal_slip")
    (appeal,) = appeals(town)
    assert appeal.signature == "valid"
    signer = read_words(town.installation.keys, appeal.signer)
    assert signer == "Аида Токтогулова"
    assert signer in plain(slip)
    assert WORDS in read_words(town.installation.keys, appeal.words)


def test_a_signature_that_does_not_fit_is_said_so_and_the_appeal_registered(town: Town):
    staff_up(town.installation)
    trust(town, root=True)
    changed = CONTENT.replace("отменить", "оставить")
    slip = only(post(town, signed_mail(KEYS["rsa"], changed)), APPLICANT, "appeal_slip")
    (appeal,) = appeals(town)
    assert appeal.signature == "invalid"
    unsigned = plain(slip)
    assert "подпис" in unsigned


def test_a_signature_of_an_unknown_authority_proves_nobody(town: Town):
    staff_up(town.installation)
    trust(town, root=False)
    post(town, signed_mail(KEYS["ecdsa"]))
    (appeal,) = appeals(town)
    assert appeal.signature == "unknown-authority"
