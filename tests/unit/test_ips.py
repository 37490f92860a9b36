"""Invision Community: addresses, what may be followed, notes and headings in the languages of its packs, what stripped pages tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms.ips import InvisionCommunity

PLATFORM = InvisionCommunity()
SITE = "https://forum.example/"


def page(body: str, url: str = f"{SITE}topic/1-x/", *, head: str = "", lang: str = "en") -> Page:
    whole = f'<html lang="{lang}"><head>{head}</head><body class="ipsApp" data-pageapp="forums">{body}</body></html>'
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=url, body=whole.encode(), headers=headers, fetched_at=datetime(2026, 3, 6, 12, tzinfo=UTC))


def post(body: str, number: int = 5) -> str:
    return (
        f'<article id="elComment_{number}"><h3 class="cAuthorPane_author"><a href="{SITE}profile/7-ida/">Ida</a></h3>'
        f'<time datetime="2024-01-01T00:00:00Z">January 1, 2024</time><div data-role="commentContent">{body}</div></article>'
    )


def read(body: str, **given: str):
    (thread,) = PLATFORM.read(page(post(body), **given)).threads
    assert thread.losses == ()
    return thread.posts[0]


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("topic/5-x/", "topic/5-x/"),
        ("topic/5-x/page/1/", "topic/5-x/"),
        ("topic/5-x/page/2/#comments", "topic/5-x/page/2/"),
        ("topic/5-x/?page=2", "topic/5-x/?page=2"),
        ("topic/5-x/?page=1&tab=comments", "topic/5-x/"),
        ("topic/5-x/?tab=comments#comment-77", "topic/5-x/?do=findComment&comment=77"),
        ("topic/5-x/?do=findComment&comment=77#findComment-77", "topic/5-x/?do=findComment&comment=77"),
        ("forums/topic/5-x/page/2/?d=3", "forums/topic/5-x/page/2/"),
        ("index.php?/topic/5-x/page/2/#comments", "index.php?/topic/5-x/page/2/"),
        ("index.php?/topic/5-x/&do=findComment&comment=7", "index.php?/topic/5-x/&do=findComment&comment=7"),
        ("index.php?app=forums&module=forums&controller=topic&id=4&page=2", None),
        ("forum/3-x/?sortby=title&sortdirection=asc&page=2", "forum/3-x/?page=2"),
        ("forum/3-x/page/2/", "forum/3-x/page/2/"),
        ("profile/7-ida/?do=hovercard", "profile/7-ida/"),
        ("index.php", ""),
        ("forums/", "forums/"),
        ("", ""),
    ],
)
def test_a_thing_has_one_address(address, one):
    one = address if one is None else one
    assert PLATFORM.canonical(SITE + address) == SITE + one
    assert PLATFORM.canonical(SITE + one) == SITE + one, "it is its own"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "forums/",
        "index.php?/forums/",
        "forum/3-x/",
        "forum/3-x/page/2/",
        "topic/5-x/",
        "topic/5-x/page/2/",
        "topic/5-x/?page=2",
        "topic/5-x/?do=findComment&comment=7",
        "index.php?/topic/5-x/page/2/",
        "index.php?app=forums&module=forums&controller=topic&id=4",
    ],
)
def test_indexes_forums_topics_and_posts_are_followed(address):
    assert PLATFORM.follows(SITE + address)


@pytest.mark.parametrize(
    "address",
    [
        "login/",
        "register/",
        "logout/?csrfKey=1",
        "search/?q=x",
        "discover/",
        "profile/7-ida/",
        "topic/5-x/?do=getLastComment",
        "topic/5-x/?do=getNewComment",
        "topic/5-x/?do=reportComment&comment=5",
        "topic/5-x/?do=editlogComment&comment=5",
        "topic/5-x/?do=showReactionsComment&comment=5",
        "topic/5-x/?csrfKey=1&do=findComment&comment=5",
        "topic/5-x/?recommended=comments",
        "topic/5-x/?sortby=date",
        "topic/5-x/print/",
        "forum/3-x/?sortby=title",
        "forum/3-x/?do=markRead",
        "forum/3-x/?do=add",
        "forum/3-x/?filter=mine",
        "forum/3-x.xml/",
        "blogs/entry/4-x/",
        "index.php?app=core&module=system&controller=login",
        "index.php?/login/",
    ],
)
def test_what_changes_something_or_shows_no_topics_is_not_followed(address):
    assert not PLATFORM.follows(SITE + address)


NOTES = [
    ("en", "Edited {} by Bo the Elder"),
    ("de", "bearbeitet {} von Bo the Elder"),
    ("fr", "Modifié {} par Bo the Elder"),
    ("es", "Editado {} por Bo the Elder"),
    ("it", "Modificato {} da Bo the Elder"),
    ("pt", "Editado {} por Bo the Elder"),
    ("nl", "Bewerkt {} door Bo the Elder"),
    ("pl", "Edytowane {} przez Bo the Elder"),
    ("ru", "Изменено {} пользователем Bo the Elder"),
    ("sv", "Redigerad {} av Bo the Elder"),
]


@pytest.mark.parametrize(("lang", "words"), NOTES)
def test_edit_notes_are_read_whatever_their_language(lang, words):
    note = words.format('<time datetime="2024-01-02T03:04:05Z">2 X 2024</time>')
    (edit,) = read(f"<p>Words.</p><span data-excludequote><strong>{note}</strong><br>why not</span>", lang=lang).edits
    assert (edit.by, edit.reason) == ("Bo the Elder", "why not")
    assert edit.time.at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_an_editor_named_before_the_time_is_known_where_he_is_the_author():
    note = '<strong>Ida tarafından <time datetime="2024-01-02T03:04:05Z">2 Ocak</time> tarihinde düzenlendi</strong>'
    found = read(f"<p>Sözler.</p><span data-excludequote>{note}</span>", lang="tr")
    assert [edit.by for edit in found.edits] == ["Ida"]
    assert found.content.text == "Sözler."


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Quote", None),
        ("Just now, Bo said:", "Bo"),
        ("Bo said:", "Bo"),
        ("16 minutes ago, Bo Hare, SASS #45984 said:", "Bo Hare, SASS #45984"),
        ("On 10/29/2025 at 2:07 PM, Bo said:", "Bo"),
        ("vor 14 Stunden schrieb Bo:", "Bo"),
        ("Am 5.3.2024 um 19:29 schrieb Bo Hare:", "Bo Hare"),
        ("Le 05/03/2024 à 19:29, Bo a dit :", "Bo"),
        ("il y a 3 heures, Bo a dit :", "Bo"),
        ("Hace 3 horas, Bo dijo:", "Bo"),
        ("14 ore fa, Bo ha scritto:", "Bo"),
        ("22 часа назад, Bo сказал:", "Bo"),
        ("В 22.05.2025 в 11:39, Bo сказал:", "Bo"),
        ("14 godzin temu, Bo napisał:", "Bo"),
    ],
)
def test_headings_of_quotes_without_attributes_name_who_is_quoted(heading, name):
    found = read(
        f'<blockquote class="ipsQuote"><div class="ipsQuote_citation">{heading}</div><p>Said.</p></blockquote><p>So.</p>'
    )
    (quote,) = found.content.quotes
    assert (quote.author, quote.text, found.content.text) == (name, "Said.", "So.")


def test_quotes_of_before_version_4_and_from_other_applications():
    old = '<blockquote class="ipsBlockquote" data-author="Bo" data-cid="88" data-time="1337256000"><p>Old.</p></blockquote>'
    stated = 'data-ipsquote-contentclass="blog_Entry" data-ipsquote-contentid="4" data-ipsquote-contentcommentid="9"'
    found = read(f'{old}<blockquote class="ipsQuote" {stated} data-ipsquote-username="Cy"><p>A blog.</p></blockquote>')
    first, second = found.content.quotes
    assert (first.author, first.source_id) == ("Bo", "88")
    assert first.time.at == datetime(2012, 5, 17, 12, tzinfo=UTC)
    assert (second.author, second.source_id) == ("Cy", None), "comments of a blog are numbered apart"
    assert "content_class=blog_Entry&content_id=4&content_commentid=9" in second.source_url


def test_a_question_and_its_answers():
    stated = (
        '{"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "Why?", "dateCreated": "2023-01-01T00:00:00+0000",'
        '"answerCount": 4, "author": {"@type": "Person", "name": "A guest"}}}'
    )
    reading = PLATFORM.read(page(post("<p>Because.</p>"), head=f'<script type="application/ld+json">{stated}</script>'))
    (shown,) = reading.threads
    assert shown.thread.kind == "question"
    assert shown.thread.declared.replies == 4
    assert shown.thread.author.name == "A guest", "the best answer comes first, and did not begin the topic"


def test_comments_of_other_applications_are_no_topics():
    body = f'<body class="ipsApp" data-pageapp="blog" data-pagecontroller="entry">{post("<p>Nice.</p>")}</body>'
    shown = Page(url=f"{SITE}blogs/entry/4-x/", body=body.encode(), fetched_at=datetime(2026, 3, 6, tzinfo=UTC))
    assert PLATFORM.recognise(shown) is not None
    assert PLATFORM.kind(shown) == "other"


def test_who_reacted_is_told_where_there_is_one_kind():
    names = f'<li class="ipsReact_overview"><a href="{SITE}profile/9-bo/">Bo</a> and <a href="{SITE}profile/8-cy/">Cy</a></li>'
    count = '<li class="ipsReact_reactCount"><span><img src="l.png" alt="Like"></span><span>2</span></li>'
    body = post("<p>Hm.</p>").replace("</article>", f'<ul class="ipsReact_reactions">{names}{count}</ul></article>')
    (shown,) = PLATFORM.read(page(body)).threads
    (reaction,) = shown.posts[0].reactions
    assert (reaction.kind, reaction.count, reaction.names) == ("Like", 2, ("Bo", "Cy"))


def test_players_come_by_script():
    found = read(
        '<div class="ipsEmbeddedVideo"><iframe data-embed-src="https://video.example/embed/1" src="about:blank"></iframe></div>'
        '<video class="ipsEmbeddedVideo"><source src="//forum.example/a.mp4" type="video/mp4"></video><p>See.</p>'
    )
    assert [(media.kind, media.url) for media in found.content.media] == [
        ("embed", "https://video.example/embed/1"),
        ("video", "https://forum.example/a.mp4"),
    ]
