"""The forum spider: from the index through boards and listings into threads."""

from __future__ import annotations

from spiders.base import SiteSpider


class ForumSpider(SiteSpider):
    """``scrapy crawl forum -a url=https://forum.example.org/``"""

    name = "forum"
    family = "forum"
