"""The portal as a whole: headers, plain pages, errors, logs."""

from __future__ import annotations

import logging

import pytest
from portal_stand import EMAIL, PORTAL, Stand
from starlette.testclient import TestClient

from portal.app import make_app
from portal.face import Face
from portal.pages import preferred

CSP = (
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
PATHS = ["/", "/healthz", "/robots.txt", "/static/style.css", "/nowhere", "/s/x", "/u/x", "LINK"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH"])
def test_every_response_carries_the_headers(stand: Stand, path: str, method: str) -> None:
    """WB6."""
    path = stand.path if path == "LINK" else path
    got = stand.client.request(method, path)
    assert got.headers["content-security-policy"] == CSP
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "no-referrer"
    personal = path.startswith(("/s/", "/u/"))
    assert (got.headers["cache-control"] == "no-store") == personal
    assert "set-cookie" not in got.headers


def test_a_bug_still_answers_with_the_headers(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WB6: and the bug is raised on, to be recorded."""

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("portal.survey._asked", fail)
    with TestClient(make_app(stand.face), raise_server_exceptions=False) as client:
        got = client.get(stand.path)
    assert got.status_code == 500
    assert got.headers["content-security-policy"] == CSP
    assert got.headers["cache-control"] == "no-store"
    assert "RuntimeError" not in got.text
    with pytest.raises(RuntimeError, match="a bug"):
        stand.client.get(stand.path)


def test_the_first_page_says_what_this_is_in_four_languages(stand: Stand) -> None:
    page = stand.client.get("/", headers={"accept-language": "kk-KZ,ru;q=0.8"})
    assert '<html lang="kk">' in page.text
    assert [page.text.count(f'<section class="about" lang="{code}"') for code in
            ("ky", "ru", "kk", "en")] == [1, 1, 1, 1]  # fmt: skip
    assert "How do inspections go?" in page.text
    assert "appeals@achyk.example" in page.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", None), ("ky", "ky"), ("de, en-GB;q=0.7", "en"), ("fr", None), ("*", None), (",;", None)],
)
def test_the_reader_is_answered_in_a_language_the_browser_names(
    accepted: str, language: str | None
) -> None:
    assert preferred(accepted) == language


def test_search_engines_are_kept_from_links(stand: Stand) -> None:
    assert stand.client.get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Disallow: /s/",
        "Disallow: /u/",
    ]
    assert stand.client.get(stand.path).headers["x-robots-tag"].startswith("noindex")


def test_the_style_sheet_fetches_nothing_from_elsewhere(stand: Stand) -> None:
    sheet = stand.client.get("/static/style.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/"])
def test_nothing_but_the_style_sheet_is_served(stand: Stand, path: str) -> None:
    assert stand.client.get(path).status_code == 404


def test_health_is_told_by_the_database(stand: Stand, bare: Face) -> None:
    assert (stand.client.get("/healthz").status_code, stand.client.get("/healthz").text) == (
        200,
        "ok\n",
    )
    with TestClient(make_app(bare)) as client:
        assert client.get("/healthz").status_code == 503


def test_without_the_database_a_page_asks_to_come_back(bare: Face) -> None:
    with TestClient(make_app(bare), base_url=PORTAL) as client:
        got = client.get(f"/s/{'a' * 26}?lang=en")
    assert got.status_code == 503
    assert "Please try again in a few minutes" in got.text
    assert "achyk.db" not in got.text
    assert int(got.headers["retry-after"]) > 0


def test_a_method_that_is_not_served_names_those_that_are(stand: Stand) -> None:
    got = stand.client.put(stand.path)
    assert got.status_code == 405
    assert set(got.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert got.headers["content-type"].startswith("text/html")


def test_no_redirect_is_built_from_the_host_a_stranger_sends(stand: Stand) -> None:
    headers = {"host": "evil.example"}
    slash = stand.client.get(f"{stand.path}/", headers=headers)
    assert (slash.status_code, slash.headers.get("location")) == (404, None)
    taken = stand.client.post(stand.path, data={"q1": "yes"}, headers=headers)
    assert taken.headers["location"].startswith("/s/")


def test_a_portal_below_a_path_links_below_it(stand: Stand) -> None:
    from dataclasses import replace

    portal = replace(stand.face.settings.portal, url="https://gov.example/achyk/")
    face = replace(stand.face, settings=replace(stand.face.settings, portal=portal))
    with TestClient(make_app(face), follow_redirects=False) as client:
        page = client.get(stand.path)
        assert 'href="/achyk/static/style.css"' in page.text
        assert f'action="/achyk{stand.path}"' in page.text
        taken = client.post(stand.path, data={"q1": "yes"})
    assert taken.headers["location"] == f"/achyk{stand.path}?done=1"


def test_nothing_of_a_respondent_is_logged(
    stand: Stand, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """WB7: neither link, answer, address nor IP, at any level, whatever happens."""
    with caplog.at_level(logging.DEBUG):
        stand.client.get(stand.path)
        stand.client.post(stand.path, data={"q1": "yes", "q14": "planted words"})
        stand.client.post(stand.path, files={"q14": (None, "planted words"), "q9": (None, "zz")})
        stand.client.post(stand.path, data={"q1": "yes"}, headers={"origin": "https://e.example"})
        stand.client.post(stand.path, content=b"planted words")
        stand.client.post(stand.leave, data={"List-Unsubscribe": "One-Click"})
        stand.client.get(f"{stand.path}x")
    ours = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]  # the client
    said = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in ours)
    said += "".join(capfd.readouterr())
    planted = [stand.token, stand.leave[3:], "planted words", EMAIL, "testclient"]
    assert [word for word in planted if word in said] == []
