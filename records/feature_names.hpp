/// Finds a model's features by the names of a file's columns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/record_form.hpp"

namespace medisc {

class FeatureNames {
 public:
  /// The form must outlive this.
  explicit FeatureNames(const RecordForm& form);

  std::optional<std::size_t> exact(const std::string& heading) const;

  struct Alike {
    std::size_t element = 0;
    bool other_unit = false;  ///< the heading's unit is not the feature's
  };
  /// The only feature whose name differs in case and blanks at most, or in a unit that stands
  /// behind it in brackets: "Glucose (mg/dl)" or "glucose [mg/dl]" for `glucose`, whose unit
  /// the form has.
  std::optional<Alike> alike(std::string_view heading) const;

 private:
  std::optional<std::size_t> only(const std::string& folded_name) const;

  const RecordForm& form_;
  std::unordered_map<std::string, std::size_t> exact_;
  std::unordered_map<std::string, std::optional<std::size_t>> folded_;  ///< none: several
};

/// Where headings count columns, 0 to n-1 or 1 to n in any order: each one's place, from 0.
std::optional<std::vector<std::size_t>> positions_of(const std::vector<std::string>& headings);

}  // namespace medisc
