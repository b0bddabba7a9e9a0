"""One plain mailbox is taken, whatever hurried hands leave around it; everything else is not."""

import pytest

from register.rules.email_address import SHARED_DOMAINS, domain_of, mailbox, plain_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("info@alatoo.kg", "info@alatoo.kg"),
        ("  Info@AlaToo.KG ", "Info@alatoo.kg"),
        ("mailto:info@alatoo.kg", "info@alatoo.kg"),
        ("<info@alatoo.kg>", "info@alatoo.kg"),
        ("info@alatoo.kg.", "info@alatoo.kg"),
        ("info@alatoo.kg,", "info@alatoo.kg"),
        ("\u00a0info@alatoo.kg\u200b", "info@alatoo.kg"),
        ("a.b+c_d-e@mail.alatoo.co.kg", "a.b+c_d-e@mail.alatoo.co.kg"),
        ("info@почта.рф", "info@почта.рф"),
        ("info@xn--80a1acny.xn--p1ai", "info@xn--80a1acny.xn--p1ai"),
        ("x" * 64 + "@alatoo.kg", "x" * 64 + "@alatoo.kg"),
    ],
)
def test_a_plain_mailbox_is_read(text, address):
    assert plain_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "нет",
        "alatoo.kg",
        "info@alatoo",
        "info@localhost",
        "info@10.0.0.1",
        "info@[10.0.0.1]",
        "info@alatoo..kg",
        "info@-alatoo.kg",
        "info@alatoo-.kg",
        ".info@alatoo.kg",
        "in..fo@alatoo.kg",
        "info@@alatoo.kg",
        "in fo@alatoo.kg",
        "info@ala too.kg",
        "a@b.kg, c@d.kg",
        "a@b.kg c@d.kg",
        '"info"@alatoo.kg',
        "Ала-Тоо <info@alatoo.kg>",
        "info@alatoo.kg\nBcc: x@y.kg",
        "info@alatoo.kg\0",
        "инфо@alatoo.kg",
        "info@gmail.соm",  # Cyrillic с and о
        "info@alatoo.kg%(x)s",
        "x" * 65 + "@alatoo.kg",
        "info@" + "x" * 64 + ".kg",
        "info@" + "x." * 124 + "kg",
    ],
)
def test_anything_else_is_no_address(text):
    assert plain_address(text) is None


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Asan@GETI.kg", "asan@geti.kg"),
        ("asan+1@geti.kg", "asan@geti.kg"),
        ("asan+a+b@geti.kg", "asan@geti.kg"),
        ("+asan@geti.kg", "+asan@geti.kg"),  # nothing before the +: not a tag
        ("a.san@geti.kg", "a.san@geti.kg"),
        ("A.S.A.N+x@gmail.com", "asan@gmail.com"),
        ("asan@googlemail.com", "asan@gmail.com"),
    ],
)
def test_two_ways_of_writing_one_mailbox_are_the_same(written, same):
    assert mailbox(written) == same


def test_a_domain_is_what_stands_behind_the_last_at_sign():
    assert domain_of("Info@AlaToo.KG") == "alatoo.kg"
    assert {"mail.ru", "gmail.com", "yandex.ru", "namba.kg"} <= SHARED_DOMAINS
    assert all(domain == domain.lower() and "@" not in domain for domain in SHARED_DOMAINS)
