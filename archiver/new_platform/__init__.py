"""The first draft of a platform: what its pages suggest, and the files a person fills in."""

from archiver.new_platform.draft import Draft, Source, drafted, expected, refuse_taken, write

__all__ = ["Draft", "Source", "drafted", "expected", "refuse_taken", "write"]
