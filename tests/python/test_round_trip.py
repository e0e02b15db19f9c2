"""Databases that SQLAlchemy and Alembic make against the exported models, and ours against Alembic's comparison."""

import contextlib
import io
import re
import textwrap
import unittest

from alembic import command
from alembic.config import Config

from harness import DIALECT, ProjectTest, metadata_of

# What Alembic finds different in a database that SQLAlchemy has just made from the same models: its own mistakes, by model
# set and database. Here are those of 1.8; later versions make fewer. It finds them after migrate as well, and no others.
ALEMBIC_ALWAYS_FINDS = {
    ("core", "sqlite"): [
        "add_index ix_expression",  # SQLite's reflection leaves out expression indexes
        "add_index ix_text_expression",
        "modify_default child.id",  # an Identity, which SQLite's DDL leaves out
        "modify_default defaults.backslash",  # texts are compared without their quotes, and escaped or not
        "modify_default defaults.current",  # expressions are compared with and without parentheses
        "modify_default defaults.current_text",
        "modify_default defaults.empty",
        "modify_default defaults.expression",
        "modify_default defaults.function",
        "modify_default defaults.negative",
        "modify_default defaults.now",
        "modify_default defaults.null",
        "modify_default defaults.quote",
        "modify_default defaults.sql_number",
        "modify_default defaults.today",
    ],
    ("declarative", "sqlite"): [
        "add_index ix_post_state",  # a text() in an index is compared as a column of another name
        "modify_default post.body",
        "modify_default post.created_at",
        "remove_index ix_post_state",
    ],
    ("sqlmodels", "sqlite"): ["add_index ix_hero_lower_name", "modify_default hero.created_at"],
}

# What Alembic leaves out of the scripts that it generates, so that its database lacks it: migrate tells.
ALEMBIC_LOSES = {
    "core": [
        # checks of columns
        ("create_check", "keys", "age_positive"),
        ("create_check", "keys", "ck_keys_size"),
        # ON CONFLICT of a constraint over several columns, with 1.8
        ("drop_constraint", "conflicts", ""),
        ("create_unique", "conflicts", "uq_conflicts_word_code"),
        # indexes over expressions, on SQLite, with 1.18
        ("create_index", "indexes", "ix_expression"),
        ("create_index", "indexes", "ix_text_expression"),
    ],
    "declarative": [("create_index", "post", "ix_post_state")],
    "sqlmodels": [("create_index", "hero", "ix_hero_lower_name")],
}

ENVIRONMENT = """
    from alembic import context
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    def only_up(context, revision, directives):
        directives[0].downgrade_ops.ops[:] = []  # Alembic 1.8 cannot write the way back of an index with text()

    config = context.config
    with create_engine(config.get_main_option("sqlalchemy.url"), poolclass=NullPool).connect() as connection:
        context.configure(connection=connection, target_metadata=config.attributes["metadata"],
                          process_revision_directives=only_up)
        with context.begin_transaction():
            context.run_migrations()
"""
TEMPLATE = """
    from alembic import op
    import sqlalchemy as sa
    from sqlalchemy import Text  # which Alembic writes of JSONB, and does not import
    import sqlmodel
    import sqlalchemy.dialects.sqlite.base
    import sqlalchemy.dialects.postgresql.base
    import sets.core
    import sets.declarative
    ${imports if imports else ""}
    revision = ${repr(up_revision)}
    down_revision = ${repr(down_revision)}

    def upgrade():
        ${upgrades if upgrades else "pass"}

    def downgrade():
        ${downgrades if downgrades else "pass"}
"""


class RoundTrips:
    set_name = ""

    def metadata(self):
        return metadata_of(self.set_name)

    def assert_nothing_differs(self):
        self.assertEqual(self.migrate("diff"), "")
        self.migrate("check")

    def test_a_database_of_create_all_has_no_difference(self):
        self.metadata().create_all(self.engine())
        self.assert_nothing_differs()

    def test_a_database_of_alembic_has_no_difference(self):
        scripts = self.folder / "alembic"
        (scripts / "versions").mkdir(parents=True)
        (scripts / "env.py").write_text(textwrap.dedent(ENVIRONMENT))
        (scripts / "script.py.mako").write_text(textwrap.dedent(TEMPLATE))
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.set_main_option("sqlalchemy.url", self.url)
        config.attributes["metadata"] = self.metadata()
        with contextlib.redirect_stdout(io.StringIO()):
            command.revision(config, message="all", autogenerate=True)
        command.upgrade(config, "head")
        self.assertEqual(self.tables(), sorted(self.metadata().tables))
        upgrade = self.run_migrate("diff").stdout.split("[[downgrade]]")[0]
        found = re.findall(r'op = "(\w+)"\ntable = "(\w+)"\n\w+ = { (?:name = "(\w+)")?', upgrade)
        self.assertEqual(len(found), upgrade.count("[[upgrade]]"))
        self.assertEqual([one for one in found if one not in ALEMBIC_LOSES[self.set_name]], [], upgrade)

    def test_alembic_finds_in_our_database_what_it_finds_in_its_own(self):
        self.metadata().create_all(self.engine())
        in_its_own = self.alembic_differences(self.metadata())
        self.empty()
        self.migrate("revision", "--autogenerate", "-m", "all")
        self.migrate("upgrade", "head")
        self.assert_nothing_differs()
        self.assertEqual(self.alembic_differences(self.metadata()), in_its_own)
        known = ALEMBIC_ALWAYS_FINDS[self.set_name, DIALECT]
        self.assertEqual([one for one in in_its_own if one not in known], [])

    def test_down_to_base_leaves_nothing(self):
        self.migrate("revision", "--autogenerate", "-m", "all")
        self.migrate("upgrade", "head")
        self.assertEqual(self.tables(), sorted(self.metadata().tables))
        self.migrate("downgrade", "base")
        self.assertEqual(self.tables(), [])


class Core(RoundTrips, ProjectTest):
    models = "sets.core"
    set_name = "core"


class Declarative(RoundTrips, ProjectTest):
    models = "sets.declarative:Base"
    set_name = "declarative"


class SqlModels(RoundTrips, ProjectTest):
    models = "sets.sqlmodels"
    set_name = "sqlmodels"


if __name__ == "__main__":
    unittest.main()
