#include "src/steps/messages.hpp"

#include <chrono>
#include <map>
#include <stdexcept>

#include "src/engine/value_bytes.hpp"

namespace migrate {
namespace {

/// The first byte of each request; several of them make a message, of which only the last has an answer.
enum class Request : char {
  enqueue = 'x',   // sql, values
  execute = 'c',   // sql, values → number of rows
  query = 'q',     // sql, values → number of the cursor, columns, rows
  next = 'n',      // cursor → rows
  close = 'd',     // cursor
  progress = 'p',  // done, total
  failed = 'f',    // message
};
enum class Answer : char { done = 'o', error = 'e' };

constexpr std::size_t message_size = 64 * 1024;

class Remote final : public RemoteDatabase {
 public:
  Remote(Channel& channel, std::string dialect) : channel_(channel), dialect_(std::move(dialect)) {}

  std::string_view dialect() const override { return dialect_; }

  std::uint64_t execute(std::string_view sql, std::span<const SqlValue> parameters) override {
    statement(Request::execute, sql, parameters);
    const auto answer = ask();
    return ByteReader(std::string_view(answer).substr(1)).number();
  }
  void enqueue(std::string_view sql, std::span<const SqlValue> parameters) override {
    statement(Request::enqueue, sql, parameters);
    if (waiting_.size() > message_size) flush();
  }
  std::unique_ptr<StepRows> query(std::string_view sql, std::span<const SqlValue> parameters) override;

  void progress(std::uint64_t done, std::uint64_t total) override {
    begin(Request::progress);
    append_number(waiting_, done);
    append_number(waiting_, total);
    const auto now = std::chrono::steady_clock::now();
    if (now - flushed_ > std::chrono::milliseconds(100) || waiting_.size() > message_size) flush();
  }

  void finish(const std::optional<std::string>& failure) override {
    if (failure) {
      begin(Request::failed);
      append_text(waiting_, *failure);
    }
    flush();
  }

  std::string next(std::uint64_t cursor) {
    begin(Request::next);
    append_number(waiting_, cursor);
    return ask();
  }
  void close(std::uint64_t cursor) {
    begin(Request::close);
    append_number(waiting_, cursor);
  }

 private:
  void begin(Request request) { waiting_ += static_cast<char>(request); }

  void statement(Request request, std::string_view sql, std::span<const SqlValue> parameters) {
    begin(request);
    append_text(waiting_, sql);
    append_values(waiting_, parameters);
  }

  void flush() {
    if (!waiting_.empty()) channel_.send(waiting_);
    waiting_.clear();
    flushed_ = std::chrono::steady_clock::now();
  }

  std::string ask() {
    flush();
    auto answer = channel_.receive();
    if (!answer || answer->empty()) throw std::runtime_error("migrate has ended");
    if (static_cast<Answer>(answer->front()) == Answer::error) throw std::runtime_error(answer->substr(1));
    return std::move(*answer);
  }

  Channel& channel_;
  std::string dialect_;
  std::string waiting_;
  std::chrono::steady_clock::time_point flushed_{};
};

/// Rows come in pieces of a message each; an empty one is the end.
class RemoteRows final : public StepRows {
 public:
  RemoteRows(Remote& remote, std::string answer) : remote_(remote), answer_(std::move(answer)), rest_(after_letter()) {
    cursor_ = rest_.number();
    for (auto count = rest_.number(); count > 0; --count) columns_.emplace_back(rest_.text());
  }
  ~RemoteRows() override { remote_.close(cursor_); }

  const std::vector<std::string>& columns() const override { return columns_; }
  bool next(std::vector<SqlValue>& row) override {
    if (rest_.empty() && !ended_) {
      answer_ = remote_.next(cursor_);
      rest_ = after_letter();
    }
    ended_ = ended_ || rest_.empty();
    if (!ended_) rest_.values(row);
    return !ended_;
  }

 private:
  ByteReader after_letter() const { return ByteReader(std::string_view(answer_).substr(1)); }

  Remote& remote_;
  std::string answer_;
  ByteReader rest_;
  std::uint64_t cursor_ = 0;
  std::vector<std::string> columns_;
  bool ended_ = false;
};

std::unique_ptr<StepRows> Remote::query(std::string_view sql, std::span<const SqlValue> parameters) {
  statement(Request::query, sql, parameters);
  return std::make_unique<RemoteRows>(*this, ask());
}

class Server {
 public:
  Server(Channel& channel, StepDatabase& database) : channel_(channel), database_(database) {}

  std::optional<std::string> run() {
    while (const auto message = channel_.receive()) {
      for (ByteReader rest(*message); !rest.empty();) answer(rest);
    }
    return std::move(failure_);
  }

 private:
  void answer(ByteReader& rest) {
    switch (static_cast<Request>(rest.letter())) {
      case Request::enqueue: read_statement(rest); return quietly([&] { database_.enqueue(sql_, values_); });
      case Request::execute:
        read_statement(rest);
        return reply([&](std::string& out) { append_number(out, database_.execute(sql_, values_)); });
      case Request::query: read_statement(rest); return reply([&](std::string& out) { open(out); });
      case Request::next: {
        const auto cursor = rest.number();
        return reply([&](std::string& out) { append_rows(out, *cursors_.at(cursor)); });
      }
      case Request::close: cursors_.erase(rest.number()); return;
      case Request::progress: {
        const auto done = rest.number();
        return database_.progress(done, rest.number());
      }
      case Request::failed: failure_ = rest.text(); return;
    }
    throw std::runtime_error("a data step sent what is no request");
  }

  void read_statement(ByteReader& rest) {
    sql_ = rest.text();
    rest.values(values_);
  }

  /// The database keeps its failure, and says it again to whoever asks next.
  template <class Work>
  void quietly(Work work) {
    try {
      work();
    } catch (const std::exception&) {
    }
  }

  template <class Work>
  void reply(Work work) {
    std::string out(1, static_cast<char>(Answer::done));
    try {
      work(out);
    } catch (const std::exception& error) {
      out = static_cast<char>(Answer::error) + std::string(error.what());
    }
    channel_.send(out);
  }

  void open(std::string& out) {
    auto rows = database_.query(sql_, values_);
    append_number(out, ++last_cursor_);
    append_number(out, rows->columns().size());
    for (const auto& name : rows->columns()) append_text(out, name);
    append_rows(out, *rows);
    cursors_.emplace(last_cursor_, std::move(rows));
  }

  static void append_rows(std::string& out, StepRows& rows) {
    for (std::vector<SqlValue> row; out.size() < message_size && rows.next(row);) append_values(out, row);
  }

  Channel& channel_;
  StepDatabase& database_;
  std::map<std::uint64_t, std::unique_ptr<StepRows>> cursors_;
  std::uint64_t last_cursor_ = 0;
  std::string sql_;
  std::vector<SqlValue> values_;
  std::optional<std::string> failure_;
};

}  // namespace

std::unique_ptr<RemoteDatabase> remote_database(Channel& channel, std::string dialect) {
  return std::make_unique<Remote>(channel, std::move(dialect));
}

std::optional<std::string> serve(Channel& channel, StepDatabase& database) { return Server(channel, database).run(); }

}  // namespace migrate
