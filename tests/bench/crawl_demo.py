"""A whole crawl (WARC, reading, storing) against a plain Scrapy spider that only fetches the same pages.

Both run in processes of their own against a server in a third, delays off, one request at a time, in turn; the clock runs from
the opening of the spider to its closing. Printed: seconds of processor time and the ratio, median of the rounds. Target: 1.8.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 3


def fetch_only(addresses: list[str]) -> None:
    """Fetch and drop."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess

    class Plain(Spider):
        name = "plain"

        async def start(self):
            for address in addresses:
                yield Request(address, dont_filter=True)

        def parse(self, response):
            return None

    measure(AsyncCrawlerProcess({**QUIET, "USER_AGENT": "plain", "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip"}}), Plain)


QUIET = {
    "LOG_LEVEL": "ERROR",
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "MEMUSAGE_ENABLED": False,
}


def crawl(url: str, folder: str) -> None:
    """The real thing."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from db.engine import open_database
    from spiders.base import SiteSpider

    database = f"sqlite:///{folder}/archive.db"
    open_database(database, create=True).dispose()
    settings = Settings()
    settings.setmodule("archiver.crawl.settings", priority="project")
    stated = {"DATABASE_URL": database, "WARC_DIR": f"{folder}/warc", "AUTOTHROTTLE_ENABLED": False}
    settings.setdict({**QUIET, **stated}, priority="cmdline")
    measure(AsyncCrawlerProcess(settings), SiteSpider, url=url)


def measure(process, spider, **arguments) -> None:
    """Run a spider and print what it took."""
    from scrapy import signals

    crawler = process.create_crawler(spider)
    clock: dict[str, float] = {}
    crawler.signals.connect(
        lambda: clock.update(cpu=time.process_time(), wall=time.monotonic()), signals.spider_opened, weak=False
    )
    process.crawl(crawler, **arguments)
    process.start()
    figures = {
        "cpu": time.process_time() - clock["cpu"],
        "wall": time.monotonic() - clock["wall"],
        "pages": crawler.stats.get_value("response_received_count"),
        "bytes": crawler.stats.get_value("httpcompression/response_bytes", 0),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def run(*arguments: str, stdin: str = "") -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *arguments], input=stdin, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Serve, run both in turn, print the ratio."""
    from archiver.captures.warc import WarcWriter  # noqa: F401  (fails early where the package is not installed)

    with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip()
            ours, plain = [], []
            for _ in range(ROUNDS):
                with tempfile.TemporaryDirectory() as folder:
                    ours.append(run("crawl", url, folder))
                    addresses = captured(Path(folder))
                plain.append(run("fetch", stdin=json.dumps(addresses)))
        finally:
            server.terminate()
    for what in ("cpu", "wall"):
        ratio = statistics.median(a[what] / b[what] for a, b in zip(ours, plain, strict=True))
        a, b = (statistics.median(run_[what] for run_ in runs) for runs in (ours, plain))
        print(
            f"crawl {what}: {a:.2f} s for {ours[0]['pages']} pages of {ours[0]['bytes'] // ours[0]['pages']:,} bytes, fetching only {b:.2f} s: ratio {ratio:.2f} (target 1.8)"
        )


def captured(folder: Path) -> list[str]:
    """The addresses the crawl fetched, from its WARC."""
    from warcio.archiveiterator import ArchiveIterator

    addresses = []
    for path in (folder / "warc").iterdir():
        with path.open("rb") as stream:
            addresses += [
                r.rec_headers.get_header("WARC-Target-URI") for r in ArchiveIterator(stream) if r.rec_type == "response"
            ]
    return addresses


def serve() -> None:
    """A forum of some hundred pages of about 20 KB, made before the first request."""
    import random

    from archiver.demo.server import Server, running
    from archiver.demo.xenforo import XenForo
    from tests.fakeforum.invent import Inventor

    community = Inventor(random.Random(7)).community(threads=600, posts=(1, 4), posts_per_page=2)
    with running(Server(lambda base: XenForo(community, base))) as server:
        server.prepare()
        print(server.url + "/", flush=True)
        while True:
            time.sleep(3_600)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    if sys.argv[1:2] == ["serve"]:
        serve()
    elif sys.argv[1:2] == ["crawl"]:
        crawl(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["fetch"]:
        fetch_only(json.loads(sys.stdin.read()))
    else:
        main()
