from functools import cache
from archiver.demo.model import Blog
@cache
def demo_blog() -> Blog:
    return Blog(title="x", tagline="", members=(), categories=(), tags=(), articles=())
