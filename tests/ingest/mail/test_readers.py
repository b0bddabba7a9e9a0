"""Many mails are read side by side, and told in the order they were given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from config.questionnaire import questionnaire
from ingest.limits import MAIL_LIMITS, MEGABYTE
from ingest.mail.classify import OwnAddresses
from ingest.mail.reader import Reader, ReadingFailed
from ingest.mail.readers import AHEAD, TOGETHER, explain_all
from ingest.mail.reading import Terms

OWN = OwnAddresses("s@mail.test", "a@mail.test", "u@mail.test", "b@mail.test", "mail.test")
TERMS = Terms(OWN, frozenset(), None, 0, questionnaire("inspection-1"))


@pytest.fixture
def mails(tmp_path: Path) -> list[Path]:
    """Short ones and long ones in turn, so that those read side by side end out of order."""
    paths = [tmp_path / f"{number:03}.eml" for number in range(60)]
    for number, path in enumerate(paths):
        text = "А почему так долго? Все документы были на месте.\n" * (800 if number % 2 else 1)
        path.write_text(f"From: a@b.kg\nSubject: {number}\n\n{text}", "utf-8")
    return paths


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_each_is_told_in_the_order_given(mails, workers):
    told = [(path, call()["subject"]) for path, call in explain_all(mails, TERMS, workers)]
    assert told == [(path, str(number)) for number, path in enumerate(mails)]


def test_several_children_read_at_once(mails, monkeypatch):
    pids: set[int | None] = set()
    explain = Reader.explain_together

    def seen(self: Reader, raws: Sequence[bytes], terms: Terms) -> list:
        found = explain(self, raws, terms)
        pids.add(self.pid)
        return found

    monkeypatch.setattr(Reader, "explain_together", seen)
    assert len(list(explain_all(mails, TERMS, 2))) == len(mails)
    assert len(pids) == 2


def test_what_cannot_be_read_costs_only_itself(mails):
    """A file that is not there, and a mail on which its child dies."""
    limits = MAIL_LIMITS._replace(memory=100 * MEGABYTE)
    mails[3].write_bytes(b"From: a@b.kg\n\n" + b"hello there\n" * MEGABYTE)
    mails[7].unlink()
    outcomes = []
    for _, explained in explain_all(mails, TERMS, 2, limits):
        try:
            outcomes.append(explained()["subject"])
        except (ReadingFailed, OSError) as error:
            outcomes.append(type(error).__name__)
    wanted = [str(number) for number in range(len(mails))]
    wanted[3], wanted[7] = "ReadingFailed", "FileNotFoundError"
    assert outcomes == wanted


def test_of_a_mail_that_breaks_its_child_nobody_hears_in_the_others(mails):
    """They were asked about together; each is asked about again alone."""
    reader = Reader(MAIL_LIMITS._replace(memory=100 * MEGABYTE))
    long = b"From: a@b.kg\n\n" + b"hello there\n" * MEGABYTE
    first, broken, last = reader.explain_together(
        [mails[0].read_bytes(), long, mails[2].read_bytes()], TERMS
    )
    reader.close()
    assert isinstance(broken, ReadingFailed)
    assert broken.cause == "memory"
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    assert (first["subject"], last["subject"]) == ("0", "2")


def test_files_that_are_not_there_ask_nobody(tmp_path):
    for _, explained in explain_all([tmp_path / "a", tmp_path / "b"], TERMS, 1):
        with pytest.raises(FileNotFoundError):
            explained()


def test_a_folder_of_any_size_is_not_read_ahead_of_who_listens(mails):
    begun = count()

    def without_end() -> Iterator[Path]:
        for number in begun:
            yield mails[number % len(mails)]

    told = explain_all(without_end(), TERMS, 1)
    next(told)
    told.close()
    assert next(begun) <= (AHEAD + 1) * TOGETHER
