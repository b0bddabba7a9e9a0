"""How an installation reaches its publication targets."""

from __future__ import annotations

from jobs.wiring import Installation
from reports.targets import Access


def access(installation: Installation) -> Access:
    """Folder, password, key and host keys, as the settings name them."""
    published, folder = installation.settings.publication, installation.folder
    return Access(
        folder,
        published.sftp_password,
        folder / published.sftp_key if published.sftp_key else None,
        folder / published.known_hosts,
    )
