"""The command line: one file per group of commands. Data goes to standard output, everything else to standard error."""

from archiver.cli.main import main

__all__ = ["main"]
