"""Serve the people: plan, run, audit, export, show. Knows both `spiders` and `db`."""
