"""The Alembic migrations, shipped with the package and run by `db.engine.upgrade`."""
