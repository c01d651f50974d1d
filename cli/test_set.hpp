/// A labelled test set: records, what they are, and what the float network says of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/truth.hpp"
#include "error/error.hpp"
#include "records/good_rows.hpp"
#include "records/read_options.hpp"
#include "records/record_table.hpp"

namespace medisc {

struct TestSet {
  std::string file;         ///< of the records
  RecordTable table;        ///< all good rows of the file
  std::vector<BadRow> bad;  ///< of those that would count, where they are skipped
  std::vector<std::vector<double>> truth;   ///< of the rows that count (cli/truth.hpp)
  std::vector<std::vector<double>> logits;  ///< one a row that counts, or none at all

  std::size_t size() const { return truth.size(); }
};

/// Which files, and of what sizes.
struct TestSetFiles {
  std::string records;
  std::string labels;  ///< may be empty where the records' CSV has a column of labels
  std::string logits;  ///< of the float network; may be empty
  Manifest manifest;
  std::uint32_t results = 0;  ///< of the network
  ReadOptions reading;
};

/// With `limit` only the first rows count, but the files must fit one another whole. A bad
/// row's label and logits go with it. Errors: kBadInput naming the file and, where there is
/// one, row and column; where there is no good row; kUsage where there are no labels.
Result<TestSet> load_test_set(const TestSetFiles& files, const TruthForm& form,
                              std::optional<std::uint64_t> limit);

}  // namespace medisc
