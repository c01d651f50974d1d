/// Ids and labels from NumPy arrays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/label_names.hpp"
#include "records/npy.hpp"

namespace medisc {

/// Classes from an array [N] or [N, 1] of whole numbers of any type, of booleans or of texts.
/// Errors: kBadInput, naming `file` and the row (from 1), for another shape and for an entry
/// that is no class.
Result<std::vector<std::int64_t>> labels_of_array(const NpyArray& array, LabelNames& names,
                                                  const std::string& file);

/// The same for the entries themselves: numbers, or texts where there are any.
Result<std::vector<std::int64_t>> labels_of(const std::vector<double>& values,
                                            const std::vector<std::string>& texts,
                                            ElementKind kind, LabelNames& names,
                                            const std::string& file);

/// Texts, or whole numbers as texts. Errors: kBadInput for an entry that is no id.
Result<std::vector<std::string>> ids_of(const std::vector<double>& values,
                                        const std::vector<std::string>& texts,
                                        const std::string& file);

}  // namespace medisc
