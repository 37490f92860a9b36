"""Walls are told by their own marks, and no page that shows anything is called one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.errors import NotAPage, Walled
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.walls import wall_of
from tests.captures import CAPTURES

HTML = {"content-type": "text/html; charset=utf-8"}


def page(body: bytes, **more: object) -> Page:
    facts = {"url": "https://forum.example/threads/valves.12/", "headers": HTML, "fetched_at": datetime(2024, 5, 1, tzinfo=UTC)}
    return Page(body=body, **{**facts, **more})  # type: ignore[arg-type]


def wrapped(inside: str, title: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{inside}</body></html>".encode()


WALLS = {
    "Cloudflare": wrapped(
        "<noscript>Enable JavaScript and cookies to continue</noscript><script>(function(){window._cf_chl_opt={cvId:'3',"
        "cType:'managed'};var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"
        "?ray=8';}());</script>",
        "Just a moment...",
    ),
    "Anubis": wrapped(
        '<script id="anubis_challenge" type="application/json">{"rules":{"algorithm":"fast"}}</script>'
        '<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>',
        "Making sure you&#39;re not a bot!",
    ),
    "DDoS-Guard": wrapped('<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>', "DDoS-Guard"),
    "Sucuri": wrapped("<script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='dD0i';</script>"),
    "Imperva": wrapped(
        '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=9&amp;xinfo=1" frameborder=0>Request unsuccessful. '
        "Incapsula incident ID: 877000</iframe>"
    ),
    "Akamai": wrapped(
        '<div id="sec-if-cpt-container" class="sec-container"></div><script src="/_sec/cp_challenge/ak.js"></script>'
    ),
    "AWS WAF": wrapped('<script>window.gokuProps = {"key":"AQID"};</script><div id="challenge-container"></div>'),
    "DataDome": wrapped(
        "<script>var dd={'host':'geo.captcha-delivery.com'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>"
    ),
    "the host's cookie check": wrapped(
        '<script src=/aes.js></script><script>document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))+"; path=/"</script>'
    ).replace(
        b'document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))', b'x=slowAES.decrypt(c,2,a,b);document.cookie="__test="+x'
    ),
    "a captcha": wrapped('<h1>One more step</h1><form><div class="h-captcha" data-sitekey="x"></div></form>', "Security check"),
}
"""By whose they are: what each writes into its page."""


@pytest.mark.parametrize("whose", WALLS)
def test_a_wall_is_told_by_its_own_marks(whose: str) -> None:
    assert wall_of(page(WALLS[whose])) == whose


@pytest.mark.parametrize("whose", WALLS)
@pytest.mark.parametrize("platform", ["xenforo", "xenforo1", "phpbb", "wordpress"])
def test_no_platform_reads_a_wall(whose: str, platform: str) -> None:
    with pytest.raises(Walled, match="asks whether we are human"):
        platform_named(platform).read(page(WALLS[whose]))


@pytest.mark.parametrize("whose", WALLS)
def test_a_wall_is_no_unknown_platform(whose: str) -> None:
    with pytest.raises(Walled):
        detect(page(WALLS[whose]))


@pytest.mark.parametrize(
    ("name", "value", "whose"),
    [
        ("cf-mitigated", "challenge", "Cloudflare"),
        ("x-amzn-waf-action", "captcha", "AWS WAF"),
        ("x-sucuri-block", "EVA1", "Sucuri"),
    ],
)
def test_a_wall_may_say_so_in_a_header(name: str, value: str, whose: str) -> None:
    assert wall_of(page(wrapped(""), headers={**HTML, name: value})) == whose


@pytest.mark.parametrize(
    "inside",
    [
        # What these products leave on pages that they let through.
        "<script>window.__CF$cv$params={r:'8',t:'MTc='};a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';</script><p>Words",
        '<script type="text/javascript" src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script><p>Words',
        '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script><p>Words',
        # Forms to log in or to write with, that ask for a captcha.
        '<form><input type="password" name="p"><div class="g-recaptcha"></div></form>',
        '<form><textarea name="comment"></textarea><div class="h-captcha"></div></form>',
        # Words about walls.
        "<p>Just a moment... are you human? I hate the Cloudflare captcha. Checking your browser before accessing",
        f"<p>{'Long words about captchas. ' * 80}</p><div class='g-recaptcha'></div>",
    ],
)
def test_what_looks_like_a_wall_and_is_none(inside: str) -> None:
    assert wall_of(page(wrapped(inside))) is None


def test_an_empty_answer_is_no_wall() -> None:
    with pytest.raises(NotAPage):
        wall_of(page(b"  captcha", headers={}).__class__(url="x", body=b"\x00captcha", fetched_at=datetime.now(UTC)))


def samples() -> Iterator[tuple[str, int | None, Path]]:
    index = CAPTURES / "samples" / "INDEX.jsonl"
    for line in index.read_text("utf-8").splitlines() if index.exists() else ():
        entry = json.loads(line)
        yield entry["platform"], entry.get("posts"), CAPTURES / "samples" / entry["file"]


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no captures at {CAPTURES}; set ARCHIVER_CAPTURES")
def test_no_real_page_is_called_a_wall_but_the_one_that_is() -> None:
    called, shown = set(), 0
    for platform, _, path in samples():
        body = path.read_bytes()
        whose = wall_of(page(gzip.decompress(body) if path.suffix == ".gz" else body))
        shown += 1
        if whose is not None:
            called.add((platform, whose))
    assert shown > 400
    assert called == {("botwall", "Anubis")}
