"""`achyk held`: what is held, why, what it says, and what a person can do about it."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import Town, received, reply_mail, row, rows, upload_mail, workbook

import ingest.place
from config.trouble import Trouble
from ingest.limits import MailLimits
from ingest.mail.authority import Authority
from ingest.mail.reader import Reader
from jobs.cli import _command, parser
from jobs.commands import held
from register.bodies import Role, add_officer
from register.database import transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter
from register.messages import Held, Message, MessageState, hold
from register.responses import Response, ResponseWords
from register.suppressions import Suppression

SURVEY = "survey@achyk.test"
ANSWERS = "1: да\n3: 5"


@pytest.fixture
def achyk(town, monkeypatch, capsys):
    """Run a command on the town, by the town's clock; what it prints."""
    monkeypatch.setattr(held, "ready", lambda arguments: town.installation)

    def run(*words: str) -> str:
        arguments = parser().parse_args(words)
        assert _command(arguments.run)(arguments) == 0
        return capsys.readouterr().out

    return run


def only_message(town: Town) -> Message:
    return next(one for one in rows(town, Message) if one.kind != "upload")


def stranger(text: str, sender: str = "boss@gmail.kg", to: str = SURVEY) -> bytes:
    """A mail that shows no invitation."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Ответ"
    mail["Message-ID"] = "<stranger@gmail.kg>"
    mail.set_content(text)
    return received(mail.as_bytes(), None)


def invited(town: Town) -> EmailMessage:
    """An inspection is registered and its business invited; the invitation."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, None)])))
    town.run("fetch", "take-in", "invite", "send")
    return next(one for one in town.sent() if one["To"] == "one@business.kg")


def arrive(town: Town, raw: bytes) -> int:
    """Take a mail in, to be held; its number."""
    known = {one.id for one in rows(town, Message)}
    town.deliver(raw)
    town.run("fetch", "take-in", "send")
    (new,) = [one for one in rows(town, Message) if one.id not in known]
    assert new.state is MessageState.HELD
    return new.id


def test_nothing_held_is_said_so(achyk):
    assert achyk("held", "list") == "nothing is held\n"
    assert achyk("held", "list", "--json") == "[]\n"


def test_the_list_tells_number_arrival_kind_reason_and_how_long_it_waits(town, achyk):
    town.deliver(upload_mail(workbook([row(1, "a@b.kg")]), "who@other.kg", message_id="<u>"))
    town.deliver(stranger("Что это?"))
    town.run("fetch", "take-in")
    town.clock.pass_days(2.125)
    first, second, empty, *reasons = achyk("held", "list").splitlines()
    assert first.split()[1:] == [
        "2026-07-20", "10:00", "upload", "unknown-sender", "waits", "2", "d", "3", "h"
    ]  # fmt: skip
    assert second.split()[3:5] == ["other", "unmatched"]
    assert empty == ""
    assert reasons == [
        f"unknown-sender: {Held.UNKNOWN_SENDER.says}",
        f"unmatched: {Held.UNMATCHED.says}",
    ]
    listed = json.loads(achyk("held", "list", "--json"))
    assert [one["number"] for one in listed] == [int(first.split()[0]), int(second.split()[0])]
    assert listed[0] == {
        "number": listed[0]["number"],
        "arrived_at": "2026-07-20T04:00:00+00:00",
        "waits_hours": 51,
        "kind": "upload",
        "reason": "unknown-sender",
        "says": Held.UNKNOWN_SENDER.says,
    }


def test_a_mail_is_shown_with_why_it_is_held_and_what_can_be_done(town, achyk):
    raw = stranger("Кому писать?\n\nДиректор")
    number = arrive(town, raw)
    shown = achyk("held", "show", str(number))
    assert shown.startswith(f"held     unmatched (other), {len(raw)} bytes\n")
    assert Held.UNMATCHED.says in shown
    for way in ("--again", "--inspection REGISTRATION_NO", '--aside "WHY"'):
        assert f"achyk held place {number} {way}" in shown
    assert "from     boss@gmail.kg\nsubject  Ответ\n\nКому писать?\n\nДиректор\n" in shown


def test_what_a_stranger_wrote_steers_no_terminal_and_hides_no_words(town, achyk):
    """AT2: control and direction characters are taken out of text, subject and names of files."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "boss@gmail.kg", SURVEY
    mail["Subject"] = "Сче\u202etxt.exe"
    mail.set_content("Раз\x1b[2J\u202eдва\x9b31m\n")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="с\u202eч.pdf")
    number = arrive(town, received(mail.as_bytes(), None))
    shown = achyk("held", "show", str(number))
    assert not set(shown) & set("\x1b\u202e\x9b")
    assert "Раз [2Jдва 31m" in shown
    assert "file     сч.pdf (application/pdf, 8 bytes)" in shown


def test_a_mail_in_html_alone_is_shown_as_text(town, achyk):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "boss@gmail.kg", SURVEY, "Ответ"
    mail.set_content("<p>Кому <b>писать</b>?</p><script>alert(1)</script>", subtype="html")
    number = arrive(town, received(mail.as_bytes(), None))
    shown = achyk("held", "show", str(number))
    assert "Кому писать?" in shown
    assert "alert" not in shown


def test_what_breaks_the_reader_is_shown_as_it_came(town, achyk):
    """ML6: looking at a poison mail must not take the command along."""
    number = arrive(town, stranger("Кому писать?\x07"))
    with transaction(town.installation.engine) as session:
        hold(session.get_one(Message, number), Held.UNREADABLE)
    vars(town.installation)["reader"] = weak = Reader(MailLimits(answer=10))
    shown = achyk("held", "show", str(number))
    weak.close()
    assert "trouble  the mail cannot be read (answer)" in shown
    assert "From: boss@gmail.kg" in shown
    assert "\x07" not in shown
    assert "--inspection" not in shown


@pytest.mark.parametrize("words", [["show", "7"], ["place", "7", "--again"]])
def test_what_is_not_held_is_told(achyk, words):
    with pytest.raises(Trouble, match="no held message 7; see achyk held list"):
        achyk("held", *words)


def test_laid_aside_it_is_held_no_more_and_its_copies_have_no_effect(town, achyk):
    number = arrive(town, stranger("Реклама"))
    said = achyk("held", "place", str(number), "--aside", "реклама")
    assert said == f"message {number}: laid aside\n"
    assert achyk("held", "list") == "nothing is held\n"
    with pytest.raises(Trouble, match="no held message"):
        achyk("held", "place", str(number), "--aside", "реклама")
    town.deliver(stranger("Реклама"))
    town.run("fetch", "take-in")
    assert [one.state.value for one in rows(town, Message)] == ["aside", "duplicate"]


def test_placed_again_a_spreadsheet_of_an_inspector_registered_since_enters(town, achyk):
    number = arrive(
        town, upload_mail(workbook([row(1, "one@business.kg", inspector="I-3")]), "new@geti.kg")
    )
    assert "held again, unknown-sender: " in achyk("held", "place", str(number), "--again")
    assert rows(town, Inspection) == []
    with transaction(town.installation.engine) as session:
        add_officer(session, "new@geti.kg", Role.INSPECTOR, "GETI", "I-3")
    said = achyk("held", "place", str(number), "--again")
    assert said == f"message {number}: taken in as upload, done\n"
    assert [one.registration_no for one in rows(town, Inspection)] == ["R-0001"]
    (message,) = rows(town, Message)
    assert (message.state, message.placed) == (MessageState.DONE, "again")
    assert (message.placed_at > message.arrived_at, message.attempts) == (True, 1)
    with pytest.raises(Trouble, match="no held message"):
        achyk("held", "place", str(number), "--again")


def test_placed_again_a_mail_draws_no_second_answer(town, achyk):
    number = arrive(town, stranger("Кому писать?"))
    assert len(town.sent()) == 1
    achyk("held", "place", str(number), "--again")
    town.run("send")
    assert town.sent() == []


def test_placed_again_a_mail_that_fails_once_more_is_not_lost(town, achyk):
    number = arrive(town, stranger("Кому писать?"))
    vars(town.installation)["reader"] = weak = Reader(MailLimits(answer=10))
    said = achyk("held", "place", str(number), "--again")
    assert "failed on it once more; it is tried twice more, then held again" in said
    town.run("take-in", "take-in", "take-in")
    weak.close()
    assert (only_message(town).state, only_message(town).held) == (
        MessageState.HELD, Held.UNREADABLE
    )  # fmt: skip


@pytest.mark.parametrize("lost", ["original", "key", "seal"])
def test_a_mail_whose_original_does_not_open_is_not_read_again(town, achyk, lost):
    """ML6: it stays held as it was, and the sentence says what to restore."""
    number = arrive(town, stranger("Кому писать?"))
    message, place = only_message(town), town.installation
    blob, key = place.blobs.path(message.vault, message.digest), place.keys.path(message.vault)
    if lost == "seal":
        blob.write_bytes(b"x" + blob.read_bytes()[1:])
    else:
        (blob if lost == "original" else key).unlink()
        place.keys._read.pop(message.vault)  # another process reads it
    with pytest.raises(Trouble, match=f"message {number} is lost or does not open; restore it"):
        achyk("held", "place", str(number), "--again")
    assert (only_message(town).state, only_message(town).held) == (
        MessageState.HELD, Held.UNMATCHED
    )  # fmt: skip


def correct_in_time(town: Town) -> int:
    """A first answer is held, and its correction is taken in; the first one's number."""
    letter = invited(town)
    town.deliver(reply_mail(letter, "1: да\n3: 1", "one@business.kg"))
    town.run("fetch")
    first = only_message(town).id
    with transaction(town.installation.engine) as session:
        hold(session.get_one(Message, first), Held.UNREADABLE)
    town.deliver(reply_mail(letter, "1: нет\n3: 5", "one@business.kg"))
    town.run("fetch", "take-in")
    return first


def test_an_older_answer_placed_again_does_not_undo_the_newer_one(town, achyk):
    """TR1: what the business said last stands; and no mask joins the mails afterwards."""
    first = correct_in_time(town)
    assert [one.thread for one in rows(town, Message) if one.kind != "upload"] == ["overtaken", ""]
    with pytest.raises(Trouble, match="older than an answer to the same letter"):
        achyk("held", "place", str(first), "--again")
    assert [(one.q1, one.q3) for one in rows(town, Response)] == [("no", "5")]
    achyk("held", "place", str(first), "--aside", "corrected since")
    assert [one.thread for one in rows(town, Message)] == ["", "", ""]


def test_an_older_file_placed_again_is_taken_with_a_warning(town, achyk):
    """It may tell of inspections that the later one does not."""
    town.deliver(upload_mail(workbook([row(1, "a@b.kg")]), "new@geti.kg", message_id="<1>"))
    town.run("fetch", "take-in")
    first = rows(town, Message)[0].id
    with transaction(town.installation.engine) as session:
        add_officer(session, "new@geti.kg", Role.INSPECTOR, "GETI", "I-9", "Жаңы", "ky")
    town.deliver(upload_mail(workbook([row(2, "a@b.kg")]), "new@geti.kg", message_id="<2>"))
    town.run("fetch", "take-in")
    said = achyk("held", "place", str(first), "--again")
    assert f"taken in as upload, done; {held.OLDER}" in said
    assert len(rows(town, Inspection)) == 2


def test_a_reply_without_its_token_is_placed_by_the_inspection_it_is_about(town, achyk):
    """The answers are those of the invitation; the echo goes to the invited address alone."""
    invitation = invited(town)
    number = arrive(town, stranger(ANSWERS))
    town.sent()
    said = achyk("held", "place", str(number), "--inspection", " R-0001 ")
    assert "its answers about R-0001 are recorded; the business gets the echo" in said
    (response,) = rows(town, Response)
    assert (response.q1, response.q3, response.version) == ("yes", "5", 1)
    (asked,) = rows(town, Invitation)
    assert (asked.state, asked.sealed_token) == (InvitationState.ANSWERED, None)
    town.run("send")
    (echo,) = town.sent()
    assert echo["To"] == "one@business.kg"
    assert echo["Reply-To"] == invitation["Reply-To"]
    town.deliver(reply_mail(invitation, "3: 2", "one@business.kg"))
    town.run("fetch", "take-in")
    current = [one for one in rows(town, Response) if one.current]
    assert [(one.q1, one.q3, one.version) for one in current] == [("yes", "2", 2)]


def test_placing_a_reply_writes_nothing_that_joins_a_business_with_its_response(town, achyk):
    """trust.md: how it was placed says no inspection, and letters that name it are wiped."""
    invited(town)
    number = arrive(town, stranger(ANSWERS + "\n14: Спасибо."))
    achyk("held", "place", str(number), "--inspection", "R-0001")
    town.run("send")
    message = only_message(town)
    assert (message.state, message.kind, message.placed) == (
        MessageState.DONE, "reply", "inspection"
    )  # fmt: skip
    (inspection,) = [one for one in rows(town, Inspection) if one.registration_no == "R-0001"]
    (asked,) = rows(town, Invitation)
    telling = ("R-0001", asked.id, inspection.tax_id, "one@business.kg", "boss@gmail.kg")
    kept = [message, *rows(town, Response), *rows(town, ResponseWords)]
    kept += [one for one in rows(town, Letter) if one.kind.value == "echo"]
    assert len(kept) == 4
    for one in kept:
        values = "|".join(str(value) for value in vars(one).values())
        assert [word for word in telling if word in values] == []


def test_the_words_of_a_person_prove_nothing_of_an_address(town, achyk, monkeypatch):
    """A proven mail from elsewhere must not count as one from the invited address."""
    invited(town)
    raw = stranger(ANSWERS)
    proof = b"Authentication-Results: mx.achyk.test; dmarc=pass header.from=gmail.kg\r\n"
    number = arrive(town, proof + raw)
    seen = []
    usual = ingest.place.take_reply
    monkeypatch.setattr(ingest.place, "take_reply", lambda case: seen.append(case) or usual(case))
    achyk("held", "place", str(number), "--inspection", "R-0001")
    (case,) = seen
    assert (case.mail.sender, case.authority) == ("one@business.kg", Authority.NONE)


def test_a_reply_that_only_wants_no_more_letters_is_taken_as_that(town, achyk):
    invited(town)
    number = arrive(town, stranger("отписаться"))
    said = achyk("held", "place", str(number), "--inspection", "R-0001")
    assert said == f"message {number}: the business asked for no more letters, and gets none\n"
    assert rows(town, Invitation)[0].state is InvitationState.STOPPED
    assert len(rows(town, Suppression)) == 1


def test_a_reply_in_which_nothing_can_be_read_asks_the_business_once_more(town, achyk):
    invited(town)
    number = arrive(town, stranger("Ответы ниже."))
    town.sent()
    said = achyk("held", "place", str(number), "--inspection", "R-0001")
    assert "no answer could be read in it" in said
    assert rows(town, Response) == []
    town.run("send")
    assert [letter["To"] for letter in town.sent()] == ["one@business.kg"]


@pytest.mark.parametrize(
    ("no", "says"),
    [
        ("R-0009", "no inspection 'R-0009' is registered"),
        ("R-0002", "nobody was invited about R-0002"),
    ],
)
def test_a_reply_is_placed_only_where_somebody_was_asked(town, achyk, no, says):
    invited(town)
    number = arrive(town, stranger(ANSWERS))
    with pytest.raises(Trouble, match=says):
        achyk("held", "place", str(number), "--inspection", no)
    assert only_message(town).state is MessageState.HELD


def test_answers_given_already_are_corrected_by_nobody_but_the_holder_of_the_invitation(
    town, achyk
):
    """trust.md: nothing leads from an answered invitation to its response."""
    invitation = invited(town)
    town.deliver(reply_mail(invitation, "3: 4", "one@business.kg"))
    town.run("fetch", "take-in")
    number = arrive(town, stranger(ANSWERS))
    with pytest.raises(Trouble, match="only the holder of the invitation can correct them"):
        achyk("held", "place", str(number), "--inspection", "R-0001")
    assert [one.q3 for one in rows(town, Response)] == ["4"]


def test_a_reply_is_not_placed_after_the_close(town, achyk):
    invited(town)
    number = arrive(town, stranger(ANSWERS))
    town.clock.pass_days(103)
    with pytest.raises(Trouble, match="answers about R-0001 were taken until 2026-10-30"):
        achyk("held", "place", str(number), "--inspection", "R-0001")
    assert rows(town, Response) == []


def test_a_reply_is_not_placed_at_an_invitation_that_was_stopped(town, achyk):
    invitation = invited(town)
    town.deliver(reply_mail(invitation, "отписаться", "one@business.kg"))
    town.run("fetch", "take-in")
    number = arrive(town, stranger(ANSWERS))
    with pytest.raises(Trouble, match="the invitation about R-0001 is stopped"):
        achyk("held", "place", str(number), "--inspection", "R-0001")


def test_what_is_no_reply_is_placed_at_no_invitation(town, achyk):
    invited(town)
    number = arrive(
        town, upload_mail(workbook([row(3, "a@b.kg")]), "who@other.kg", message_id="<u@other.kg>")
    )
    with pytest.raises(Trouble, match=f"message {number} is no reply but unknown-sender"):
        achyk("held", "place", str(number), "--inspection", "R-0001")


def test_answers_under_a_false_address_are_not_recorded(town, achyk):
    """TR1: without an echo that can be believed nobody would know that they were invented."""
    invited(town)
    failed = b"Authentication-Results: mx.achyk.test; dmarc=fail header.from=gmail.kg\r\n"
    number = arrive(town, failed + stranger(ANSWERS))
    with pytest.raises(Trouble, match="under a false address: its answers are not recorded"):
        achyk("held", "place", str(number), "--inspection", "R-0001")
    assert rows(town, Response) == []
    assert only_message(town).state is MessageState.HELD


def test_an_invitation_that_changes_meanwhile_takes_nothing(town, achyk, monkeypatch):
    """Between reading and recording the business itself may answer, or be asked elsewhere."""
    invited(town)
    number = arrive(town, stranger(ANSWERS))

    def elsewhere(case):
        with transaction(town.installation.engine) as session:
            session.scalars(sa.select(Invitation)).one().token_digest = b"x" * 32
        return usual(case)

    usual = ingest.place.take_reply
    monkeypatch.setattr(ingest.place, "take_reply", elsewhere)
    with pytest.raises(Trouble, match="has changed just now; try again"):
        achyk("held", "place", str(number), "--inspection", "R-0001")
    message = only_message(town)
    assert (message.state, message.held, message.placed) == (
        MessageState.HELD, Held.UNMATCHED, ""
    )  # fmt: skip
