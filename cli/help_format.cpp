#include "cli/help_format.hpp"

#include <algorithm>
#include <sstream>

namespace medisc {
namespace {

constexpr std::size_t kColumns = 80;

}  // namespace

std::string wrapped(const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string lines;
  std::size_t length = 0;  // of the last line
  for (std::string word; words >> word;) {
    const bool fits = length + 1 + word.size() <= width;
    if (length > 0) lines += fits ? ' ' : '\n';
    length = length > 0 && fits ? length + 1 + word.size() : word.size();
    lines += word;
  }
  return lines;
}

std::string HelpFormat::make_description(const CLI::App* verb) const {
  return wrapped(CLI::Formatter::make_description(verb), kColumns) + "\n";
}

std::string HelpFormat::make_option_desc(const CLI::Option* option) const {
  return wrapped(option->get_description(), kColumns - get_column_width());
}

std::string HelpFormat::make_subcommand(const CLI::App* verb) const {
  const std::size_t left = get_column_width();
  std::string line = "  " + verb->get_display_name(true);
  line.resize(std::max(left, line.size() + 1), ' ');
  for (const char c : wrapped(verb->get_description(), kColumns - left)) {
    line += c;
    if (c == '\n') line.append(left, ' ');
  }
  return line + "\n";
}

}  // namespace medisc
