/// The labels among the arrays of an archive.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/array_records.hpp"

namespace medisc {

/// Whether an array may hold the labels that are looked for.
using FitsLabels = std::function<bool(const NpyArray&)>;

/// The array called labels, y, target and the like; of several the only one that fits; where
/// none is called so, the only array that fits, ids aside. Errors: kBadInput, naming `file` and
/// its arrays with their shapes, where there is no such one, or more than one.
Result<NamedArray> labels_of_npz(std::vector<NamedArray> arrays, const std::string& file,
                                 const FitsLabels& fits);

/// "y.npz, array y".
std::string array_name(const std::string& file, const NamedArray& array);

}  // namespace medisc
