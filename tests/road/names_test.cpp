// Names that the database cannot have are refused when the revision is written, and not when it is applied.
#include "tests/support/project.hpp"

using namespace migrate;

TEST_CASE(
    "two indexes that would get one name, and tables that differ by case, are told before a revision is written") {
  const Project project(MIGRATE_PROGRAM);
  project.use_document(R"toml(format = 1
[[table]]
name = "a"
columns = [{ name = "b_c", type = "integer" }]
indexes = [{ columns = ["b_c"] }]
[[table]]
name = "a_b"
columns = [{ name = "c", type = "integer" }]
indexes = [{ columns = ["c"] }]
[[table]]
name = "A"
columns = [{ name = "c", type = "integer" }]
)toml");
  const auto ran = project.run({"revision", "--autogenerate", "-m", "names"});
  CHECK(ran.code == 2);
  CHECK(project.revision_files() == 0);
  INFO(ran.err);
  CHECK(ran.err.find("index ix_a_b_c: the name is that of table") != std::string::npos);
  CHECK((ran.err.find("table A: the name is that of table a already") != std::string::npos ||
         ran.err.find("table a: the name is that of table A already") != std::string::npos));
  CHECK(ran.err.find("say another name in the models") != std::string::npos);
}
