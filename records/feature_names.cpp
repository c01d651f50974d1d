#include "records/feature_names.hpp"

#include <algorithm>
#include <charconv>

#include "records/column_names.hpp"
#include "records/number_cell.hpp"

namespace medisc {
namespace {

struct NameAndUnit {
  std::string_view name;
  std::string_view unit;
};

/// "glucose (mg/dl)" in two.
std::optional<NameAndUnit> split_unit(std::string_view heading) {
  heading = trimmed(heading);
  if (!heading.ends_with(')') && !heading.ends_with(']')) return std::nullopt;
  const std::size_t open = heading.rfind(heading.ends_with(')') ? '(' : '[');
  if (open == std::string_view::npos || open == 0) return std::nullopt;
  return NameAndUnit{heading.substr(0, open),
                     heading.substr(open + 1, heading.size() - open - 2)};
}

}  // namespace

FeatureNames::FeatureNames(const RecordForm& form) : form_(form) {
  for (std::size_t i = 0; i < form.names.size(); ++i) {
    if (form.names[i].empty()) continue;
    exact_.emplace(form.names[i], i);
    const auto [place, fresh] = folded_.emplace(folded(form.names[i]), i);
    if (!fresh) place->second.reset();
  }
}

std::optional<std::size_t> FeatureNames::exact(const std::string& heading) const {
  const auto found = exact_.find(heading);
  return found == exact_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> FeatureNames::only(const std::string& folded_name) const {
  const auto found = folded_.find(folded_name);
  return found == folded_.end() ? std::nullopt : found->second;
}

std::optional<FeatureNames::Alike> FeatureNames::alike(std::string_view heading) const {
  if (const auto element = only(folded(heading))) return Alike{*element, false};
  const auto parts = split_unit(heading);
  if (!parts || form_.units.empty()) return std::nullopt;
  const auto element = only(folded(parts->name));
  if (!element || form_.units[*element].empty()) return std::nullopt;
  return Alike{*element, folded(parts->unit) != folded(form_.units[*element])};
}

std::optional<std::vector<std::size_t>> positions_of(const std::vector<std::string>& headings) {
  std::vector<std::size_t> places;
  for (const std::string& heading : headings) {
    std::size_t place = 0;
    const char* end = heading.data() + heading.size();
    const auto [stop, problem] = std::from_chars(heading.data(), end, place);
    if (problem != std::errc{} || stop != end || place > headings.size()) return std::nullopt;
    places.push_back(place);
  }
  if (places.empty()) return std::nullopt;
  std::vector<std::size_t> sorted = places;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t first = sorted.front();
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (first > 1 || sorted[i] != first + i) return std::nullopt;
  }
  for (std::size_t& place : places) place -= first;
  return places;
}

}  // namespace medisc
