"""``python -m archiver.demo``: serves the demo until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
import threading

from archiver.demo.server import serve_demo


def main() -> None:
    """Serve, and say where."""
    parser = argparse.ArgumentParser(
        prog="python -m archiver.demo", description="Serve a small forum and a small blog on loopback."
    )
    parser.add_argument("--forum-port", type=int, default=0, help="port of the forum (default: any free one)")
    parser.add_argument("--blog-port", type=int, default=0, help="port of the blog (default: any free one)")
    options = parser.parse_args()
    try:
        with serve_demo(forum_port=options.forum_port, blog_port=options.blog_port) as demo:
            sys.stdout.write(f"forum {demo.forum}\nblog  {demo.blog}\n")
            sys.stdout.flush()
            sys.stderr.write("Ctrl-C stops.\n")
            threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    except (OSError, OverflowError) as error:
        parser.error(f"cannot serve on these ports: {error}")


if __name__ == "__main__":
    main()
