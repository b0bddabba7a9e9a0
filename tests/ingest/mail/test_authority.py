"""Who may be believed: forged and honest Authentication-Results (TR1, TR2)."""

import pytest

from ingest.mail.authority import Authority, read_authority

OURS = "mx.achyk.test"
RECEIVED = "Received: from out.gov.kg by mx.achyk.test; Mon, 1 Jun 2026 10:00:00 +0600"
FOREIGN = "Received: from pc by out.gov.kg; Mon, 1 Jun 2026 09:59:00 +0600"
GOOD = f"Authentication-Results: {OURS}; dmarc=pass header.from=gov.kg"
FROM = "From: Inspector <insp@gov.kg>"


def authority(*fields: str, hops: int = 1, ours: str | None = OURS) -> Authority:
    raw = "\r\n".join(fields).encode() + b"\r\nSubject: x\r\n\r\nbody\r\n"
    return read_authority(raw, ours, hops)


@pytest.mark.parametrize(
    "fields",
    [
        (GOOD, RECEIVED, FOREIGN, FROM),
        (RECEIVED, GOOD, FOREIGN, FROM),
        ("Return-Path: <insp@gov.kg>", "Delivered-To: u@achyk.test", RECEIVED, GOOD, FOREIGN, FROM),
        (
            GOOD.replace("; dmarc", ";\r\n\tspf=pass smtp.mailfrom=x.test;\r\n\tdmarc"),
            RECEIVED,
            FROM,
        ),
        (
            GOOD.replace("dmarc=pass", "dmarc=pass (p=reject; dmarc=fail) policy.x=1"),
            RECEIVED,
            FROM,
        ),
        (GOOD.replace(OURS, OURS + " 1"), RECEIVED, FROM),
        (GOOD.replace("dmarc=pass", "DMARC=Pass"), RECEIVED, FROM),
        (GOOD.replace("gov.kg", "GOV.kg"), RECEIVED, FROM.replace("gov.kg", "Gov.KG")),
        ("Authentication-Results: other.test; dmarc=fail header.from=gov.kg", GOOD, RECEIVED, FROM),
        (GOOD, RECEIVED, "Authentication-Results: mx.other.test; dmarc=fail", FROM),
        (GOOD + ' reason="ok; dmarc=fail"', RECEIVED, FROM),
    ],
)
def test_our_own_servers_pass_is_believed(fields: tuple[str, ...]) -> None:
    """TR2: exact authserv-id, in the block our server added, one dmarc=, aligned."""
    assert authority(*fields) is Authority.PASS


def test_our_own_servers_fail_is_a_fail() -> None:
    assert authority(GOOD.replace("pass", "fail"), RECEIVED, FROM) is Authority.FAIL


@pytest.mark.parametrize(
    ("why", "fields"),
    [
        ("no result at all", (RECEIVED, FROM)),
        ("below a foreign Received", (RECEIVED, FOREIGN, GOOD, FROM)),
        ("below the sender's own fields", (RECEIVED, FROM, GOOD)),
        ("two fields of ours", (GOOD, RECEIVED, GOOD, FROM)),
        ("a forged one below", (GOOD, RECEIVED, FOREIGN, GOOD.replace("pass", "fail"), FROM)),
        ("a forged one in other case", (GOOD, RECEIVED, GOOD.replace("mx", "MX"), FROM)),
        ("our name in other case only", (GOOD.replace("mx.achyk", "MX.Achyk"), RECEIVED, FROM)),
        ("our name as a prefix", (GOOD.replace(OURS, OURS + ".evil.test"), RECEIVED, FROM)),
        ("our name as a suffix", (GOOD.replace(OURS, "x." + OURS), RECEIVED, FROM)),
        ("our name with a hyphen", (GOOD.replace(OURS, OURS + "-evil"), RECEIVED, FROM)),
        ("our name in a comment", (GOOD.replace(OURS, f"evil.test ({OURS})"), RECEIVED, FROM)),
        ("our name quoted", (GOOD.replace(OURS, f'"{OURS}"'), RECEIVED, FROM)),
        ("another version", (GOOD.replace(OURS, OURS + " 2"), RECEIVED, FROM)),
        ("two From fields", (GOOD, RECEIVED, FROM, "From: other@gov.kg")),
        ("two From fields in other case", (GOOD, RECEIVED, FROM, "fROM: other@gov.kg")),
        ("a space before the colon", (GOOD, RECEIVED, FROM, "From : other@gov.kg")),
        ("two addresses", (GOOD, RECEIVED, "From: insp@gov.kg, evil@x.test")),
        ("an address as the name", (GOOD, RECEIVED, "From: evil@x.test <insp@gov.kg>")),
        ("a comment in From", (GOOD, RECEIVED, "From: insp@gov.kg (evil@x.test)")),
        ("a route", (GOOD, RECEIVED, "From: <@x.test:insp@gov.kg>")),
        ("a group", (GOOD, RECEIVED, "From: g: insp@gov.kg;")),
        ("two angles", (GOOD, RECEIVED, "From: <evil@x.test> <insp@gov.kg>")),
        ("an empty angle", (GOOD, RECEIVED, "From: <> <insp@gov.kg>")),
        ("a quoted local part", (GOOD, RECEIVED, 'From: "insp@gov.kg\\""@gov.kg')),
        ("an unending quote", (GOOD, RECEIVED, 'From: "x <insp@gov.kg>')),
        ("a NUL", (GOOD, RECEIVED, "From: insp@gov.kg\x00@x.test")),
        ("another domain", (GOOD.replace("=gov.kg", "=evil.test"), RECEIVED, FROM)),
        ("a subdomain", (GOOD.replace("=gov.kg", "=mail.gov.kg"), RECEIVED, FROM)),
        ("no header.from", (GOOD.replace(" header.from=gov.kg", ""), RECEIVED, FROM)),
        ("two header.from", (GOOD + " header.from=gov.kg", RECEIVED, FROM)),
        ("two dmarc results", (GOOD + "; dmarc=fail header.from=gov.kg", RECEIVED, FROM)),
        (
            "dmarc in a comment",
            (GOOD.replace("dmarc=pass", "spf=pass (; dmarc=pass )"), RECEIVED, FROM),
        ),
        (
            "dmarc in a quoted string",
            (
                GOOD.replace("dmarc=pass header", 'spf=fail reason="; dmarc=pass header') + '"',
                RECEIVED,
                FROM,
            ),
        ),
        ("spf alone", (GOOD.replace("dmarc", "spf"), RECEIVED, FROM)),
        ("dkim alone", (GOOD.replace("dmarc", "dkim"), RECEIVED, FROM)),
        ("bestguesspass", (GOOD.replace("pass", "bestguesspass"), RECEIVED, FROM)),
        ("an unending comment", (GOOD + " (", RECEIVED, FROM)),
        ("a stray bracket", (GOOD + " )", RECEIVED, FROM)),
        ("words without a value", (GOOD + " header.d", RECEIVED, FROM)),
        ("ARC instead", (GOOD.replace("Auth", "ARC-Auth"), RECEIVED, FROM)),
        ("a line that is no field", (GOOD, RECEIVED, "no field here", FROM)),
        ("a bare carriage return", (GOOD, RECEIVED, "X-A: 1\rFrom: evil@x.test", FROM)),
        ("a folded first line", (" " + GOOD, RECEIVED, FROM)),
    ],
)
def test_a_forged_or_doubtful_result_counts_as_none(why: str, fields: tuple[str, ...]) -> None:
    """TR1, TR2: any residue counts as none."""
    assert authority(*fields) is Authority.NONE, why


@pytest.mark.parametrize("ours", [None, "", "mx.achyk"])
def test_without_our_exact_name_nothing_is_believed(ours: str | None) -> None:
    assert authority(GOOD, RECEIVED, FROM, ours=ours) is Authority.NONE


def test_how_many_received_fields_are_ours_is_a_setting() -> None:
    fields = (RECEIVED, RECEIVED, GOOD, FOREIGN, FROM)
    assert authority(*fields, hops=1) is Authority.NONE
    assert authority(*fields, hops=2) is Authority.PASS
    assert authority(RECEIVED, GOOD, FROM, hops=0) is Authority.NONE
    assert authority(GOOD, RECEIVED, FROM, hops=0) is Authority.PASS


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\r\n", b"From: a@b\x00", b"\xff" * 99, b"(" * 9_999]
)
def test_broken_headers_are_none(raw: bytes) -> None:
    assert read_authority(raw, OURS, 1) is Authority.NONE
