"""SQLModel and SQLAlchemy as a source of models for migrate.

`python3 -m migrate_export app.models` prints the schema of the project's classes as migrate's document, the same that
`migrate models` prints. It needs the standard library and the project's own SQLAlchemy (1.4 or 2), nothing else.
"""
