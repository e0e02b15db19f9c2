// Whether an edit of a table's text leaves its rows valid as they are stored: judged from the two texts alone, clause
// by clause. What it does not know to be harmless is an obstacle, and then the rows are copied.
//
// It knows nothing of rows. Of a changed DEFAULT it can only say that the rows have to be asked: one that was written
// before an ADD COLUMN does not hold that column, and reads its value from the DEFAULT in the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/sqlite/edit_draft.hpp"

namespace migrate::sqlite {

struct EditVerdict {
  std::string obstacle;               ///< in words for people; empty where the rows can stay
  std::vector<std::string> defaults;  ///< columns with another DEFAULT than before: every row must hold them itself
};

/// Of a step that is an edit. A tightened constraint needs its guard in the draft: without one it is an obstacle.
EditVerdict judge_edit(const TableDraft& draft, const DraftStep& step);

/// Whether a valid table's text proves that each of its rows holds the column itself: behind it, or it itself, is a
/// column without DEFAULT that is NOT NULL, and a row that ends before that one would have NULL there.
bool is_in_every_row(const ParsedTable& table, std::string_view sql, std::string_view column);

}  // namespace migrate::sqlite
