"""Walk two over real Dovecot and Postfix: every mail passes SMTP, LMTP and IMAP."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.appeal_town import (
    COMPLAINT,
    appeals,
    decisions,
    movements,
    parts,
    plain,
    route,
    staff_ladder,
)
from journeys.on_servers import open_town, rows
from journeys.town import Town, reply_text
from services.process import within

from register.appeals.tables import Draft
from register.rules.number import read_numbers, spaced

pytestmark = pytest.mark.service

PEOPLE = ("bermet", "chief", "boss", "minister", "aida")
OFFICER, CHIEF, BOSS, MINISTER, AIDA = (f"{name}@business.test" for name in PEOPLE)


class Post:
    """The mailboxes of everybody, and how many letters each has read."""

    def __init__(self, town: Town, dovecot, postfix) -> None:
        self.town, self.dovecot, self.postfix = town, dovecot, postfix
        self.read: dict[str, int] = {}

    def next(self, user: str, kind: str) -> EmailMessage:
        """Send what waits; the next letter in a person's mailbox, which is of this kind."""
        self.town.run("send")
        count = self.read[user] = self.read.get(user, 0) + 1
        letters = self.dovecot.wait(user, count)
        assert len(letters) == count
        letter = message_from_bytes(letters[-1], policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert letter["X-Achyk-Letter"] == kind
        return letter

    def box(self, user: str, count: int) -> list[bytes]:
        """All that lies in a person's mailbox, once it is so much."""
        letters = self.dovecot.wait(user, count)
        assert len(letters) == count
        return letters

    def write(self, sender: str, to: str, raw: bytes) -> None:
        """Somebody sends a mail; it is taken in as soon as it has come through."""
        before = len(route(self.town)) + len(rows(self.town, Draft))
        self.postfix.send(sender, to, raw)

        def taken() -> bool:
            self.town.run("fetch", "take-in")
            return len(route(self.town)) + len(rows(self.town, Draft)) > before

        assert within(30, taken)

    def reply(self, letter: EmailMessage, text: str, sender: str) -> None:
        """Somebody presses reply, above the quoted letter."""
        self.write(sender, letter["Reply-To"], reply_text(letter, text, sender))


@pytest.fixture
def post(tmp_path: Path, dovecot, postfix, postgres, migrated_template) -> Iterator[Post]:
    """An installation on IMAP, SMTP and PostgreSQL, with a ministry above an inspectorate."""
    dovecot.empty()
    dovecot.add(*PEOPLE)
    postfix.one_inbox(True)
    with postgres.database(migrated_template) as url:
        settings = {
            "database.url": url,
            "mail.in.url": [dovecot.url("inbox")],
            "mail.out.url": postfix.url,
        }
        town = open_town(tmp_path / "achyk", settings)
        staff_ladder(town.installation, OFFICER, CHIEF, BOSS, MINISTER)
        yield Post(town, dovecot, postfix)
        town.installation.engine.dispose()
    postfix.one_inbox(False)


def appeal_text() -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = f"Аида Токтогулова <{AIDA}>", "appeals@mail.test"
    made["Subject"], made["Message-ID"] = "Жалоба на проверку", "<appeal-1@business.test>"
    made["Date"] = "Mon, 20 Jul 2026 10:00:00 +0600"
    made.set_content(COMPLAINT)
    return made.as_bytes(policy=policy.SMTP)


def test_from_the_appeal_to_the_next_level(post: Post):
    """Issue 6, 1: appeal, slip, question, answer, decision, bad rating, next level; TR4 twice."""
    post.write(AIDA, "appeals@mail.test", appeal_text())
    slip = post.next("aida", "appeal_slip")
    pdf, receipt = slip.iter_attachments()
    assert str(receipt.get_filename()).startswith("receipt-")
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_content().startswith(b"%PDF-")
    (number,) = read_numbers(slip["Subject"])
    assert spaced(number) in plain(slip)

    case = post.next("bermet", "case_new")
    assert "дважды за месяц" in plain(case)
    assert case["Reply-To"].startswith("case+")
    post.reply(case, "спросить\nПришлите, пожалуйста, номер предписания.", OFFICER)
    confirm = post.next("bermet", "case_confirm")
    assert route(post.town) == ["registered", "assigned"]
    post.reply(confirm, "Да", OFFICER)
    assert post.next("bermet", "case_result")
    question = post.next("aida", "appeal_asked")
    assert "номер предписания" in plain(question)

    post.town.clock.pass_days(2)
    post.reply(question, "Предписание № 77 от 1 июля.", AIDA)
    assert post.next("aida", "appeal_noted")
    news = post.next("bermet", "case_news")
    assert "№ 77" in plain(news)
    assert parts(post.town)[0].due_on.isoformat() == "2026-08-10"  # the 21st rested
    post.reply(news, "Ответ: отказано\n\nПроверка была по жалобе работника.", OFFICER)
    confirm = post.next("bermet", "case_confirm")
    assert decisions(post.town) == []
    post.reply(confirm, "да", OFFICER)
    assert post.next("bermet", "case_result")
    decided = post.next("aida", "appeal_decided")
    assert "по жалобе работника" in plain(decided)

    post.reply(decided, "1\nВы не сказали, по чьей.", AIDA)
    assert post.next("aida", "appeal_noted")
    above = post.next("chief", "case_new")
    assert "по жалобе работника" in plain(above)
    assert "по чьей" in plain(above)
    assert [(part.level, part.state.value) for part in parts(post.town)] == [
        (1, "decided"),
        (2, "open"),
    ]
    assert [decision.by for decision in decisions(post.town)] == [OFFICER]
    assert len(post.dovecot.mails("bermet")) == 6


def test_an_overdue_one_climbs_to_the_minister_on_a_moved_clock(post: Post):
    """Issue 6, 1; SC2: warnings to the holder, then one step up a working day, up to the top."""
    post.write(AIDA, "appeals@mail.test", appeal_text())
    assert post.next("bermet", "case_new")
    for _ in range(25):  # after which the one at the top is only reminded of it
        post.town.clock.pass_days(1)
        post.town.run("deadlines")
    due = parts(post.town)[0].due_on
    steps = [(one.kind.value, one.at.date()) for one in movements(post.town)[2:]]
    assert [kind for kind, _ in steps] == ["warned"] * 2 + ["escalated"] * 3
    assert all(day <= due for kind, day in steps if kind == "warned")
    assert len({day for _, day in steps}) == 5
    post.town.run("send")
    for user in ("chief", "boss", "minister"):  # the list, and the case in full
        found = [message_from_bytes(raw, policy=policy.default) for raw in post.box(user, 2)]
        assert sorted(one["X-Achyk-Letter"] for one in found) == ["case_due", "case_new"]
        assert all(spaced(appeals(post.town)[0].number) in plain(one) for one in found)
    assert parts(post.town)[0].rung == 3
    letter = post.dovecot.wait("bermet", 6)[-1]
    assert message_from_bytes(letter)["X-Achyk-Letter"] == "case_due"
