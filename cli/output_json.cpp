#include "cli/output_json.hpp"

#include <ostream>
#include <string_view>
#include <type_traits>

namespace medisc {
namespace {

OutputJson to_json(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> OutputJson {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
          return nullptr;
        } else {
          return value;
        }
      },
      cell);
}

/// CSV shows numbers as they are, and text quoted where it must be.
std::string to_csv(const Cell& cell) {
  const OutputJson json = to_json(cell);
  if (json.is_null()) return "";
  if (!json.is_string()) return json.dump();
  auto text = json.get<std::string>();
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

/// A key with dots leads into objects.
void place(OutputJson& object, const Fact& fact) {
  OutputJson* at = &object;
  std::string_view key = fact.key;
  for (auto dot = key.find('.'); dot != key.npos; dot = key.find('.')) {
    at = &(*at)[std::string(key.substr(0, dot))];
    key.remove_prefix(dot + 1);
  }
  (*at)[std::string(key)] = to_json(fact.value);
}

std::string dumped(const OutputJson& object, int indent) {
  return object.dump(indent, ' ', false, OutputJson::error_handler_t::replace);
}

}  // namespace

OutputJson json_rows(const Table& table) {
  OutputJson rows = OutputJson::array();
  for (const auto& row : table.rows) {
    OutputJson object = OutputJson::object();
    for (std::size_t c = 0; c < row.size(); ++c) object[table.columns[c].key] = to_json(row[c]);
    rows.push_back(std::move(object));
  }
  return rows;
}

OutputJson json_of(const std::vector<Fact>& facts, const std::vector<Table>& tables) {
  OutputJson object;
  object["medisc"] = 2;
  for (const Fact& fact : facts) place(object, fact);
  for (const Table& table : tables) object[table.name] = json_rows(table);
  return object;
}

std::string json_line(const OutputJson& json) {
  return dumped(json, -1);
}

std::string json_text(const OutputJson& json) {
  return dumped(json, 2);
}

std::string open_json(const OutputJson& object) {
  std::string text = json_text(object);
  text.resize(text.size() - 2);  // "\n}"
  return text;
}

std::string json_key(const std::string& key) {
  return ",\n  " + json_line(key) + ": ";
}

std::string close_json(OutputJson object) {
  object.erase("medisc");
  if (object.empty()) return "\n}";
  return "," + json_text(object).substr(1);  // without "{"
}

void print_csv_header(std::ostream& out, const Table& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    out << (c > 0 ? "," : "") << table.columns[c].key;
  }
  out << '\n';
}

void print_csv_rows(std::ostream& out, const Table& table) {
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) out << (c > 0 ? "," : "") << to_csv(row[c]);
    out << '\n';
  }
}

}  // namespace medisc
