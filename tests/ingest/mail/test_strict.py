"""Structure that readers could read differently: named, and kept from having any effect."""

import base64
import hashlib
import random
from dataclasses import replace

import pytest
from crafted.attacks import CHANGES, CODED, END, FILE, HONEST, PART, crafted
from crafted.carried import CARRIED
from crafted.programs import NAME, of_programs

from ingest.mail.message import parse
from ingest.mail.strict import ambiguities, structure
from ingest.mail.strict_gate import refusals

PROGRAMS = of_programs(FILE)


def read_as(raw: bytes) -> list[bytes]:
    return [file.data for file in parse(raw).attachments if file.type.startswith("application/")]


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [change[:1] + change[2:] for change in CHANGES],
    ids=[change[1] for change in CHANGES],
)
def test_what_two_readers_could_read_differently_is_named(
    code: str, old: bytes, new: bytes
) -> None:
    """TR3: nothing read out of such a mail takes effect, and none is read wrongly in silence."""
    raw = crafted(old, new)
    mail = parse(raw)
    assert code in ambiguities(raw)
    assert code in mail.trouble
    assert code in refusals(raw, mail)


@pytest.mark.parametrize("kind", CARRIED)
def test_a_file_in_a_message_inside_is_refused_whatever_it_is_called(kind: str) -> None:
    """TR3: also in what calls itself a report, which only a bounce may bring."""
    raw = crafted(PART + CODED, CARRIED[kind])
    assert "message-inside" in refusals(raw, parse(raw))


def test_a_report_of_fields_alone_carries_nothing() -> None:
    part = b"--outer-1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a.kg\r\n"
    raw = crafted(END, part + END)
    assert refusals(raw, parse(raw)) == ()


@pytest.mark.parametrize(
    "name",
    [
        b"filename*=koi8-r''%C1%CB%D4.xlsx",
        b'filename="=?windows-1251?Q?=E0=EA=F2?= =?windows-1251?Q?.xlsx?="',
        b"filename*0*=utf-8''%D0%B0%D; filename*1*=0%BA%D1%82.xlsx",
        b'filename="=?iso-2022-jp?B?GyRCRnxLXBsoQi54bHN4?="',
        'filename="акт за июль.xlsx"'.encode(),
        b'filename="=?utf-8*ru?Q?=D0=B0=D0=BA=D1=82.xlsx?="',
        b"filename*=utf-8''july%20%281%29.xlsx",
    ],
)
def test_names_that_end_alike_for_all_are_no_reason_to_refuse(name: bytes) -> None:
    raw = crafted(b'filename="july.xlsx"', name).replace(b'; name="july.xlsx"', b"")
    assert refusals(raw, parse(raw)) == ()


@pytest.mark.parametrize("name", PROGRAMS)
def test_ordinary_mail_of_a_program_passes(name: str) -> None:
    raw = PROGRAMS[name]
    for delivered in (raw, raw.replace(b"\r\n", b"\n")):
        mail = parse(delivered)
        assert refusals(delivered, mail) == ()
        assert FILE in [file.data for file in mail.attachments]
        assert {file.name for file in mail.attachments} <= {NAME, "july.xlsx", "logo.png"}


def test_the_honest_mail_is_read_by_both_readers_alike() -> None:
    assert ambiguities(HONEST) == ()
    assert read_as(HONEST) == [FILE]
    whole = structure(HONEST)
    assert [whole.content(leaf) for leaf in whole.leaves][1:] == [FILE]


SIGNS = (
    *(b" ", b"\t", b"\r", b"\n", b"\0", b'"', b";", b"=", b"(", b")", b"-", b"--", b":", b"\\"),
    *(b",", b"/", b"?", b"*", b"'", b"a", b"\xd0", b"\r\n", b"\r\n\r\n", b"\r\n ", b"=\r\n"),
    *(b"\r\n--outer-1\r\n", b"\r\n--outer-1--\r\n", b"Content-Type: text/plain\r\n", b"(x)"),
)


def changed(chance: random.Random) -> bytes:
    """The honest mail with one random change anywhere but within the file's own characters."""
    raw, file = HONEST, HONEST.index(CODED)
    at = chance.randrange(len(raw) - len(CODED))
    at += len(CODED) if at >= file else 0
    upto = file if at < file else len(raw)
    cut = min(at + chance.randrange(40), upto)
    kind = chance.randrange(4)
    if kind == 0:
        return raw[:at] + raw[cut:]
    if kind == 1:
        return raw[:cut] + raw[at:cut] + raw[cut:]
    after = raw[at:] if kind == 2 else raw[at + 1 :]
    return raw[:at] + chance.choice(SIGNS) + after


@pytest.mark.parametrize("seed", range(12))
def test_a_changed_mail_is_read_right_or_named(seed: int) -> None:
    """Whatever a change does: the file is read as it was sent, or there is trouble to say."""
    chance = random.Random(seed)
    for _ in range(60):
        raw = changed(chance)
        mail = parse(raw)
        assert mail.trouble or FILE in [file.data for file in mail.attachments], raw


def test_a_file_that_only_one_reader_sees_is_refused() -> None:
    """TR3: the two readers share no code; what one of them does not see enters nothing."""
    other = FILE.replace(b"\x01\x02", b"\x02\x01")
    mail = parse(PROGRAMS["Gmail"])
    assert refusals(PROGRAMS["Gmail"], mail) == ()
    assert refusals(of_programs(other)["Gmail"], mail) == ("readers-disagree",)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\r\n\r\n",
        b"x" * 100_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 20_000,
        b"".join(b"Content-Type: multipart/a; boundary=%d\n\n--%d\n" % (i, i) for i in range(3000)),
        b"MIME-Version: 1.0 (" + b"()" * 50_000 + b"\n\n",
        b"Content-Type: text/plain;" + b" a=b;" * 50_000 + b"\n\n",
        b'Content-Disposition: attachment; filename="' + b"=?a?q?b?= " * 20_000 + b'"\n\n',
        b"Content-Type: text/plain" + b"".join(b"; a*%d*=b" % i for i in range(400_000)) + b"\n\n",
        b"a: b\n\n" + b"--aa\nb: c\n" * 50_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_hostile_mail_is_gone_through_once(raw: bytes) -> None:
    """Linear: a pattern that goes back would hang here, and the run with it."""
    assert ambiguities(raw) == tuple(dict.fromkeys(ambiguities(raw)))


def test_a_file_within_outlooks_envelope_is_no_disagreement() -> None:
    """The second reader does not open winmail.dat; the attachments inside are the first's."""
    plain = PROGRAMS["the file alone"]
    inside = replace(parse(plain), trouble=())
    at = plain.index(b"UEsD")
    envelope = plain[:at] + base64.b64encode(b"\x78\x9f\x3e\x22 winmail.dat") + b"\r\n"
    assert refusals(envelope, inside) == ()
    assert refusals(envelope.replace(b"eJ8+", b"eJ8-", 1), inside) == ("bad-base64",)
    other = plain[:at] + base64.b64encode(b"something else") + b"\r\n"
    assert refusals(other, inside) == ("readers-disagree",)


def test_a_name_for_those_who_cannot_read_it_changes_no_file() -> None:
    """Named, but held for it only where the names end differently: so go what programs open."""
    russian = b"; filename*=utf-8''%D0%90%D0%BA%D1%82"
    for ending, refused in ((b".xlsx", ()), (b".exe", ("names-differ",))):
        raw = crafted(b'filename="july.xlsx"', b'filename="july.xlsx"' + russian + ending)
        assert set(ambiguities(raw)) & {"two-names", "names-differ"}
        assert refusals(raw, parse(raw)) == refused


def test_a_doubtful_signature_is_no_doubt_about_the_file() -> None:
    mail = replace(parse(HONEST), trouble=("signature-expired", "undecodable-charset"))
    assert refusals(HONEST, mail) == ()
    assert refusals(HONEST, replace(mail, trouble=("part-failed",))) == ("part-failed",)


def test_digests_of_leaves_do_not_depend_on_line_ends() -> None:
    both = [structure(raw) for raw in (HONEST, HONEST.replace(b"\r\n", b"\n"))]
    digests = [
        [hashlib.sha256(whole.content(leaf) or b"").hexdigest() for leaf in whole.leaves]
        for whole in both
    ]
    assert digests[0] == digests[1]
