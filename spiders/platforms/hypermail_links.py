"""Hypermail's addresses: mails, the orders of its lists, and which are never followed. A list's archive is a site of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.urls import normalise

_PERIOD = r"(?:18|19|20)\d{2}(?:(?:/|-)?(?:[01]?\d(?:(?:/|-)[0-3]?\d)?|[A-Z][a-z]{2,8})(?:-?[A-Z][a-z]{2,8})?|q[1-4])?"
"""A folder of mails, of the forms that archives are set up with: 2010, 2010/10, 2010Oct, 2010OctDec, 2010-Oct."""
_EXTENSION = r"\.(?:html?|php|shtml)"
_MAIL = re.compile(rf"^(?P<root>https?://.*?/)(?:(?P<period>{_PERIOD})/)?(?P<number>\d{{4,}}){_EXTENSION}$")
_LISTED = re.compile(
    rf"^(?P<root>https?://.*?/)(?:(?P<period>{_PERIOD})/)?(?P<by>thread|date|author|subject|attachment|index){_EXTENSION}$"
)
_FOLDER = re.compile(rf"^(?P<root>https?://.*?/)(?P<period>{_PERIOD})/$")


@lru_cache(maxsize=1_024)
def _bare(url: str) -> str:
    return normalise(url).partition("?")[0]


def mail_in(url: str) -> tuple[str, str] | None:
    """The folder and number of a mail's own address, the folder empty where it has none."""
    found = _MAIL.match(_bare(url))
    return (found["period"] or "", found["number"]) if found else None


def mail_key(url: str) -> str | None:
    """What a mail is called by its address."""
    found = mail_in(url)
    return "/".join(part for part in found if part) if found else None


def listed_by(url: str) -> str | None:
    """How a list is sorted, as its address says."""
    found = _LISTED.match(_bare(url))
    return found["by"] if found else None


def is_folder(url: str) -> bool:
    """Whether an address is that of a folder of mails."""
    return bool(_FOLDER.match(_bare(url)))


@lru_cache(maxsize=1_024)
def root(url: str) -> str:
    """Where the archive of the list begins."""
    bare = _bare(url)
    for form in (_MAIL, _LISTED, _FOLDER):
        found = form.match(bare)
        if found is not None:
            return found["root"]
    return bare if bare.endswith("/") else bare[: bare.rfind("/") + 1]


def list_name(url: str) -> str | None:
    """The name of the list: the folder that its archive lies in."""
    parts = root(url).split("/")
    return parts[-2] if len(parts) > 4 else None


def may_follow(url: str) -> bool:
    """Whether a crawl may fetch the address: folders, lists by thread, mails."""
    by = listed_by(url)
    if by is not None:
        return by in ("thread", "index")
    return mail_in(url) is not None or _bare(url).endswith("/")
