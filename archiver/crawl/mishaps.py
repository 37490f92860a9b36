"""A bug of ours on one page must not cost the others: it becomes a loss of that page, with its traceback in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from spiders.base import capture_of
from spiders.items import Loss, PageRecord

logger = logging.getLogger(__name__)


class Mishaps:
    """Spider middleware that turns an exception of a callback into a recorded loss."""

    def process_spider_exception(self, response: Response, exception: Exception) -> Iterable[Any] | None:
        """Called by Scrapy for whatever a callback let through; what Scrapy itself means to handle is left to it."""
        if isinstance(exception, (CloseSpider, HttpError)):
            return None
        logger.error("a bug of ours on %s, please report it", response.url, exc_info=exception)
        what = f"a bug of ours: {type(exception).__name__}: {exception}"
        losses = (Loss(kind="read", what=what, url=response.url),)
        return [PageRecord(capture=capture_of(response), reading=None, losses=losses)]
