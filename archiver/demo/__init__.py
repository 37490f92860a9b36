"""A small forum and a small blog of our own making, served on loopback: to try the archiver on, and to test it with."""

from archiver.demo.blog_content import demo_blog
from archiver.demo.forum_content import demo_community
from archiver.demo.server import Demo, serve_demo

__all__ = ["Demo", "demo_blog", "demo_community", "serve_demo"]
