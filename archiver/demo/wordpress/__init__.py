"""The demo's blog in WordPress's markup, and what its themes share."""

from archiver.demo.wordpress.site import WordPress
from archiver.demo.wordpress.theme import Theme
from archiver.demo.wordpress.twentytwenty import TwentyTwenty

__all__ = ["Theme", "TwentyTwenty", "WordPress"]
