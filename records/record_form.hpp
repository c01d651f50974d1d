/// What a file of records must hold: of a manifest, or of a bare count of columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"

namespace medisc {

struct FormPart {
  std::string name;
  std::vector<std::uint64_t> shape;  ///< of one record; empty: any
  Layout layout = Layout::kFlat;
  std::size_t first = 0;      ///< its first element in a record
  std::size_t count = 0;      ///< elements
  bool resized = false;       ///< an image of any height and width will do
  std::vector<double> least;  ///< none, or one for all, a channel or an element
  std::vector<double> largest;

  std::size_t channel_dimension() const {
    return layout == Layout::kChannelsLast ? shape.size() - 1 : 0;
  }
};

struct RecordForm {
  std::optional<std::size_t> columns;  ///< elements of a record; none: any
  std::vector<FormPart> parts;         ///< empty without a manifest
  /// Of elements: one each ("" where not known), or empty where none is known.
  std::vector<std::string> names;
  std::vector<std::string> units;  ///< likewise
  std::optional<TaskKind> task;        ///< of the manifest
  std::vector<std::string> classes;
  std::optional<std::size_t> class_count;

  bool knows_names() const { return !names.empty(); }

  /// One label says what is right: a class, or a number.
  bool has_one_label() const { return task != TaskKind::kFindings && task != TaskKind::kMap; }
};

/// A table of so many columns, whatever they hold.
RecordForm form_of_columns(std::optional<std::size_t> columns);

/// Errors: kBadInput for a manifest whose lists do not fit its shapes, whose ranges are none
/// (not finite, or least above largest), whose names repeat, or that has more than 2^26
/// elements, 2^22 where some have names or units.
Result<RecordForm> form_of(const Manifest& manifest);

}  // namespace medisc
