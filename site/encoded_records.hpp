/// Records of a file, as a plan wants them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/plan.hpp"
#include "records/record_table.hpp"

namespace medisc {

struct EncodedRecords {
  std::vector<std::string> names;  ///< the file's ids, or numbers from 1
  std::vector<std::vector<std::int64_t>> encoded;
};

/// The first `limit` rows of a table that was read from `file`, preprocessed and encoded.
/// Errors: kBadInput naming file, record and column.
Result<std::vector<std::vector<std::int64_t>>> encode_rows(const std::string& file,
                                                           const RecordTable& table,
                                                           const Plan& plan,
                                                           std::optional<std::uint64_t> limit);

/// Reads, preprocesses and encodes them. Errors: kBadInput naming file, row and column; then
/// nothing has been used up.
Result<EncodedRecords> load_records(const std::string& file, const Plan& plan,
                                    std::optional<std::uint64_t> limit = std::nullopt);

}  // namespace medisc
