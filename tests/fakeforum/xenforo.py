"""The demo's forum, which is XenForo 2, in the two versions whose markup differs."""

from __future__ import annotations

from functools import partial

from archiver.demo.xenforo import XenForo
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

PRINTS = Prints(editors=False, edit_reasons=False, edit_counts=False, exact_views=False, single_pages=False)
WAYS = {
    "xenforo 2.3": Way("xenforo", XenForo, PRINTS),
    "xenforo 2.2": Way("xenforo", partial(XenForo, version="2.2"), PRINTS),
}
