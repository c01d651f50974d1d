// Records as CSV: a table that is read is finite and whole, and written again it reads equal.
// With a manifest of three features, columns go by name, and bad rows stay beside the good
// ones.
#include <charconv>
#include <cmath>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "records/csv.hpp"
#include "records/text_encoding.hpp"

namespace medisc::fuzz {
namespace {

std::string quoted(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? 2 : 1, c);
  return cell + '"';
}

std::string number(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

/// With a header, a column of ids first and one of labels last.
std::string written(const RecordTable& table) {
  std::string text = "id";
  for (std::size_t i = 0; i < table.columns; ++i) {
    text +=
        ',' + (table.features.empty() ? "f" + number(double(i)) : quoted(table.features[i]));
  }
  text += table.labels.empty() ? "\n" : ",label\n";
  for (std::size_t row = 0; row < table.rows; ++row) {
    text += quoted(table.ids[row]);
    for (const double value : table.row(row)) text += ',' + number(value);
    if (!table.labels.empty()) text += ',' + std::to_string(table.labels[row]);
    text += '\n';
  }
  return text;
}

void check(const RecordTable& table, std::optional<std::size_t> columns, std::size_t bytes) {
  require(table.rows > 0 && table.columns > 0, "a table has a row and a column");
  require(table.columns == columns.value_or(table.columns), "columns are as many as expected");
  require(table.values.size() == table.rows * table.columns, "every cell has its value");
  require(table.values.size() <= bytes + (std::size_t{1} << 22) + table.columns,
          "few values come from nothing");
  require(table.ids.size() == table.rows, "every row has its id");
  require(table.labels.empty() || table.labels.size() == table.rows, "labels are one a row");
  require(table.problems.empty() || table.problems.size() == table.rows,
          "problems are one a row");
  require(table.features.empty() || table.features.size() == table.columns,
          "names are one a column");
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (const double value : table.row(row)) {
      require(std::isfinite(value) == table.good(row), "values of good rows are finite");
    }
  }
  for (const std::string& id : table.ids) {
    require(!id.empty() && id.size() <= 256, "an id has 1 to 256 bytes");
  }
}

/// Three features with names and ranges, and two classes.
RecordForm named_form() {
  Manifest manifest;
  manifest.parts.push_back(
      {"table", {3}, Layout::kFlat, {"age", "mass", "c"}, {}, {-5}, {1e3}});
  manifest.outcome.labels = {"benign", "malignant"};
  return *form_of(manifest);
}

/// Whatever the options say, what is read is whole.
void read_by_name(const std::string& text, std::uint8_t said) {
  ReadOptions options;
  options.header = HeaderLine{static_cast<std::uint8_t>(said % 3)};
  options.out_of_range = OutOfRange{static_cast<std::uint8_t>(said / 3 % 3)};
  options.skip_bad = said / 9 % 2 == 1;
  const auto table = parse_csv(text, "input.csv", named_form(), options);
  if (table) check(*table, 3, text.size());
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const std::uint8_t expected = input.byte();
  const auto columns =
      expected < 128 ? std::nullopt : std::optional<std::size_t>(expected - 127);
  const auto decoded = decode_text(std::string(as_text(input.rest())), "input.csv");
  if (!decoded) return 0;
  const std::string& text = decoded->text;
  read_by_name(text, expected);
  const auto table = parse_csv(text, "input.csv", columns);
  if (!table) {
    require(table.error().code == ErrorCode::kBadInput, "a bad table is bad input");
    return 0;
  }
  check(*table, columns, text.size());
  ReadOptions headed;
  headed.header = HeaderLine::kYes;
  const auto again =
      parse_csv(written(*table), "again.csv", form_of_columns(table->columns), headed);
  require(again.has_value(), "what is read can be written and read again");
  require(again->ids == table->ids && again->labels == table->labels &&
              again->values == table->values &&
              (table->features.empty() || again->features == table->features),
          "a table written again reads equal");
  return 0;
}
