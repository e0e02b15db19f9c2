#include "src/import/python.hpp"

#include "tests/support/catch.hpp"

using namespace migrate;

namespace {

const PythonNames names{{"revision", "down_revision", "depends_on"}, {"branch_labels"}};
using Texts = std::vector<std::string>;

PythonModule read(std::string_view text) { return read_python_module(text, "a.py", names); }

/// What `revision` is after these lines; a sequence begins with its mark.
Texts value(std::string_view text) {
  const auto module = read(text);
  const auto found = module.values.find("revision");
  if (found == module.values.end()) return {"not there"};
  Texts out = found->second.texts;
  if (found->second.is_sequence) out.insert(out.begin(), "sequence");
  return out;
}

std::string mistake_in(std::string_view text) {
  try {
    read(text);
  } catch (const RevisionError& error) {
    return to_string(error.where) + ": " + error.what();
  }
  return "nothing was refused";
}

}  // namespace

TEST_CASE("literals of Python are read as Python reads them") {
  CHECK(value("revision = 'ab12'\n") == Texts{"ab12"});
  CHECK(value("revision: str = \"ab12\"  # why\n") == Texts{"ab12"});
  CHECK(value("revision: Union[str, Sequence[str], None] = 'x'") == Texts{"x"});
  CHECK(value("revision: 'Optional[str]' = None\n") == Texts{});
  CHECK(value("revision = None\n") == Texts{});
  CHECK(value("revision = (None)\n") == Texts{});
  CHECK(value("revision = ('a', 'b')\n") == Texts{"sequence", "a", "b"});
  CHECK(value("revision = ('a',)\n") == Texts{"sequence", "a"});
  CHECK(value("revision = ('a')\n") == Texts{"a"});
  CHECK(value("revision = 'a', 'b'\n") == Texts{"sequence", "a", "b"});
  CHECK(value("revision = 'a',\n") == Texts{"sequence", "a"});
  CHECK(value("revision = ()\n") == Texts{"sequence"});
  CHECK(value("revision = [\n  'a',  # one\n\n  \"b\",\n]\n") == Texts{"sequence", "a", "b"});
  CHECK(value("revision = {'a'}\n") == Texts{"sequence", "a"});
  CHECK(value("revision = (\n'a'\n'b'\n)\n") == Texts{"ab"});
  CHECK(value("revision = 'a' \\\n  'b'\n") == Texts{"ab"});
  CHECK(value("revision = u'a' R'\\n' '''c\n'''\r\n") == Texts{"a\\nc\n"});
  CHECK(value("revision = 'a\\x41\\101\\u00fc\\'\\\n\\q'") == Texts{"aAA\xC3\xBC'\\q"});
  CHECK(value("revision='a';down_revision=None\n") == Texts{"a"});
  CHECK(value("revision = 'a'\nrevision = 'b'\n") == Texts{"b"});
  CHECK(value("revision: str\n") == Texts{"not there"});
}

TEST_CASE("what looks like an assignment and is none is not taken for one") {
  CHECK(value("'''\nrevision = 'doc'\n'''\nrevision = 'a'\n") == Texts{"a"});
  CHECK(value("# revision = 'b'\nx = \"revision = 'c'\"\nrevision = 'a'\n") == Texts{"a"});
  CHECK(value("revision = 'a'\ndef upgrade():\n    revision = 'b'\n    x = (\nrevision\n)\n") == Texts{"a"});
  CHECK(value("revision = 'a'\nclass X:\n  revision = 'b'\n") == Texts{"a"});
  CHECK(value("revision = 'a'\nassert revision == 'a'\nf(revision='b')\nprint(revision)\n") == Texts{"a"});
  CHECK(value("revision_id = 'b'\nx.revision = 'b' if 0 else 'c'\n").front() == "not there");
}

TEST_CASE("the docstring is the first statement, if it is a string") {
  CHECK(read("# coding\n\n\"\"\"add users\n\nRevision ID: a\n\"\"\"\n").docstring == "add users\n\nRevision ID: a\n");
  CHECK(read("'one ' 'two'\n").docstring == "one two");
  CHECK(read("import x\n'no docstring'\n").docstring.empty());
  CHECK(read("\xEF\xBB\xBF'''crlf\r\nline'''\r\n").docstring == "crlf\nline");
}

TEST_CASE("a name of the module that is set to one text is that text") {
  CHECK(value("OLD = 'a'\nrevision = OLD\n") == Texts{"a"});
  CHECK(value("OLD = 'a'\nrevision = (OLD, 'b')\n") == Texts{"sequence", "a", "b"});
  CHECK(mistake_in("OLD = 'a'\nOLD = 'b'\nrevision = OLD\n") == "a.py:3:12: the value of 'revision' is no literal");
  CHECK(mistake_in("if x:\n  OLD = 'a'\nrevision = OLD\n") == "a.py:3:12: the value of 'revision' is no literal");
  CHECK(mistake_in("OLD = 'a'\nOLD += 'b'\nrevision = OLD\n") == "a.py:3:12: the value of 'revision' is no literal");
  CHECK(mistake_in("OLD = f'{a}'\nrevision = OLD\n") == "a.py:2:12: the value of 'revision' is no literal");
}

TEST_CASE("of a value that need not be known, what can be told is told") {
  struct Labels {
    std::string text;
    Texts told, untold;
  };
  const auto one = GENERATE(values<Labels>({
      {"None", {}, {}},
      {"'a'", {"a"}, {}},
      {"('a', 'b')", {"a", "b"}, {}},
      {"('core', LABEL)", {"core"}, {"a.py:1:26"}},
      {"LABEL", {}, {"a.py:1:17"}},
      {"(LABEL,)", {}, {"a.py:1:18"}},
      {"['core', f'{LABEL}-x', 'z']", {"core", "z"}, {"a.py:1:26"}},
      {"{'core', label('a', 'b')}", {"core"}, {"a.py:1:26"}},
      {"('a',) + OTHER", {}, {"a.py:1:17"}},
      {"'a', *OTHERS", {"a"}, {"a.py:1:22"}},
      {"('a'\n 'b', x)", {"ab"}, {"a.py:2:7"}},
      {"'a' if x else 'b'", {}, {"a.py:1:17"}},
  }));
  INFO(one.text);
  const auto labels = read("branch_labels = " + one.text + "\n").values.at("branch_labels");
  CHECK(labels.texts == one.told);
  Texts places;
  for (const auto& error : labels.untold) places.push_back(to_string(error.where));
  CHECK(places == one.untold);
  CHECK(read("if x:\n  branch_labels = ('a',)\n").values.at("branch_labels").untold.size() == 1);
}

TEST_CASE("what is no literal is refused with its place") {
  CHECK(mistake_in("revision = make_id()\n") == "a.py:1:12: the value of 'revision' is no literal");
  CHECK(mistake_in("\nrevision = 'a' + 'b'\n") == "a.py:2:16: the value of 'revision' is no literal");
  CHECK(mistake_in("down_revision = ('a', other)\n") == "a.py:1:23: the value of 'down_revision' is no literal");
  CHECK(mistake_in("revision = f'{x}'\n") ==
        "a.py:1:12: the value of 'revision' is no literal: what stands in its braces would have to be run");
  CHECK(mistake_in("revision = b'x'\n") == "a.py:1:12: the value of 'revision' is no literal: bytes are no text");
  CHECK(mistake_in("revision = 5\n") == "a.py:1:12: the value of 'revision' is no literal");
  CHECK(mistake_in("depends_on = x = 'a'\n") == "a.py:1:14: the value of 'depends_on' is no literal");
  CHECK(mistake_in("revision = 'a' if x else 'b'\n") == "a.py:1:16: the value of 'revision' is no literal");
  const std::string hidden = ": 'revision' is set in a way that only Python can tell";
  CHECK(mistake_in("if x:\n    revision = 'a'\n") == "a.py:2:5" + hidden);
  CHECK(mistake_in("if x: revision = 'a'\n") == "a.py:1:7" + hidden);
  CHECK(mistake_in("revision += 'a'\n") == "a.py:1:1" + hidden);
  CHECK(mistake_in("a, revision = 'a', 'b'\n") == "a.py:1:4" + hidden);
  CHECK(mistake_in("revision, a = 'a', 'b'\n") == "a.py:1:1" + hidden);
  CHECK(mistake_in("revision = 'a\n") == "a.py:1:12: the string that opens here never ends");
  CHECK(mistake_in("x = '''a\n") == "a.py:1:5: the string that opens here never ends");
  CHECK(mistake_in("x = (\n") == "a.py:1:5: the bracket that opens here is never closed");
}
