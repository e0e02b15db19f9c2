"""Which MetaData is taken, what goes wrong and what is then said, and how the tool runs the exporter."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest
import unittest.mock

from harness import ProjectTest, export


class Source(ProjectTest):
    models = "app"

    def export(self, text, *arguments, **more):
        (self.folder / "app.py").write_text(text)
        return export(*(arguments or ("app",)), folder=self.folder, **more)

    def fails(self, text, *arguments):
        ran = self.export(text, *arguments)
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        return ran.stderr.replace(str(self.folder) + "/", "")

    def test_a_metadata_a_base_a_class_or_a_registry_is_found(self):
        for name, text in {
            "metadata": "from sets.declarative import Base; found = Base.metadata; del Base",
            "base": "from sets.declarative import Base",
            "class": "from sets.declarative import Tag",
            "registry": "from sets.declarative import Base; mapping = Base.registry; del Base",
            "submodule": "import sets.declarative as models; models.__name__ = 'app.models'",
        }.items():
            with self.subTest(name):
                self.assertIn('name = "post_tag"', self.export(text).stdout)

    def test_a_name_says_which(self):
        self.assertIn('name = "two"', self.export("", "sets.several:second").stdout)
        self.assertIn('name = "tag"', self.export("from sets import declarative", "app:declarative.Base").stdout)

    def test_several_are_merged_where_they_are_listed(self):
        ran = export("sets.several:first", "sets.several:second", "sets.several:first")
        self.assertEqual(ran.stdout.count("[[table]]"), 2)

    def test_several_without_a_name_are_listed(self):
        self.assertEqual(
            self.fails("", "sets.several"),
            "error: the module 'sets.several' has several MetaData: say which, or list them all: "
            "sets.several:first, sets.several:second\n",
        )

    def test_no_metadata(self):
        self.assertEqual(
            self.fails("import os\nanswer = 42"),
            "error: the module 'app' has no MetaData, no declarative Base and no SQLModel class\nit has: answer, os\n",
        )

    def test_a_metadata_without_tables_is_taken_only_by_name(self):
        text = "from sqlalchemy import MetaData\nmetadata = MetaData()"
        self.assertIn("error: the MetaData app:metadata has no tables\n", self.fails(text))
        self.assertEqual(self.export(text, "app:metadata").stdout, "format = 1\n")

    def test_a_wrong_name(self):
        self.assertEqual(
            self.fails("", "sets.several:third"),
            "error: the module 'sets.several' has no 'third'\n"
            "MetaData is found in: sets.several:first, sets.several:second\n",
        )
        self.assertEqual(
            self.fails("answer = 42", "app:answer"),
            "error: app:answer is a int: neither a MetaData nor a class with one\n",
        )

    def test_no_such_module(self):
        told = self.fails("", "no.such")
        self.assertIn("error: there is no module 'no'\n", told)

    def test_a_module_that_cannot_be_imported_shows_its_last_line_and_where(self):
        self.assertEqual(
            self.fails("x = 1\nraise RuntimeError('no database')"),
            "error: importing 'app' failed: RuntimeError: no database (app.py:2)\n",
        )
        self.assertEqual(
            self.fails("import no_such_library"),
            "error: importing 'app' failed: ModuleNotFoundError: No module named 'no_such_library' (app.py:1)\n",
        )
        self.assertIn("error: importing 'app' failed: SystemExit: 3", self.fails("import sys; sys.exit(3)"))

    def test_a_mistake_is_told_with_the_line_that_makes_it(self):
        (self.folder / "inner.py").write_text("x = 1\ndef f(:\n    pass\n")
        self.assertRegex(self.fails("import inner"), r"failed: SyntaxError: invalid syntax \(inner.py:2\)")
        self.assertRegex(self.fails("x = 1\n  y = 2"), r"failed: IndentationError: unexpected indent \(app.py:2\)")
        (self.folder / "inner.py").write_text("def f():\n    import json\n    json.loads('{')\n")
        self.assertRegex(self.fails("import inner\n\ninner.f()"), r"failed: json.*Error: .* \(inner.py:3\)")
        self.assertRegex(self.fails("from sqlalchemy import *\nColumn('a', String(length='x', odd=1))"),
                         r"failed: TypeError: .* \(app.py:2\)")
        kind = ("from sqlalchemy import *\nfrom sqlalchemy.types import UserDefinedType\n"
                "class Odd(UserDefinedType):\n    def get_col_spec(self, **kw):\n        raise KeyError('size')\n"
                "metadata = MetaData()\nTable('a', metadata, Column('id', Integer, primary_key=True), Column('o', Odd))")
        self.assertRegex(self.fails(kind), r"KeyError: 'size'.*\(app.py:5\)")

    def test_what_is_said_to_run_it_by_itself_runs_it(self):
        (self.folder / "an app").mkdir()
        (self.folder / "an app" / "app.py").write_text("x = 1\nraise RuntimeError('it is mine')")
        shutil.copy(str(self.folder / "migrate.toml"), str(self.folder / "an app"))
        for where in ((), ("--config", "an app/migrate.toml")):
            folder = self.folder if where else self.folder / "an app"
            environment = {key: held for key, held in os.environ.items() if key != "PYTHONPATH"}
            ran = subprocess.run([os.environ["MIGRATE_PROGRAM"], *where, "models"], cwd=str(folder), env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
            command = re.search(r"run it by itself, .*: (.*)", ran.stderr).group(1)
            self.assertIn("PYTHONPATH=", command)
            pasted = subprocess.run(["sh", "-c", command], cwd=str(folder), env=environment, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, universal_newlines=True)
            self.assertRegex(pasted.stderr, r"^error: importing 'app' failed: RuntimeError: it is mine \(.*app.py:2\)\n$")

    def test_what_the_module_prints_is_no_part_of_the_document(self):
        ran = self.export("import os\nprint('hello')\nos.system('echo from C')\nfrom sets.declarative import Base")
        self.assertTrue(ran.stdout.startswith("format = 1\n"), ran.stdout)
        self.assertIn("hello", ran.stderr)
        self.assertIn("from C", ran.stderr)

    def test_a_type_that_no_database_names_can_be_given(self):
        text = (
            "from sqlalchemy import *\nfrom sqlalchemy.types import UserDefinedType\n"
            "class Point(UserDefinedType): pass\n"
            "metadata = MetaData()\n"
            "Table('place', metadata, Column('id', Integer, primary_key=True), Column('at', Point), Column('x'))"
        )
        told = self.fails(text).splitlines()
        self.assertRegex(
            told[0], r"^error: place.at: the type app.Point has no name in any database \(.*\): say what it is by "
            r"--type app.Point='varchar\(20\)'$"
        )
        self.assertEqual(told[1], "error: place.x: it has no type: give its Column one")
        text = text.replace(", Column('x')", "")
        for name in ("app.Point", "Point"):
            ran = self.export(text, "app", "--type", name + "=varchar(20)")
            self.assertIn('{ name = "at", type = "varchar(20)" }', ran.stdout)

    def test_a_foreign_key_to_nowhere(self):
        told = self.fails(
            "from sqlalchemy import *\nmetadata = MetaData()\n"
            "Table('a', metadata, Column('id', Integer, ForeignKey('b.id'), primary_key=True))"
        )
        self.assertIn("could not find table 'b'", told)

    def test_a_constraint_that_is_deferred_and_not_deferrable(self):
        key = 'ForeignKey("t.id", deferrable=%s, initially="DEFERRED")'
        text = ("from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table\nmetadata = MetaData()\n"
                "Table('t', metadata, Column('id', Integer, primary_key=True), Column('up', Integer, " + key + "))")
        self.assertIn("t: a constraint is initially DEFERRED and not deferrable", self.fails(text % False))
        self.assertIn('deferrable = true, initially = "deferred"', self.export(text % None).stdout)

    def test_the_tool_shows_what_the_exporter_says(self):
        (self.folder / "app.py").write_text("raise RuntimeError('no database')")
        ran = self.run_migrate("models")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("importing 'app' failed: RuntimeError: no database", ran.stderr)

    def test_the_tool_names_the_database_to_the_exporter_and_shows_its_warnings(self):
        self.configure("sets.core")
        self.assertIn("boolean_values", self.migrate("models"))
        (self.folder / "migrate.toml").write_text(
            (self.folder / "migrate.toml").read_text().replace("[database]\nurl", "#")
        )
        ran = self.run_migrate("models")
        self.assertNotIn("boolean_values", ran.stdout)
        self.assertIn("types: a CheckConstraint is made by some databases only", ran.stderr)

    def test_an_installed_tool_finds_the_installed_exporter(self):
        built = pathlib.Path(os.environ["MIGRATE_PROGRAM"])
        (self.folder / "bin").mkdir()
        shutil.copy(str(built), str(self.folder / "bin"))
        shutil.copytree(str(built.parent / "python"), str(self.folder / "share" / "migrate" / "python"))
        self.configure("sets.declarative")
        environment = {**os.environ, "MIGRATE_PROGRAM": str(self.folder / "bin" / "migrate")}
        with unittest.mock.patch.dict(os.environ, environment):
            self.assertIn('name = "post_tag"', self.migrate("models"))

    def test_the_users_own_pythonpath_goes_first(self):
        (self.folder / "lib").mkdir()
        (self.folder / "lib" / "elsewhere.py").write_text("from sets.declarative import Base")
        self.configure("elsewhere")
        ran = self.run_migrate("models", PYTHONPATH="lib")
        self.assertEqual(ran.returncode, 0, ran.stderr)


if __name__ == "__main__":
    unittest.main()
