#include "src/cli/globals.hpp"

namespace migrate {

Verbosity Globals::verbosity() const {
  if (verbose > 0) return Verbosity::verbose;
  return quiet ? Verbosity::quiet : Verbosity::normal;
}

ColorMode Globals::color_mode() const {
  if (color == "always") return ColorMode::always;
  return color == "never" ? ColorMode::never : ColorMode::automatic;
}

std::vector<Parameter> global_parameters() {
  return {
      completing(Completes::file, option("config", 'c', "FILE", &Globals::config,
                                         "Read this file instead of ./migrate.toml (also MIGRATE_CONFIG)")),
      option("env", 0, "NAME", &Globals::env, "Use the overrides of [env.NAME] (also MIGRATE_ENV)"),
      option("url", 0, "URL", &Globals::url,
             "Use this database instead of the configured one; a relative file counts from the working directory"),
      option("database", 0, "NAME", &Globals::database,
             "Work on the database of [database.NAME], where there are several"),
      flag("all-databases", 0, &Globals::all_databases, "Work on each of them in turn, until one fails"),
      option("x", 'x', "KEY=VALUE", &Globals::variables,
             "What ${x.KEY} in the SQL of revisions stands for; KEY alone takes the environment's value"),
      choice("format", "FORMAT", {"text", "json"}, &Globals::format, "How data is written: text or json"),
      flag("quiet", 'q', &Globals::quiet, "Say nothing but warnings and errors"),
      flag("verbose", 'v', &Globals::verbose, "Say more: statements, reasons, times"),
      choice("color", "WHEN", {"auto", "always", "never"}, &Globals::color,
             "Colour: auto (a terminal, and NO_COLOR is not set), always or never"),
      flag("help", 'h', &Globals::help, "Show this help"),
      flag("version", 0, &Globals::version, "Show the version of migrate and of its database libraries"),
  };
}

}  // namespace migrate
