/// Records in, diagnoses out, as `hospital diagnose` and `reference` share them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/record_table.hpp"
#include "storage/rows.hpp"

namespace medisc {

/// Records of a file, encoded under a plan's input.
struct EncodedRecords {
  std::vector<std::string> names;  ///< the file's ids, or numbers from 1
  std::vector<std::vector<std::int64_t>> encoded;
};

/// The first `limit` rows of a table that was read from `file`. Errors: kBadInput naming file,
/// record and column.
Result<std::vector<std::vector<std::int64_t>>> encode_rows(const std::string& file,
                                                           const RecordTable& table,
                                                           const InputEncoding& input,
                                                           std::optional<std::uint64_t> limit);

/// Errors: kBadInput naming file, row and column; then nothing has been used up.
Result<EncodedRecords> load_records(const std::string& file, const InputEncoding& input,
                                    std::optional<std::uint64_t> limit);

/// Logits as integers, by record name.
using ExpectedLogits = std::map<std::string, std::vector<std::int64_t>>;

/// From JSON that `medisc reference` printed. Errors: kBadInput naming the file, for another
/// plan too.
Result<ExpectedLogits> load_expected(const std::string& file, const Plan& plan);

/// Collects results into a table: record, diagnosis, probability, logits, and, where they are
/// given, the comparison with the reference and the costs of the session.
class ResultTable {
 public:
  explicit ResultTable(const Plan& plan) : plan_(plan) {}

  /// Adds the column "reference": "equal" or "DIFFERS".
  void compare_with(ExpectedLogits expected) { expected_ = std::move(expected); }

  void add(const std::string& record, const std::vector<std::int64_t>& logits,
           const SessionCosts* costs = nullptr);

  Table table() const;
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

  std::string label_of(std::size_t index) const;

  const Plan& plan_;
  std::optional<ExpectedLogits> expected_;
  std::vector<Row> rows_;
  std::size_t differing_ = 0;
};

}  // namespace medisc
