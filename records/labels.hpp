/// Known answers of a test set: labels, and the float network's logits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// One label a record, as records/label_names.hpp reads it; `names` are the classes' names, or
/// empty. .npy: an array [records] or [records, 1] of any integers, whole floats, booleans or
/// texts; .npz: the one of labels_of_npz; .csv, .tsv, .txt: one column, with or without a
/// header line, or one named label, target, y and the like, or one beside ids or row numbers.
/// Errors: kBadInput, naming the file and, where there is one, the row (from 1), and never a
/// label: another extension or element type, a count that is not `records`, a label that is no
/// class of [0, classes).
Result<std::vector<std::uint32_t>> read_labels(const std::filesystem::path& file,
                                               std::size_t records, std::size_t classes,
                                               const std::vector<std::string>& names = {});

/// Checks labels that came with the records; errors as read_labels.
Result<std::vector<std::uint32_t>> checked_labels(const std::filesystem::path& file,
                                                  const std::vector<std::int64_t>& labels,
                                                  std::size_t classes);

/// Logits, row major: .npy or .csv of `records` rows and `outputs` columns. Errors: kBadInput
/// as read_records, and for another count of rows.
Result<std::vector<double>> read_logits(const std::filesystem::path& file, std::size_t records,
                                        std::size_t outputs);

}  // namespace medisc
