/// Labels as people write them, as classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// A label is, in this order: a class's name (in any case); where names of classes are numbers,
/// the number alone; else the class's whole number from 0 ("2", "2.0"); true or false for 1 or
/// 0 of two classes; the first letters of one class's name alone ("M" for malignant).
class LabelNames {
 public:
  /// `classes` are names, or empty; `count` how many classes there are, where that is known.
  LabelNames(const std::vector<std::string>& classes, std::optional<std::size_t> count);

  /// The class, or why it is none: without the label itself.
  tl::expected<std::int64_t, std::string> read(std::string_view label, char decimal = '.');

  /// A whole number as a class.
  tl::expected<std::int64_t, std::string> read(double label) const;

  /// What was taken for granted, for a note; empty if nothing.
  std::string note() const;

 private:
  std::optional<std::int64_t> by_name(const std::string& label) const;
  std::optional<std::int64_t> by_first_letters(const std::string& label) const;

  std::vector<std::string> names_;  ///< folded
  std::optional<std::size_t> count_;
  bool numeric_ = false;  ///< names are numbers
  bool first_letters_ = false;
  bool truths_ = false;
};

}  // namespace medisc
