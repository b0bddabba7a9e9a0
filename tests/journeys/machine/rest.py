"""The end of every example: faults are over, time goes by, and everything must come to rest."""

from __future__ import annotations

from journeys.machine.house import JOBS
from journeys.machine.watch import Watch

from register.messages import MessageState

PAUSES = (60.0, 16 * 60.0, 16 * 60.0, 5 * 3_600.0, 20 * 3_600.0, 4 * 86_400.0)
"""Seconds: beyond leases, beyond the longest wait between two attempts, until reminders are due."""


def come_to_rest(watch: Watch) -> None:
    """ML1: every mail in the register and none waiting, no letter stuck, INBOX empty."""
    house = watch.house
    house.world.bring_back()
    for seconds in PAUSES:
        house.next_step()
        house.pass_time(seconds)
        for job in JOBS:
            house.run(job)
        now = watch.look()
    waiting = [row for row in now.messages.values() if row.state is MessageState.NEW]
    assert not waiting, "mails that are never taken in"
    stuck = watch.open_letters(now)
    assert not stuck, f"letters that are stuck: {stuck}"
    _every_mail_arrived(watch)
    _every_inspection_asked(watch)


def _every_mail_arrived(watch: Watch) -> None:
    world = watch.house.world
    assert not world.mails("inbox"), "mails left in INBOX"
    unsettled = {mail.number for mail in watch.mails} - watch.expected.settled
    assert not unsettled, f"mails without effect: {unsettled}"
    lying = world.mails("done") + world.mails("away")
    digests = {world.places()[path.name] for path in lying}
    assert digests == set(watch.by_digest), "a mail vanished from the mailbox"


def _every_inspection_asked(watch: Watch) -> None:
    """Each has its invitation, if it has an address and its quarter is open; and it went out."""
    now = watch.before
    assert now is not None
    for number, inspection in now.inspections.items():
        if inspection.email is not None and inspection.quarter == "2026-Q3":
            assert now.invitation(number) is not None or _closed(watch), f"{number} is not asked"


def _closed(watch: Watch) -> bool:
    return f"{watch.house.clock.now:%Y-%m-%d}" >= "2026-10-20"
