"""A project in a folder of its own, with a model set, a database and the real program.

MIGRATE_TEST_URL decides which database: a SQLAlchemy URL in which {folder} stands for the project's folder.
"""

import importlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings

from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

HERE = pathlib.Path(__file__).parent
URL = os.environ.get("MIGRATE_TEST_URL", "sqlite:///{folder}/app.db")
DIALECT = re.match(r"[a-z]+", URL).group().replace("mariadb", "mysql")
OWN_TABLES = ("migrate_version", "migrate_journal", "alembic_version")


def is_managed(table):
    return table not in OWN_TABLES and not table.startswith("sqlite_")


def metadata_of(name):
    module = importlib.import_module("sets." + name)
    return getattr(module, "metadata", None) or module.Base.metadata


def export(*arguments, folder=HERE, dialect="", variables=None):
    """The exporter by itself: a finished process with its two streams."""
    package = pathlib.Path(os.environ["MIGRATE_PROGRAM"]).parent / "python"
    environment = {**os.environ, "PYTHONPATH": str(package), "MIGRATE_DIALECT": dialect, **(variables or {})}
    return subprocess.run(
        [sys.executable, "-m", "migrate_export", *arguments], cwd=str(folder), env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
    )


class ProjectTest(unittest.TestCase):
    """`self.folder` is a project whose models are `self.models`, a MODULE[:NAME]; its database is empty."""

    models = ""
    maxDiff = None

    def setUp(self):
        warnings.simplefilter("ignore")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="migrate-test-"))
        self.addCleanup(shutil.rmtree, str(self.folder))
        shutil.copytree(str(HERE / "sets"), str(self.folder / "sets"))
        (self.folder / "migrations").mkdir()
        self.url = URL.format(folder=self.folder)
        self.configure(self.models)
        self.empty()
        self.addCleanup(self.empty)

    def configure(self, models, more=""):
        (self.folder / "migrate.toml").write_text(
            '[database]\nurl = "%s"\n[models]\ncommand = ["%s", "-m", "migrate_export", "%s"]\n'
            '[revisions]\ndirectory = "migrations"\n[autogenerate]\nexclude_tables = ["alembic_version"]\n%s'
            % (self.url, sys.executable, models, more)
        )

    def run_migrate(self, *arguments, **variables):
        environment = {key: held for key, held in os.environ.items() if key not in ("PYTHONPATH", "MIGRATE_DIALECT")}
        environment.update(variables)
        return subprocess.run(
            [os.environ["MIGRATE_PROGRAM"], *arguments], cwd=str(self.folder), env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
        )

    def migrate(self, *arguments):
        """Runs the program, requires that it succeeds, and gives its standard output."""
        ran = self.run_migrate(*arguments)
        self.assertEqual(ran.returncode, 0, "migrate %s\n%s%s" % (" ".join(arguments), ran.stdout, ran.stderr))
        return ran.stdout

    # — the database —

    def engine(self):
        return create_engine(self.url, poolclass=NullPool)

    def empty(self):
        engine = self.engine()
        if DIALECT == "sqlite":
            pathlib.Path(engine.url.database).unlink(missing_ok=True)
            return
        quote = engine.dialect.identifier_preparer.quote
        drops = {
            "postgresql": lambda tables: ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"],
            "mysql": lambda tables: ["SET foreign_key_checks = 0"] + ["DROP TABLE " + quote(one) for one in tables],
        }
        with engine.begin() as connection:
            for statement in drops[DIALECT](inspect(engine).get_table_names()):
                connection.exec_driver_sql(statement)

    def tables(self):
        return sorted(name for name in inspect(self.engine()).get_table_names() if is_managed(name))

    # — Alembic —

    def alembic_differences(self, metadata):
        """What Alembic's autogenerate finds, a text each."""
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        def include(thing, name, type_, reflected, compared):
            return type_ != "table" or is_managed(name)

        options = {"compare_type": True, "compare_server_default": True, "include_object": include}
        with self.engine().connect() as connection:
            context = MigrationContext.configure(connection, opts=options)
            return sorted(text for one in compare_metadata(context, metadata) for text in _texts(one))


def _texts(difference):
    if isinstance(difference, list):  # of a column: (what, schema, table, column, …, from, to)
        return ["%s %s.%s" % (one[0], one[2], one[3]) for one in difference]
    return ["%s %s" % (difference[0], getattr(difference[1], "name", difference[1]))]
