/// What is known of a test set's records, by the task.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Of which form the truth of one record is.
struct TruthForm {
  TaskKind task = TaskKind::kClasses;
  std::size_t classes = 0;  ///< that a label, a finding (2) or a pixel may be; 0: any number
  std::size_t columns = 1;  ///< numbers a record: one, one a finding, one a pixel
  std::vector<std::string> names{};  ///< of the classes, or none
};

TruthForm truth_form(TaskKind task, const Outcome& outcome, std::uint32_t results);

/// One row a record, form.columns numbers each: from `file`, or where that is empty from the
/// records' own column of labels. Errors: kBadInput naming the file, for a count or a number
/// that does not fit; kUsage where there is no truth.
Result<std::vector<std::vector<double>>> load_truth(const std::string& file,
                                                    const std::string& records,
                                                    const RecordTable& table,
                                                    const TruthForm& form);

}  // namespace medisc
