"""What every request and response passes: headers (WB6), origin, content type, size of the body."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024  # of a request's body
MOST_FIELDS = 200
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")  # RFC 8058 allows both
PERSONAL = ("/s/", "/u/")  # paths that carry a secret
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OTHER_HEADERS = {"Cache-Control": "no-cache"}  # kept, but asked again: a new version shows at once
PERSONAL_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Guard:
    """Middleware that sets the headers on every response, errors too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        added = headers_for(scope["path"])

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(added)
            await send(message)

        return await self.app(scope, receive, guarded)


def headers_for(path: str) -> Mapping[str, str]:
    """The headers of every response to a request for `path`."""
    if path.startswith(PERSONAL):
        return {**HEADERS, **PERSONAL_HEADERS}
    return {**HEADERS, **OTHER_HEADERS}


def check_origin(request: Request, portal_url: str) -> None:
    """Refuse (403) a form that another site's page sent.

    Browsers say so in Sec-Fetch-Site; older ones only name the Origin. Those write "null" under
    our own Referrer-Policy, so that null tells nothing and the secret in the path has to do.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "null")
    if site is not None:
        fine = site in ("same-origin", "none")
    else:
        ours = {_host(portal_url), request.headers.get("host", "").lower()} - {""}
        fine = origin == "null" or _host(origin) in ours
    if not fine:
        raise HTTPException(403)


def _host(url: str) -> str:
    """Host and port. Not the scheme: before us may stand a server that ends TLS."""
    return url.partition("://")[2].partition("/")[0].lower()


async def read_fields(request: Request) -> dict[str, list[str]]:
    """The fields of a posted form; 415 when it is none, 413 when it is too large, 400 when broken.

    Files are refused (400): no form here has any.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FORM_TYPES:
        raise HTTPException(415)
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > MOST_BYTES:
        raise HTTPException(413)
    capped = Request(request.scope, _capped(request.receive))
    async with capped.form(max_files=0, max_fields=MOST_FIELDS) as form:
        fields: dict[str, list[str]] = {}
        for name, value in form.multi_items():
            fields.setdefault(name, []).append(str(value))
        return fields


def _capped(receive: Receive) -> Receive:
    """`receive` that counts, because a length need not be declared, or be true."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            raise HTTPException(413)
        return message

    return counted
