"""How Alembic runs the migrations: on the connection that `db.engine.upgrade` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from db.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
