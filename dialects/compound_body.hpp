// Where the body of a stored program of MySQL or MariaDB begins and ends: BEGIN … END, IF … END IF and the others,
// whose semicolons separate statements inside it and not statements of the script
// (https://dev.mysql.com/doc/refman/8.4/en/sql-compound-statements.html; of MariaDB also outside of stored programs).
//
// It sees the words of one statement after the other and knows nothing of what they mean. Hardly any of them is
// reserved: `begin` and `end` may be columns, IF and REPEAT functions, CASE an expression. They count where a statement
// begins, and END closes an expression only where one may be over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

class CompoundBody {
 public:
  /// `token`: a word in upper case, a symbol's first character; empty for a string or a quoted name.
  void see(std::string_view token);
  /// A semicolon inside: another statement begins.
  void semicolon();
  /// Whether a semicolon that comes now is inside.
  bool open() const { return !blocks_.empty(); }

 private:
  enum class Block { statements, repeat, until, if_statement, case_statement, case_expression, loop_head };
  enum class At {
    start,       ///< of a statement
    label,       ///< behind its first word, which may be a label
    atomic,      ///< behind a BEGIN outside of stored programs
    noun,        ///< behind CREATE or ALTER
    trigger,     ///< before FOR EACH ROW
    event,       ///< before DO
    parameters,  ///< of a procedure or function
    seek,        ///< what stands before the statement that is the body of a program or a handler
    within,      ///< a statement
  };

  void begin_statement(std::string_view token);
  void begin_inner(std::string_view token);
  void look_for_noun(std::string_view token);
  void look_for_body(std::string_view token);
  void go_on(std::string_view token);
  void go_on_by(At state, std::string_view token);
  void open(Block block, At then);
  bool is_in(Block block) const { return !blocks_.empty() && blocks_.back() == block; }
  bool chooses() const { return is_in(Block::if_statement) || is_in(Block::case_statement); }
  bool operand_is_over() const;

  At at_ = At::start;
  std::vector<Block> blocks_;
  std::size_t parentheses_ = 0;
  std::string before_;        ///< the token before
  bool program_ = false;      ///< the statement makes a stored program
  bool just_closed_ = false;  ///< END was the token before, and IF, LOOP and the like belong to it
  bool declares_ = false, handles_ = false;
};

}  // namespace migrate
