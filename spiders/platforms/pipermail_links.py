"""Pipermail's addresses: months, mails, mailboxes, and which are never followed. A list's archive is a site of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.urls import normalise

_PERIOD = r"\d{4}(?:-[^\W\d_]+|q[1-4]|[01]\d(?:[0-3]\d)?)?|Week-of-Mon-\d{8}"
"""A volume: a month mostly, else a year, quarter, week or day."""
_MAIL = re.compile(rf"^(?P<root>https?://.*?/)(?:(?P<period>{_PERIOD})/)?(?P<number>\d{{4,}})\.html?$")
_LISTED = re.compile(rf"^(?P<root>https?://.*?/)(?:(?P<period>{_PERIOD})/)(?P<by>thread|date|author|subject|index)\.html?$")
_BOX = re.compile(
    rf"^(?P<root>https?://.*/)(?P<period>{_PERIOD}|[\w.@+-]+)(?:\.txt(?:\.gz)?|\.mbox(?:/[\w.@+-]+\.mbox)?|\.mbox\.gz)$"
)


@lru_cache(maxsize=1_024)
def _bare(url: str) -> str:
    return normalise(url).partition("?")[0]


def mail_in(url: str) -> tuple[str, str] | None:
    """The folder and number of a mail's own address, the folder empty where it has none."""
    found = _MAIL.match(_bare(url))
    return (found["period"] or "", found["number"]) if found else None


def listed_by(url: str) -> tuple[str, str] | None:
    """The folder of a listing, and how it is sorted."""
    found = _LISTED.match(_bare(url))
    return (found["period"], found["by"]) if found else None


def is_box(url: str) -> bool:
    """Whether an address is that of a month's mails in one file."""
    return bool(_BOX.match(_bare(url)))


@lru_cache(maxsize=1_024)
def root(url: str) -> str:
    """Where the archive of the list begins."""
    bare = _bare(url)
    for form in (_MAIL, _LISTED, _BOX):
        found = form.match(bare)
        if found is not None:
            return found["root"]
    return bare if bare.endswith("/") else bare[: bare.rfind("/") + 1]


def list_name(url: str) -> str | None:
    """The name of the list: the folder that its archive lies in."""
    parts = root(url).split("/")
    return parts[-2] if len(parts) > 4 else None


@lru_cache(maxsize=1_024)
def canonical(url: str) -> str:
    """One address for one thing: the index of a folder is the folder."""
    bare = normalise(url)
    return re.sub(r"/index\.html?$", "/", bare) if listed_by(bare) is None else bare


def may_follow(url: str) -> bool:
    """Whether a crawl may fetch the address: months by thread, mails, and files of months."""
    listed = listed_by(url)
    if listed is not None:
        return listed[1] == "thread"
    return mail_in(url) is not None or is_box(url) or _bare(url).endswith("/")
