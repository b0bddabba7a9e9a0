"""Where a release can be read once it is out, as a letter names it."""

from __future__ import annotations

from jobs.wiring import Installation

SERVER = "sftp://"


def addresses(installation: Installation) -> list[str]:
    """The public address; without one the servers, without these the folders in full.

    A folder's short name says nothing to a reader who does not sit at this machine.
    """
    from reports.targets import folder_of  # a public address needs no door to the targets

    settings, home = installation.settings, installation.folder
    if settings.portal.url:
        return [settings.portal.url.rstrip("/")]
    targets = settings.publication.targets
    servers = [url for url in targets if url.startswith(SERVER)]
    folders = (folder_of(url, home.resolve()) for url in targets)
    return servers or [str(folder) for folder in folders if folder is not None]
