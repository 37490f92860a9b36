"""The bytes behind the rows: WARC records written before anything is parsed, and read again."""
