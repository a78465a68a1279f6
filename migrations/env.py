"""Runs migrations on the connection it is handed: the caller holds the transaction and the lock."""

from __future__ import annotations

from alembic import context

from monitor.store import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
