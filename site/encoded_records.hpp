/// Records of a file, as a plan wants them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/good_rows.hpp"
#include "records/read_options.hpp"
#include "records/record_table.hpp"

namespace medisc {

struct EncodedRecords {
  std::vector<std::string> names;  ///< of the good records: the file's ids, or numbers from 1
  std::vector<std::vector<std::int64_t>> encoded;
  std::vector<BadRow> bad;         ///< those that can't be read, where they are skipped
  std::vector<std::string> notes;  ///< of the reader, for the user
};

/// The good ones of a table's rows that was read from `file`, preprocessed and encoded. Errors:
/// kBadInput naming file, record and column.
Result<std::vector<std::vector<std::int64_t>>> encode_rows(const std::string& file,
                                                           const RecordTable& table,
                                                           const Plan& plan, RowRange rows);

/// Records in the hospital's own values: each with the manifest's parts one behind the other,
/// which have its shapes, or `shapes` where parts may be resized. Held against the manifest's
/// ranges, preprocessed and encoded. Errors: kBadInput naming record and column.
Result<std::vector<std::vector<std::int64_t>>> encode_values(
    const Plan& plan, const std::vector<std::vector<double>>& records,
    const std::vector<std::vector<std::uint32_t>>& shapes);

/// Reads them as the plan's manifest says, preprocesses and encodes them. Errors: kBadInput
/// naming file, row and column, and where there is no good record at all; then nothing has been
/// used up.
Result<EncodedRecords> load_records(const std::string& file, const Plan& plan,
                                    RowRange rows = {}, ReadOptions options = {});

}  // namespace medisc
