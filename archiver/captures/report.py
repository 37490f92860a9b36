"""What an ingest or a reparse has done so far: counts for the progress line, the report and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from archiver.captures.reading import Item

COUNTS = (
    "files", "records", "held", "pages", "threads", "posts", "revisions", "losses", "gated", "kept", "revisits", "without_body",
    "unknown", "troubles",
)  # fmt: skip
"""``held`` were read before by the same reader. ``kept`` are responses without a page: redirects, pictures, robots.txt. Of
``revisits`` those ``without_body`` stand for bytes that are nowhere. ``unknown`` are pages that no platform recognises."""


@dataclass(slots=True)
class SiteCount:
    """What of one site was read."""

    platform: str
    pages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


class Report:
    """Counts, by name."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = dict.fromkeys(COUNTS, 0)
        self.sites: dict[str, SiteCount] = {}
        self.strangers: Counter[str] = Counter()
        """Hosts of pages that no platform recognises."""

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    def add(self, **counts: int) -> None:
        """Count."""
        for name, count in counts.items():
            self.counts[name] += count

    def page(self, item: Item) -> None:
        """Count what one response came to, as far as it can be told without the database."""
        reading = item.record.reading
        if reading is not None:
            site = self.sites.setdefault(reading.site.url, SiteCount(reading.site.platform))
            site.pages += 1
            site.kinds[reading.kind] += 1
            self.add(pages=1)
        elif item.later == "platform":
            self.strangers[urlsplit(item.record.capture.url).netloc] += 1
            self.add(unknown=1)
        elif not item.record.losses:
            self.add(kept=1)

    @property
    def exit_code(self) -> int:
        """0 complete, 3 with losses or damage, 4 where there is nothing that could be read."""
        if self["losses"] or self["troubles"]:
            return 3
        return 0 if self["pages"] or self["held"] else 4

    def as_json(self) -> Mapping[str, Any]:
        """For programs."""
        sites = {
            url: {"platform": site.platform, "pages": site.pages, "kinds": dict(sorted(site.kinds.items()))}
            for url, site in sorted(self.sites.items())
        }
        return {**self.counts, "sites": sites, "unknown_hosts": dict(self.strangers.most_common()), "exit_code": self.exit_code}
