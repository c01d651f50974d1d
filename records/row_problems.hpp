/// What is wrong with the rows of a table: all of it in one error, or each row's own beside it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "error/error.hpp"
#include "records/record_table.hpp"
#include "records/told_list.hpp"

namespace medisc {

class RowProblems {
 public:
  /// `what` is said of more than one fault: "cells are not as they must be".
  RowProblems(std::string file, bool skip_bad, const char* what)
      : file_(std::move(file)), what_(what), skip_bad_(skip_bad), all_("; "), row_("; ") {}

  /// One fault of the current row. `text` makes "row 2, column 3 (age): no value".
  template <class Text>
  void add(const Text& text, const char* hint) {
    all_.add(text);
    row_.add(text);
    if (hint_.empty()) hint_ = hint;
    if (row_hint_.empty()) row_hint_ = hint;
  }

  bool row_is_good() const { return row_.count() == 0; }

  /// Ends the row `index` of the table: where something is wrong and bad rows are skipped, its
  /// error goes into the table, and its values become NaN.
  void end_row(RecordTable& table, std::size_t index);

  /// Ends a row that is not kept.
  void forget_row();

  /// Errors: kBadInput with the faults of all rows, where bad rows are not skipped.
  Result<void> end() const;

 private:
  Error error(const ToldList& faults, const std::string& hint) const;

  std::string file_;
  const char* what_;
  bool skip_bad_;
  ToldList all_;
  ToldList row_;
  std::string hint_;
  std::string row_hint_;
};

}  // namespace medisc
