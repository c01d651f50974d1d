/// Results of records, as `hospital diagnose` and `reference` print and compare them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/good_rows.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Logits as integers, by record name.
using ExpectedLogits = std::map<std::string, std::vector<std::int64_t>>;

/// From JSON that `medisc reference` printed. Errors: kBadInput naming the file, for another
/// plan too.
Result<ExpectedLogits> load_expected(const std::string& file, const Plan& plan);

/// Collects results into a table: record, the answer by the task (cli/answer_table.hpp),
/// logits, and, where they are given, the comparison with the reference and the costs of the
/// session.
class ResultTable {
 public:
  explicit ResultTable(const Plan& plan) : plan_(plan) {}

  /// Adds the column "reference": "equal" or "DIFFERS".
  void compare_with(ExpectedLogits expected) { expected_ = std::move(expected); }

  void add(const std::string& record, const std::vector<std::int64_t>& logits,
           const SessionCosts* costs = nullptr);

  /// A record that could not be read: shown with what is wrong with it, instead of a result.
  void add_bad(const BadRow& bad) { bad_.push_back(bad); }

  /// As text, a map's logits are left out.
  Table table(Format format) const;
  /// The same, and what findings or a map's classes are called; CSV has the results alone.
  std::vector<Table> tables(Format format) const;
  std::vector<Fact> facts() const;
  std::size_t size() const { return rows_.size(); }
  std::size_t differing() const { return differing_; }

 private:
  struct Row {
    std::string record;
    std::vector<std::int64_t> logits;
    std::optional<SessionCosts> costs;
    std::optional<bool> equal;
  };

  const Plan& plan_;
  std::optional<ExpectedLogits> expected_;
  std::vector<Row> rows_;
  std::vector<BadRow> bad_;
  std::size_t differing_ = 0;
};

}  // namespace medisc
