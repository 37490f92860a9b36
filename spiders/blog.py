"""The blog spider: from index and archive pages, sitemap and REST into articles and their comments."""

from __future__ import annotations

from spiders.base import SiteSpider


class BlogSpider(SiteSpider):
    """``scrapy crawl blog -a url=https://blog.example.org/``"""

    name = "blog"
    family = "blog"
