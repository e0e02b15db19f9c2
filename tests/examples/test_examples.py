"""Every example of the README and of the manual pages is run as it is written.

EXAMPLES says of each block how: a function that runs it, or the words WHERE it is run. A block without an entry is a
failure, and so is an entry without its block.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["MIGRATE_PROGRAM"]
CXX = os.environ.get("MIGRATE_TEST_CXX", "c++")


def plain(text):
    """What a reader sees of mdoc's escapes."""
    return text.replace("\\(dq", '"').replace("\\&", "").replace("\\-", "-").replace("\\e", "\\")


def blocks_of(path):
    text = (ROOT / path).read_text()
    if path.endswith(".md"):
        return [block for _, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.S | re.M)]
    found = re.findall(r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed$|^\.Dl ([^\n]*\n)", text, re.S | re.M)
    return [plain(block or line) for block, line in found]


class Project:
    """A folder with a SQLite file, in which the program is found as `migrate`."""

    def __init__(self, test):
        self.test = test
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="migrate-test-"))
        test.addCleanup(shutil.rmtree, str(self.folder))
        for folder in ("bin", "migrations", "stats"):
            (self.folder / folder).mkdir()
        (self.folder / "bin" / "migrate").symlink_to(PROGRAM)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def sh(self, command, code=0, **variables):
        path = "{}:{}:/usr/bin:/bin".format(self.folder / "bin", pathlib.Path(sys.executable).parent)
        ran = subprocess.run(command, shell=True, cwd=str(self.folder), env={"PATH": path, **variables},
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        self.test.assertEqual(ran.returncode, code, command + "\n" + ran.stdout + ran.stderr)
        return ran.stdout

    def commands(self, block, codes=None):
        """Each line of a block, with or without the prompt."""
        lines = [line[2:] if line.startswith("$ ") else line for line in block.splitlines()]
        for i, line in enumerate(lines):
            self.sh(line, (codes or [0] * len(lines))[i])

    def library(self, source, name="build/libapp_models.so"):
        self.write("models.cpp", source)
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        self.sh('{} -std=c++20 -shared -fPIC -fvisibility=hidden -I"{}" models.cpp -o {}'.format(CXX, ROOT / "include", name))


HEADERS = "#include <migrate/models.hpp>\n#include <cstdint>\n#include <optional>\n#include <string>\n"
USE_MODELS = '[database]\nurl = "sqlite:///app.db"\n[models]\nlibrary = "build/libapp_models.so"\n'
HEROES = HEADERS + """
using migrate::Field;
struct Hero { std::int64_t id = Field{.primary_key = true}; std::string name; std::optional<std::string> first, last; };
"""
SPLIT = """
#include <utility>
std::pair<std::string, std::string> split(std::string_view name) {
  const auto space = name.find(' ');
  return {std::string(name.substr(0, space)), std::string(name.substr(space + 1))};
}
"""


def readme(number):
    return blocks_of("README.md")[number]


def block_with(path, beginning):
    return next(block for block in blocks_of(path) if block.startswith(beginning))


def models(test, block):
    project = Project(test)
    project.library(block if block.startswith("#include") else HEADERS + block)
    project.write("migrate.toml", USE_MODELS)
    test.assertIn('name = "hero"', project.sh("migrate models"))
    project.sh("migrate revision --autogenerate -m begin")
    project.sh("migrate upgrade")
    project.sh("migrate check")


def toml_of_a_project(test, block):
    project = Project(test)
    project.library(block_with("README.md", "#include <migrate/models.hpp>"))
    project.write("migrate.toml", block)
    project.sh("migrate revision --autogenerate -m begin")
    project.sh("migrate upgrade head")
    project.sh("migrate check")
    project.sh("test -e app.db -a -d migrations")


def first_steps(codes):
    def run(test, block):
        project = Project(test)
        lines = block.splitlines(True)
        project.commands(lines[0])
        project.library(block_with("README.md", "#include <migrate/models.hpp>"))
        project.write("migrate.toml", USE_MODELS)
        project.commands("".join(lines[1:]), codes)

    return run


def at_head(code):
    """A command of a project whose only revision is applied."""

    def run(test, block):
        project = Project(test)
        project.library(block_with("README.md", "#include <migrate/models.hpp>"))
        project.write("migrate.toml", USE_MODELS)
        project.sh("migrate revision --autogenerate -m begin")
        project.sh("migrate upgrade")
        project.commands(block, [code])

    return run


def data_step(test, block):
    project = Project(test)
    project.library(HEROES + SPLIT + block + "\nMIGRATE_EXPORT_MODELS(Hero)\n")
    project.write("migrate.toml", USE_MODELS)
    project.sh("migrate revision --autogenerate -m begin --rev-id aaaa")
    project.write("migrations/bbbb.toml", 'format = 1\nrevision = "bbbb"\ndown_revision = "aaaa"\nmessage = ""\n\n' +
                  '[[upgrade]]\nop = "execute"\nsql = "INSERT INTO hero (id, name) VALUES (1, \'Ada Lovelace\')"\n\n' +
                  block_with("man/migrate-models.7", "[[upgrade]]"))
    project.sh("migrate upgrade")
    test.assertEqual(project.sh('sqlite3 app.db "SELECT first, last FROM hero"'), "Ada|Lovelace\n")


def exporter(test, block):
    project = Project(test)
    project.write("app/__init__.py", "")
    project.write("app/models.py", "from sqlalchemy import Column, Integer, MetaData, Table\n"
                                   "metadata = MetaData()\nhero = Table('hero', metadata, Column('id', Integer, primary_key=True))\n")
    project.write("migrate.toml", '[database]\nurl = "sqlite:///app.db"\n' + block)
    test.assertIn('name = "hero"', project.sh("migrate models"))


def imports(test, block):
    for line in block.splitlines():
        project = Project(test)
        project.write("migrate.toml", '[database]\nurl = "sqlite:///app.db"\n')
        project.write("alembic.ini", "[alembic]\nscript_location = old\n")
        project.write("old/versions/a.py", 'revision = "aaaa"\ndown_revision = None\nfrom alembic import op\n\n'
                      'def upgrade():\n    op.execute("CREATE TABLE t (id integer)")\n\ndef downgrade():\n    op.execute("DROP TABLE t")\n')
        project.write("old/env.py", "")
        project.write("db/migrations/1_t.sql", "-- +goose Up\nCREATE TABLE t (id integer);\n-- +goose Down\nDROP TABLE t;\n")
        project.commands(line)
        test.assertEqual(len(list((project.folder / "migrations").glob("*.sql"))), 1)
        project.sh("migrate history")


def document(test, block):
    project = Project(test)
    project.write("schema.toml", block + '\n[[table]]\nname = "team"\ncolumns = [{ name = "id", type = "bigint", nullable = false }]\n'
                  'primary_key = { columns = ["id"] }\n')
    project.write("migrate.toml", '[database]\nurl = "sqlite:///app.db"\n[models]\nfile = "schema.toml"\n')
    project.sh("migrate revision --autogenerate -m begin")
    project.sh("migrate upgrade head && migrate downgrade base && migrate upgrade head")
    test.assertIn("hero", project.sh("sqlite3 app.db .tables"))


def revision(suffix, before):
    """A revision, behind one that makes what it changes: up, down and up."""

    def run(test, block):
        project = Project(test)
        project.write("migrate.toml", '[database]\nurl = "sqlite:///app.db"\n')
        down = re.search(r'down_revision"? ?[=:] "?(\w+)', block)
        first = down.group(1) if down else "aaaa"
        if not down:
            block = block.replace("\n", "\n-- down_revision: aaaa\n", 1)
        project.write("migrations/first.sql", "-- revision: {}\n-- migrate: upgrade\n{}\n".format(first, before))
        project.write("migrations/it." + suffix, block)
        project.sh("migrate upgrade head")
        project.sh("migrate downgrade -1")
        project.sh("migrate upgrade head")

    return run


def several_databases(test, block):
    project = Project(test)
    project.library(block_with("README.md", "#include <migrate/models.hpp>"), "build/libstats_models.so")
    project.write("migrate.toml", block)
    variables = {"MAIN_URL": "sqlite:///main.db", "STATS_URL": "sqlite:///stats.db"}
    project.sh("migrate --database stats revision --autogenerate -m begin", **variables)
    project.sh("migrate --all-databases upgrade", **variables)
    test.assertIn("hero", project.sh("sqlite3 stats.db .tables"))


def environment(test, block):
    project = Project(test)
    project.write("migrate.toml", '[database]\nurl = "sqlite:///app.db"\n' + block)
    project.sh("migrate --env production ensure-version", PRODUCTION_URL="sqlite:///production.db")
    project.sh("test -e production.db -a ! -e app.db")


def compiles(before, after=""):
    def run(test, block):
        project = Project(test)
        project.write("it.cpp", HEADERS + before + block + after)
        project.sh('{} -std=c++20 -fsyntax-only -I"{}" it.cpp'.format(CXX, ROOT / "include"))

    return run


EMBEDDED = "tests/install: find_package, and tests/embed"
IN_MEMORY = "tests/embed/models_test.cpp, which compares it with the page"
GATE = ".ci/run, on bare systems"
SHAPES = "tests/cli/json_test.cpp, which reads every shape of the page"
STATUS = "#include <string>\nenum class Status { open, in_progress, done };\n"
TICKET = "struct Ticket { int id = migrate::Field{.primary_key = true}; %s; };\nMIGRATE_EXPORT_MODELS(Ticket)\n"
MIGRATOR = "#include <migrate/migrator.hpp>\n"

# The beginning of each block, and how it is run.
EXAMPLES = {
    "README.md": [
        ("#include <migrate/models.hpp>", models),
        ("sh examples/quickstart.sh ", GATE),
        ("migrate init ", first_steps([0, 0, 0, 3])),
        ("find_package(migrate REQUIRED) ", "tests/install: find_package and add_subdirectory"),
        ("# migrate.toml\n", toml_of_a_project),
        ("#include <migrate/data_step.hpp>", data_step),
        ("[models]\ncommand", exporter),
        ("migrate import alembic .", imports),
        ("target_link_libraries(app ", EMBEDDED),
        ("#include <migrate/migrator.hpp>", EMBEDDED),
        ("cmake --preset release ", GATE),
    ],
    "man/migrate.1": [
        ("$ migrate init\n", first_steps([0, 0])),
        ("$ migrate downgrade -1", at_head(0)),
        ("$ migrate check --format json", at_head(0)),
    ],
    "man/migrate-embedding.3": [
        ("migrate::MigratorOptions options;", EMBEDDED),
        ("sqlite3* database = nullptr;", IN_MEMORY),
        ("sqlite3* shared = nullptr;", IN_MEMORY),
        ("# CMakeLists.txt", EMBEDDED),
        ("c++ -std=c++20 app.cpp ", "tests/install: pkg-config"),
        ("try {\n", compiles(MIGRATOR + "void tell_user(const char*);\nvoid log(const char*, const std::vector<std::string>&, const std::vector<std::string>&);\n"
                             "void go(migrate::MigratorOptions options) {\n", "}\n")),
    ],
    "man/migrate-export.1": [("[models]\ncommand", exporter)],
    "man/migrate-models.7": [
        ("using migrate::Field;", models),
        ("migrate_add_models(app_models ", "tests/install: find_package and add_subdirectory"),
        ("MIGRATE_EXPORT_MODELS(migrate::LowerCaseNames",
         compiles("struct Team { int id = migrate::Field{.primary_key = true}; };\n"
                  "struct Hero { int id = migrate::Field{.primary_key = true}; };\nstruct HeroTeamLink { int id = migrate::Field{.primary_key = true}; };\n")),
        ("static constexpr auto tablename", compiles("struct Ticket {\n  int id = migrate::Field{.primary_key = true};\n",
                                                     "};\nMIGRATE_EXPORT_MODELS(Ticket)\n")),
        ("template <>\nstruct migrate::enum_values", compiles(STATUS, TICKET % "Status status")),
        ("template <>\nstruct migrate::sql_type", compiles("struct Email { std::string address; };\n", TICKET % "Email email")),
        ("static constexpr migrate::FieldType type", compiles(
            "struct Uuid { std::string text; };\ntemplate <>\nstruct migrate::sql_type<Uuid> {\n", "};\n" + TICKET % "Uuid uuid")),
        ("template <>\nstruct migrate::table_of", compiles(
            "using migrate::Field;\nstruct Legacy { int id; std::string title; };\n", "MIGRATE_EXPORT_MODELS(Legacy)\n")),
        ("#include <migrate/data_step.hpp>", data_step),
        ("[[upgrade]]\n", "with the data step, above"),
    ],
    "man/migrate-revision.5": [
        ("# Add age\n", revision("toml", "CREATE TABLE hero (id integer PRIMARY KEY, name text);")),
        ("-- revision: 2f27635c7609", revision("sql", "CREATE TABLE hero (id integer PRIMARY KEY, name text, slug text);")),
    ],
    "man/migrate-schema.5": [("format = 1\n", document)],
    "man/migrate.toml.5": [
        ("[database]\nurl", toml_of_a_project),
        ("[database.main]\n", several_databases),
        ("[env.production]\n", environment),
    ],
}


def entry_of(path, block):
    for beginning, how in EXAMPLES.get(path, []):
        if block.startswith(beginning):
            return beginning, how
    shape = path == "man/migrate.1" and re.match(r"[A-Z]+ |\{|object$", block)
    return ("", SHAPES) if shape else None


class Examples(unittest.TestCase):
    maxDiff = None

    def test_every_page_is_looked_at(self):
        pages = {"README.md"} | {"man/" + page.name for page in (ROOT / "man").glob("*.[1-9]")}
        self.assertEqual(set(EXAMPLES), pages)

    def test_every_block_has_an_entry_and_every_entry_a_block(self):
        for path, entries in EXAMPLES.items():
            found = [entry_of(path, block) for block in blocks_of(path)]
            for block, entry in zip(blocks_of(path), found):
                self.assertIsNotNone(entry, path + " has an example that nothing runs:\n" + block)
            for beginning, _ in entries:
                self.assertIn(beginning, [entry[0] for entry in found], path)

    def test_each_block_does_what_it_says(self):
        for path in EXAMPLES:
            for block in blocks_of(path):
                how = (entry_of(path, block) or ("", ""))[1]
                if callable(how):
                    with self.subTest(page=path, example=block.split("\n")[0]):
                        how(self, block)

    def test_the_gate_runs_what_the_readme_says(self):
        gate = (ROOT / ".ci/run").read_text()
        bare = [line for line in gate.splitlines() if ".ci/bare trixie" in line]
        for line in block_with("README.md", "sh examples/quickstart.sh").splitlines():
            self.assertIn('"' + line.split("#")[0].strip() + '"', "".join(bare))
        said = (ROOT / "README.md").read_text().split("is the gate: static checks (")[1].split(")")[0]
        checks = re.findall(r'^echo "([a-z-]+)"$', (ROOT / ".ci/check").read_text(), re.M)
        self.assertEqual(checks, re.split(r",\s+", said))
        presets = set(re.findall(r"preset (ci-\w+)|run\.sh (ci-\w+)", gate + (ROOT / ".ci/check").read_text() + (ROOT / ".ci/sanitize").read_text()))
        for preset in {one or other for one, other in presets}:
            self.assertIn("`" + preset + "`", (ROOT / "README.md").read_text())


class Templates(unittest.TestCase):
    def test_each_key_of_the_plain_template_is_taken(self):
        project = Project(self)
        project.sh("migrate init")
        lines = (project.folder / "migrate.toml").read_text().split("\n")
        for i, line in enumerate(lines):
            key = re.match(r"# ([a-z_.]+) = ", line)
            if not key or ".." in key.group(1):
                continue
            section = next((above for above in reversed(lines[:i]) if re.match(r"(# )?\[", above)), "")
            changed = [text for text in lines]
            changed[i] = line[2:]
            if section.startswith("# "):
                changed[lines.index(section)] = section[2:]
            project.write("migrate.toml", "\n".join(changed))
            with self.subTest(key=key.group(1)):
                project.sh("migrate heads" if "database." not in section else "migrate --database stats heads",
                           STATS_URL="sqlite:///stats.db", PRODUCTION_URL="sqlite:///production.db")

    def test_each_template_is_a_project_that_works(self):
        for template in ("plain", "multidb", "ci"):
            with self.subTest(template=template):
                project = Project(self)
                project.sh("migrate init --template " + template)
                every = " --all-databases" if template == "multidb" else ""
                project.sh("migrate{} upgrade".format(every))
                project.sh("migrate{} status".format(every))


if __name__ == "__main__":
    unittest.main()
