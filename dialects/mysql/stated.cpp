#include "dialects/mysql/stated.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "dialects/mysql/tokens.hpp"
#include "src/base/text.hpp"

namespace migrate::mysql {
namespace {

bool is_name(const Token& token) { return token.kind == TokenKind::word || token.kind == TokenKind::name; }

/// The parts between the commas that stand in no parentheses.
std::vector<Words> parts_of(Words words) {
  std::vector<Words> out;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].is("(")) ++depth;
    if (words[i].is(")")) --depth;
    if (depth > 0 || !words[i].is(",")) continue;
    out.push_back(words.subspan(begin, i - begin));
    begin = i + 1;
  }
  out.push_back(words.subspan(begin));
  return out;
}

/// Whether one of these words stands there, in no parentheses.
template <class Is>
bool has(Words words, Is is) {
  int depth = 0;
  for (const auto& token : words) {
    if (token.is("(")) ++depth;
    if (token.is(")")) --depth;
    if (depth == 0 && is(token)) return true;
  }
  return false;
}

bool words_say_charset(Words words) {
  return has(words, [](const Token& token) {
    return token.is_word("charset") || token.is_word("character") || token.is_word("collate");
  });
}
bool says_engine(Words words) {
  return has(words, [](const Token& token) { return token.is_word("engine"); });
}

/// The place behind the parenthesis that closes the one at `open`.
std::size_t behind_closing(Words words, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < words.size(); ++i) {
    if (words[i].is("(")) ++depth;
    if (words[i].is(")") && --depth == 0) return i + 1;
  }
  return words.size();
}

/// The statement without the words of which it may have any before the table's name.
Words skip(Words words, std::initializer_list<std::string_view> any) {
  while (!words.empty() && std::ranges::any_of(any, [&](auto word) { return words.front().is_word(word); }))
    words = words.subspan(1);
  return words;
}

}  // namespace

/// Reads one statement, which begins with its first word.
class Stated::Reader {
 public:
  Reader(std::map<std::string, OfTable>& tables, Words words) : tables_(tables), words_(words) {}

  void run() {
    if (words_.size() < 3) return;
    const bool creates = words_.front().is_word("create"), alters = words_.front().is_word("alter");
    words_ = skip(words_.subspan(1), {"or", "replace", "temporary", "online", "ignore"});
    if ((!creates && !alters) || words_.empty() || !words_.front().is_word("table")) return;
    words_ = skip(words_.subspan(1), {"if", "not", "exists"});
    auto& table = tables_[take_name()];
    if (creates)
      create(table);
    else
      alter(table);
  }

 private:
  /// The last part of a name that may have a schema's in front.
  std::string take_name() {
    std::string out;
    while (!words_.empty() && is_name(words_.front())) {
      out = lower(words_.front().value());
      words_ = words_.subspan(1);
      if (words_.empty() || !words_.front().is(".")) break;
      words_ = words_.subspan(1);
    }
    return out;
  }

  void create(OfTable& table) {
    if (words_.empty()) return;
    const bool in_parentheses = words_.front().is("(") && words_.size() > 1 && words_[1].is_word("like");
    if (words_.front().is_word("like") || in_parentheses) {
      words_ = words_.subspan(in_parentheses ? 2 : 1);
      table = tables_[take_name()];
      return;
    }
    const auto end = words_.front().is("(") ? behind_closing(words_, 0) : 0;
    if (end > 2) {
      for (const auto part : parts_of(words_.subspan(1, end - 2))) column(table, part);
    }
    options(table, words_.subspan(end));
  }

  void alter(OfTable& table) {
    for (auto part : parts_of(words_)) {
      const bool change = !part.empty() && part.front().is_word("change");
      const bool of_column =
          change || (!part.empty() && (part.front().is_word("add") || part.front().is_word("modify")));
      if (!of_column) {
        options(table, part);
        continue;
      }
      part = skip(part.subspan(1), {"column", "if", "not", "exists"});
      if (change && !part.empty()) part = part.subspan(1);
      column(table, part);
    }
  }

  static void column(OfTable& table, Words part) {
    if (!part.empty() && is_name(part.front()) && words_say_charset(part.subspan(1)))
      table.columns.insert(lower(part.front().value()));
  }
  static void options(OfTable& table, Words words) {
    table.engine = table.engine || says_engine(words);
    table.charset = table.charset || words_say_charset(words);
  }

  std::map<std::string, OfTable>& tables_;
  Words words_;
};

void Stated::read(std::string_view sql) {
  const auto text = with_opened_comments(sql);
  const auto tokens = tokenize(text);
  Reader(tables_, Words(tokens).first(tokens.size() - 1)).run();
}

void Stated::complete(const OfTable& said, const Catalog& catalog, const FoundTable& found, Table& table) {
  if (said.engine) table.options.try_emplace("mysql.engine", catalog.default_engine);
  if (said.charset) table.options.try_emplace("mysql.collation", found.collation);
  for (auto& column : table.columns) {
    if (column.collation.empty() && said.columns.contains(lower(column.name))) column.collation = found.collation;
  }
}

void Stated::complete(Catalog& catalog) const {
  for (const auto& [key, found] : catalog.tables) {
    auto& table = catalog.table(found);
    const auto said = tables_.find(lower(table.name));
    if (said != tables_.end()) complete(said->second, catalog, found, table);
  }
}

}  // namespace migrate::mysql
