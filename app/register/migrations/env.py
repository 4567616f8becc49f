"""Runs Alembic's migrations on the connection that `app.register.database` hands over."""

from alembic import context

from app.register.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
