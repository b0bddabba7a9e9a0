"""Every published way to forge a sender, against what our own server may honestly say of it (TR1)."""

# ruff: noqa: E501

import pytest

from ingest.mail.authority import Authority, read_authority
from ingest.mail.message import parse

OURS, VICTIM = "mx.achyk.test", "asan@geti.kg"
RECEIVED = b"Received: from evil.test by mx.achyk.test; Mon, 20 Jul 2026 10:00:00 +0600"

FORMS = {
    "A1 a subdomain that is not there": b"From: <asan@none.geti.kg>",
    "A8 two From fields": b"From: <first@evil.test>\r\nFrom: <asan@geti.kg>",
    "A8 two From fields, ours first": b"From: <asan@geti.kg>\r\nFrom: <first@evil.test>",
    "A9 a blank before the first From": b" From: <first@evil.test>\r\nFrom: <asan@geti.kg>",
    "A9 a blank before the second From": b"From: <first@evil.test>\r\n From: <asan@geti.kg>",
    "A10 a blank after the name": b"From: <first@evil.test>\r\nFrom : <asan@geti.kg>",
    "A10 the same, ours first": b"From : <asan@geti.kg>\r\nFrom: <first@evil.test>",
    "A11 a fold after the name": b"From\r\n : <first@evil.test>\r\nFrom: <asan@geti.kg>",
    "A12 From and Sender": b"From\r\n : <first@evil.test>\r\nSender: <asan@geti.kg>",
    "A12 Sender beside another From": b"From: <first@evil.test>\r\nSender: <asan@geti.kg>",
    "A13 Resent-From": b"From\r\n : <first@evil.test>\r\nResent-From: <asan@geti.kg>",
    "A13 Resent-From beside another": b"From: <first@evil.test>\r\nResent-From: <asan@geti.kg>",
    "A14 two addresses": b"From: <first@evil.test>, <asan@geti.kg>",
    "A14 two addresses, ours first": b"From: <asan@geti.kg>, <first@evil.test>",
    "A15 an encoded address": b"From: =?utf-8?B?PGFzYW5AZ2V0aS5rZz4=?=,<first@evil.test>",
    "A15 an encoded address alone": b"From: =?utf-8?B?PGFzYW5AZ2V0aS5rZz4=?=",
    "A15 an encoded address as the name": b"From: =?utf-8?B?YXNhbkBnZXRpLmtn?= <first@evil.test>",
    "A16 a route": b"From: <@evil.test,@any.test:asan@geti.kg>",
    "A17 a backslash between": b"From: <asan@geti.kg>\\,<first@evil.test>",
    "A17 a quoted address before": b'From: "asan@geti.kg" <first@evil.test>',
    "A17 an address in quotes and angles": b'From: "<asan@geti.kg>" <first@evil.test>',
    "A18 an address before the angles": b"From: asan@geti.kg <first@evil.test>",
    "A18 the other way": b"From: first@evil.test <asan@geti.kg>",
    "A18 three angles": b"From: <<asan@geti.kg>> <first@evil.test>",
    "a comment": b"From: asan@geti.kg (first@evil.test)",
    "a comment in the address": b"From: asan(x)@geti.kg, first@evil.test",
    "a comment in the domain": b"From: <asan@geti.kg(.evil.test)>",
    "a group": b"From: inspectors: asan@geti.kg;",
    "a group of none": b"From: inspectors:; <asan@geti.kg>",
    "NUL after the address": b"From: <asan@geti.kg\0@evil.test>",
    "NUL in the domain": b"From: <asan@geti.kg\0.evil.test>",
    "a vertical tab": b"From: <asan@geti.kg\x0b>, <first@evil.test>",
    "a bare CR": b"From: <first@evil.test>\rFrom: <asan@geti.kg>",
    "a Cyrillic letter": "From: <аsan@geti.kg>".encode(),
    "a Cyrillic letter in the domain": "From: <asan@gеti.kg>".encode(),
    "the domain in Punycode": b"From: <asan@xn--gti-jdd.kg>",
    "a quoted local part": b'From: "asan@geti.kg "@evil.test',
    "a quoted local part of ours": b'From: "first@evil.test "@geti.kg',
    "a longer domain": b"From: <asan@geti.kg.evil.test>",
    "an underscore": b"From: <asan@geti_.kg>",
    "no From, but Reply-To": b"Reply-To: <asan@geti.kg>",
    "another From, and Reply-To": b"From: <first@evil.test>\r\nReply-To: <asan@geti.kg>",
    "Return-Path": b"Return-Path: <asan@geti.kg>\r\nFrom: <first@evil.test>",
    "X-Original-From": b"From: <first@evil.test>\r\nX-Original-From: <asan@geti.kg>",
    "From in pieces": b"From: <asan@\r\n geti.kg>, <first@evil.test>",
    "an empty From beside ours": b"From:\r\nFrom: <asan@geti.kg>",
    "From in capitals": b"From: <first@evil.test>\r\nFROM: <asan@geti.kg>",
    "a From below the header's end": b"From: <first@evil.test>\r\n\r\nFrom: <asan@geti.kg>",
    "a line without a colon": b"From <asan@geti.kg>\r\nFrom: <first@evil.test>",
}
SAID = {
    "proven for the forger's own domain": b"dmarc=pass (p=none) header.from=evil.test",
    "spf proven, the domain disclosed none": b"spf=pass smtp.mailfrom=geti.kg; dmarc=none header.from=geti.kg",
    "dkim proven of a name with a quote (A4)": b"dkim=pass header.d=geti.kg'a.evil.test; dmarc=fail header.from=geti.kg",
    "spf proven of a name with a bracket (A5)": b"spf=pass smtp.mailfrom=any@geti.kg(a.evil.test; dmarc=pass header.from=geti.kg",
    "a quote in the mail's sender (A6)": b"spf=pass smtp.mailfrom=\"any@geti.kg'@x.evil.test\"; dmarc=pass header.from=evil.test",
    "a route in the mail's sender (A7)": b"spf=pass smtp.mailfrom=\"@geti.kg,@any.test:'any@evil.test\"; dmarc=pass header.from=evil.test",
    "NUL in the selector (A3)": b"dkim=pass header.s=\"x.evil.test.\0.any\"; dmarc=pass header.from=geti.kg",
    "a semicolon in the sender": b'spf=fail smtp.mailfrom="x; dmarc=pass header.from=geti.kg"@evil.test; dmarc=fail header.from=evil.test',
}  # fmt: skip


def forged(form: bytes, said: bytes) -> bytes:
    results = b"Authentication-Results: " + OURS.encode() + b";\r\n\t" + said
    head = [results, RECEIVED, form, b"To: uploads@achyk.test", b"Subject: July"]
    return b"\r\n".join(head) + b"\r\n\r\nbody\r\n"


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_published_forgery_is_taken_for_the_inspector(form: bytes, said: bytes) -> None:
    """TR1, TR5: whoever `from` shows, it is not the inspector with a proof."""
    raw = forged(form, said)
    for hops in (0, 1):
        proven = read_authority(raw, OURS, hops) is Authority.PASS
        assert not (proven and (parse(raw).sender or "").lower() == VICTIM)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_even_a_result_for_the_inspectors_domain_proves_no_doubtful_from(form: bytes) -> None:
    """TR1: a server that takes the other address for the sender is not believed either."""
    raw = forged(form, b"dmarc=pass header.from=geti.kg")
    assert read_authority(raw, OURS, 0) is not Authority.PASS


def test_the_inspectors_own_mail_is_believed() -> None:
    raw = forged(b"From: Asan <asan@geti.kg>", b"dmarc=pass header.from=geti.kg")
    assert read_authority(raw, OURS, 0) is Authority.PASS
    assert parse(raw).sender == VICTIM


@pytest.mark.parametrize("field", ["Reply-To", "Sender", "Resent-From", "Resent-Sender"])
def test_no_other_field_gives_or_takes_identity(field: str) -> None:
    """TR5: Reply-To, Sender and Resent-* say nothing about who wrote."""
    own = f"From: Asan <asan@geti.kg>\r\n{field}: <first@evil.test>".encode()
    raw = forged(own, b"dmarc=pass header.from=geti.kg")
    assert parse(raw).sender == VICTIM
    assert read_authority(raw, OURS, 0) is Authority.PASS
    other = f"From: <first@evil.test>\r\n{field}: <asan@geti.kg>".encode()
    assert parse(forged(other, b"dmarc=pass header.from=evil.test")).sender == "first@evil.test"
