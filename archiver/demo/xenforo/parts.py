"""The small pieces that many of XenForo 2's pages share: names, avatars, times, page controls."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.model import Member, Writer
from archiver.demo.site import esc, slug, template


def member_path(member: Member) -> str:
    """A member's address."""
    return f"/members/{slug(member.name)}.{member.id}/"


def username(writer: Writer, classes: str = "", inner: str = "") -> str:
    """A name: a link for members, a span for guests. ``inner`` is microdata."""
    name = esc(writer.name)
    if isinstance(writer, Member):
        shown = f'<span class="username--staff username--moderator"{inner}>{name}</span>' if writer.staff else name
        inside = "" if writer.staff else inner
        return (
            f'<a href="{member_path(writer)}" class="username {classes}" dir="auto" data-user-id="{writer.id}" '
            f'data-xf-init="member-tooltip"{inside}>{shown}</a>'
        )
    return f'<span class="username {classes}" dir="auto"{inner} data-user-id="0">{name}</span>'


def avatar(writer: Writer, size: str) -> str:
    """The round initial that stands for a member without picture."""
    initial = esc(writer.name[:1].upper())
    if isinstance(writer, Member):
        return (
            f'<a href="{member_path(writer)}" class="avatar avatar--{size} avatar--default avatar--default--dynamic" '
            f'data-user-id="{writer.id}" data-xf-init="member-tooltip" style="background-color: #336666; color: #88c3c3">'
            f'<span class="avatar-u{writer.id}-{size}" role="img" aria-label="{esc(writer.name)}">{initial}</span></a>'
        )
    return (
        f'<span class="avatar avatar--{size} avatar--default avatar--default--text"><span class="avatar-u0-{size}"></span></span>'
    )


class Clock:
    """Times as one version writes them, in the forum's zone."""

    def __init__(self, zone: str, version: str) -> None:
        self._zone = ZoneInfo(zone)
        self._epoch = "data-timestamp" if version >= "2.3" else "data-time"
        self._clock = "data-time" if version >= "2.3" else "data-time-string"
        self._date = "data-date" if version >= "2.3" else "data-date-string"

    def element(self, moment: datetime, classes: str = "", inner: str = "") -> str:
        """A ``<time>``."""
        local = moment.astimezone(self._zone)
        date = self.date(moment)
        hour = f"{local.hour % 12 or 12}:{local:%M %p}"
        short = f' data-short="{local:%b} \'{local:%y}"' if self._epoch == "data-timestamp" else ""
        return (
            f'<time {inner} class="{classes}u-dt" dir="auto" datetime="{local:%Y-%m-%dT%H:%M:%S%z}" '
            f'{self._epoch}="{int(moment.timestamp())}" {self._date}="{date}" {self._clock}="{hour}"{short} '
            f'title="{date} at {hour}">{date}</time>'
        )

    def date(self, moment: datetime) -> str:
        """The date alone."""
        local = moment.astimezone(self._zone)
        return f"{local:%b} {local.day}, {local.year}"

    def full(self, moment: datetime) -> str:
        """Date and time as text."""
        local = moment.astimezone(self._zone)
        return f"{self.date(moment)} at {local.hour % 12 or 12}:{local:%M %p}"


def page_controls(path: str, number: int, pages: int) -> str:
    """The page numbers above and below a listing or thread; empty where there is one page."""
    if pages < 2:
        return ""

    def to(page: int) -> str:
        return path if page == 1 else f"{path}page-{page}"

    shown = sorted({1, *range(max(1, number - 2), min(pages, number + 2) + 1), pages})
    items: list[str] = []
    for before, page in zip([0, *shown], shown, strict=False):
        if page > before + 1:
            items.append('<li class="pageNav-page pageNav-page--skip"><a role="button" tabindex="0">…</a></li>')
        current = "pageNav-page--current " if page == number else ""
        items.append(f'<li class="pageNav-page {current}"><a href="{to(page)}">{page}</a></li>')
    return template("xenforo/page_controls.html").substitute(
        earlier=f'<a href="{to(number - 1)}" class="pageNav-jump pageNav-jump--prev">Prev</a>' if number > 1 else "",
        later=f'<a href="{to(number + 1)}" class="pageNav-jump pageNav-jump--next">Next</a>' if number < pages else "",
        numbers="\n".join(items),
        number=number,
        pages=pages,
        path=path,
    )


def abbreviated(count: int) -> str:
    """A number of views as rows print it: "999", "1.2K" cut to "1K"."""
    return f"{count}" if count < 1_000 else f"{count // 1_000}K"
