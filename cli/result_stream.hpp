/// A table that is printed row by row, as its rows come, so that nothing is lost where the work
/// ends early.
///
///   table   all at the end: its columns' widths are known then
///   csv     the header, and each row
///   json    one object: what is known ahead, the rows, what is known at the end
///   jsonl   each row as an object on a line, and then all the rest as one
#pragma once

#include <iosfwd>
#include <vector>

#include "cli/output.hpp"
#include "error/error.hpp"

namespace medisc {

class ResultStream {
 public:
  /// `table` has no rows yet. `out` outlives this.
  ResultStream(std::ostream& out, Format format, Table table);

  /// What is known ahead of the first row.
  Result<void> begin(std::vector<Fact> head);
  /// Errors: kStorage where it can't be written; so it was with the rows before.
  Result<void> row(std::vector<Cell> cells);
  /// The rest. JSON is closed; where `begin` was not called nothing is printed.
  Result<void> end(const std::vector<Fact>& tail, const std::vector<Table>& more);

 private:
  Result<void> flush();

  std::ostream& out_;
  const Format format_;
  Table table_;
  std::vector<Fact> head_;
  bool begun_ = false;
  std::size_t rows_ = 0;
};

/// An error as JSON has it: "error", its text, and "code", its stable id.
std::vector<Fact> error_facts(const Error& error);

/// Whether all that was printed has been written. Errors: kStorage, with the system's reason.
Result<void> check_output(std::ostream& out);

}  // namespace medisc
