"""The folder a demo is played in: empty, or an earlier demo's; nothing else is ever removed."""

from __future__ import annotations

import shutil
from pathlib import Path

from config.trouble import Trouble

MARKER = ".achyk-demo"
USUAL = Path("demo")


def prepare(chosen: Path | None) -> Path:
    """The folder, made and marked. Without a choice an earlier demo in ./demo is replaced."""
    folder = chosen or USUAL
    if chosen is None and (folder / MARKER).is_file():
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Trouble(f"{folder} is not empty; name an empty folder: achyk demo --keep DIR")
        (folder / MARKER).touch()
    except OSError as error:
        raise Trouble(f"cannot make {folder}: {error.strerror}; choose another folder") from error
    return folder
