/// What is known of a test set's records, by the task.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"
#include "records/answers.hpp"
#include "records/good_rows.hpp"
#include "records/record_table.hpp"

namespace medisc {

/// Of which form the truth of one record is.
struct TruthForm {
  /// Of classes and binary tasks one number, with the classes' names; of findings and numbers
  /// one each, with theirs; of a map one a pixel.
  AnswerForm answer;
  std::vector<std::string> inputs{};  ///< what the model's inputs are called: no labels

  bool is_one() const { return answer.count() == 1; }
  bool is_class() const { return is_one() && answer.classes > 0; }
};

TruthForm truth_form(TaskKind task, const Manifest& manifest, std::uint32_t results);

/// One row a record of `table`, form.answer.count() numbers each: from `file`, or where
/// that is empty from the records' own labels. The file has a row for each of the `bad` ones,
/// too, which are off the table. Prints notes of how it is read. Errors: kBadInput naming the
/// file, for a count or a number that does not fit; kUsage where there is no truth.
Result<std::vector<std::vector<double>>> load_truth(const std::string& file,
                                                    const std::string& records,
                                                    const RecordTable& table,
                                                    const std::vector<BadRow>& bad,
                                                    const TruthForm& form);

}  // namespace medisc
