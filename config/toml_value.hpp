/// A TOML file as a tree of values that know their lines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct TomlValue {
  enum class Kind { kText, kInteger, kNumber, kFlag, kList, kTable, kTime };

  Kind kind = Kind::kTable;
  int line = 0;  ///< from 1
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  bool flag = false;
  std::vector<std::string> keys;  ///< of a table, beside `items`
  std::vector<TomlValue> items;   ///< of a list or a table, in the file's order

  /// The value of a table's key; null where there is none.
  const TomlValue* find(const std::string& key) const;
};

/// For errors: "a text", "an integer", ...
const char* kind_name(TomlValue::Kind kind);

/// A text from outside a file, read as a value of this kind; none where it can't be: an integer
/// or a number in decimal, "true" or "false", any text; never a list, a table or a time.
std::optional<TomlValue> from_text(const std::string& text, TomlValue::Kind kind);

/// For people: a text without its quotes, a list as "[a, b]".
std::string to_string(const TomlValue& value);

/// Errors: kUsage naming the file where it can't be read, and the line where it is no TOML.
Result<TomlValue> read_toml(const std::filesystem::path& path);

}  // namespace medisc
