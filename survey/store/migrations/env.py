"""Keep how a revision runs: in the transaction of the connection handed over; know no row."""

from alembic import context
from sqlalchemy import Connection

connection = context.config.attributes["connection"]
if not isinstance(connection, Connection):
    message = "revisions run through survey.store.upgrade only"
    raise TypeError(message)
# Both databases roll tables back; the caller's transaction is the one that counts.
context.configure(connection=connection, target_metadata=None, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
