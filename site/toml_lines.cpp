#include "site/toml_lines.hpp"

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr std::size_t kLineWidth = 96;

std::string item_text(double number) {
  return number_text(number);
}
std::string item_text(std::uint32_t number) {
  return std::to_string(number);
}
std::string item_text(const std::string& text) {
  return toml_text(text);
}

template <class Value>
std::string any_list_line(const std::string& key, const std::vector<Value>& values) {
  std::string text = key + " = [";
  std::size_t line = text.size();
  bool first = true;
  for (const Value& value : values) {
    const std::string item = item_text(value);
    if (!first) text += ",";
    if (line + item.size() + 2 > kLineWidth) {
      text += "\n  ";
      line = 2;
    } else if (!first) {
      text += " ";
      line += 1;
    }
    text += item;
    line += item.size() + 1;
    first = false;
  }
  return text + "]\n";
}

}  // namespace

std::string toml_text(const std::string& text) {
  std::string toml = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') toml += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      toml += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      toml += c;
    }
  }
  return toml + "\"";
}

std::string number_text(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string list_line(const std::string& key, const std::vector<double>& values) {
  return any_list_line(key, values);
}
std::string list_line(const std::string& key, const std::vector<std::uint32_t>& values) {
  return any_list_line(key, values);
}
std::string list_line(const std::string& key, const std::vector<std::string>& values) {
  return any_list_line(key, values);
}

}  // namespace medisc
