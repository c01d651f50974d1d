/// A labelled test set: records, what they are, and what the float network says of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/record_table.hpp"

namespace medisc {

struct TestSet {
  std::string file;                         ///< of the records
  RecordTable table;                        ///< all rows of the file
  std::vector<std::uint32_t> labels;        ///< of the rows that count
  std::vector<std::vector<double>> logits;  ///< one a row that counts, or none at all

  std::size_t size() const { return labels.size(); }
};

/// `labels` may be empty where the records' CSV has a column of labels, `logits` where there
/// are none. With `limit` only the first rows count, but the files must fit one another whole.
/// Errors: kBadInput naming the file and, where there is one, row and column; kUsage where
/// there are no labels.
Result<TestSet> load_test_set(const std::string& records, const std::string& labels,
                              const std::string& logits, std::size_t features,
                              std::size_t outputs, std::optional<std::uint64_t> limit);

}  // namespace medisc
