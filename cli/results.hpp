/// Results of records, as `hospital diagnose` and `reference` print and compare them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/good_rows.hpp"
#include "site/map_folder.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Logits as integers, by record name.
using ExpectedLogits = std::map<std::string, std::vector<std::int64_t>>;

/// From JSON that `medisc reference` printed. Errors: kBadInput naming the file, for another
/// plan too.
Result<ExpectedLogits> load_expected(const std::string& file, const Plan& plan);

/// Collects results into a table: record, the answer by the task (cli/answer_table.hpp),
/// logits (of a label-only map the pixels' classes), and, where they are given, the comparison
/// with the reference and the costs of the session.
class ResultTable {
 public:
  /// `costs`: whether each result comes with its session's.
  explicit ResultTable(const Plan& plan, bool costs = false) : plan_(plan), costs_(costs) {}

  /// Adds the column "reference": "equal" or "DIFFERS".
  void compare_with(ExpectedLogits expected) { expected_ = std::move(expected); }

  /// Writes the maps of `records`, as they are added, to the folder, if one is named; their
  /// files are columns, but of a text. Errors: those of MapFolder::open.
  Result<void> write_maps(const MapOptions& options, std::span<const std::string> records);

  void add(const std::string& record, const std::vector<std::int64_t>& logits,
           const SessionCosts* costs = nullptr);

  /// A record that could not be read: shown with what is wrong with it, instead of a result.
  void add_bad(const BadRow& bad) { bad_.push_back(bad); }

  /// As text, a map's logits and classes are left out. Known before the first result are the
  /// columns, once bad records were added.
  Table table(Format format) const;
  Table empty_table(Format format) const { return {"results", columns(format), {}}; }
  std::vector<Cell> last_row(Format format) const { return cells(rows_.back(), format); }
  std::vector<std::vector<Cell>> bad_rows(Format format) const;
  /// What findings or a map's classes are called; CSV has the results alone.
  std::vector<Table> names(Format format) const;
  /// The table, and names.
  std::vector<Table> tables(Format format) const;
  /// Of the plan; and of the results so far.
  std::vector<Fact> head_facts() const;
  std::vector<Fact> tail_facts() const;
  std::vector<Fact> facts() const;
  std::size_t size() const { return rows_.size(); }
  std::size_t differing() const { return differing_; }
  /// Errors: kStorage where a record has not all of its files.
  Result<void> maps_written() const;

 private:
  struct Row {
    std::string record;
    std::vector<std::int64_t> logits;
    std::optional<SessionCosts> costs;
    std::optional<bool> equal;
    std::optional<MapFiles> files;
  };

  std::vector<Column> columns(Format format) const;
  std::vector<Cell> cells(const Row& row, Format format) const;
  bool shows_files(Format format) const;
  /// A map's are too many for a table.
  bool shows_numbers(Format format) const;

  const Plan& plan_;
  const bool costs_;
  std::optional<ExpectedLogits> expected_;
  std::optional<MapFolder> maps_;
  std::vector<Row> rows_;
  std::vector<BadRow> bad_;
  std::size_t differing_ = 0;
};

}  // namespace medisc
