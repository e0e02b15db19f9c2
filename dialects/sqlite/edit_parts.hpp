// What the files of `edit` share: an operation's applications by kind, and the look-ups that they need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"
#include "src/operations/operation.hpp"

namespace migrate::sqlite {

void add_column(TableDraft& draft, const AddColumn& addition);
void drop_column(TableDraft& draft, const DropColumn& drop);
void alter_column(TableDraft& draft, const AlterColumn& change);

void create_constraint(TableDraft& draft, const Constraint& constraint);
void drop_constraint(TableDraft& draft, const DropConstraint& drop);
void rename_constraint(TableDraft& draft, const RenameConstraint& rename);
void set_table_options(TableDraft& draft, const SetTableOptions& change);

void create_index(TableDraft& draft, const CreateIndex& creation);
void drop_index(TableDraft& draft, const DropIndex& drop);
void rename_index(TableDraft& draft, const RenameIndex& rename);

/// What is done to the draft between the two becomes one of its steps.
void begin_step(TableDraft& draft);
void end_step(TableDraft& draft);

/// The column as SQLite can have it: types of its own, no options of others. Throws for what it lacks.
Column adapted_column(const TableDraft& draft, const Column& column);
Constraint adapted_constraint(const TableDraft& draft, const Constraint& constraint);
Index adapted_index(const TableDraft& draft, const Index& index);

/// The column in the draft's table; throws with the nearest name where there is none.
Column require_column(const TableDraft& draft, std::string_view column);

/// "CHECK ck_hero_age", "an unnamed CHECK (age > 0)": for messages.
std::string describe_constraint(const ParsedConstraint& constraint, std::string_view sql);

/// Drops the table's constraints that are about this column alone, as those that stand behind it go with it: its key,
/// its UNIQUE, its FOREIGN KEY.
void drop_constraints_of(TableDraft& draft, std::string_view column);

/// What would break if the column went: constraints, generated columns, indexes of this table, by name.
std::vector<std::string> users_of_column(const TableDraft& draft, std::string_view column);

}  // namespace migrate::sqlite
