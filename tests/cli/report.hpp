/// What a verb printed with --format json, read back.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace medisc::test {

/// A row of a table, by column. Texts as they are, numbers as JSON writes them, null as "".
using Row = std::map<std::string, std::string>;

struct Report {
  Row facts;  ///< the object's single values; "a.b" is b of its object a
  std::map<std::string, std::vector<Row>> tables;

  /// Throw std::runtime_error where there is none.
  std::string fact(const std::string& name) const;
  std::vector<Row> table(const std::string& name) const;
};

/// Throws std::runtime_error where `text` is not such JSON.
Report parse_report(const std::string& text);

/// A column over all rows.
std::vector<std::string> column(const std::vector<Row>& rows, const std::string& name);

}  // namespace medisc::test
