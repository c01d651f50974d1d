#include "records/label_names.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "records/column_names.hpp"
#include "records/number_cell.hpp"

namespace medisc {
namespace {

tl::unexpected<std::string> none(std::string reason) {
  return tl::unexpected<std::string>(std::move(reason));
}

bool is_number(const std::string& text) {
  return read_number(text).kind == CellKind::kNumber;
}

}  // namespace

LabelNames::LabelNames(const std::vector<std::string>& classes,
                       std::optional<std::size_t> count)
    : count_(classes.empty() ? count : classes.size()) {
  for (const std::string& name : classes) names_.push_back(folded(name));
  numeric_ = !names_.empty() && std::all_of(names_.begin(), names_.end(), is_number);
}

std::optional<std::int64_t> LabelNames::by_name(const std::string& label) const {
  const auto found = std::find(names_.begin(), names_.end(), label);
  if (found == names_.end()) return std::nullopt;
  const bool twice = std::find(found + 1, names_.end(), label) != names_.end();
  return twice ? std::nullopt : std::optional<std::int64_t>(found - names_.begin());
}

std::optional<std::int64_t> LabelNames::by_first_letters(const std::string& label) const {
  std::optional<std::int64_t> found;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!names_[i].starts_with(label)) continue;
    if (found) return std::nullopt;
    found = static_cast<std::int64_t>(i);
  }
  return found;
}

tl::expected<std::int64_t, std::string> LabelNames::read(double label) const {
  if (!(std::abs(label) <= 0x1p53) || label != std::trunc(label)) {
    return none("a number that is not whole; expected a label that is a whole number");
  }
  if (numeric_) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (read_number(names_[i]).value == label) return static_cast<std::int64_t>(i);
    }
    return none("a label that is none of the model's classes, whose names are numbers");
  }
  if (count_ && !(label >= 0 && label < static_cast<double>(*count_))) {
    return none(
        fmt::format("a label out of range; the model has classes 0 to {}", *count_ - 1));
  }
  return static_cast<std::int64_t>(label);
}

tl::expected<std::int64_t, std::string> LabelNames::read(std::string_view label, char decimal) {
  const std::string text = folded(label);
  if (const auto named = by_name(text)) return *named;
  const NumberCell number = read_number(text, decimal);
  if (number.kind == CellKind::kNumber) return read(number.value);
  if (number.kind == CellKind::kTruth && names_.empty()) {
    if (count_.value_or(2) > 2) {
      return none(fmt::format("true or false; expected one of {} classes", *count_));
    }
    truths_ = true;
    return text == "true" ? 1 : 0;
  }
  if (number.kind == CellKind::kMissing) return none("no label");
  if (names_.empty()) {
    return none(
        "a label in text; the model's classes have no names, expected a label that is "
        "a whole number");
  }
  if (const auto begun = by_first_letters(text)) {
    first_letters_ = true;
    return *begun;
  }
  return none("a label that is none of the model's classes");
}

std::string LabelNames::note() const {
  if (first_letters_) return "labels are matched to class names by their first letters";
  return truths_ ? "labels true and false are read as classes 1 and 0" : "";
}

}  // namespace medisc
