// Values that no message shows, since they may be passwords: what stands for them is shown in their place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate {

class HiddenValues {
 public:
  /// `value` becomes `shown` from now on: whole, with its quotes doubled or escaped, and in the parts that a database
  /// takes out of it or cuts off. A value of less than four bytes is left alone: it would be found in every text.
  void add(std::string_view value, const std::string& shown);
  bool empty() const { return forms_.empty(); }
  std::string hidden(std::string_view text) const;

 private:
  struct Form {
    std::string text;  ///< in lower case
    std::string shown;
  };
  void add_form(std::string_view text, const std::string& shown);

  std::vector<Form> forms_;  ///< the longest first
};

}  // namespace migrate
