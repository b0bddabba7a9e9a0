"""What is published of a quarter is decided once."""

from register.database import reading, transaction
from register.releases import record_release, release_of


def test_the_first_publication_stays(engine, moment):
    with transaction(engine) as session:
        assert record_release(session, moment, "2026-Q3", "a" * 64, {"inspected": 5})
        assert not record_release(session, moment, "2026-Q3", "b" * 64, {"inspected": 6})
        assert record_release(session, moment, "2026-Q4", "b" * 64, {})
    with reading(engine) as session:
        release = release_of(session, "2026-Q3")
        assert release is not None
        assert (release.workbook, release.figures) == ("a" * 64, {"inspected": 5})
        assert release.made_at == moment.now
        assert release_of(session, "2026-Q2") is None
