/// What the verbs print: tables of named columns, as text, JSON or CSV.
///
/// JSON is stable: an object {"medisc": 2, NAME: [{column: value, ...}, ...], ...} with the
/// column keys given here; new keys may join, none goes or changes its meaning while "medisc"
/// stays 2. docs/formats.md lists them.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace medisc {

enum class Format {
  kTable,
  kJson,
  kJsonLines,  ///< JSON on one line; of results that come one by one, a line each
  kCsv
};

/// An empty cell prints as "-", null or nothing.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool>;

struct Column {
  std::string key;           ///< in JSON and CSV
  std::string title;         ///< in text
  int decimals = 2;          ///< of numbers, in text
  bool probability = false;  ///< text never rounds one to 0 or 1: "<0.0001", ">0.9999"
};

struct Table {
  std::string name;  ///< its key in JSON
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Prints tables one after the other. As CSV, a blank line separates them.
void print(std::ostream& out, const std::vector<Table>& tables, Format format);

/// With single values: lines "title  value" below the tables, or keys of the JSON object
/// itself. CSV shows them where there is no table, as one row.
struct Fact {
  std::string key;  ///< "rss_mb.dealer" is the key "dealer" of the JSON object "rss_mb"
  std::string title;
  Cell value;
  int decimals = 2;  ///< of a number, in text
};
void print(std::ostream& out, const std::vector<Fact>& facts, const std::vector<Table>& tables,
           Format format);

/// One of several looks at the same thing: JSON as one object on one line, CSV with its header
/// the `first` time only. Text as ever.
void print_again(std::ostream& out, const std::vector<Fact>& facts,
                 const std::vector<Table>& tables, Format format, bool first);

/// Whether this process has printed a result, or a part of one.
bool has_printed();
void note_printed();

/// 1234567 as "1 234 567"; bytes as "1.2 KB".
std::string grouped(std::int64_t value);
std::string in_bytes(double bytes);

}  // namespace medisc
