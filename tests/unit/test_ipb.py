"""Invision Power Board 1 to 3: addresses, what may be followed, notes and headings in the languages of their packs, the zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms.ipb2 import InvisionPowerBoard
from spiders.platforms.ipb3 import IPBoard3
from spiders.platforms.ipb_links import board_in, first_page, member_in, post_in, root, thread_in

NEW, OLD = IPBoard3(), InvisionPowerBoard()
SITE = "https://forum.example/"
NOW = datetime(2012, 3, 6, 12, 0, 10, tzinfo=UTC)
SERVER = "Tue, 06 Mar 2012 12:00:05 GMT"


def new(body: str, *, lang: str = "en", extra: str = "", time: str = "<abbr class='published'>01 January 2012 - 10:00 AM</abbr>"):
    whole = (
        f"<html lang='{lang}'><head><script>ipb.vars['board_url'] = '{SITE}';{extra}</script></head><body id='ipboard_body'>"
        f"<div id='ips_Posts'><div class='post_block hentry' id='post_id_5'><div class='post_wrap'><h3><span class='post_id'><a href='#'>#1</a></span>"
        f"<span class='author vcard'><a class='url fn' href='{SITE}user/7-ida/'>Ida</a></span></h3><div class='post_body'>"
        f"<p class='posted_info'>{time}</p><div class='post entry-content'>{body}</div></div></div></div></div></body></html>"
    )
    return _read(NEW, whole, f"{SITE}topic/1-x/")


def old(body: str, *, lang: str = "en", clock: str = "", time: str = "Jan 1 2012, 10:00 AM"):
    whole = (
        f"<html lang='{lang}'><body><script src='jscripts/ipb_global.js'></script><div id='navstrip'><a href='{SITE}index.php?act=idx'>X"
        f"</a></div><table><tr><td><a name='entry5'></a><span class='normalname'><a href='{SITE}index.php?showuser=7'>Ida</a></span></td>"
        f"<td><span class='postdetails'>{time}</span></td></tr><tr><td><div class='postcolor' id='post-5'>{body}</div></td></tr></table>"
        f"<table id='gfooter'><tr><td>{clock}</td></tr></table></body></html>"
    )
    return _read(OLD, whole, f"{SITE}index.php?showtopic=1")


def _read(platform, whole: str, url: str):
    headers = {"content-type": "text/html; charset=utf-8", "date": SERVER}
    page = Page(url=url, body=whole.encode(), headers=headers, fetched_at=NOW)
    assert platform.detect(page) is not None
    (thread,) = platform.read(page).threads
    assert thread.losses == ()
    return thread.posts[0]


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("platform", [OLD, NEW])
@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("index.php?showtopic=5", None),
        ("index.php?showtopic=5&st=0", "index.php?showtopic=5"),
        ("index.php?showtopic=5&st=20", None),
        ("index.php?s=0123456789abcdef0123456789abcdef&showtopic=5&st=20", "index.php?showtopic=5&st=20"),
        ("index.php?act=ST&f=2&t=5&st=20", "index.php?showtopic=5&st=20"),
        ("index.php?showtopic=5&view=findpost&p=77", None),
        ("index.php?showtopic=5&st=20#entry77", "index.php?showtopic=5&view=findpost&p=77"),
        ("index.php?showtopic=5&st=20&p=77&#entry77", "index.php?showtopic=5&view=findpost&p=77"),
        ("index.php?showtopic=5&view=getlastpost", "index.php?showtopic=5"),
        ("index.php?showforum=3&prune_day=100&sort_by=Z-A&sort_key=last_post&st=30", "index.php?showforum=3&st=30"),
        ("topic/5-a/", None),
        ("topic/5-a/page-1", "topic/5-a/"),
        ("topic/5-a/page-2", None),
        ("topic/5-a/page__st__20", None),
        ("topic/5-a/page__st__20#entry77", "index.php?showtopic=5&view=findpost&p=77"),
        ("topic/5-a/page__view__getlastpost", "topic/5-a/"),
        ("index.php?/topic/5-a/page__st__20", None),
        ("index.php?/topic/5-a/page__p__77", "index.php?showtopic=5&view=findpost&p=77"),
        ("forum/3-b/page-2?prune_day=100", "forum/3-b/page-2"),
        ("index.php?act=idx", ""),
        ("index.php", ""),
        ("", None),
        ("lofiversion/index.php/t5-150.html", None),
    ],
)
def test_a_thing_has_one_address(platform, address, one):
    one = address if one is None else one
    assert platform.canonical(SITE + address) == SITE + one
    assert platform.canonical(SITE + one) == SITE + one, "it is its own"


@pytest.mark.parametrize("platform", [OLD, NEW])
@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("", True),
        ("index.php?showtopic=5&st=20", True),
        ("index.php?act=ST&f=2&t=5", True),
        ("index.php?showforum=3", True),
        ("index.php?showtopic=5&view=findpost&p=77", True),
        ("topic/5-a/page-2", True),
        ("index.php?/forum/3-b/page__st__30", True),
        ("index.php?showtopic=5&view=getnewpost", False),
        ("index.php?showtopic=5&mode=threaded", False),
        ("index.php?showuser=7", False),
        ("index.php?act=Post&CODE=02&f=3&t=5", False),
        ("index.php?act=Search&f=3", False),
        ("index.php?act=Print&client=printer&f=3&t=5", False),
        ("index.php?showforum=3&sort_by=A-Z", False),
        ("index.php?app=core&module=search", False),
        ("user/7-ida/", False),
        ("topic/5-a/?view=getlastpost", False),
        ("topic/5-a/page__view__findpost__p__77", False),
        ("lofiversion/index.php/t5.html", False),
    ],
)
def test_what_a_guest_sees_by_default_is_followed(platform, address, may):
    assert platform.follows(SITE + address) is may


def test_addresses_name_things():
    assert thread_in(f"{SITE}index.php?/topic/5-a/") == thread_in(f"{SITE}lofiversion/index.php/t5.html") == "5"
    assert board_in(f"{SITE}index.php?act=SF&f=3") == board_in(f"{SITE}forum/3-b/") == "3"
    assert member_in(f"{SITE}index.php?showuser=7") == member_in(f"{SITE}user/7-ida/") == "7"
    assert member_in(f"{SITE}index.php?showuser=0") is None
    assert post_in(f"{SITE}index.php?act=findpost&pid=77") == "77"
    assert thread_in(f"{SITE}index.php?showforum=3") is board_in(f"{SITE}topic/5-a/") is post_in(None) is None
    assert first_page(f"{SITE}topic/5-a/page-3#entry77") == f"{SITE}topic/5-a/"
    assert first_page(f"{SITE}index.php?showtopic=5&view=findpost&p=7") == f"{SITE}index.php?showtopic=5"
    assert root(f"{SITE}board/index.php?/topic/5-a/") == root(f"{SITE}board/topic/5-a/page-2") == f"{SITE}board/"


@pytest.mark.parametrize(
    ("lang", "note", "by", "local", "reason"),
    [
        ("en", "Edited by Bo Ek, 02 January 2012 - 10:05 AM.", "Bo Ek", "2012-01-02 10:05", None),
        ("en", "<strong>Edited by Bo Ek, 02 January 2012 - 10:05 AM.</strong><br /><span class='reason'>Typo</span>", "Bo Ek", "2012-01-02 10:05", "Typo"),
        ("en", "This post has been edited by <b>Bo Ek</b>: 02 January 2012 - 10:05 AM", "Bo Ek", "2012-01-02 10:05", None),
        ("en", "This post has been edited by <b>Bo</b>: Mar 6 2012, 10:05 AM<br />Reason for edit: Typo", "Bo", "2012-03-06 10:05", "Typo"),
        ("en", "This post has been edited by <b>Bo</b> on August 27, 2007 10:00 pm", "Bo", "2007-08-27 22:00", None),
        ("de", "Bearbeitet von Bo, 02 Januar 2012 - 10:05.", "Bo", "2012-01-02 10:05", None),
        ("de", "Dieser Beitrag wurde von <b>Bo</b> bearbeitet: 02 Januar 2012 - 10:05", "Bo", "2012-01-02 10:05", None),
        ("fr", "Modifié par Bo, 02 janvier 2012 - 10:05 .", "Bo", "2012-01-02 10:05", None),
        ("es", "Editado por Bo, 02 enero 2012 - 10:05.", "Bo", "2012-01-02 10:05", None),
        ("it", "Modificata da Bo, 02 gennaio 2012 - 10:05.", "Bo", "2012-01-02 10:05", None),
        ("ru", "Сообщение отредактировал <b>Bo</b>: 02 Январь 2012 - 10:05", "Bo", "2012-01-02 10:05", None),
        ("ru", "Изменено: Bo, 02 Январь 2012 - 10:05", "Bo", "2012-01-02 10:05", None),
        ("pl", "Użytkownik <b>Bo</b> edytował ten post 02 styczeń 2012 - 10:05", "Bo", "2012-01-02 10:05", None),
        ("nl", "Bewerkt door Bo, 02 januari 2012 - 10:05.", "Bo", "2012-01-02 10:05", None),
        ("sv", "Redigerad av Bo, 02 januari 2012 - 10:05.", "Bo", "2012-01-02 10:05", None),
    ],
)  # fmt: skip
def test_edit_notes_are_read_in_the_words_of_language_packs(lang, note, by, local, reason):
    for read, marker in ((new, f"<p class='edit'>{note}</p>"), (old, f"<br /><span class='edit'>{note}</span>")):
        post = read(f"Words.{marker}", lang=lang)
        assert post.content.text == "Words."
        (edit,) = post.edits
        assert edit.by == by
        assert _shown(edit.time.local) == local
        assert edit.reason == reason


@pytest.mark.parametrize(
    ("quote", "head"),
    [
        ("<blockquote class='ipsBlockquote' data-author='Bo &amp; Cy' data-cid='77' data-time='1325412300'><p>said</p></blockquote>",
         ("Bo & Cy", "77", "2012-01-01 10:05")),
        ("<blockquote class='ipsBlockquote' data-author='Bo'><p>said</p></blockquote>", ("Bo", None, None)),
        ("<blockquote class='ipsBlockquote'><p>said</p></blockquote>", (None, None, None)),
        ("<p class='citation'><a class='snapback' rel='citation' href='/index.php?app=forums&amp;section=findpost&amp;pid=77'></a>Bo, on 01 January 2012 - 10:05 AM, said:</p><div class='blockquote'><div class='quote'>said</div></div>",
         ("Bo", "77", "2012-01-01 10:05")),
        ("<p class='citation'>Bo said:</p><div class='blockquote'><div class='quote'>said</div></div>", ("Bo", None, None)),
        ("<p class='citation'>Quote</p><div class='blockquote'><div class='quote'>said</div></div>", (None, None, None)),
    ],
)  # fmt: skip
def test_quotes_of_version_3(quote, head):
    _quoted(new(f"{quote}Words."), head)


@pytest.mark.parametrize(
    ("top", "head"),
    [
        ("<!--quoteo(post=77:date=Jan 1 2012, 10:05 AM:name=Bo: &amp; Cy)--><div class='quotetop'>QUOTE(Bo: &amp; Cy @ Jan 1 2012, 10:05 AM) <a href='index.php?act=findpost&amp;pid=77'></a></div>", ("Bo: & Cy", "77", "2012-01-01 10:05")),
        ("<!--QuoteBegin-Bo+Jan 1 2012, 10:05 AM--><div class='quotetop'>QUOTE(Bo @ Jan 1 2012, 10:05 AM)</div>", ("Bo", None, "2012-01-01 10:05")),
        ("<!--quoteo--><div class='quotetop'>QUOTE(Bo)</div>", ("Bo", None, None)),
        ("<!--quoteo(post=0:date=:name=Bo)--><div class='quotetop'>QUOTE(Bo)</div>", ("Bo", None, None)),
        ("<!--quoteo--><div class='quotetop'>QUOTE</div>", (None, None, None)),
        ("<div class='quotetop'>ZITAT(Bo @ a.b @ 1. Jan 2012, 10:05)</div>", ("Bo @ a.b", None, "2012-01-01 10:05")),
    ],
)  # fmt: skip
def test_quotes_of_version_2(top, head):
    _quoted(old(f"{top}<div class='quotemain'><!--quotec-->said<!--QuoteEnd--></div><!--QuoteEEnd-->Words."), head)


def _quoted(post, head):
    assert post.content.text == "Words."
    (quote,) = post.content.quotes
    name, source, local = head
    assert quote.text == "said"
    assert (quote.author, quote.source_id) == (name, source)
    assert (_shown(quote.time.local or quote.time.at) if quote.time is not None else None) == local


def test_version_1_closes_the_body_for_a_quote_and_opens_another():
    table = "<table><tr><td><b>QUOTE</b> (Bo)</td></tr><tr><td id='QUOTE'><!--QuoteEBegin-->said<!--QuoteEnd--></td></tr></table>"
    post = old(f"First.<!--QuoteBegin-Bo+--></div>{table}<div class='postcolor'><!--QuoteEEnd--> Then.")
    assert post.content.text.split() == ["First.", "Then."]
    assert [(quote.author, quote.text) for quote in post.content.quotes] == [("Bo", "said")]


@pytest.mark.parametrize(
    ("clock", "at"),
    [
        ("Time is now: 6th March 2012 - 07:00 AM", datetime(2012, 1, 1, 15, 0, tzinfo=UTC)),
        ("Aktuelles Datum: 6. März 2012 - 13:00", datetime(2012, 1, 1, 9, 0, tzinfo=UTC)),
        ("Time is now: 6th March 2012 - 05:30 PM", datetime(2012, 1, 1, 4, 30, tzinfo=UTC)),
        ("Time is now: 6th March 2012 - 07:08 AM", None),
        ("Time is now: 6th May 2012 - 07:00 AM", None),
        ("", None),
    ],
)
def test_the_clock_of_a_page_gives_its_zone_away(clock, at):
    post = old("Words.", clock=clock)
    assert post.posted.at == at
    assert _shown(post.posted.local) == "2012-01-01 10:00"


def test_version_3_states_its_offset():
    post = new("Words.", extra="ipb.vars['time_offset'] = \"2\";ipb.vars['dst_in_use'] = parseInt( 0 );")
    assert post.posted.at == datetime(2012, 1, 1, 8, 0, tzinfo=UTC)
    exact = "<abbr class='published' title='2012-01-01T10:00:05+02:00'>01 January 2012 - 10:00 AM</abbr>"
    assert new("Words.", time=exact).posted.at == datetime(2012, 1, 1, 8, 0, 5, tzinfo=UTC)


def test_a_missing_topic_is_gone_and_a_closed_one_is_not():
    for words, gone in (
        ("The link that brought you to this page seems to be out of date or broken.", True),
        ("You do not have permission to view this topic", False),
    ):
        whole = f"<html><body><script src='jscripts/ipb_global.js'></script><div class='errorwrap'><h4>Error</h4><p>{words}</p></div></body></html>"
        page = Page(
            url=f"{SITE}index.php?showtopic=9", body=whole.encode(), headers={"content-type": "text/html"}, fetched_at=NOW
        )
        reading = OLD.read(page)
        assert (reading.kind, reading.gone) == ("error", gone)
