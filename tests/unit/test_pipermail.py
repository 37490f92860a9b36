"""Pipermail and mail boxes: addresses, times, authors, parts taken out, trees of months, encodings, what answers what."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from spiders.errors import ReadError
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.pipermail_links import canonical, is_box, listed_by, mail_in, may_follow, root

LIST = "https://lists.example/pipermail/kites/"
PIPERMAIL = platform_named("pipermail")


def page(body: str | bytes, url: str = f"{LIST}2024-April/000011.html", content_type: str = "text/html; charset=utf-8") -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(url=url, body=data, headers={"content-type": content_type}, fetched_at=datetime(2024, 5, 1, tzinfo=UTC))


def mail(
    words: str = "<PRE>Words.\n</PRE>", *, date="Mon Apr  1 13:00:05 CEST 2024", who="Bo", sender="bo at kites.example", head=""
) -> str:
    return (
        f'<HTML><HEAD>{head}</HEAD><BODY><H1>[Kites] Wind</H1><B>{who}</B> <A HREF="mailto:x">{sender}\n </A><BR><I>{date}</I>'
        f'<P><UL><LI><a href="thread.html#11">[ thread ]</a></LI></UL><HR>\n<!--beginarticle-->\n{words}\n<!--endarticle--></BODY></HTML>'
    )


def post(html: str, **about):
    (read,) = PIPERMAIL.read(page(html, **about)).threads
    return read.posts[0]


@pytest.mark.parametrize(
    ("address", "leads_to", "is_followed"),
    [
        ("", (None, None, False), True),
        ("2024-April/000011.html", (("2024-April", "000011"), None, False), True),
        ("2024-April/thread.html", (None, ("2024-April", "thread"), False), True),
        ("2024-April/date.html", (None, ("2024-April", "date"), False), False),
        ("2024-April/author.html#start", (None, ("2024-April", "author"), False), False),
        ("2024q2/thread.html", (None, ("2024q2", "thread"), False), True),
        ("20240401/000001.html", (("20240401", "000001"), None, False), True),
        ("Week-of-Mon-20240401/000001.html", (("Week-of-Mon-20240401", "000001"), None, False), True),
        ("2024/000001.html", (("2024", "000001"), None, False), True),
        ("2024-April.txt.gz", (None, None, True), True),
        ("2024-April.txt", (None, None, True), True),
        ("attachments/20240401/0a1b2c3d/attachment.png", (None, None, False), False),
        ("2024-April/../../../mailman/listinfo/kites", (None, None, False), False),
    ],
)
def test_what_addresses_lead_to(address, leads_to, is_followed):
    url = LIST + address
    assert (mail_in(url), listed_by(url), is_box(url)) == leads_to
    assert may_follow(url) is is_followed
    if any(leads_to) or not address:
        assert root(url) == LIST


def test_one_address_for_one_thing():
    assert canonical(f"{LIST}index.html") == LIST
    assert canonical(f"{LIST}2024-April/000011.html#x") == f"{LIST}2024-April/000011.html"


@pytest.mark.parametrize(
    ("date", "at", "local"),
    [
        ("Mon Apr  1 13:00:05 CEST 2024", "2024-04-01T11:00:05", "2024-04-01T13:00:05"),
        ("Tue Mar  8 22:56:19 MST 2005", "2005-03-09T05:56:19", "2005-03-08T22:56:19"),
        ("Mon Apr  1 13:00:05 UTC 2024", "2024-04-01T13:00:05", "2024-04-01T13:00:05"),
        ("Mon Apr  1 13:00:05 +0530 2024", "2024-04-01T07:30:05", "2024-04-01T13:00:05"),
        ("Mon Apr  1 13:00:05 IST 2024", None, "2024-04-01T13:00:05"),
        ("Mon Apr  1 13:00:05 2024", None, "2024-04-01T13:00:05"),
        ("Mon Avr  1 13:00:05 CEST 2024", "2024-04-01T11:00:05", "2024-04-01T13:00:05"),
        ("Fre Mär  1 13:00:05 CET 2024", "2024-03-01T12:00:05", "2024-03-01T13:00:05"),
        ("some day", None, None),
    ],
)
def test_times_as_c_prints_them(date, at, local):
    posted = post(mail(date=date)).posted
    assert posted.raw == " ".join(date.split())
    assert (posted.at.replace(tzinfo=None).isoformat() if posted.at else None) == at
    assert (posted.local.isoformat() if posted.local else None) == local


@pytest.mark.parametrize(
    ("who", "sender", "author"),
    [
        ("Bo", "bo at kites.example", ("Bo", "bo@kites.example")),
        ("Bo", "Bo en Kites.example", ("Bo", "bo@kites.example")),
        ("bo at kites.example", "bo at kites.example", ("bo at kites.example", "bo@kites.example")),
        ("Bo via Kites", "kites at lists.example", ("Bo via Kites", None)),
        ("Bo", "", ("Bo", None)),
    ],
)
def test_authors_are_their_addresses(who, sender, author):
    read = post(mail(who=who, sender=sender)).author
    assert (read.name, read.id) == author


def test_a_mail_without_its_message_id_has_its_number_and_folder():
    (read,) = PIPERMAIL.read(page(mail())).threads
    assert (read.thread.id, read.posts[0].id, read.scattered) == ("2024-April/000011", "2024-April/000011", "unplaced")


def test_a_mail_saved_elsewhere_has_the_number_that_its_links_name():
    (read,) = PIPERMAIL.read(page(mail(), url="https://else.example/saved.html")).threads
    assert read.posts[0].id == "000011"


@pytest.mark.parametrize(
    "words",
    [
        "<PRE>On 1 Apr 2024, Ida wrote:\n&gt;<i> One\n</I>&gt;<i> two\n</I>\nWords.\n</PRE>",
        "<P>On 1 Apr 2024, Ida wrote:<BR>\n<I>&gt; One</I><BR>\n<I>&gt; two</I><BR>\n<P>Words.",
        "On 1 Apr 2024, Ida wrote:<BR>\n&gt; One<BR>\n&gt; two<BR>\n<BR>Words.<BR>",
    ],
)
def test_quotes_in_all_layouts(words):
    content = post(mail(words)).content
    assert content.text == "Words."
    assert [(quote.author, quote.text) for quote in content.quotes] == [("Ida", "One\ntwo")]


@pytest.mark.parametrize(
    ("words", "text", "files"),
    [
        (
            (
                "Words.\n-------------- next part --------------\nA non-text attachment was scrubbed...\nName: a b.pdf\n"
                "Type: application/pdf\nSize: 1 bytes\nDesc: not available\nURL: &lt;http://x.example/1/attachment.pdf&gt;\n"
            ),
            "Words.",
            [("a b.pdf", "http://x.example/1/attachment.pdf")],
        ),
        (
            (
                "Wörter.\n-------------- nächster Teil --------------\nEin Dateianhang mit HTML-Daten wurde abgetrennt...\n"
                "URL: &lt;http://x.example/1/attachment.htm&gt;\n"
            ),
            "Wörter.",
            [("attachment.htm", "http://x.example/1/attachment.htm")],
        ),
        ("One.\n-------------- next part --------------\nTwo.\n", "One.\n\nTwo.", []),
        (
            "One.\nAn embedded and charset-unspecified text was scrubbed...\nName: log.txt\nURL: &lt;http://x.example/log.txt&gt;\nTwo.\n",
            "One.\n\nTwo.",
            [("log.txt", "http://x.example/log.txt")],
        ),
    ],
)
def test_parts_that_were_taken_out_are_files(words, text, files):
    content = post(mail(f"<PRE>{words}</PRE>")).content
    assert content.text == text
    assert [(media.name, media.url) for media in content.media] == files


def test_a_month_without_comments_is_read_by_its_lists():
    html = (
        '<title>The Kites April 2024 Archive by thread</title><a name="start"></a><ul><li><a href="date.html#start">[ date ]</a></ul><ul>'
        '<LI><A HREF="000010.html">Wind</A><I>Ida</I><UL><LI><A HREF="000011.html">Wind</A><I>Bo</I></UL>'
        '<LI><A HREF="000012.html">Rope</A><I>Cy</I></UL>'
    )
    threads = PIPERMAIL.read(page(html, url=f"{LIST}2024-April/thread.html")).listing.threads
    assert [(thread.id, thread.declared.posts, len(thread.aliases)) for thread in threads] == [
        ("2024-April/000010", 2, 1),
        ("2024-April/000012", 1, 0),
    ]


def test_a_month_in_another_order_says_nothing():
    html = '<title>The Kites April 2024 Archive by date</title><ul><li><a href="thread.html#start">[ thread ]</a></ul><LI><A HREF="000010.html">Wind</A>'
    reading = PIPERMAIL.read(page(html, url=f"{LIST}2024-April/date.html"))
    assert (reading.kind, reading.listing, reading.threads) == ("other", None, ())


# -- mail boxes --------------------------------------------------------------------------------------------------------


def letter(number: int, *headers: str, words: str = "Words.", sender: str = "ida@kites.example") -> str:
    lines = [f"From {sender} Sat Mar  2 10:00:00 2024", f"From: {sender}", *headers]
    if not any(header.startswith("Date:") for header in headers):
        lines.append(f"Date: Sat, 2 Mar 2024 10:{number:02}:00 +0000")
    if not any(header.startswith("Message-ID:") for header in headers):
        lines.append(f"Message-ID: <{number}@kites.example>")
    return "\n".join([*lines, "", words, "", ""])


def box(*letters: str, packed: bool = False, url: str = "https://lists.example/kites.mbox"):
    data = "".join(letters).encode()
    found = page(gzip.compress(data) if packed else data, url, "application/octet-stream")
    return detect(found)[0].read(found)


def tree(*letters: str) -> dict[str, list[tuple[str, str | None]]]:
    return {read.thread.id: [(one.id, one.parent_id) for one in read.posts] for read in box(*letters).threads}


def test_threads_are_told_by_what_mails_answer():
    found = tree(
        letter(1),
        letter(2, "In-Reply-To: <1@kites.example>"),
        letter(3, "References: <1@kites.example>\n <2@kites.example>", "In-Reply-To: <2@kites.example>"),
        letter(4, "References: <0@else.example> <9@else.example>"),
        letter(5, "References: <9@else.example>", "In-Reply-To: <4@kites.example>"),
        letter(6),
    )
    of = "@kites.example"
    assert found == {
        f"1{of}": [(f"1{of}", None), (f"2{of}", f"1{of}"), (f"3{of}", f"2{of}")],
        "0@else.example": [(f"4{of}", "9@else.example"), (f"5{of}", f"4{of}")],
        f"6{of}": [(f"6{of}", None)],
    }


def test_mails_that_answer_each_other_in_a_circle_are_a_thread():
    one, other = letter(1, "In-Reply-To: <2@kites.example>"), letter(2, "In-Reply-To: <1@kites.example>")
    assert sum(len(posts) for posts in tree(one, other).values()) == 2


def test_the_lists_own_address_is_nobodys():
    (read,) = box(letter(1).replace("From: ida@kites.example", "From: Ida via Kites <kites@lists.example>")).threads
    assert (read.posts[0].author.name, read.posts[0].author.id) == ("Ida via Kites", None)


def test_a_mail_without_an_id_has_one_that_stays():
    (first,), (again,) = (box(letter(1, "Message-ID: ")).threads for _ in range(2))
    assert first.posts[0].id_kind == "derived"
    assert first.posts[0].id == again.posts[0].id


def test_a_line_that_begins_with_from_begins_no_mail():
    (read,) = box(letter(1, words="One.\n\nFrom here on it is easy, 2024\n\nTwo.")).threads
    assert read.posts[0].content.text == "One.\n\nFrom here on it is easy, 2024\n\nTwo."


def test_a_packed_box_is_unpacked_and_a_broken_one_read_as_far_as_it_goes():
    assert len(box(letter(1), letter(2), packed=True).threads) == 2
    data = gzip.compress("".join(letter(number, words=str(number) * 500) for number in range(1, 40)).encode(), 0)
    broken = page(data[:9_000], f"{LIST}2024-March.txt.gz", "application/x-gzip")
    assert len(detect(broken)[0].read(broken).threads) > 5


def test_whose_box_it_is_is_told_by_its_addresses():
    assert box(letter(1)).site.platform == "mbox"
    url = f"{LIST}2024-March.txt"
    reading = box(letter(1, sender="ida at kites.example"), url=url)
    assert (reading.site.platform, reading.site.url) == ("pipermail", LIST)


@pytest.mark.parametrize(
    "body", [gzip.compress(b"\x00\x01 something else", mtime=0), b"\x1f\x8b broken", b"From nowhere", b"From: a\n\nno box"]
)
def test_other_files_are_no_boxes(body):
    with pytest.raises(ReadError):
        detect(page(body, "https://lists.example/file", "application/octet-stream"))


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("iso-8859-7", "Το νερό".encode("iso-8859-7"), "Το νερό"),
        ("iso-2022-jp", "寒い朝".encode("iso-2022-jp"), "寒い朝"),
        ("windows-1252", "“smart”".encode("cp1252"), "“smart”"),
        ("iso-8859-1", "“smart”".encode("cp1252"), "“smart”"),
        ("no-such", "Früh".encode(), "Früh"),
        ("us-ascii", "Früh".encode("latin-1"), "Früh"),
    ],
)
def test_words_in_any_encoding(charset, data, text):
    head = letter(
        1, "MIME-Version: 1.0", f'Content-Type: text/plain; charset="{charset}"', "Content-Transfer-Encoding: 8bit", words=""
    )
    found = page(head.encode() + data, "https://lists.example/kites.mbox", "")
    (read,) = detect(found)[0].read(found).threads
    assert read.posts[0].content.text == text
