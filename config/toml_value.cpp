#include "config/toml_value.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>

#include <toml++/toml.h>

namespace medisc {
namespace {

int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

TomlValue value_of(const toml::node& node) {
  using Kind = TomlValue::Kind;
  TomlValue value;
  value.line = line_of(node);
  if (const auto* table = node.as_table()) {
    value.kind = Kind::kTable;
    std::vector<std::pair<std::string, const toml::node*>> entries;
    for (const auto& [key, item] : *table) entries.emplace_back(key.str(), &item);
    // The library sorts keys; people look for the first mistake first.
    std::ranges::stable_sort(entries, {}, [](const auto& e) { return line_of(*e.second); });
    for (const auto& [key, item] : entries) {
      value.keys.push_back(key);
      value.items.push_back(value_of(*item));
    }
  } else if (const auto* list = node.as_array()) {
    value.kind = Kind::kList;
    for (const auto& item : *list) value.items.push_back(value_of(item));
  } else if (const auto* text = node.as_string()) {
    value.kind = Kind::kText;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.integer = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = Kind::kNumber;
    value.number = number->get();
  } else if (const auto* flag = node.as_boolean()) {
    value.kind = Kind::kFlag;
    value.flag = flag->get();
  } else {
    value.kind = Kind::kTime;
  }
  return value;
}

}  // namespace

const TomlValue* TomlValue::find(const std::string& key) const {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

const char* kind_name(TomlValue::Kind kind) {
  switch (kind) {
    case TomlValue::Kind::kText:
      return "a text";
    case TomlValue::Kind::kInteger:
      return "an integer";
    case TomlValue::Kind::kNumber:
      return "a number";
    case TomlValue::Kind::kFlag:
      return "true or false";
    case TomlValue::Kind::kList:
      return "a list";
    case TomlValue::Kind::kTable:
      return "a table";
    case TomlValue::Kind::kTime:
      return "a time";
  }
  return "a value";
}

std::optional<TomlValue> from_text(const std::string& text, TomlValue::Kind kind) {
  using Kind = TomlValue::Kind;
  TomlValue value;
  value.kind = kind;
  const char* const end = text.data() + text.size();
  const auto whole = [&](const std::from_chars_result& read) {
    return read.ec == std::errc() && read.ptr == end;
  };
  switch (kind) {
    case Kind::kText:
      value.text = text;
      return value;
    case Kind::kInteger:
      if (!whole(std::from_chars(text.data(), end, value.integer))) return std::nullopt;
      return value;
    case Kind::kNumber:
      if (!whole(std::from_chars(text.data(), end, value.number))) return std::nullopt;
      return value;
    case Kind::kFlag:
      if (text != "true" && text != "false") return std::nullopt;
      value.flag = text == "true";
      return value;
    case Kind::kList:
    case Kind::kTable:
    case Kind::kTime:
      break;
  }
  return std::nullopt;
}

std::string to_string(const TomlValue& value) {
  switch (value.kind) {
    case TomlValue::Kind::kText:
      return value.text;
    case TomlValue::Kind::kInteger:
      return std::to_string(value.integer);
    case TomlValue::Kind::kNumber: {
      std::array<char, 32> shortest{};
      const auto end =
          std::to_chars(shortest.data(), shortest.data() + shortest.size(), value.number).ptr;
      return {shortest.data(), end};
    }
    case TomlValue::Kind::kFlag:
      return value.flag ? "true" : "false";
    case TomlValue::Kind::kList: {
      std::string items;
      for (const auto& item : value.items) {
        items.append(items.empty() ? "" : ", ").append(to_string(item));
      }
      return "[" + items + "]";
    }
    case TomlValue::Kind::kTable:
    case TomlValue::Kind::kTime:
      break;
  }
  return kind_name(value.kind);
}

Result<TomlValue> read_toml(const std::filesystem::path& path) {
  std::error_code ignored;
  std::ifstream file(path);
  const int why = errno;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return fail(ErrorCode::kUsage,
                path.string() + ": " + (file ? "it is a folder" : std::strerror(why)),
                "name a configuration file; examples are in the folder config");
  }
  const std::string content(std::istreambuf_iterator<char>(file), {});
  try {
    return value_of(toml::parse(content, path.string()));
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kUsage,
                path.string() + ":" + std::to_string(error.source().begin.line) + ": " +
                    std::string(error.description()),
                "texts stand in quotes, and each key once");
  }
}

}  // namespace medisc
