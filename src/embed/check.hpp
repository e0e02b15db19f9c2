// Whether revisions, database and models agree, as an answer for programs: Migrator::check.
#pragma once

#include "migrate/migrator.hpp"
#include "src/autogenerate/autogenerate.hpp"
#include "src/engine/engine.hpp"
#include "src/revisions/graph.hpp"

namespace migrate {

/// Reads every revision file. Throws RevisionError for one that cannot be read.
CheckResult check_revisions(const Graph& graph, const Engine& engine);

/// Compares the database with the models, and adds what it finds.
void check_models(CheckResult& result, const Dialect& dialect, Connection& connection, const Schema& models,
                  const AutogenerateOptions& options);

/// Throws ConfigurationError, with a line for each problem, where models contradict themselves.
void require_sound(const Schema& models);

}  // namespace migrate
