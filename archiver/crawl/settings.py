"""Scrapy's settings for every crawl, plain ``scrapy crawl`` included; ``scrapy.cfg`` names this module.

Good manners are the default. What an archivist may set comes from `archiver.config`.
"""

from archiver.config import load_config

_config = load_config()

BOT_NAME = "archiver"
SPIDER_MODULES = ["spiders.base", "spiders.forum", "spiders.blog"]

DATABASE_URL = _config.database_url
WARC_DIR = _config["warc_dir"]
OPERATOR = _config["operator"]
CONTACT = _config["contact"]
COOKIES_FILE = _config["cookies"]
PATIENCE = _config["patience"]
RECHECK_MIN = _config["recheck_min"]
RECHECK_MAX = _config["recheck_max"]

# Manners
USER_AGENT = _config.user_agent
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = _config["delay"]
DOWNLOAD_DELAY_JITTER = 0.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = _config["delay"]
AUTOTHROTTLE_MAX_DELAY = 60.0
DOWNLOAD_TIMEOUT = _config["timeout"]
DOWNLOAD_MAXSIZE = _config["max_bytes"]
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # a page that refreshes itself is still a page
RETRY_TIMES = 2
TWISTED_DNS_RESOLVER = "archiver.crawl.resolver.PublicResolver"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip",
}

# A page is one item and the spiders are our own: Scrapy's hundred workers a page and its look into the callback's source at
# every response cost more than reading and storing the page.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False

# Nobody needs to reach into a running crawl
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    "archiver.crawl.absence.Absence": 540,  # above the retries: what it sees has failed for good
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "archiver.crawl.manners.PoliteRetry": 550,
    "archiver.crawl.manners.Redirects": 600,
    "archiver.crawl.cookies.CookiesFile": 690,
    "archiver.crawl.conditional.Conditional": 840,
    # Nearest to the wire: before decompression, before redirects, before anything is parsed.
    "archiver.crawl.recorder.Recorder": 950,
}
SPIDER_MIDDLEWARES = {
    # Drops addresses over 2,083 characters without a word; percent-encoded titles in Greek or Japanese are longer.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "archiver.crawl.frontier.Frontier": 890,
    "archiver.crawl.mishaps.Mishaps": 900,
    "archiver.crawl.manners.Refusals": 910,
    "archiver.crawl.traps.Traps": 920,
    "archiver.crawl.membership.Membership": 930,
}
ITEM_PIPELINES = {
    "archiver.crawl.pipeline.StorePipeline": 500,
}
EXTENSIONS = {
    "archiver.crawl.hold.Hold": 5,
    "archiver.crawl.mending.Mending": 6,
    "archiver.crawl.manners.CrawlDelay": 10,
}

LOG_LEVEL = "INFO"
STATS_DUMP = False
LOGSTATS_INTERVAL = 60
