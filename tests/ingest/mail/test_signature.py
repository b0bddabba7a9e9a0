"""Signed mail: read all the same, and its signature is worth what authorities say."""

import base64
import datetime as dt
import os
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.questionnaire import questionnaire
from config.settings import Settings
from config.trouble import WorldTrouble
from ingest.desk import Desk
from ingest.mail.classify import OwnAddresses
from ingest.mail.explain_mail import explain
from ingest.mail.message import Mail, parse
from ingest.mail.reader import Reader
from ingest.mail.reading import Terms
from ingest.mail.signature import NO_SIGNATURE, Standing, Trust
from register.moment import Moment

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TEXT = "Content-Type: text/plain; charset=utf-8\n\nПрошу отменить предписание.\n"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def made(
    who: str,
    by: Holder | None = None,
    *,
    key: Key | None = None,
    address: str = "aida@firm.test",
    authority: bool = False,
    signs_others: bool | None = None,
    ends: dt.datetime = NOW + 300 * DAY,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION,
) -> Holder:
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(who))
        .issuer_name(by.certificate.subject if by else name(who))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 400 * DAY)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if signs_others is not None:
        usage = dict.fromkeys(USES, False) | {"key_cert_sign": signs_others}
        builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
    if not authority:
        names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
        builder = builder.add_extension(names, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return Holder(builder.sign(by.key if by else key, hashes.SHA256()), key)


ROOT = made("Root of the test", authority=True)
SIGNER = made("Аида Осмонова", ROOT)
RSA_SIGNER = made("Эрлан", ROOT, key=rsa.generate_private_key(65537, 2048))


def pem(*holders: Holder) -> str:
    encoding = serialization.Encoding.PEM
    return "".join(each.certificate.public_bytes(encoding).decode() for each in holders)


TRUST = Trust(pem(ROOT), NOW)


def signed(
    holder: Holder = SIGNER,
    *options: pkcs7.PKCS7Options,
    opaque: bool = False,
    digest: hashes.HashAlgorithm | None = None,
    others: tuple[Holder, ...] = (),
    text: str = TEXT,
    sender: str = "aida@firm.test",
    times: int = 1,
) -> bytes:
    content = text.replace("\n", "\r\n").encode()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    for _ in range(times):
        builder = builder.add_signer(holder.certificate, holder.key, digest or hashes.SHA256())
    for other in others:
        builder = builder.add_certificate(other.certificate)
    head = f"From: {sender}\r\nSubject: x\r\nMIME-Version: 1.0\r\n".encode()
    chosen = [*options, pkcs7.PKCS7Options.Binary]
    if not opaque:
        chosen.append(pkcs7.PKCS7Options.DetachedSignature)
    der = builder.sign(serialization.Encoding.DER, chosen)
    encoded = base64.encodebytes(der).replace(b"\n", b"\r\n")
    if opaque:
        kind = b'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'
        return (
            head + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + encoded
        )  # fmt: skip
    kind = b'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b'
    last = (
        b'--b\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    first = b"Content-Type: " + kind + b"\r\n\r\n--b\r\n" + content + b"\r\n"
    return head + first + last + encoded + b"--b--\r\n"


def worth(mail: Mail) -> tuple[str, str]:
    return mail.signature.standing.value, mail.signature.reason


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("holder", [SIGNER, RSA_SIGNER])
@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_a_signature_of_a_known_authority_is_valid_and_names_its_signer(
    opaque: bool, holder: Holder, digest: hashes.HashAlgorithm
) -> None:
    mail = parse(signed(holder, opaque=opaque, digest=digest), TRUST)
    assert worth(mail) == ("valid", "")
    assert mail.signature.address == "aida@firm.test"
    assert mail.signature.name in ("Аида Осмонова", "Эрлан")
    assert mail.text.strip() == "Прошу отменить предписание."
    assert "smime.p7m" not in [file.name for file in mail.attachments]


def test_lines_that_a_server_made_bare_do_not_break_a_signature() -> None:
    assert worth(parse(signed().replace(b"\r\n", b"\n"), TRUST)) == ("valid", "")


def test_a_signature_without_signed_attributes_is_checked_over_the_content() -> None:
    plain = pkcs7.PKCS7Options.NoAttributes
    assert worth(parse(signed(SIGNER, plain), TRUST)) == ("valid", "")
    forged = signed(SIGNER, plain).replace("отменить".encode(), "оставить".encode())
    assert worth(parse(forged, TRUST)) == ("invalid", "changed-content")


def test_a_path_over_another_authority_counts() -> None:
    between = made("Issuing authority", ROOT, authority=True)
    holder = made("Аида", between)
    assert worth(parse(signed(holder, others=(between,)), TRUST)) == ("valid", "")
    assert worth(parse(signed(holder), TRUST)) == ("unknown-authority", "unknown-authority")


def test_who_may_not_sign_certificates_makes_no_signer() -> None:
    allowed = made("An authority", ROOT, authority=True, signs_others=True)
    assert worth(parse(signed(made("Аида", allowed), others=(allowed,)), TRUST))[0] == "valid"
    forbidden = made("Not for this", ROOT, authority=True, signs_others=False)
    for other in (made("A person", ROOT), forbidden):
        forged = signed(made("Аида", other), others=(other,))
        assert worth(parse(forged, TRUST))[0] == "unknown-authority"


OTHER = made("Another root", authority=True)
CASES = {
    "changed-content": signed().replace("отменить".encode(), "оставить".encode()),
    "wrong-key": signed(Holder(SIGNER.certificate, OTHER.key)),
    "no-signer-certificate": signed(SIGNER, pkcs7.PKCS7Options.NoCerts),
    "expired": signed(made("Аида", ROOT, ends=NOW - DAY)),
    "other-address": signed(made("Аида", ROOT, address="boss@gov.test")),
    "other-purpose": signed(made("Аида", ROOT, purpose=ExtendedKeyUsageOID.SERVER_AUTH)),
    "too-many-signers": signed(times=6),
    "unreadable": signed().rpartition(b"base64\r\n")[0] + b"base64\r\n\r\nMIIB\r\n--b--\r\n",
}


@pytest.mark.parametrize("reason", CASES)
def test_a_signature_that_does_not_hold_says_why_and_the_mail_is_read(reason: str) -> None:
    mail = parse(CASES[reason], TRUST)
    assert worth(mail) == ("invalid", reason)
    assert f"signature-{reason}" in mail.trouble
    assert mail.text.strip().endswith("предписание.")


def test_an_authority_nobody_configured_is_unknown() -> None:
    assert worth(parse(signed(), Trust(pem(OTHER), NOW)))[0] == "unknown-authority"
    assert worth(parse(signed(), Trust("no certificate", NOW)))[0] == "unknown-authority"
    assert worth(parse(signed()))[0] == "unknown-authority"
    ended = replace(TRUST, at=NOW + 1000 * DAY)
    assert worth(parse(signed(), ended)) == ("invalid", "expired")


def test_a_signature_of_a_part_is_none_of_the_mail() -> None:
    """TR1: a signed letter of somebody, put into a mail of another, proves nothing."""
    head, _, inner = signed().partition(b"MIME-Version: 1.0\r\n")
    outer = (
        head + b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nfirst\r\n--o\r\n"
        + inner + b"\r\n--o--\r\n"
    )  # fmt: skip
    mail = parse(outer, TRUST)
    assert mail.signature is NO_SIGNATURE
    assert "Прошу" in mail.text


def test_a_signature_attached_as_a_file_signs_nothing() -> None:
    mixed = signed().replace(b"multipart/signed", b"multipart/mixed")
    assert parse(mixed, TRUST).signature is NO_SIGNATURE


def test_files_inside_a_signed_mail_are_its_attachments() -> None:
    text = (
        "Content-Type: multipart/mixed; boundary=i\n\n--i\n" + TEXT + "--i\n"
        'Content-Type: application/pdf; name="a.pdf"\n\n%PDF-1.4\n--i--\n'
    )
    mail = parse(signed(opaque=True, text=text), TRUST)
    assert [file.name for file in mail.attachments] == ["a.pdf"]
    assert mail.signature.standing is Standing.VALID


def test_an_encrypted_mail_is_kept_and_said_to_be_encrypted() -> None:
    recipient = made("Аида", ROOT, key=RSA_SIGNER.key).certificate
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(TEXT.encode()).add_recipient(recipient)
    raw = b"From: aida@firm.test\r\n" + builder.encrypt(serialization.Encoding.SMIME, [])
    mail = parse(raw, TRUST)
    assert "encrypted" in mail.trouble
    assert [file.type for file in mail.attachments] == ["application/pkcs7-mime"]
    assert mail.signature is NO_SIGNATURE
    pgp = b"From: a@b.kg\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n"
    assert "encrypted" in parse(pgp).trouble


def test_explaining_a_signed_mail_tells_of_its_signature() -> None:
    own = OwnAddresses("s@m.test", "a@m.test", "u@m.test", "b@m.test", "m.test")
    asked = questionnaire("inspection-1")
    found = explain("", signed(), own, None, 0, bool, asked, TRUST)
    assert found["signed"]["standing"] == "valid"
    assert "signed" not in explain("", b"From: a@b.kg\r\n\r\nx", own, None, 0, bool, asked, TRUST)


def test_the_reader_in_its_own_process_tells_who_signed() -> None:
    own = OwnAddresses("s@m.test", "a@m.test", "u@m.test", "b@m.test", "m.test")
    terms = Terms(own, frozenset(), None, 0, questionnaire("inspection-1"), trust=TRUST)
    reader = Reader()
    try:
        assert reader.read(signed(), terms).signature.standing is Standing.VALID
    finally:
        reader.close()


def desk(folder: Path) -> Desk:
    """A desk that knows its settings and the time, and nothing else."""
    inbound = replace(Settings().mail.in_, authorities="authorities.pem")
    mail = replace(Settings().mail, in_=inbound)
    settings = replace(Settings(), folder=folder, mail=mail)
    moment = Moment(NOW + dt.timedelta(minutes=7), os.urandom, None, ZoneInfo("Asia/Bishkek"))
    asked = questionnaire("inspection-1")
    return Desk(None, None, None, settings, asked, lambda: moment, None, lambda: None)


def test_the_configured_authorities_are_told_to_the_reader(tmp_path: Path) -> None:
    (tmp_path / "authorities.pem").write_text(pem(ROOT))
    trust = desk(tmp_path).terms(frozenset()).trust
    assert trust == TRUST
    assert worth(parse(signed(), trust)) == ("valid", "")


def test_a_file_of_authorities_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorldTrouble, match=r"mail\.in\.authorities"):
        desk(tmp_path).terms(frozenset())
