"""Opening, making and upgrading a database, and every way in which it can be unusable."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from db import engine as module
from db.engine import open_database, upgrade
from db.models import VIEWS, Base
from db.store import Store
from spiders.errors import DatabaseError, UsageError, WrongRevision


def test_the_migrations_build_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
