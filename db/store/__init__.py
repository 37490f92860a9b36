"""The only code that writes. One transaction a page; saving the same page again changes nothing but when it was last seen.

`Store` is the way in; the modules beside it each own the rows of a few tables. How a page becomes rows: site (whose row is also
the lock of its writers), capture, authors, boards, labels, threads, posts, revisions and what stands in them, thread pages,
source pages, losses.
"""

from __future__ import annotations

from db.keys import content_hash
from db.store.history import VIEWS
from db.store.stated import link_stated, locate
from db.store.store import Store
from db.store.visit import Saved
from db.store.zoning import apply_timezone

__all__ = ["VIEWS", "Saved", "Store", "apply_timezone", "content_hash", "link_stated", "locate"]
