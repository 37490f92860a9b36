"""Where the captures are, for tests that read them; they skip with one line where there are none.

The environment variable ``ARCHIVER_CAPTURES`` names the directory (default: ``../shared/captures`` beside the project).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
CAPTURES = Path(os.environ.get("ARCHIVER_CAPTURES") or PROJECT.parent / "shared" / "captures").resolve()


def need_captures() -> None:
    """Skip the test, or the module that calls this, where the captures are absent."""
    if not CAPTURES.is_dir():
        pytest.skip(f"no captures at {CAPTURES}; set ARCHIVER_CAPTURES", allow_module_level=True)
