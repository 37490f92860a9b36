"""The demo as a newcomer runs it, once for all tests of the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.reading import ROOT


@dataclass(frozen=True)
class Demo:
    """What `archiver demo` prints, and the folder it leaves."""

    printed: str
    folder: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    where = tmp_path_factory.mktemp("newcomer")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "demo"],
        cwd=where,
        env={**environment, "COLUMNS": "100", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return Demo(done.stdout, where / "demo")
