#include "cli/output.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

#include "cli/output_json.hpp"

namespace medisc {
namespace {

std::atomic<bool> printed = false;

/// A probability that is not told from 0 or 1 at so many decimals says so.
std::string probability_text(double probability, int decimals) {
  const double step = std::pow(10.0, -decimals);
  if (probability < step / 2) return fmt::format("<{:.{}f}", step, decimals);
  if (probability >= 1 - step / 2) return fmt::format(">{:.{}f}", 1 - step, decimals);
  return fmt::format("{:.{}f}", probability, decimals);
}

std::string to_text(const Cell& cell, int decimals) {
  struct Text {
    int decimals;
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::int64_t number) const { return grouped(number); }
    std::string operator()(double number) const {
      return fmt::format("{:.{}f}", number, decimals);
    }
    std::string operator()(bool yes) const { return yes ? "yes" : "no"; }
  };
  return std::visit(Text{decimals}, cell);
}

std::string to_text(const Cell& cell, const Column& column) {
  const auto* number = std::get_if<double>(&cell);
  if (column.probability && number != nullptr)
    return probability_text(*number, column.decimals);
  return to_text(cell, column.decimals);
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

void print_text(std::ostream& out, const Table& table) {
  const std::size_t columns = table.columns.size();
  std::vector<std::size_t> widths(columns);
  std::vector<bool> right(columns, false);
  std::vector<std::vector<std::string>> texts;
  for (std::size_t c = 0; c < columns; ++c) widths[c] = table.columns[c].title.size();
  for (const auto& row : table.rows) {
    auto& line = texts.emplace_back();
    for (std::size_t c = 0; c < columns; ++c) {
      line.push_back(to_text(row[c], table.columns[c]));
      widths[c] = std::max(widths[c], line[c].size());
      right[c] = right[c] || is_number(row[c]);
    }
  }
  const auto print_line = [&](const std::vector<std::string>& line) {
    std::string text;
    for (std::size_t c = 0; c < columns; ++c) {
      if (c > 0) text += "  ";
      text += right[c] ? fmt::format("{:>{}}", line[c], widths[c])
                       : fmt::format("{:<{}}", line[c], widths[c]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out << text << '\n';
  };
  std::vector<std::string> titles;
  std::vector<std::string> rules;
  for (std::size_t c = 0; c < columns; ++c) {
    titles.push_back(table.columns[c].title);
    rules.emplace_back(widths[c], '-');
  }
  print_line(titles);
  print_line(rules);
  for (const auto& line : texts) print_line(line);
  if (table.rows.empty()) out << "(none)\n";
}

void print_csv(std::ostream& out, const Table& table) {
  print_csv_header(out, table);
  print_csv_rows(out, table);
}

/// One row, for a result that is facts alone.
Table as_table(const std::vector<Fact>& facts) {
  Table table;
  table.rows.emplace_back();
  for (const Fact& fact : facts) {
    table.columns.push_back({fact.key, fact.title});
    table.rows.front().push_back(fact.value);
  }
  return table;
}

}  // namespace

void print(std::ostream& out, const std::vector<Table>& tables, Format format) {
  print(out, {}, tables, format);
}

bool has_printed() {
  return printed;
}

void note_printed() {
  printed = true;
}

void print(std::ostream& out, const std::vector<Fact>& facts, const std::vector<Table>& tables,
           Format format) {
  note_printed();
  if (format == Format::kJson) {
    out << json_text(json_of(facts, tables)) << '\n';
    return;
  }
  if (format == Format::kJsonLines) {
    out << json_line(json_of(facts, tables)) << '\n';
    return;
  }
  if (format == Format::kCsv && tables.empty()) return print_csv(out, as_table(facts));
  bool first = true;
  for (const Table& table : tables) {
    if (!first) out << '\n';
    first = false;
    if (format == Format::kCsv) {
      print_csv(out, table);
    } else {
      print_text(out, table);
    }
  }
  if (format == Format::kCsv || facts.empty()) return;
  std::size_t width = 0;
  for (const Fact& fact : facts) width = std::max(width, fact.title.size());
  if (!tables.empty()) out << '\n';
  for (const Fact& fact : facts) {
    out << fmt::format("{:<{}}  {}\n", fact.title, width, to_text(fact.value, fact.decimals));
  }
}

void print_again(std::ostream& out, const std::vector<Fact>& facts,
                 const std::vector<Table>& tables, Format format, bool first) {
  if (format == Format::kJson || format == Format::kJsonLines) {
    out << json_line(json_of(facts, tables)) << '\n';
  } else if (format == Format::kCsv && !first) {
    for (const Table& table : tables) print_csv_rows(out, table);
  } else {
    print(out, facts, tables, format);
  }
}

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t sign = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > 3 + sign; at -= 3) digits.insert(at - 3, 1, ' ');
  return digits;
}

std::string in_bytes(double bytes) {
  if (bytes < 1000) return fmt::format("{:.0f} B", bytes);
  for (const char* unit : {"KB", "MB", "GB"}) {
    bytes /= 1000;
    if (bytes < 1000) return fmt::format("{:.1f} {}", bytes, unit);
  }
  return fmt::format("{:.1f} TB", bytes / 1000);
}

}  // namespace medisc
