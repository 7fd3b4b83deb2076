"""Where things are kept: the database (SQLite or PostgreSQL), its schema and migrations, artifact objects.

`Database` is the only way in: `read(fn)` and `write(fn)` run a function on a
connection in another thread than the event loop; a write returns when it is
durable. `schema` names the tables, `migrations` holds their history.
"""
