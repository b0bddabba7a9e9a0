"""Addresses of mail servers."""

from pathlib import Path

import pytest

from config.servers import read_server, trust, wants_starttls
from config.trouble import SettingsTrouble


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("imap://survey@127.0.0.1:10143/INBOX", "imap://survey@127.0.0.1:10143/INBOX"),
        ("imaps://a%40b.kg@mail.b.kg", "imaps://a%40b.kg@mail.b.kg:993/INBOX"),
        ("imap://u@h.test/Почта/Входящие", "imap://u@h.test:143/Почта/Входящие"),
        ("smtp://localhost", "smtp://localhost:25"),
        ("smtps://u@[::1]", "smtps://u@[::1]:465"),
    ],
)
def test_a_server_has_one_complete_name(url, name):
    assert read_server(url).name == name
    assert read_server(name) == read_server(url)


@pytest.mark.parametrize(
    "url", ["mail.b.kg", "smtp://", "imap://a@b.kg:70000", "imap://a@b..kg", "imap://a:pw@b.kg"]
)
def test_what_is_no_server_is_said(url):
    with pytest.raises(SettingsTrouble) as caught:
        read_server(url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "auto"),
    [
        ("smtp://localhost", False),
        ("smtp://127.8.8.8", False),
        ("smtp://[::1]", False),
        ("smtp://10.0.0.1", True),
        ("smtp://localhost.example.kg", True),
        ("imap://a@mail.b.kg", True),
        ("smtps://mail.b.kg", False),
    ],
)
def test_a_plain_connection_to_another_host_is_encrypted_by_default(url, auto):
    server = read_server(url)
    assert wants_starttls(server, "auto") is auto
    assert wants_starttls(server, "always") is not server.tls
    assert wants_starttls(server, "never") is False


def test_a_certificate_file_that_is_none_is_named(tmp_path):
    (tmp_path / "ca.pem").write_text("nonsense")
    with pytest.raises(SettingsTrouble, match=r"ca\.pem"):
        trust(tmp_path / "ca.pem")
    with pytest.raises(SettingsTrouble, match="gone"):
        trust(Path("gone"))
