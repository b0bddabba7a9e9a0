"""A real HTTP server that plays an SMS gateway, and fails exactly where a test wants it to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from services.process import LOOPBACK

DROP = "drop"  # the SMS is taken, and the connection ends before that is said
STALL = "stall"  # the SMS is taken, and nothing is ever said


@dataclass
class Posted:
    """One POST as it arrived."""

    path: str
    fields: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """Its JSON."""
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class SmsGateway:
    """What was posted, and what is still to be answered: statuses, DROP or STALL; then 200."""

    port: int
    answers: list[int | str] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{LOOPBACK}:{self.port}/v1/sms?lane=2"


@contextmanager
def run_sms_gateway(
    certificate: Path | None = None, key: Path | None = None
) -> Iterator[SmsGateway]:
    """The gateway, in threads of its own; with a certificate over TLS."""
    server = _Server((LOOPBACK, 0), _Handler)
    gateway = SmsGateway(server.server_address[1])
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        gateway.scheme = "https"
    server.gateway = gateway  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield gateway
    finally:
        gateway.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gateway: SmsGateway = self.server.gateway  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        gateway.posted.append(Posted(self.path, dict(self.headers), body))
        answer = gateway.answers.pop(0) if gateway.answers else 200
        if answer == STALL:
            gateway.over.wait()
        if isinstance(answer, str):
            self.close_connection = True
            return
        self.send_response(answer)
        # Wherever this leads, nobody may go there with the secret.
        self.send_header("Location", "/v1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen of a test."""
