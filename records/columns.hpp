/// Which column of a file holds what.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"

namespace medisc {

struct Columns {
  std::vector<std::size_t> features;  ///< of each element of a record, in the model's order
  std::optional<std::size_t> id;
  std::optional<std::size_t> label;
  std::vector<std::string> names;     ///< of the features; empty if nobody knows them
  std::vector<std::string> headings;  ///< of all columns, as the file has them, or empty
  std::size_t count = 0;              ///< of all
  std::vector<std::string> notes;
};

/// Columns by their names. In this order a column is: ignored; the id that the options name; a
/// feature of exactly its name; an id, a label or row numbers by custom; a feature whose name
/// differs in case, blanks or a unit behind it in brackets, if that is unambiguous. Names 0 to
/// n-1 or 1 to n count the features. Where the form knows no names, the features' columns stand
/// in their order. Errors: kBadInput, naming `file`: all columns that the form does not know
/// and all features without a column, each with the nearest name; two columns of one feature,
/// of labels, or of ids; a column without a name; another unit; a count that does not fit.
Result<Columns> match_columns(const std::vector<std::string>& headings, const RecordForm& form,
                              const ReadOptions& options, const std::string& file);

/// Columns without names, in the form's order; the options' columns are numbers from 1. Errors:
/// kBadInput as match_columns.
Result<Columns> columns_in_order(std::size_t count, const RecordForm& form,
                                 const ReadOptions& options, const std::string& file);

/// "column 3 (glucose)"; the number alone where the column has no name, or one that could be a
/// value.
std::string column_text(const Columns& columns, std::size_t column);

}  // namespace medisc
