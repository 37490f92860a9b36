"""The demo's forum in XenForo 2's markup."""

from archiver.demo.xenforo.site import XenForo

__all__ = ["XenForo"]
