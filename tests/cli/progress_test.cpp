#include "src/cli/progress.hpp"

#include <atomic>
#include <mutex>
#include <thread>

#include "src/base/columns.hpp"
#include "src/cli/progress_line.hpp"
#include "src/engine/watch.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recording_output.hpp"

using namespace migrate;

namespace {

/// A terminal that remembers its passing line.
class TerminalOutput : public RecordingOutput {
 public:
  bool interactive() const override { return true; }
  std::size_t passing_columns() const override { return columns; }
  void passing(std::string_view line) override {
    const std::lock_guard lock(mutex_);
    last_ = line;
  }
  std::string last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

  std::atomic<std::size_t> columns = 79;

 private:
  mutable std::mutex mutex_;
  std::string last_;
};

}  // namespace

TEST_CASE("how far a copy is comes from the range of its keys") {
  const RowRange rows{.count = 1'000, .first = 11, .last = 2'010};
  CHECK(rows_done(rows, 0) == 0);
  CHECK(rows_done(rows, 1'010) == 500);
  CHECK(rows_done(rows, 2'010) == 1'000);
  CHECK(rows_done(rows, 5'000) == 1'000);
  CHECK(rows_done({}, 5'000) == 0);
}

TEST_CASE("a phase says how many rows, how fast, and how long it takes still") {
  using std::chrono::milliseconds;
  const Phase copy{"copy the rows of hero", 430'000, 1'000'000, milliseconds(2'000)};
  CHECK(phase_text(copy, 100) == "copy the rows of hero: 430,000 of 1,000,000 rows (43 %), 215,000/s, 2.7 s left");
  CHECK(phase_text({"copy the rows of hero", 0, 1'000'000, milliseconds(700)}, 100) == "copy the rows of hero: 700 ms");
  CHECK(phase_text({"CREATE INDEX a ON b (c)", 0, 0, milliseconds(3'400)}, 100) == "CREATE INDEX a ON b (c): 3.4 s");
}

TEST_CASE("a phase whose rows are all done shows its time, which goes on") {
  using std::chrono::milliseconds;
  const auto text = phase_text({"copy the rows of hero", 1'000, 1'000, milliseconds(4'200)}, 100);
  CHECK(text == "copy the rows of hero: all 1,000 rows, 4.2 s");
  CHECK(phase_text({"copy", 999, 1'000, milliseconds(1'000)}, 100).find("100 %") == std::string::npos);
}

TEST_CASE("a phase fits into the columns: first with fewer numbers, then with fewer letters") {
  const Phase copy{"copy the rows of a_table_with_a_long_name", 430'000, 1'000'000, std::chrono::milliseconds(2'000)};
  CHECK(phase_text(copy, 90) ==
        "copy the rows of a_table_with_a_long_name: 430,000 of 1,000,000 rows (43 %), 2.7 s left");
  CHECK(phase_text(copy, 60) == "copy the rows of a_table_with_a_long_name: 43 %, 2.7 s left");
  CHECK(phase_text(copy, 50) == "copy the rows of a_table_with_a_long_name: 43 %");
  CHECK(phase_text(copy, 30) == "copy the rows of a_tabl…: 43 %");
  for (std::size_t columns = 0; columns < 100; ++columns) CHECK(columns_of(phase_text(copy, columns)) <= columns);
}

TEST_CASE("wide characters take two columns, and combining ones none") {
  CHECK(columns_of("hero") == 4);
  CHECK(columns_of("\u00e9\u00fc") == 2);
  CHECK(columns_of("\u8868\u683c") == 4);
  CHECK(columns_of("\uc601\uc6c5") == 4);
  CHECK(columns_of("e\u0301") == 1);
  CHECK(columns_of("\U0001F600") == 2);
  CHECK(fit_columns("\u8868\u683c\u8868\u683c", 5) == "\u8868\u683c\u2026");
  CHECK(fit_columns("\u8868\u683c", 4) == "\u8868\u683c");
  CHECK(fit_columns("a\x1b[2Jb", 10) == "a?[2Jb");
  CHECK(fit_columns("hero", 0).empty());
}

TEST_CASE("nothing is shown of what is done at once, and the line goes with its end") {
  RecordingOutput out;
  {
    ProgressLine line(out);
    line.begin();
    line.phase("copy");
    line.at(1, 2);
    line.end();
    line.begin();
    line.phase("commit");
  }
  CHECK(out.messages.empty());
}

TEST_CASE("a terminal's line is as wide as the terminal, whatever that becomes, and names what runs") {
  TerminalOutput out;
  ProgressLine line(out);
  line.begin();
  line.phase("copy the rows of a_table_with_a_long_name");
  const auto shows = [&](std::string_view text) {
    for (int i = 0; i < 300; ++i) {
      if (out.last().find(text) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  };
  CHECK(shows("a_table_with_a_long_name: "));
  out.columns = 20;
  CHECK(shows("…: "));
  CHECK(columns_of(out.last()) <= 20);
  line.phase("commit");
  CHECK(shows("commit: "));
  line.end();
  CHECK(out.last().empty());
}
