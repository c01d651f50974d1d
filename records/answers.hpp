/// Known answers of several numbers a record: findings, maps, numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"

namespace medisc {

struct AnswerForm {
  TaskKind task = TaskKind::kFindings;
  std::vector<std::uint64_t> shape;  ///< of one record's: [findings], [height, width]
  std::size_t classes = 0;           ///< that each number may be, from 0; 0: any number
  std::vector<std::string> names{};  ///< of the findings, or of the numbers; or none

  std::size_t count() const;  ///< numbers a record
};

struct Answers {
  std::vector<double> values;  ///< row major, form.count() a record
  std::vector<std::string> notes;
};

/// One row a record. Text: a column each, by their names in any order where the header has one
/// of these, else in order; with or without a header, beside ids or row numbers. .npy: an array
/// [records, shape...], flat or with dimensions of 1 more or fewer. .npz: the array of
/// labels_of_npz. Errors: kBadInput, naming the file and, where there is one, row and column or
/// element: another shape or count of rows; a header with some of the names; what is no class.
Result<Answers> read_answers(const std::filesystem::path& file, std::size_t records,
                             const AnswerForm& form);

/// Those in the archive that holds the records, by name: the array called labels, y and the
/// like, that is none of the model's `parts`. Nothing where there is none, and in other files.
Result<std::optional<Answers>> read_answers_beside(const std::filesystem::path& file,
                                                   std::size_t records, const AnswerForm& form,
                                                   const std::vector<std::string>& parts);

}  // namespace medisc
