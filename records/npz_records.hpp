/// Records from the arrays of an archive, by their names.
#pragma once

#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/array_records.hpp"

namespace medisc {

/// Arrays called ids, patient_id and the like, labels, y, target and the like, and
/// feature_names are what they say; the options' id column and ignored columns are names of
/// arrays here. The others are the form's parts, by name (in any case, if that is unambiguous);
/// for a form of one part, or none, the only other array is that. With feature_names, the
/// columns of a table are matched as those of a CSV file. Errors: kBadInput, naming `file`: all
/// arrays that the form does not know and all parts without one; two arrays of ids or labels;
/// counts that differ; and as records_of_parts.
Result<RecordTable> records_of_npz(std::vector<NamedArray> arrays, const std::string& file,
                                   const RecordForm& form, const ReadOptions& options);

}  // namespace medisc
