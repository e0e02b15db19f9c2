"""examples/sqlmodel/constructs.md: every pair of blocks, Python and C++, makes the same tables.

The C++ blocks are compiled as one program, each in a namespace of its own, which prints a document for each; the Python
blocks are run. SQLAlchemy's database has to compare empty with the C++ models, and ours with the Python models.
"""

import os
import re
import subprocess
import sys
import types
import warnings

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from harness import HERE, ProjectTest

ROOT = HERE.parent.parent
PAGE = (ROOT / "examples" / "sqlmodel" / "constructs.md").read_text()
PAIR = re.compile(r"(?P<title>[^\n]+)\n.*?```python\n(?P<python>.*?)```\n\n```cpp\n(?P<cpp>.*?)```\n", re.S)
PAIR_COUNT = 30  # at least so many


def indented_block_before(words):
    """The lines that the page shows above all blocks."""
    lines = re.search(r"%s\n\n((?:    .*\n)+)" % re.escape(words), PAGE).group(1)
    return "".join(line[4:] for line in lines.splitlines(True))


def pairs():
    found = (PAIR.match(section) for section in PAGE.split("\n### ")[1:])
    return [one.groupdict() for one in found if one]


def program_text():
    """A program that writes the document of pair N into N.toml."""
    out = [indented_block_before("The C++ blocks stand below"), "#include <fstream>\n#undef MIGRATE_EXPORT_MODELS\n"]
    calls = []
    for number, pair in enumerate(pairs()):
        body = "{ return ::migrate::detail::exported_document<__VA_ARGS__>(); }"
        out.append("#define MIGRATE_EXPORT_MODELS(...) static std::string document_%d() %s\n" % (number, body))
        is_global = "template <>" in pair["cpp"]  # a specialisation stands in the namespace of what it specialises
        out.append(pair["cpp"] if is_global else "namespace pair_%d {\n%s}\n" % (number, pair["cpp"]))
        out.append("#undef MIGRATE_EXPORT_MODELS\n")
        name = "document_%d()" % number if is_global else "pair_%d::document_%d()" % (number, number)
        calls.append('  std::ofstream("%d.toml") << %s;\n' % (number, name))
    return "".join(out) + "int main() {\n%s}\n" % "".join(calls)


def run_python(number, code):
    """The metadata of a Python block, in a module of its own; that of the block before is forgotten."""
    SQLModel.metadata.clear()
    registry = getattr(SQLModel, "_sa_registry", None)
    if registry is not None:
        registry.dispose()
    module = types.ModuleType("pair_%d" % number)
    sys.modules[module.__name__] = module
    exec(indented_block_before("and the Python blocks below") + code, module.__dict__)
    return SQLModel.metadata


class Constructs(ProjectTest):
    def setUp(self):
        super().setUp()
        sys.path.insert(0, os.path.join(os.path.dirname(os.environ["MIGRATE_PROGRAM"]), "python"))
        self.addCleanup(sys.path.pop, 0)

    def compile(self):
        (self.folder / "pairs.cpp").write_text(program_text())
        compiler = os.environ.get("MIGRATE_TEST_CXX", "c++")
        flags = ["-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include")]
        ran = subprocess.run([compiler, *flags, "pairs.cpp", "-o", "pairs"], cwd=str(self.folder),
                             stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual(ran.returncode, 0, ran.stderr[:4000])
        subprocess.run([str(self.folder / "pairs")], cwd=str(self.folder), check=True)

    def use(self, document, url):
        (self.folder / "migrate.toml").write_text(
            '[database]\nurl = "%s"\n[models]\nfile = "%s"\n[revisions]\ndirectory = "migrations"\n' % (url, document)
        )

    def agrees(self, document, url, what):
        self.use(document, url)
        ran = self.run_migrate("diff")
        self.assertEqual((ran.returncode, ran.stdout), (0, ""), "%s\n%s" % (what, ran.stderr))

    def check_pair(self, number, pair):
        from migrate_export import document
        from migrate_export.problems import Problems
        from migrate_export.tables import Exporter

        metadata = run_python(number, pair["python"])
        problems = Problems()
        exporter = Exporter("sqlite", {}, problems)
        exporter.add(metadata)
        self.assertEqual(problems.errors + problems.warnings, [])
        (self.folder / "python.toml").write_text(document.text(exporter.tables, exporter.enums, exporter.sequences))
        theirs, ours = ("sqlite:///%s/%s_%d.db" % (self.folder, whose, number) for whose in ("theirs", "ours"))
        metadata.create_all(create_engine(theirs, poolclass=NullPool))
        self.agrees("%d.toml" % number, theirs, "SQLModel's database, the C++ models")
        self.use("%d.toml" % number, ours)
        for revision in (self.folder / "migrations").iterdir():
            revision.unlink()
        self.migrate("revision", "--autogenerate", "-m", "all")
        self.migrate("upgrade", "head")
        self.agrees("python.toml", ours, "our database, the Python models")
        self.agrees("python.toml", theirs, "SQLModel's database, the Python models")

    def test_every_pair_makes_the_same_tables(self):
        warnings.simplefilter("ignore")
        found = pairs()
        self.assertEqual(len(found), PAGE.count("```python"), "a block without its counterpart")
        self.assertGreaterEqual(len(found), PAIR_COUNT)
        self.compile()
        for number, pair in enumerate(found):
            with self.subTest(pair["title"]):
                self.check_pair(number, pair)
