#include "records/foreign_text.hpp"

#include <algorithm>
#include <cctype>

namespace medisc {
namespace {

std::string_view past_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

bool begins_with_any_case(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char lower, unsigned char c) { return std::tolower(c) == lower; });
}

/// Names may stand in brackets: "[Na],[K]" heads columns, and is no list.
bool is_json(std::string_view text) {
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  const std::string_view inside = past_blanks(text.substr(1));
  if (inside.empty()) return false;
  if (text.front() == '{') return inside.front() == '"' || inside.front() == '}';
  const std::string_view last =
      text.substr(std::min(text.find_last_not_of(" \t\r\n"), text.size()));
  return inside.front() == '{' || inside.front() == '[' || inside.front() == '"' ||
         (last.starts_with(']') &&
          (inside.front() == '-' || std::isdigit(inside.front()) != 0));
}

bool is_markup(std::string_view text) {
  constexpr std::string_view kBegins[] = {"<!doctype", "<html", "<head", "<body", "<table",
                                          "<?xml",     "<!--",  "<div",  "<meta", "<script"};
  return std::any_of(std::begin(kBegins), std::end(kBegins),
                     [&](std::string_view begin) { return begins_with_any_case(text, begin); });
}

}  // namespace

std::optional<ForeignText> foreign_text(std::string_view text) {
  const std::string_view begin = past_blanks(text);
  if (is_json(begin)) {
    return ForeignText{"a JSON document", "convert it to CSV, one record a line"};
  }
  if (is_markup(begin)) {
    return ForeignText{
        "a web page or another document of markup",
        "download the table itself, as CSV; a page to log in may have been saved "
        "in its place"};
  }
  if (begin.starts_with("version https://git-lfs")) {
    return ForeignText{"a pointer of Git LFS to the file, not the file itself",
                       "fetch it with: git lfs pull"};
  }
  if (begins_with_any_case(begin, "@relation") || begin.starts_with("{\\rtf")) {
    return ForeignText{
        begin.starts_with('@') ? "an ARFF file" : "a document of a word processor",
        "save the table as CSV, in UTF-8"};
  }
  return std::nullopt;
}

}  // namespace medisc
