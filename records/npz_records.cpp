#include "records/npz_records.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "error/spelling.hpp"
#include "records/array_labels.hpp"
#include "records/column_names.hpp"
#include "records/told_list.hpp"

namespace medisc {
namespace {

bool names_features(const std::string& name) {
  const std::string letters = folded(name);
  return letters == "feature_names" || letters == "features" || letters == "columns" ||
         letters == "feature_name";
}

/// The arrays of an archive by what they are.
class Archive {
 public:
  Archive(std::vector<NamedArray> arrays, const std::string& file, const RecordForm& form,
          const ReadOptions& options)
      : left_(std::move(arrays)), file_(file), form_(form), options_(options) {}

  Result<RecordTable> read() {
    if (auto taken = take_others(); !taken) return tl::unexpected(taken.error());
    auto parts = take_parts();
    if (!parts) return tl::unexpected(parts.error());
    auto table = records_of(std::move(*parts));
    if (!table) return table;
    if (auto added = add_ids(*table); !added) return tl::unexpected(added.error());
    if (auto added = add_labels(*table); !added) return tl::unexpected(added.error());
    return table;
  }

 private:
  bool is_part(const std::string& name) const {
    return std::any_of(form_.parts.begin(), form_.parts.end(),
                       [&](const FormPart& part) { return part.name == name; });
  }

  bool is_ignored(const std::string& name) const {
    const auto& ignored = options_.ignore_columns;
    return std::find(ignored.begin(), ignored.end(), name) != ignored.end();
  }

  Result<void> take_into(std::optional<NamedArray>& place, NamedArray array, const char* what) {
    if (place) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: arrays {} and {} both hold {}", file_, shown(place->name),
                              shown(array.name), what),
                  "keep one of them, or leave one out with --ignore-column");
    }
    place = std::move(array);
    return {};
  }

  struct Place {
    std::optional<NamedArray>* holder = nullptr;  ///< none: a part, or not known
    const char* what = "";
  };
  Place place_of(const NamedArray& array) {
    const std::string& name = array.name;
    if (options_.id_column == name) return {&ids_, "ids"};
    if (is_part(name)) return {};
    if (names_ids(name) && !options_.id_column) return {&ids_, "ids"};
    if (names_labels(name)) return {&labels_, "labels"};
    const bool names = names_features(name) && array.array.kind == ElementKind::kText;
    return names ? Place{&features_, "names"} : Place{};
  }

  /// Takes ids, labels, names and what is ignored off the arrays.
  Result<void> take_others() {
    std::vector<NamedArray> parts;
    for (NamedArray& array : left_) {
      if (is_ignored(array.name)) continue;
      const Place place = place_of(array);
      if (place.holder == nullptr) {
        parts.push_back(std::move(array));
      } else if (auto taken = take_into(*place.holder, std::move(array), place.what); !taken) {
        return taken;
      }
    }
    left_ = std::move(parts);
    if (options_.id_column && !ids_) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: no array is called '{}', which --id-column names", file_,
                              shown(*options_.id_column)));
    }
    return {};
  }

  /// The only array of this name, or of one that differs in case.
  std::optional<std::size_t> find(const std::string& name) const {
    std::optional<std::size_t> alike;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (left_[i].name == name) return i;
      if (folded(left_[i].name) != folded(name)) continue;
      if (alike) return std::nullopt;
      alike = i;
    }
    return alike;
  }

  Result<std::vector<NamedArray>> take_parts() {
    const std::size_t wanted = std::max<std::size_t>(form_.parts.size(), 1);
    if (wanted == 1 && left_.size() == 1) return std::move(left_);
    std::vector<NamedArray> parts;
    ToldList missing;
    std::vector<std::string> names;
    for (const FormPart& part : form_.parts) {
      names.push_back(part.name);
      if (const auto found = find(part.name)) {
        parts.push_back(std::move(left_[*found]));
        left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(*found));
      } else {
        missing.add([&] { return shown(part.name); });
      }
    }
    if (parts.size() == wanted && left_.empty()) return parts;
    ToldList unknown;
    for (const NamedArray& array : left_) {
      const auto near = nearest_word(shown(array.name), names);
      unknown.add(
          [&] { return shown(array.name) + (near ? ", perhaps " + shown(*near) : ""); });
    }
    std::string what = file_ + ": its arrays are not the parts of a record";
    if (missing.count() > 0) what += "; no array for: " + missing.text();
    if (unknown.count() > 0) what += "; unknown: " + unknown.text();
    return fail(ErrorCode::kBadInput, what,
                wanted == 1 ? "keep one array of records, and ids and labels beside it"
                            : "call them as the model's parts: numpy.savez(file, name=array, "
                              "...)");
  }

  Result<RecordTable> records_of(std::vector<NamedArray> parts) {
    if (!features_ || parts.size() != 1) {
      if (parts.size() == 1) {
        return records_of_array(std::move(parts[0].array), name_of(parts[0]), form_, options_);
      }
      return records_of_parts(std::move(parts), file_, form_, options_);
    }
    ReadOptions options = options_;  // what names arrays here names no column
    options.id_column.reset();
    options.ignore_columns.clear();
    return records_of_columns(parts[0].array, features_->array.texts, name_of(parts[0]), form_,
                              options);
  }

  std::string name_of(const NamedArray& array) const {
    return file_ + ", array " + shown(array.name);
  }

  Result<void> check_count(const NamedArray& array, std::size_t found, std::size_t rows) const {
    if (found == rows) return {};
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} entries for {} records", name_of(array), found, rows),
                "give one a record");
  }

  Result<void> add_ids(RecordTable& table) {
    if (!ids_) return {};
    auto ids = ids_of(ids_->array.values, ids_->array.texts, name_of(*ids_));
    if (!ids) return tl::unexpected(ids.error());
    table.ids = std::move(*ids);
    return check_count(*ids_, table.ids.size(), table.rows);
  }

  Result<void> add_labels(RecordTable& table) {
    if (!labels_ || !options_.labels || !form_.has_one_label()) return {};
    if (form_.task == TaskKind::kNumber) {
      if (labels_->array.kind == ElementKind::kText) {
        return fail(ErrorCode::kBadInput, name_of(*labels_) + ": texts; expected numbers");
      }
      table.targets = std::move(labels_->array.values);
      return check_count(*labels_, table.targets.size(), table.rows);
    }
    LabelNames names(options_.classes.empty() ? form_.classes : options_.classes,
                     form_.class_count);
    auto labels = labels_of_array(labels_->array, names, name_of(*labels_));
    if (!labels) return tl::unexpected(labels.error());
    table.labels = std::move(*labels);
    if (const std::string note = names.note(); !note.empty()) table.notes.push_back(note);
    return check_count(*labels_, table.labels.size(), table.rows);
  }

  std::vector<NamedArray> left_;  ///< parts, and what is not known
  std::optional<NamedArray> ids_;
  std::optional<NamedArray> labels_;
  std::optional<NamedArray> features_;
  const std::string& file_;
  const RecordForm& form_;
  const ReadOptions& options_;
};

}  // namespace

Result<RecordTable> records_of_npz(std::vector<NamedArray> arrays, const std::string& file,
                                   const RecordForm& form, const ReadOptions& options) {
  return Archive(std::move(arrays), file, form, options).read();
}

}  // namespace medisc
