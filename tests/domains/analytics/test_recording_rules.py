"""Who counts, who is not followed, and what of an address is kept."""

from __future__ import annotations

import pytest

from showground.domains.analytics.recording.rules import counts, is_to_be_forgotten, origin, visitor_key

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Mobile/15E148 Safari/604.1"
)
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "curl/8.5.0",
    "python-httpx/0.28.1",
    "",
    " ",
]


@pytest.mark.parametrize("agent", [FIREFOX, PHONE])
def test_people_count(agent):
    assert counts("GET", {"user-agent": agent}) is True


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_do_not_count(agent):
    assert counts("GET", {"user-agent": agent}) is False


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
        ("GET", {"purpose": "prefetch"}),
        ("GET", {"x-moz": "prefetch"}),
        ("GET", {"x-purpose": "preview"}),
    ],
)
def test_what_nobody_looks_at_does_not_count(method, headers):
    assert counts(method, {"user-agent": FIREFOX, **headers}) is False


@pytest.mark.parametrize(
    ("headers", "wish"),
    [({"sec-gpc": "1"}, True), ({"dnt": "1"}, True), ({"dnt": "0"}, False), ({"sec-gpc": "0"}, False), ({}, False)],
)
def test_who_asks_to_be_forgotten(headers, wish):
    assert is_to_be_forgotten(headers) is wish


@pytest.mark.parametrize(
    ("referer", "host"),
    [
        ("https://News.example/a/page?who=mara@example.org#x", "news.example"),
        ("https://user:secret@news.example:8443/", "news.example"),
        ("https://shows.example/events/other", None),
        ("android-app://org.example.reader/", "org.example.reader"),
        ("http://[broken", None),
        ("nonsense", None),
        (f"https://{'a' * 300}.example/", None),
    ],
)
def test_of_who_linked_only_the_host_is_kept(referer, host):
    assert origin({"referer": referer}, {}, own_host="shows.example").get("referrer") == host


def test_of_a_link_the_campaign_is_kept_and_bounded():
    query = {"utm_source": "  poster\n", "utm_campaign": "x" * 500, "utm_term": "", "who": "mara", "utm_id": "7"}

    assert origin({}, query, own_host="shows.example") == {"utm_source": "poster", "utm_campaign": "x" * 100}


def test_a_visitors_key_is_his_for_one_day_of_one_installation():
    key = visitor_key("192.0.2.7\nFirefox", secret=bytes(32), salt=b"a" * 32)

    others = {
        visitor_key("192.0.2.7\nFirefox", secret=bytes(32), salt=b"b" * 32),
        visitor_key("192.0.2.7\nFirefox", secret=b"c" * 32, salt=b"a" * 32),
        visitor_key("192.0.2.8\nFirefox", secret=bytes(32), salt=b"a" * 32),
    }
    assert visitor_key("192.0.2.7\nFirefox", secret=bytes(32), salt=b"a" * 32) == key
    assert -(2**63) <= key < 2**63
    assert len(others | {key}) == 4
