"""How a target is reached: a folder or an SFTP server (the only door to fsspec and paramiko)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.sftp import SFTPFileSystem

from config.trouble import WorldTrouble

SECONDS = 30.0  # that a server may keep silent
SFTP = "sftp://"
FILE = "file://"
PRIVATE = ("keys", "blobs", "mail", "drop", "templates", "backup", "private", "secrets")
FAILURES = (OSError, EOFError, paramiko.SSHException)
Files: TypeAlias = AbstractFileSystem
"""What a target is read and written through."""


class TargetTrouble(WorldTrouble):
    """A target did not take or give what it should."""


@dataclass(frozen=True)
class Access:
    """How targets are reached."""

    folder: Path  # the installation, from which relative folders are seen
    password: str = field(default="", repr=False)
    key: Path | None = None  # a private key
    known_hosts: Path | None = None  # the host keys that are believed


def reached(url: str, access: Access) -> tuple[Files, str]:
    """The files of a target, and its folder there; TargetTrouble where it cannot be reached."""
    folder = folder_of(url, access.folder)
    if folder is not None:
        _prove_public(url, folder.resolve(), access.folder.resolve())
        return LocalFileSystem(skip_instance_cache=True), str(folder)
    return _server(url, access), unquote(urlsplit(url).path).rstrip("/")


def _prove_public(url: str, folder: Path, installation: Path) -> None:
    """TargetTrouble where a web server that shows the target would show what is nobody's business.

    The installation itself and what holds it; of its folders those that the program keeps.
    """
    holds = folder == installation or folder in installation.parents
    inside = folder.relative_to(installation).parts if installation in folder.parents else ("",)
    if holds or inside[0] in PRIVATE:
        raise TargetTrouble(
            f"{url}: this is a folder of the installation's own, and not for everybody to read; "
            "name another one in publication.targets, as release"
        )


def leave(files: Files) -> None:
    """Close what was opened."""
    if isinstance(files, _Sftp):
        files.client.close()


def folder_of(url: str, installation: Path) -> Path | None:
    """The folder a target names, seen from the installation; None for one on a server."""
    return None if url.startswith(SFTP) else installation / url.removeprefix(FILE)


class _Sftp(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's, but it believes only the hosts it is told of, and waits for no one for ever."""

    cachable = False

    def __init__(self, host: str, known_hosts: str, **ssh: Any) -> None:
        self.known_hosts = known_hosts
        super().__init__(host, host_key_policy="reject", **ssh)

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(self.host_key_policy)
        self.client.load_host_keys(self.known_hosts)
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(SECONDS)


def _server(url: str, access: Access) -> _Sftp:
    # Its own log tells tracebacks on standard error; the sentence below tells what it means.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    parts = urlsplit(url)
    known = access.known_hosts
    if known is None or not known.is_file():
        raise TargetTrouble(
            f"{url}: {known} is missing; write the server's host key into it "
            f"(ssh-keyscan {parts.hostname}, compared with what its owner tells)"
        )
    if access.key is not None and not access.key.is_file():
        raise TargetTrouble(f"{url}: the key {access.key} is missing; see publication.sftp_key")
    try:
        return _Sftp(
            parts.hostname or "",
            known_hosts=str(known),
            port=parts.port or 22,
            username=unquote(parts.username or ""),
            password=access.password or None,
            key_filename=None if access.key is None else str(access.key),
            allow_agent=False,
            look_for_keys=False,
            timeout=SECONDS,
            banner_timeout=SECONDS,
            auth_timeout=SECONDS,
        )
    except paramiko.BadHostKeyException as error:
        raise TargetTrouble(
            f"{url}: its host key is another one than {known} names: another machine may answer "
            "in its place; ask its owner before you change the file"
        ) from error
    except paramiko.AuthenticationException as error:
        raise TargetTrouble(
            f"{url}: it does not let us in; see publication.sftp_password and sftp_key"
        ) from error
    except (OSError, EOFError, paramiko.SSHException) as error:
        if "not found in known_hosts" in str(error):
            raise TargetTrouble(
                f"{url}: {known} has no host key of it; add it (ssh-keyscan {parts.hostname}, "
                "compared with what its owner tells)"
            ) from error
        raise TargetTrouble(f"{url}: cannot be reached: {why(error)}") from error


def why(error: BaseException) -> str:
    """What failed, and what to do about it."""
    said = (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
    if isinstance(error, TimeoutError):
        said = "no answer"
    return f"{said}; make room or rights there, or see that it answers"
