// Notes: an application that keeps its data in a SQLite file of its own, and brings that file to the schema it was
// built for whenever it starts. The revisions are compiled in: the program is one file.
//
//     notes FILE              lists the notes
//     notes FILE TEXT…        adds one
#include <SQLiteCpp/SQLiteCpp.h>

#include <iostream>
#include <migrate/migrator.hpp>
#include <string>

#include "app_revisions.hpp"

namespace {

void prepare(const std::string& file) {
  migrate::MigratorOptions options;
  options.url = "sqlite:///" + file;
  options.revisions = app_revisions();
  options.on_event = [](const migrate::Event& event) {
    if (event.kind == migrate::Event::Kind::begins) {
      std::cerr << "preparing your notes (" << event.number << " of " << event.count << "): " << event.message << '\n';
    }
  };
  migrate::Migrator(std::move(options)).upgrade();
}

void add(SQLite::Database& database, const std::string& text) {
  SQLite::Statement insert(database, "INSERT INTO note (text) VALUES (?)");
  insert.bind(1, text);
  insert.exec();
}

void list(SQLite::Database& database) {
  SQLite::Statement notes(database, "SELECT * FROM note ORDER BY id");
  while (notes.executeStep()) {
    for (int column = 0; column < notes.getColumnCount(); ++column) {
      std::cout << (column ? " | " : "") << notes.getColumn(column).getString();
    }
    std::cout << '\n';
  }
}

int run(const std::string& file, const std::string& text) {
  prepare(file);
  SQLite::Database database(file, SQLite::OPEN_READWRITE);
  if (text.empty()) {
    list(database);
  } else {
    add(database, text);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: notes FILE [TEXT…]\n";
    return 2;
  }
  std::string text;
  for (int i = 2; i < count; ++i) text += (i > 2 ? " " : "") + std::string(arguments[i]);
  try {
    return run(arguments[1], text);
  } catch (const migrate::NewerDatabaseError&) {
    std::cerr << "these notes were written by a newer version of this program; please use that one\n";
  } catch (const migrate::Error& error) {
    std::cerr << "your notes cannot be prepared: " << error.what() << '\n';
    for (const auto& detail : error.details) std::cerr << "  " << detail << '\n';
    if (!error.hint.empty()) std::cerr << "  " << error.hint << '\n';
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return 1;
}
