// A URL is read, or refused with an error of ours; neither shows the password.
#include "dialects/url.hpp"
#include "src/base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrate;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  try {
    (void)display(parse_url(text));
  } catch (const Error&) {
  }
  // one with a password that nothing else in it is like
  if (text.find_first_of("/?#@:") != text.npos || text.empty()) return 0;
  const std::string secret = "q7Zk" + text + "9Xw";
  try {
    const auto url = parse_url("postgresql://somebody:" + secret + "@localhost:5432/app?connect_timeout=3");
    fuzz::require(display(url).find("q7Zk") == std::string::npos, "a URL that is shown has no password");
  } catch (const Error& error) {
    std::string said = error.what() + error.hint;
    for (const auto& line : error.details) said += line;
    fuzz::require(said.find("q7Zk") == std::string::npos, "a refusal shows no password");
  }
  return 0;
}
