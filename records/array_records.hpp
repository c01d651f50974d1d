/// Records from NumPy arrays.
#pragma once

#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/npy.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// An array by its name in its file.
struct NamedArray {
  std::string name;
  NpyArray array;
};

/// One array: for a form of one part, or none, as records/array_shape.hpp says; for several
/// parts [N, elements of all], in their order; a structured array by its fields' names, as
/// columns. Ranges are checked. Errors: kBadInput, naming `file` and where there is one the row
/// and the column or element: another shape, texts, and all values that are NaN, infinite or
/// out of range, with skip_bad each row's own.
Result<RecordTable> records_of_array(NpyArray array, const std::string& file,
                                     const RecordForm& form, const ReadOptions& options);

/// One array a part of the form, in its order; all of as many records. Errors likewise.
Result<RecordTable> records_of_parts(std::vector<NamedArray> arrays, const std::string& file,
                                     const RecordForm& form, const ReadOptions& options);

/// An array [N, columns] whose columns have these names, matched as those of a CSV file.
Result<RecordTable> records_of_columns(const NpyArray& array,
                                       const std::vector<std::string>& headings,
                                       const std::string& file, const RecordForm& form,
                                       const ReadOptions& options);

}  // namespace medisc
