#include "src/base/environment.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "src/base/error.hpp"
#include "src/base/text.hpp"

namespace migrate {
namespace {

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!letter) return false;
  }
  return true;
}

/// One pass over the text of a .env file.
class EnvFileReader {
 public:
  EnvFileReader(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  std::map<std::string, std::string> read() {
    while (at_ < text_.size()) read_line();
    return std::move(out_);
  }

 private:
  void read_line() {
    const auto start = at_;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = trim(text_.substr(at_, end - at_));
    at_ = end + 1;
    if (line.empty() || line[0] == '#') return;
    if (line.starts_with("export ")) line = trim(line.substr(7));
    const auto equals = line.find('=');
    const auto name = trim(line.substr(0, equals));
    if (equals == line.npos || !is_variable_name(name)) {
      throw ConfigurationError("this line is not KEY=VALUE", {},
                               {std::string(file_), position_of(text_, start).line, 1});
    }
    const auto value = trim(line.substr(equals + 1));
    if (value.starts_with('"') || value.starts_with('\'')) {
      out_[std::string(name)] = quoted(static_cast<std::size_t>(value.data() - text_.data()));
    } else {
      out_[std::string(name)] = trim(value.substr(0, value.find(" #")));
    }
  }

  std::string quoted(std::size_t open) {
    const char quote = text_[open];
    std::string out;
    for (auto i = open + 1; i < text_.size(); ++i) {
      char c = text_[i];
      if (c == quote) {
        at_ = std::min(text_.find('\n', i), text_.size()) + 1;
        return out;
      }
      if (c == '\\' && quote == '"' && i + 1 < text_.size()) {
        c = text_[++i];
        if (c == 'n')
          c = '\n';
        else if (c != '"' && c != '\\')
          out += '\\';
      }
      out += c;
    }
    const auto at = position_of(text_, open);
    throw ConfigurationError("the quote that opens here is never closed", {}, {std::string(file_), at.line, at.column});
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> out_;
};

std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return "uid " + std::to_string(geteuid());
}

std::string host_name() {
  std::array<char, 256> buffer{};
  return gethostname(buffer.data(), buffer.size() - 1) == 0 ? buffer.data() : "localhost";
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::map<std::string, std::string> parse_env_file(std::string_view text, std::string_view file) {
  return EnvFileReader(text, file).read();
}

Environment with_fallback(Environment first, std::map<std::string, std::string> second) {
  return [first = std::move(first), second = std::move(second)](const std::string& name) -> std::optional<std::string> {
    if (auto value = first(name)) return value;
    const auto found = second.find(name);
    return found == second.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string process_label() { return user_name() + "@" + host_name() + " pid " + std::to_string(getpid()); }

std::filesystem::path program_folder() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
}

bool is_terminal(int stream) { return isatty(stream) != 0; }

}  // namespace migrate
