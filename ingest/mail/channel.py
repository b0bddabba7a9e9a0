"""Messages over a socket between a process and its child: eight bytes of length, then the bytes."""

from __future__ import annotations

import socket
import struct
import time

_LENGTH = struct.Struct("!Q")


class Garbled(Exception):
    """The other side says something that it cannot mean."""


def send(channel: socket.socket, data: bytes, seconds: float | None = None) -> None:
    """Send one message; TimeoutError after `seconds`, OSError when nobody listens."""
    channel.settimeout(seconds)
    channel.sendall(_LENGTH.pack(len(data)))
    channel.sendall(data)


def receive(channel: socket.socket, longest: int, seconds: float | None = None) -> bytearray:
    """The next message; EOFError when the other side has gone, TimeoutError after `seconds`.

    Garbled when it announces more than `longest` bytes.
    """
    ends_at = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, ends_at))
    if length > longest:
        raise Garbled
    return _exactly(channel, length, ends_at)


def _exactly(channel: socket.socket, length: int, ends_at: float | None) -> bytearray:
    data = bytearray(length)
    view, got = memoryview(data), 0
    while got < length:
        channel.settimeout(None if ends_at is None else max(ends_at - time.monotonic(), 0.001))
        count = channel.recv_into(view[got:])
        if not count:
            raise EOFError
        got += count
    return data
