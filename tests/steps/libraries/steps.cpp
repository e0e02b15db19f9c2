// Data steps that do their work, and data steps that go wrong in every way they can. The tests load this file as
// libraries of several compilers, and have it in their own program too.
#include <migrate/data_step.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

MIGRATE_DATA_STEP(split_names, step) {
  std::uint64_t done = 0;
  for (const auto& row : step.query("SELECT id, name FROM hero WHERE first IS NULL ORDER BY id")) {
    const auto name = row["name"].text();
    const auto space = name.find(' ');
    const auto last = space == name.npos ? std::nullopt : std::optional(name.substr(space + 1));
    step.execute("UPDATE hero SET first = ?, last = ? WHERE id = ?", name.substr(0, space), last, row["id"]);
    step.progress(++done);
  }
}

/// Every kind of value there and back; what comes back as another value is an exception.
MIGRATE_DATA_STEP(round_trip, step) {
  const std::vector<std::byte> bytes{std::byte{0}, std::byte{255}, std::byte{0}};
  step.execute("INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?, ?)", nullptr, true, std::int64_t{-9'000'000'000}, 0.1,
               std::string_view("zero\0é", 7), bytes, std::optional<int>());
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
  };
  std::size_t rows = 0;
  for (const auto& row : step.query("SELECT * FROM kinds WHERE b = ? AND i < ?", true, 0)) {
    ++rows;
    require(row.size() == 7 && row["n"].is_null() && row[0].as<std::optional<std::string>>() == std::nullopt, "null");
    require(row["b"].boolean() && row["b"].integer() == 1, "bool");
    require(row["i"].integer() == -9'000'000'000 && row["i"].number() == -9e9, "integer");
    require(row["d"].number() == 0.1 && row["d"].as<std::optional<double>>() == 0.1, "double");
    require(row["t"].text() == std::string("zero\0é", 7) && row["t"].as<std::string_view>().size() == 7, "text");
    require(row["x"].blob() == bytes, "blob");
    require(row[6].is_null(), "optional");
  }
  require(rows == 1, "one row");
  require(step.execute_and_count("UPDATE kinds SET i = i + 1") == 1, "count");
  require(step.execute_and_count("DELETE FROM kinds WHERE i = ?", 5U) == 0, "count of none");
  for (const auto& row : step.query("SELECT 1 WHERE 0")) require(row.size() == 0, "no rows");
  require(step.dialect() == "sqlite", "dialect");
}

MIGRATE_DATA_STEP(two_cursors, step) {
  step.execute("DELETE FROM pairs");
  for (const auto& a : step.query("SELECT id FROM hero ORDER BY id")) {
    for (const auto& b : step.query("SELECT id FROM hero WHERE id > ? ORDER BY id", a["id"])) {
      step.execute("INSERT INTO pairs VALUES (?, ?)", a["id"], b["id"]);
    }
  }
}

/// Changes the column that it reads by, which a cursor on the live table would trip over.
MIGRATE_DATA_STEP(changes_what_it_reads, step) {
  for (const auto& row : step.query("SELECT id, age FROM hero WHERE age >= 0 ORDER BY age")) {
    step.execute("UPDATE hero SET age = age + 1000 WHERE id = ?", row["id"]);
  }
}

MIGRATE_DATA_STEP(many, step) {
  std::int64_t count = 0;
  for (const auto& row : step.query("SELECT count(*) FROM hero")) count = row[0].integer();
  std::int64_t done = 0;
  for (const auto& row : step.query("SELECT id, name FROM hero")) {
    step.execute("UPDATE hero SET first = ? WHERE id = ?", row["name"].as<std::string_view>(), row["id"]);
    step.progress(static_cast<std::uint64_t>(++done), static_cast<std::uint64_t>(count));
  }
}

/// Waits, holding the transaction open, until somebody says so in a table… which nobody can: the file is locked.
MIGRATE_DATA_STEP(tells_and_waits, step) {
  step.execute("UPDATE hero SET first = 'held'");
  step.progress(1, 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  static_cast<void>(step.execute_and_count("UPDATE hero SET last = 'held'"));
  step.progress(2, 2);
}

MIGRATE_DATA_STEP(throws, step) {
  step.execute("UPDATE hero SET first = 'gone'");
  throw std::runtime_error("no first name in 'X Æ A-12'");
}
MIGRATE_DATA_STEP(throws_a_number, step) { throw 42; }
MIGRATE_DATA_STEP(reads_null, step) {
  for (const auto& row : step.query("SELECT NULL AS age")) static_cast<void>(row["age"].integer());
}
MIGRATE_DATA_STEP(reads_text_as_number, step) {
  for (const auto& row : step.query("SELECT 'x' AS age")) static_cast<void>(row["age"].integer());
}
MIGRATE_DATA_STEP(reads_large_number, step) {
  for (const auto& row : step.query("SELECT 300 AS age")) static_cast<void>(row["age"].as<std::int8_t>());
}
MIGRATE_DATA_STEP(asks_for_no_column, step) {
  for (const auto& row : step.query("SELECT 1 AS id, 2 AS name")) static_cast<void>(row["nam"].integer());
}
MIGRATE_DATA_STEP(wrong_sql, step) { step.execute("UPDATE heroo SET a = ?", 1); }
MIGRATE_DATA_STEP(too_few_values, step) { step.execute("UPDATE hero SET first = ? WHERE id = ?", 1); }
MIGRATE_DATA_STEP(two_statements, step) { step.execute("DELETE FROM hero; DELETE FROM hero"); }
MIGRATE_DATA_STEP(no_statement, step) { step.execute(" -- nothing"); }
MIGRATE_DATA_STEP(commits, step) { step.execute("COMMIT"); }
MIGRATE_DATA_STEP(rolls_back, step) { static_cast<void>(step.query("ROLLBACK")); }
MIGRATE_DATA_STEP(drops, step) { step.execute("DROP TABLE hero"); }
MIGRATE_DATA_STEP(sets_pragma, step) { step.execute("PRAGMA foreign_keys = OFF"); }
MIGRATE_DATA_STEP(uses_temporary_table, step) {
  step.execute("CREATE TEMP TABLE seen (id)");
  step.execute("INSERT INTO seen SELECT id FROM hero");
  step.execute("DROP TABLE temp.seen");
}

/// What the database has refused cannot be caught away.
MIGRATE_DATA_STEP(swallows, step) {
  try {
    static_cast<void>(step.execute_and_count("INSERT INTO hero (id) VALUES (1)"));
    static_cast<void>(step.execute_and_count("INSERT INTO hero (id) VALUES (1)"));
  } catch (const migrate::data_step::Error&) {
  }
}
MIGRATE_DATA_STEP(refused_at_the_end, step) { step.execute("INSERT INTO hero (id, name) VALUES (1, 'again')"); }

MIGRATE_DATA_STEP(crashes, step) {
  step.execute("UPDATE hero SET first = 'gone'");
  std::printf("about to crash");
  std::abort();
}
MIGRATE_DATA_STEP(exits, step) {
  step.execute("UPDATE hero SET first = 'gone'");
  std::exit(0);
}
MIGRATE_DATA_STEP(prints, step) { std::printf("hello from the step\n"); }
MIGRATE_DATA_STEP(leaves_a_thread, step) {
  step.execute("UPDATE hero SET first = 'done'");
  std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
}
MIGRATE_DATA_STEP(throws_in_a_thread, step) {
  std::thread([] { throw std::runtime_error("thrown in a thread"); }).join();
}
MIGRATE_DATA_STEP(loops, step) {
  step.progress(0);
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}
