"""A crawl: what to fetch, how to behave, what to keep, how it ended."""
