"""Publishing to folders and to a real SFTP server: whole or not at all, whatever interrupts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from register import failpoint
from reports.targets import Access, TargetTrouble, folder_of, opened

PASSWORD = "a password"
OLD = {"manifest.json": b"old", "data/a.csv": b"1", "gone.txt": b"x", "index.html": b"<p>"}
NEW = {
    "manifest.json": b"new",
    "data/a.csv": b"22",
    "charts/ru/a.svg": b"<svg/>",
    "empty": b"",
    "report.xlsx": bytes(range(256)) * 1000,
}


@dataclass(frozen=True)
class Spot:
    """A target, and the folder behind it."""

    url: str
    access: Access
    folder: Path

    def put(self, files: dict[str, bytes], place: str = "2026-Q3") -> bool:
        with opened(self.url, self.access) as target:
            return target.put(place, files)

    def lying(self, place: str = "2026-Q3") -> dict[str, bytes]:
        return files_in(self.folder / place)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


def files_in(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@dataclass
class Server:
    """An SFTP server in a process of its own."""

    folder: Path
    port: int
    key: str
    process: subprocess.Popen[str]


def start(folder: Path) -> Server:
    program = [sys.executable, str(Path(__file__).with_name("sftp_server.py")), str(folder)]
    process = subprocess.Popen([*program, PASSWORD], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port, _, key = process.stdout.readline().strip().partition(" ")
    return Server(folder, int(port), key, process)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = start(tmp_path_factory.mktemp("server"))
    yield started
    started.process.kill()
    started.process.wait()


def on(server: Server, tmp_path: Path, sub: str) -> Spot:
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{server.port} {server.key}\n")
    (server.folder / sub).mkdir()
    url = f"sftp://achyk@127.0.0.1:{server.port}/{sub}"
    return Spot(url, Access(tmp_path, PASSWORD, None, known), server.folder / sub)


@pytest.fixture(params=["folder", "sftp"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Spot:
    if request.param == "folder":
        folder = tmp_path / "release [1]"  # a name that fsspec would read as a pattern
        return Spot(folder.name, Access(tmp_path), folder)
    return on(request.getfixturevalue("server"), tmp_path, tmp_path.name)


@pytest.fixture
def sftp(server: Server, tmp_path: Path) -> Spot:
    return on(server, tmp_path, tmp_path.name)


def test_a_place_holds_exactly_what_was_put_there(spot: Spot) -> None:
    assert spot.put(OLD)
    assert spot.lying() == OLD
    assert spot.put(NEW)
    assert spot.lying() == NEW
    assert spot.names() == ["2026-Q3"]
    with opened(spot.url, spot.access) as target:
        assert target.content("2026-Q3") == NEW


def test_what_lies_there_is_not_written_again(spot: Spot) -> None:
    spot.put(NEW)
    before = (spot.folder / "2026-Q3").stat().st_ino
    assert not spot.put(NEW)
    assert (spot.folder / "2026-Q3").stat().st_ino == before


@pytest.mark.parametrize("name", ["manifest.json", "charts/ru/a.svg"])
def test_what_was_lost_or_changed_there_is_put_right(spot: Spot, name: str) -> None:
    spot.put(NEW)
    (spot.folder / "2026-Q3" / name).write_bytes(b"bad")
    assert spot.put(NEW)
    (spot.folder / "2026-Q3" / name).unlink()
    assert spot.put(NEW)
    assert spot.lying() == NEW


def interrupted(spot: Spot, place: str) -> None:
    """Put the new files in a process that dies at the failpoint."""
    child = os.fork()
    if child == 0:
        try:
            failpoint.arm(f"{place}:kill")
            spot.put(NEW)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was to be killed, and was not"


@pytest.mark.parametrize("at", ["file-uploaded@2", "uploaded", "moved-aside", "renamed"])
def test_a_publication_that_was_killed_leaves_a_whole_release_and_the_next_finishes(
    spot: Spot, at: str
) -> None:
    spot.put(OLD)
    interrupted(spot, at)
    whole = [spot.lying(name) for name in spot.names() if not name.endswith(".new")]
    assert OLD in whole or NEW in whole
    if at in ("file-uploaded@2", "uploaded"):
        assert spot.lying() == OLD
    spot.put(NEW)
    assert spot.lying() == NEW
    assert spot.names() == ["2026-Q3"]


def test_after_a_death_between_the_two_renames_the_old_one_is_back_first(spot: Spot) -> None:
    spot.put(OLD)
    interrupted(spot, "moved-aside")
    assert spot.put(OLD) is False  # back at its name, and nothing written
    assert spot.lying() == OLD


def test_a_place_is_removed_whole(spot: Spot) -> None:
    spot.put(OLD, "2026-Q3-r1")
    with opened(spot.url, spot.access) as target:
        target.remove("2026-Q3-r1")
        target.remove("2026-Q3-r1")
        assert target.names("") == frozenset()


def test_a_file_of_its_own_is_written_whole_and_read_back(spot: Spot) -> None:
    with opened(spot.url, spot.access) as target:
        assert target.read("invitations/1.json") is None
        assert target.names("invitations") == frozenset()
        for data in (b"first", b"second"):
            target.write("invitations/1.json", data)
            assert target.read("invitations/1.json") == data
        assert target.names("invitations") == {"1.json"}
        assert target.exists("invitations")
        assert not target.exists("2026-Q3")


def test_a_link_among_the_files_leads_to_nothing_that_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept.txt").write_bytes(b"kept")
    spot = Spot("release", Access(tmp_path), tmp_path / "release")
    spot.put(OLD)
    (spot.folder / "2026-Q3" / "link").symlink_to(other)
    spot.put(NEW)
    assert files_in(other) == {"kept.txt": b"kept"}


def trouble(act: Callable[[], object]) -> str:
    with pytest.raises(TargetTrouble) as told:
        act()
    return str(told.value)


def test_a_full_disk_is_told_and_leaves_the_old_release(sftp: Spot, server: Server) -> None:
    sftp.put(OLD)
    full = server.folder / ".full"
    full.write_text("100000")
    says = trouble(lambda: sftp.put(NEW))
    full.unlink()
    assert says.startswith(f"{sftp.url}: cannot write 2026-Q3: No space left on device")
    assert sftp.lying() == OLD
    assert sftp.put(NEW)
    assert sftp.names() == ["2026-Q3"]


def test_no_right_to_write_is_told_and_leaves_the_old_release(sftp: Spot, server: Server) -> None:
    sftp.put(OLD)
    locked = server.folder / ".locked"
    locked.touch()
    says = trouble(lambda: sftp.put(NEW))
    locked.unlink()
    assert "cannot write 2026-Q3: Permission denied; make room or rights" in says
    assert sftp.lying() == OLD


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "release").write_text("no folder")
    spot = Spot("release", Access(tmp_path), tmp_path / "release")
    assert trouble(lambda: spot.put(NEW)).startswith("release: cannot ")


def test_a_silently_spoilt_file_is_noticed_before_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spot = Spot("release", Access(tmp_path), tmp_path / "release")
    spot.put(OLD)
    with opened(spot.url, spot.access) as target:
        write = target.files.pipe_file
        monkeypatch.setattr(target.files, "pipe_file", lambda path, data: write(path, data[:-1]))
        with pytest.raises(TargetTrouble, match="came out differently at release"):
            target.put("2026-Q3", {**NEW, "empty": b"x"})
    assert spot.lying() == OLD


def test_another_host_key_is_not_believed(sftp: Spot, server: Server) -> None:
    known = sftp.access.known_hosts
    assert known is not None
    other = server.key.split()[0] + " AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
    known.write_text(f"[127.0.0.1]:{server.port} {other}\n")
    assert "another machine may answer in its place" in trouble(lambda: sftp.put(NEW))


def test_an_unknown_host_is_not_believed(sftp: Spot) -> None:
    known = sftp.access.known_hosts
    assert known is not None
    known.write_text("")
    assert "has no host key of it; add it (ssh-keyscan" in trouble(lambda: sftp.put(NEW))
    known.unlink()
    assert "write the server's host key into it" in trouble(lambda: sftp.put(NEW))


def test_a_wrong_password_is_told_and_not_shown(sftp: Spot) -> None:
    wrong = replace(sftp, access=replace(sftp.access, password="wrong one"))
    says = trouble(lambda: wrong.put(NEW))
    assert "does not let us in; see publication.sftp_password" in says
    assert "wrong one" not in says + repr(wrong.access)


def test_a_missing_key_file_is_told(sftp: Spot, tmp_path: Path) -> None:
    lost = replace(sftp, access=replace(sftp.access, key=tmp_path / "id"))
    assert "is missing; see publication.sftp_key" in trouble(lambda: lost.put(NEW))


def test_a_server_that_dies_is_told_and_the_next_publication_finishes(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    first = start(folder)
    spot = on(first, tmp_path, "www")
    spot.put(OLD)
    with opened(spot.url, spot.access) as target:
        first.process.kill()
        first.process.wait()
        assert "2026-Q3" in trouble(lambda: target.put("2026-Q3", NEW))
    assert "cannot be reached" in trouble(lambda: spot.put(NEW))
    assert spot.lying() == OLD
    again = start(folder)
    try:
        known = tmp_path / "known_hosts"
        known.write_text(f"[127.0.0.1]:{again.port} {again.key}\n")
        url = f"sftp://achyk@127.0.0.1:{again.port}/www"
        later = Spot(url, spot.access, spot.folder)
        assert later.put(NEW)
        assert later.lying() == NEW
    finally:
        again.process.kill()
        again.process.wait()


def test_folders_are_seen_from_the_installation(tmp_path: Path) -> None:
    assert folder_of("release", tmp_path) == tmp_path / "release"
    assert folder_of("file:///srv/www", tmp_path) == Path("/srv/www")
    assert folder_of("sftp://a@b/c", tmp_path) is None


@pytest.mark.parametrize("url", [".", "..", "/", "keys", "blobs/kept", "./release/../keys", "mail"])
def test_a_folder_of_the_installation_itself_is_no_place_to_publish(tmp_path, url):
    home = tmp_path / "achyk"
    home.mkdir()
    with (
        pytest.raises(TargetTrouble, match="not for everybody to read"),
        opened(url, Access(home)),
    ):
        pass
    with opened(f"file://{tmp_path}/www", Access(home)) as target:
        target.prove()
