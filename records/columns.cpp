#include "records/columns.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "error/spelling.hpp"
#include "records/column_names.hpp"
#include "records/feature_names.hpp"
#include "records/number_cell.hpp"
#include "records/told_list.hpp"

namespace medisc {
namespace {

/// What one column is.
enum class Role { kUnknown, kFeature, kId, kLabel, kPassedOver };

std::string heading_text(const std::string& heading, std::size_t column) {
  return heading.empty() || read_number(heading).kind == CellKind::kNumber
             ? fmt::format("column {}", column + 1)
             : fmt::format("column {} ({})", column + 1, shown(heading));
}

/// Gives each column of a header its role, and each feature its column.
class Matching {
 public:
  Matching(const std::vector<std::string>& headings, const RecordForm& form,
           const ReadOptions& options, const std::string& file)
      : headings_(headings),
        form_(form),
        options_(options),
        file_(file),
        roles_(headings.size(), Role::kUnknown) {}

  Result<Columns> match() {
    columns_.headings = headings_;
    columns_.count = headings_.size();
    for (const auto step : {&Matching::take_options, &Matching::take_exact_features,
                            &Matching::take_custom, &Matching::take_features}) {
      if (auto taken = (this->*step)(); !taken) return tl::unexpected(taken.error());
    }
    return std::move(columns_);
  }

 private:
  tl::unexpected<Error> refuse(const std::string& what, std::string hint) const {
    return fail(ErrorCode::kBadInput, file_ + ": " + what, std::move(hint));
  }

  std::string text(std::size_t column) const { return heading_text(headings_[column], column); }

  /// The column of this name: exactly, or the only one that is alike.
  Result<std::size_t> find(const std::string& name, const char* option) const {
    const auto exact = std::find(headings_.begin(), headings_.end(), name);
    if (exact != headings_.end()) return static_cast<std::size_t>(exact - headings_.begin());
    std::vector<std::size_t> alike;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (folded(headings_[i]) == folded(name)) alike.push_back(i);
    }
    if (alike.size() == 1) return alike.front();
    std::vector<std::string> candidates;
    for (const std::string& heading : headings_) {
      if (candidates.size() < kNearestOf) candidates.push_back(shown(heading));
    }
    const auto near = nearest_word(shown(name), candidates);
    return refuse(fmt::format("{} column is called '{}', which {} names",
                              alike.empty() ? "no" : "more than one", shown(name), option),
                  near ? "did you mean " + *near + "?" : "names are those of the header line");
  }

  Result<void> take_options() {
    for (const std::string& name : options_.ignore_columns) {
      const auto column = find(name, "--ignore-column");
      if (!column) return tl::unexpected(column.error());
      roles_[*column] = Role::kPassedOver;
    }
    if (!options_.id_column) return {};
    const auto column = find(*options_.id_column, "--id-column");
    if (!column) return tl::unexpected(column.error());
    roles_[*column] = Role::kId;
    columns_.id = *column;
    return {};
  }

  Result<void> take_exact_features() {
    if (!form_.knows_names()) return {};
    elements_.resize(*form_.columns);
    const FeatureNames names(form_);
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (roles_[i] != Role::kUnknown) continue;
      const auto element = names.exact(headings_[i]);
      if (!element) continue;
      if (auto taken = take(i, *element); !taken) return taken;
    }
    return {};
  }

  Result<void> take(std::size_t column, std::size_t element) {
    if (elements_[element]) {
      return refuse(fmt::format("{} and {} are both the feature {}", text(*elements_[element]),
                                text(column), shown(form_.names[element])),
                    "leave one out with --ignore-column");
    }
    elements_[element] = column;
    roles_[column] = Role::kFeature;
    return {};
  }

  /// Ids, labels and row numbers, by the names that they usually have.
  Result<void> take_custom() {
    std::optional<std::size_t> row_numbers;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      if (roles_[i] != Role::kUnknown) continue;
      if (names_row_numbers(headings_[i], i)) {
        row_numbers = i;
        roles_[i] = Role::kPassedOver;
      } else if (names_ids(headings_[i]) && !options_.id_column) {
        if (columns_.id) {
          return refuse(fmt::format("{} and {} may both hold ids", text(*columns_.id), text(i)),
                        "say which by --id-column, and leave the other out with "
                        "--ignore-column");
        }
        columns_.id = i;
        roles_[i] = Role::kId;
      } else if (names_labels(headings_[i])) {
        if (columns_.label) {
          return refuse(
              fmt::format("{} and {} both hold labels", text(*columns_.label), text(i)),
              "keep one of them, and leave the other out with --ignore-column");
        }
        columns_.label = i;
        roles_[i] = Role::kLabel;
      }
    }
    if (row_numbers && !columns_.id) columns_.id = row_numbers;
    return {};
  }

  std::vector<std::size_t> columns_left() const {
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
      if (roles_[i] == Role::kUnknown) left.push_back(i);
    }
    return left;
  }

  Result<void> take_features() {
    if (auto numbered = take_numbered(); !numbered || *numbered) {
      return numbered ? Result<void>{} : tl::unexpected(numbered.error());
    }
    return form_.knows_names() ? take_by_name() : take_in_order();
  }

  /// Features that a header counts: 0 to n-1, or 1 to n. False where it does not.
  Result<bool> take_numbered() {
    const auto left = columns_left();
    std::vector<std::string> headings;
    for (const std::size_t column : left) headings.push_back(headings_[column]);
    const auto positions = positions_of(headings);
    if (!positions || !all_free()) return false;
    if (left.size() != form_.columns.value_or(left.size())) return wrong_count(left.size());
    columns_.features.resize(left.size());
    for (std::size_t i = 0; i < left.size(); ++i) columns_.features[(*positions)[i]] = left[i];
    columns_.names = form_.names;
    columns_.notes.emplace_back(
        "the header counts the columns and does not name them: they are "
        "taken for the model's features in this order");
    return true;
  }

  bool all_free() const {
    return std::none_of(elements_.begin(), elements_.end(),
                        [](const auto& column) { return column.has_value(); });
  }

  Result<void> take_in_order() {
    const auto left = columns_left();
    if (left.empty() || left.size() != form_.columns.value_or(left.size())) {
      return wrong_count(left.size());
    }
    for (const std::size_t column : left) {
      if (headings_[column].empty()) {
        return refuse(fmt::format("column {} has no name in the header", column + 1),
                      "name every column, or leave columns out");
      }
      columns_.names.push_back(headings_[column]);
    }
    columns_.features = left;
    if (form_.columns) {
      columns_.notes.emplace_back(
          "the model does not name its features: the columns are taken in "
          "their order, unchecked by name");
    }
    return {};
  }

  tl::unexpected<Error> wrong_count(std::size_t found) const {
    std::string split;
    if (columns_.id) split += fmt::format("; {} holds ids", text(*columns_.id));
    if (columns_.label) split += fmt::format("; {} holds labels", text(*columns_.label));
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} feature columns; expected {}{}", file_, found,
                            form_.columns.value_or(1), split),
                "give one column for each feature of the model; leave others out with "
                "--ignore-column");
  }

  Result<void> take_by_name() {
    const FeatureNames names(form_);
    std::size_t loose = 0;
    for (const std::size_t column : columns_left()) {
      const auto element = names.alike(headings_[column]);
      if (!element) continue;
      if (element->other_unit) {
        return refuse(fmt::format("{} is in another unit than the model's feature {} ({})",
                                  text(column), shown(form_.names[element->element]),
                                  shown(form_.units[element->element])),
                      "convert the values, and name the column as the model does");
      }
      if (auto taken = take(column, element->element); !taken) return taken;
      ++loose;
    }
    if (loose > 0) {
      columns_.notes.push_back(
          fmt::format("{} column name{} matched without regard to case, blanks or units", loose,
                      loose == 1 ? " is" : "s are"));
    }
    if (auto rest = take_unnamed(); !rest) return rest;
    for (const auto& column : elements_) columns_.features.push_back(*column);
    columns_.names = form_.names;
    return {};
  }

  /// The elements that the form has no name for take the columns that are left, in order, if
  /// they are as many. Refuses what then is without a column, or without a feature.
  Result<void> take_unnamed() {
    const auto left = columns_left();
    std::vector<std::size_t> unnamed;
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      if (!elements_[i]) (form_.names[i].empty() ? unnamed : missing).push_back(i);
    }
    const bool fits = missing.empty() && left.size() == unnamed.size();
    if (!fits) return misfit(left, missing, unnamed.size());
    for (std::size_t i = 0; i < left.size(); ++i) elements_[unnamed[i]] = left[i];
    if (!left.empty()) {
      columns_.notes.push_back(fmt::format(
          "{} columns are taken in their order for elements that the model does not name",
          left.size()));
    }
    return {};
  }

  tl::unexpected<Error> misfit(const std::vector<std::size_t>& left,
                               const std::vector<std::size_t>& missing,
                               std::size_t unnamed) const {
    ToldList unknown;
    ToldList absent;
    std::vector<std::string> wanted;
    for (const std::size_t element : missing) {
      absent.add([&] { return shown(form_.names[element]); });
      if (wanted.size() < kNearestOf) wanted.push_back(shown(form_.names[element]));
    }
    for (const std::size_t column : left) {
      unknown.add([&] {
        const auto near = nearest_word(shown(headings_[column]), wanted);
        return text(column) + (near ? ", perhaps " + *near : "");
      });
    }
    std::string what = "its header does not fit the model's features";
    if (absent.count() > 0) what += "; no column for: " + absent.text();
    if (unknown.count() > 0) what += "; unknown: " + unknown.text();
    if (unnamed > 0) what += fmt::format("; {} elements of the model have no name", unnamed);
    return refuse(what,
                  absent.count() > 0
                      ? "name columns as the model does; columns that it does not know need "
                        "--ignore-column"
                      : "leave columns that the model does not know out with --ignore-column, "
                        "or name the ids' with --id-column");
  }

  static constexpr std::size_t kNearestOf = 256;  ///< names that are compared

  const std::vector<std::string>& headings_;
  const RecordForm& form_;
  const ReadOptions& options_;
  const std::string& file_;
  std::vector<Role> roles_;
  std::vector<std::optional<std::size_t>> elements_;  ///< a named form's: their columns
  Columns columns_;
};

/// A column's number from 1, as the options give it.
Result<std::size_t> numbered_column(const std::string& said, std::size_t count,
                                    const std::string& file) {
  const NumberCell number = read_number(said);
  const auto whole =
      static_cast<std::size_t>(number.value >= 1 && number.value <= 0x1p53 ? number.value : 0);
  if (number.kind == CellKind::kNumber && whole >= 1 && whole <= count &&
      static_cast<double>(whole) == number.value) {
    return whole - 1;
  }
  return fail(ErrorCode::kBadInput,
              fmt::format("{} has no header line, and '{}' is none of its {} columns' numbers",
                          file, shown(said), count),
              "give a column's number, from 1");
}

}  // namespace

Result<Columns> match_columns(const std::vector<std::string>& headings, const RecordForm& form,
                              const ReadOptions& options, const std::string& file) {
  return Matching(headings, form, options, file).match();
}

Result<Columns> columns_in_order(std::size_t count, const RecordForm& form,
                                 const ReadOptions& options, const std::string& file) {
  Columns columns;
  columns.count = count;
  columns.names = form.names;
  std::vector<bool> taken(count, false);
  for (const std::string& said : options.ignore_columns) {
    const auto column = numbered_column(said, count, file);
    if (!column) return tl::unexpected(column.error());
    taken[*column] = true;
  }
  if (options.id_column) {
    const auto column = numbered_column(*options.id_column, count, file);
    if (!column) return tl::unexpected(column.error());
    columns.id = *column;
    taken[*column] = true;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!taken[i]) columns.features.push_back(i);
  }
  const std::size_t found = columns.features.size();
  if (found == 0 || found != form.columns.value_or(found)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} feature columns; expected {}", file, found,
                            form.columns.value_or(1)),
                "a column of ids or labels is known by its name in a header line");
  }
  return columns;
}

std::string column_text(const Columns& columns, std::size_t column) {
  return heading_text(column < columns.headings.size() ? columns.headings[column] : "", column);
}

}  // namespace medisc
