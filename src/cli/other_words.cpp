#include "src/cli/other_words.hpp"

#include <algorithm>
#include <array>

namespace migrate {
namespace {

struct Meaning {
  std::string_view words;  ///< with a blank between them
  std::string_view here;
};

constexpr std::array commands{
    Meaning{"up apply migrate run deploy push update sync latest execute exec migrate:latest migrate:run migrate:up "
            "db:migrate migration:run",
            "`migrate upgrade head`"},
    Meaning{"up-by-one up-by", "`migrate upgrade +1`"},
    Meaning{"goto up-to to", "`migrate upgrade REV` or `migrate downgrade REV`"},
    Meaning{"down rollback undo revert unapply back migrate:rollback migrate:down db:rollback migration:revert "
            "down-by-one",
            "`migrate downgrade -1`"},
    Meaning{"down-to rollback-to", "`migrate downgrade REV`"},
    Meaning{"reset fresh clean flush zero drop wipe down-all migrate:reset migrate:fresh db:reset",
            "`migrate downgrade base` takes back all revisions"},
    Meaning{"redo refresh migrate:refresh migrate:redo", "`migrate downgrade -1`, then `migrate upgrade +1`"},
    Meaning{"makemigrations generate create new add make make:migration migration migrations gen autogenerate dev "
            "migration:generate migration:create migrate:make",
            "`migrate revision --autogenerate -m \"…\"`, or without --autogenerate for an empty one"},
    Meaning{"showmigrations list ls info migrate:status migrate:list pending", "`migrate status`"},
    Meaning{"log", "`migrate history`"},
    Meaning{"version", "`migrate current` for the database, `migrate --version` for the program"},
    Meaning{"validate verify lint doctor", "`migrate check`"},
    Meaning{"baseline force fake resolve mark repair", "`migrate stamp REV`"},
    Meaning{"dump introspect inspectdb pull schema snapshot db:pull", "`migrate inspect`"},
    Meaning{"sqlmigrate script sql updatesql", "`migrate upgrade --sql`"},
    Meaning{"plan preview dry-run dryrun", "`migrate upgrade --dry-run`"},
    Meaning{"convert", "`migrate import alembic DIR` or `migrate import sql DIR`"},
};

constexpr std::array options{
    Meaning{"--json --jsonl -json", "`--format json`"},
    Meaning{"--output --out -o --output-format", "`--format json` for machines; `> FILE` keeps what is printed"},
    Meaning{"--yes -y --assume-yes --no-input --noinput --non-interactive --no-interaction --force --auto-approve "
            "--accept-data-loss --skip-confirmation",
            "nothing is ever asked: leave it out"},
    Meaning{"--dry --plan --preview --pretend --simulate", "`migrate upgrade --dry-run` shows what would be sent"},
    Meaning{"--fake --fake-initial --baseline --baseline-on-migrate --mark-applied",
            "`migrate stamp REV` says where a database is, and runs nothing"},
    Meaning{"--steps --step --count --limit --num -n",
            "steps are a target: `migrate upgrade +1`, `migrate downgrade -1`"},
    Meaning{"--to --target --revision --rev --to-version --goto",
            "the target stands without an option: `migrate upgrade TARGET`"},
    Meaning{"--path -path --dir -dir --source -source --directory --folder -d --migrations-dir --migration-dir "
            "--migrations",
            "the folder is `directory` in [revisions] of migrate.toml"},
    Meaning{"--dsn -dsn --uri --db -db --db-url --database-url -database --connection --conn --connection-string",
            "`--url URL`"},
    Meaning{"--debug --trace --echo --log-level --loglevel", "`--verbose`"},
    Meaning{"--silent -s", "`--quiet`"},
    Meaning{"--no-color --no-colour --nocolor --no-colors --no-ansi", "`--color never`"},
    Meaning{"-V -version", "`migrate --version`"},
    Meaning{"--empty", "`migrate revision -m \"…\"` without --autogenerate writes an empty one"},
    Meaning{"--name --title --description --comment", "`--message TEXT`, or -m"},
    Meaning{"--config-file --settings --conf", "`--config FILE`"},
    Meaning{"--environment --profile --stage", "`--env NAME`"},
    Meaning{"--schema --schemas", "`schemas` in [autogenerate] of migrate.toml"},
    Meaning{"--timeout --lock-timeout --lock_timeout", "`lock_timeout` in [apply] of migrate.toml"},
};

bool has_word(std::string_view words, std::string_view word) {
  for (auto at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

template <std::size_t Size>
std::string find(const std::array<Meaning, Size>& table, std::string_view word) {
  if (word.empty() || word.find(' ') != word.npos) return {};
  const auto found = std::ranges::find_if(table, [&](const Meaning& row) { return has_word(row.words, word); });
  return found == table.end() ? std::string() : std::string(found->here);
}

}  // namespace

std::string command_here(std::string_view word) { return find(commands, word); }
std::string option_here(std::string_view option) { return find(options, option); }

}  // namespace migrate
