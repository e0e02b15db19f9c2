#include "src/cli/init_templates.hpp"

#include "src/cli/example_config.hpp"

namespace migrate {
namespace {

constexpr std::string_view several_databases =
    R"toml(# migrate.toml: several databases, each with models and revisions of its own. `migrate --database users …` works on one,
# `migrate --all-databases …` on each in turn. migrate.toml(5) has all keys; what stands outside of a database is for all.

[database.users]
url = "${USERS_URL:-sqlite:///users.db}"
# models.library = "build/libusers_models.so"
revisions.directory = "migrations/users"

[database.billing]
url = "${BILLING_URL:-sqlite:///billing.db}"
# models.library = "build/libbilling_models.so"
revisions.directory = "migrations/billing"

[apply]
# lock_timeout = "60s"
)toml";

constexpr std::string_view github =
    R"yaml(# GitHub Actions: every change of models or revisions is tried on an empty database.
name: migrations
on:
  push:
    branches: [main]
  pull_request:

jobs:
  check:
    runs-on: ubuntu-latest
    env:
      DATABASE_URL: sqlite:///ci.db
    steps:
      - uses: actions/checkout@v4
      # Here goes what builds the models library and what installs migrate on your machines.
      - name: one head, and revisions that can be applied
        run: migrate upgrade head
      - name: models, revisions and database agree
        run: migrate check

  # deploy:
  #   needs: check
  #   if: github.ref == 'refs/heads/main'
  #   runs-on: ubuntu-latest
  #   env:
  #     DATABASE_URL: ${{ secrets.DATABASE_URL }}
  #   steps:
  #     - uses: actions/checkout@v4
  #     - run: migrate upgrade head
)yaml";

constexpr std::string_view gitlab = R"yaml(# GitLab CI, to be included from .gitlab-ci.yml:
#   include: migrations.gitlab-ci.yml
# Every change of models or revisions is tried on an empty database.
check-migrations:
  stage: test
  variables:
    DATABASE_URL: sqlite:///ci.db
  # before_script: what builds the models library and what installs migrate on your machines
  script:
    - migrate upgrade head
    - migrate check

# deploy-migrations:
#   stage: deploy
#   rules:
#     - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
#   script:
#     - migrate upgrade head        # with DATABASE_URL from the project's protected variables
)yaml";

}  // namespace

std::vector<std::string> init_template_names() { return {"plain", "multidb", "ci"}; }

InitTemplate init_template(std::string_view name) {
  if (name == "multidb") return {{"migrations/users", "migrations/billing"}, {{"migrate.toml", several_databases}}};
  InitTemplate out{{"migrations"}, {{"migrate.toml", example_config()}}};
  if (name == "ci") {
    out.files.push_back({".github/workflows/migrations.yml", github});
    out.files.push_back({"migrations.gitlab-ci.yml", gitlab});
  }
  return out;
}

}  // namespace migrate
