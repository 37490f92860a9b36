"""Fetch and read: platforms turn a page into records, spiders turn the web into pages. Knows neither `db` nor `archiver`."""
