#include "tests/cli/report.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace medisc::test {
namespace {

std::string text_of(const nlohmann::json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string Report::fact(const std::string& name) const {
  const auto found = facts.find(name);
  if (found == facts.end()) throw std::runtime_error("the report has no \"" + name + "\"");
  return found->second;
}

std::vector<Row> Report::table(const std::string& name) const {
  const auto found = tables.find(name);
  if (found == tables.end()) throw std::runtime_error("the report has no table " + name);
  return found->second;
}

namespace {

/// Facts of an object, and of those in it: "rss_mb.dealer".
void add_facts(const std::string& prefix, const nlohmann::json& object, Row& facts) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_object()) {
      add_facts(prefix + name + ".", value, facts);
    } else if (!value.is_array()) {
      facts[prefix + name] = text_of(value);
    }
  }
}

}  // namespace

Report parse_report(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) throw std::runtime_error("not a JSON object: " + text);
  Report report;
  add_facts("", json, report.facts);
  for (const auto& [name, value] : json.items()) {
    if (!value.is_array()) continue;
    auto& rows = report.tables[name];
    for (const auto& object : value) {
      Row& row = rows.emplace_back();
      for (const auto& [key, cell] : object.items()) row[key] = text_of(cell);
    }
  }
  return report;
}

std::vector<std::string> column(const std::vector<Row>& rows, const std::string& name) {
  std::vector<std::string> values;
  for (const Row& row : rows) {
    const auto found = row.find(name);
    if (found == row.end()) throw std::runtime_error("a row has no column " + name);
    values.push_back(found->second);
  }
  return values;
}

}  // namespace medisc::test
