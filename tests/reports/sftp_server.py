"""A real SFTP server over a folder, as a program: `sftp_server.py FOLDER PASSWORD`.

It prints its port and its host key. A file `.full` in the folder makes the disk full after that
many bytes of one file; a file `.locked` refuses every writing.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncssh


class Door(asyncssh.SSHServer):
    """Lets in whoever knows the password."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("achyk", sys.argv[2])


class Disk(asyncssh.SFTPServer):
    """The folder, as the root of what a client sees."""

    def __init__(self, channel: object) -> None:
        self.folder = Path(sys.argv[1])
        super().__init__(channel, chroot=sys.argv[1].encode())

    def open(self, path, pflags, attrs):
        if pflags & asyncssh.FXF_WRITE and (self.folder / ".locked").exists():
            raise asyncssh.SFTPPermissionDenied("Permission denied")
        return super().open(path, pflags, attrs)

    def write(self, file_obj, offset, data):
        full = self.folder / ".full"
        if full.exists() and offset + len(data) > int(full.read_text()):
            raise asyncssh.SFTPFailure("No space left on device")
        return super().write(file_obj, offset, data)


async def main() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    door = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=Door, server_host_keys=[key], sftp_factory=Disk
    )
    print(door.get_port(), key.export_public_key().decode().strip(), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
