"""Threads of mails as their archives show them: an mbox file, HyperKitty's page of a thread, Pipermail's and Hypermail's of a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from html import escape

HOST = "https://lists.example"
LIST = "kites@lists.example"


@dataclass(frozen=True)
class Mail:
    """A mail: words in paragraphs, above each of which stands what it quotes of an earlier mail, whole."""

    number: int
    name: str
    sent: datetime
    parent: Mail | None
    parts: tuple[tuple[Mail | None, tuple[str, ...]], ...]
    signed: bool = False

    @property
    def id(self) -> str:
        return f"{self.number}@kites.example"

    @property
    def address(self) -> str:
        return f"m{self.number % 5}@kites.example"

    def body(self) -> list[str]:
        """Its lines, without the signature: what another mail would quote."""
        lines: list[str] = []
        for quoted, words in self.parts:
            if quoted is not None:
                lines += ["", attribution(quoted)]
                lines += [f"> {line}" if line and not line.startswith(">") else f">{line}" for line in quoted.body()]
            lines += ["", *words]
        return lines[1:]

    def text(self) -> str:
        """Its own words."""
        return "\n\n".join("\n".join(words) for _, words in self.parts)

    def whole(self) -> str:
        """All that is sent."""
        signature = ["", "-- ", self.name, "flies on Sundays"] if self.signed else []
        return "\n".join([*self.body(), *signature]) + "\n"


def attribution(mail: Mail) -> str:
    """As Thunderbird writes it."""
    return f"On {mail.sent:%d/%m/%Y %H:%M}, {mail.name} wrote:"


def mbox(mails: Sequence[Mail], *, archived: bool = False) -> str:
    """A mailbox as mail programs keep it, or as archives give it out."""
    return "".join([_letter(mail, archived=archived) for mail in mails])


def _letter(mail: Mail, *, archived: bool) -> str:
    sender = mail.address.replace("@", " at ") if archived else mail.address
    name = Header(mail.name, "utf-8").encode()
    answers = f"In-Reply-To: <{mail.parent.id}>\nReferences: <{mail.parent.id}>\n" if mail.parent else ""
    kind = "" if archived else "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    return (
        f"From {sender}  {mail.sent.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n"
        f"From: {f'{sender} ({name})' if archived else f'{name} <{sender}>'}\nDate: {format_datetime(mail.sent)}\n"
        f"Subject: [Kites] Tails\n{answers}Message-ID: <{mail.id}>\n{kind}\n{mail.whole()}\n"
    )


# -- HyperKitty --------------------------------------------------------------------------------------------------------


def hyperkitty(mails: Sequence[Mail]) -> str:
    """A thread with all replies, each as deep as it answers; quoted lines are blockquotes."""
    first, *replies = mails
    depths = {first.number: -1}
    shown = []
    for mail in _by_thread(first, replies):
        depths[mail.number] = depths[mail.parent.number if mail.parent else first.number] + 1
        level = min(depths[mail.number], 5)
        shown.append(f'<div class="odd {f"reply-level-{level}" if level else ""}">{_email(mail)}</div>')
    return (
        '<!DOCTYPE HTML><html><head><title>Tails - kites@lists.example - Lists</title><meta name="dc.language" content="en" />'
        '<link rel="shortcut icon" href="/static/hyperkitty/img/favicon.ico" /></head><body>'
        '<a class="navbar-brand" href="/archives/">Lists</a><div class="thread-header"><h3>Tails</h3></div>'
        f'<div id="thread-content">{_email(first)}<p class="sort-mode"><a href="?sort=date">by date</a></p>'
        f'<div class="replies">{"".join(shown)}</div></div><section id="thread-overview-info">'
        f'<i class="fa fa-fw fa-comment"></i> {len(replies)} comments</section></body></html>'
    )


def _by_thread(first: Mail, replies: Sequence[Mail]) -> list[Mail]:
    """The replies as a tree is written down."""
    ordered: list[Mail] = []
    pending = [mail for mail in reversed(replies) if (mail.parent or first).number == first.number]
    while pending:
        mail = pending.pop()
        ordered.append(mail)
        pending += [one for one in reversed(replies) if one.parent is mail]
    return ordered


def _email(mail: Mail) -> str:
    utc = mail.sent.astimezone(UTC)
    return (
        f'<div class="email"><div id="{mail.number:0>32}" class="email-header"><h2 class="name">{escape(mail.name)}</h2>'
        f'<div class="email-date"><span class="date">{utc:%d %b %Y}</span><div class="time">'
        f'<span title="Sender\'s time: {mail.sent:%B %d, %Y, %I:%M %p}">{utc:%I:%M %p}</span></div></div></div>'
        f'<div class="email-body ">{_quoted(mail.whole().splitlines())}</div><div class="email-info">'
        f'<a class="reply-mailto" href="mailto:{LIST}?Subject=Re&amp;In-Reply-To=&lt;{mail.id}&gt;">Reply</a></div></div>'
    )


def _quoted(lines: Sequence[str]) -> str:
    """Lines as HyperKitty's Markdown shows them: what is marked in a blockquote, its marks taken off."""
    html: list[str] = []
    words: list[str] = []
    marked: list[str] = []

    def end_words() -> None:
        if any(line.strip() for line in words):
            html.append(f"<p>{escape(chr(10).join(words).strip(chr(10)), quote=False)}</p>\n")
        words.clear()

    def end_marked() -> None:
        if marked:
            switch = '<div class="quoted-switch"><a href="#">...</a></div>'
            html.append(f'{switch}<blockquote class="blockquote quoted-text">{_quoted(marked)}</blockquote>')
        marked.clear()

    for line in lines:
        if line.startswith(">"):
            end_words()
            marked.append(line[1:].removeprefix(" "))
        else:
            end_marked()
            words.append(line)
    end_words()
    end_marked()
    return "".join(html)


# -- one mail a page ---------------------------------------------------------------------------------------------------


def pipermail(mail: Mail) -> str:
    """A mail's page; marked lines are in italics."""
    answer = f"mailto:kites%40lists.example?Subject=Re&In-Reply-To=%3C{mail.id.replace('@', '%40')}%3E"
    words = re.sub(r"^((?:&gt;)+)(.*)$", r"\1<i>\2\n</I>", escape(mail.whole(), quote=False), flags=re.MULTILINE).replace(
        "</I>\n", "</I>"
    )
    return (
        f'<HTML><HEAD><TITLE> [Kites] Tails\n</TITLE><LINK REL="made" HREF="{answer}"></HEAD><BODY BGCOLOR="#ffffff">'
        f'<H1>[Kites] Tails</H1>\n<B>{escape(mail.name)}</B>\n<A HREF="{answer}" TITLE="Tails">{mail.address.replace("@", " at ")}\n</A>'
        f"<BR>\n<I>{mail.sent.astimezone(UTC):%a %b %e %H:%M:%S UTC %Y}</I>\n<HR>\n<!--beginarticle-->\n<PRE>{words}\n</PRE>\n"
        "<!--endarticle-->\n</BODY></HTML>"
    )


def hypermail(mail: Mail) -> str:
    """A mail's page; each line ends in a break, and an empty one begins a paragraph."""
    body = "".join(_hypermail_line(line) for line in mail.whole().splitlines())
    facts = {
        "sent": format_datetime(mail.sent),
        "isosent": f"{mail.sent.astimezone(UTC):%Y%m%d%H%M%S}",
        "name": escape(mail.name),
        "email": mail.address.replace("@", "_at_"),
        "subject": "[Kites] Tails",
        "id": mail.id.replace("@", "_at_"),
        **({"inreplyto": mail.parent.id.replace("@", "_at_")} if mail.parent else {}),
    }
    comments = "".join(f'<!-- {name}="{value}" -->\n' for name, value in facts.items())
    return (
        f"<html><head><title>Kites: [Kites] Tails</title></head><body><h1>[Kites] Tails</h1>\n{comments}<hr>\n"
        f'<!-- body="start" -->\n<p>\n{body}<!-- body="end" -->\n<!-- trailer="footer" -->\n</body></html>'
    )


def _hypermail_line(line: str) -> str:
    if not line.strip():
        return "<p>"
    depth = len(re.match(r"(?:> ?)*", line)[0].replace(" ", ""))  # type: ignore[index]
    words = escape(line, quote=False)
    return f'<span class="quotelev{depth}">{words}\n</span><br>\n' if depth else f"{words}\n<br>\n"
