"""The documents of the model sets, as texts. MIGRATE_TEST_WRITE=1 writes them anew, to be read before they are kept."""

import os
import unittest

import sqlalchemy

from harness import HERE, ProjectTest, export

EXPECTED = HERE / "expected"


class Documents(unittest.TestCase):
    maxDiff = None

    def check(self, name, dialect=""):
        ran = export("sets." + name, dialect=dialect)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        file = EXPECTED / ("%s.%s" % (name, dialect + ".toml" if dialect else "toml"))
        if os.environ.get("MIGRATE_TEST_WRITE"):
            file.write_text(ran.stdout)
        self.assertEqual(ran.stdout, file.read_text())
        return ran.stderr

    def test_core_for_all_databases(self):
        told = self.check("core").splitlines()
        self.assertEqual(
            told,
            [
                "warning: types: a CheckConstraint is made by some databases only: name the database, --dialect=sqlite",
                "warning: types.nocase: the collation differs by database: name the database, --dialect=sqlite",
            ],
        )

    def test_core_for_one_database(self):
        for dialect in ("sqlite", "postgresql", "mysql"):
            with self.subTest(dialect):
                self.assertEqual(self.check("core", dialect), "")

    @unittest.skipIf(sqlalchemy.__version__ >= "2", "it orders the columns of classes otherwise")
    def test_declarative_classes(self):
        self.assertEqual(self.check("declarative", "sqlite"), "")

    @unittest.skipIf(sqlalchemy.__version__ >= "2", "it orders the columns of classes otherwise")
    def test_sqlmodel_classes(self):
        self.assertEqual(self.check("sqlmodels", "sqlite"), "")

    def test_what_postgresql_alone_has(self):
        self.assertEqual(self.check("postgres", "postgresql"), "")


class Readable(ProjectTest):
    """What the exporter prints is what `migrate models` prints of it: the same words in the same order."""

    def test_every_document_is_read_and_written_as_it_is(self):
        for file in sorted(EXPECTED.iterdir()):
            with self.subTest(file.name):
                (self.folder / "models.toml").write_text(file.read_text())
                (self.folder / "migrate.toml").write_text('[models]\nfile = "models.toml"\n')
                self.assertMultiLineEqual(self.migrate("models"), file.read_text())


if __name__ == "__main__":
    unittest.main()
