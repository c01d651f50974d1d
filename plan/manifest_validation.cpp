#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include <fmt/format.h>

#include "plan/manifest.hpp"
#include "plan/pixel_validation.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

tl::unexpected<Error> invalid(const std::string& context) {
  return fail(ErrorCode::kBadInput, "manifest: " + context,
              "correct the model's manifest, and compile the model again");
}

/// Walks a manifest; counts the bytes of its texts. Errors speak in the keys of a model.toml,
/// and count from 1.
class ManifestCheck {
 public:
  ManifestCheck(const Manifest& manifest, std::uint32_t features, std::uint32_t results)
      : manifest_(manifest), features_(features), results_(results) {}

  Result<void> run() {
    if (auto ok = check_text("name", manifest_.model); !ok) return ok;
    if (auto ok = check_text("version", manifest_.version); !ok) return ok;
    if (auto ok = check_parts(); !ok) return ok;
    if (auto ok = check_preprocessing(); !ok) return ok;
    if (auto ok = check_outcome(); !ok) return ok;
    if (text_bytes_ > kMaxTextBytes) {
      return invalid(fmt::format("its texts have {} bytes; expected {} at most", text_bytes_,
                                 kMaxTextBytes));
    }
    return {};
  }

 private:
  Result<void> check_text(const std::string& where, const std::string& text) {
    text_bytes_ += text.size();
    if (text.size() > kMaxText) {
      return invalid(
          fmt::format("{} has {} bytes; expected {} at most", where, text.size(), kMaxText));
    }
    if (!is_printable(text)) return invalid(where + " is no printable UTF-8");
    return {};
  }

  Result<void> check_texts(const std::string& where, const std::vector<std::string>& texts) {
    if (texts.size() > kMaxTexts) {
      return invalid(fmt::format("{} has {} entries; expected {} at most", where, texts.size(),
                                 kMaxTexts));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (auto ok = check_text(fmt::format("entry {} of {}", i + 1, where), texts[i]); !ok)
        return ok;
    }
    return {};
  }

  static Result<void> check_shape(const std::string& where,
                                  const std::vector<std::uint32_t>& shape) {
    if (shape.empty() || shape.size() > kMaxPartRank) {
      return invalid(fmt::format("{} has {} dimensions; expected 1 to {}", where, shape.size(),
                                 kMaxPartRank));
    }
    const std::uint32_t elements = elements_of(shape);
    if (elements >= 1 && elements <= kMaxTensor) return {};
    return invalid(fmt::format("{} has no elements, or over {}", where, kMaxTensor));
  }

  /// An image that the hospital resizes: its records have elements of their own.
  bool is_resized(const RecordPart& part) const {
    const auto& steps = manifest_.preprocessing;
    const auto index = static_cast<std::size_t>(&part - manifest_.parts.data());
    return part.layout != Layout::kFlat &&
           std::any_of(steps.begin(), steps.end(), [&](const Preprocessing& step) {
             return step.part == index && step.kind == StepKind::kResize;
           });
  }

  /// One entry for all, one a channel, one an element, or none.
  template <class Value>
  Result<void> check_count(const std::string& where, const RecordPart& part,
                           const std::vector<Value>& list) const {
    const std::size_t count = list.size();
    const std::uint32_t elements = elements_of(part.shape);
    if (count <= 1 || count == channels_of(part)) return {};
    if (count == elements && !is_resized(part)) return {};
    if (count == elements) {
      return invalid(
          fmt::format("{} has one entry an element, and the input is resized; "
                      "expected none, 1 or {} (one a channel)",
                      where, channels_of(part)));
    }
    return invalid(
        fmt::format("{} has {} entries; expected none, 1, {} (one a channel) or {} "
                    "(one an element)",
                    where, count, channels_of(part), elements));
  }

  static Result<void> check_numbers(const std::string& where, std::span<const double> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (!std::isfinite(numbers[i])) {
        return invalid(fmt::format("entry {} of {} is not a number", i + 1, where));
      }
    }
    return {};
  }

  Result<void> check_range(const std::string& where, const RecordPart& part) const {
    if (auto ok = check_count("least of " + where, part, part.least); !ok) return ok;
    if (auto ok = check_count("largest of " + where, part, part.largest); !ok) return ok;
    if (auto ok = check_numbers("least of " + where, part.least); !ok) return ok;
    if (auto ok = check_numbers("largest of " + where, part.largest); !ok) return ok;
    if (part.least.empty() != part.largest.empty()) {
      return invalid(where + " has least without largest, or the reverse");
    }
    if (part.least.size() > 1 && part.largest.size() > 1 &&
        part.least.size() != part.largest.size()) {
      return invalid("least and largest of " + where + " have not as many entries");
    }
    const std::uint32_t elements = part.least.empty() ? 0 : elements_of(part.shape);
    for (std::uint32_t i = 0; i < elements; ++i) {
      if (*entry_for(part, part.least, i) <= *entry_for(part, part.largest, i)) continue;
      return invalid(fmt::format("least of {} is above largest, for element {}", where, i + 1));
    }
    return {};
  }

  Result<void> check_features(const std::string& where, const RecordPart& part) {
    if (auto ok = check_texts("features of " + where, part.features); !ok) return ok;
    if (part.features.empty()) return {};
    if (part.features.size() != elements_of(part.shape)) {
      return invalid(fmt::format("features of {} has {} names; expected none or {}", where,
                                 part.features.size(), elements_of(part.shape)));
    }
    for (std::size_t i = 0; i < part.features.size(); ++i) {
      const std::string entry = fmt::format("entry {} of features of {} is ", i + 1, where);
      if (part.features[i].empty()) return invalid(entry + "empty");
      if (!features_named_.insert(part.features[i]).second) {
        return invalid(entry + "there before; a record's names are all different");
      }
    }
    return {};
  }

  Result<void> check_part(const std::string& where, const RecordPart& part) {
    if (auto ok = check_text("name of " + where, part.name); !ok) return ok;
    if (part.name.empty()) return invalid("name of " + where + " is empty");
    if (auto ok = check_shape("shape of " + where, part.shape); !ok) return ok;
    if (part.layout > Layout::kChannelsLast)
      return invalid("layout of " + where + " is unknown");
    if (part.layout != Layout::kFlat && part.shape.size() < 2) {
      return invalid("shape of " + where + " has one dimension; channels need two at least");
    }
    if (auto ok = check_features(where, part); !ok) return ok;
    if (auto ok = check_texts("units of " + where, part.units); !ok) return ok;
    if (auto ok = check_count("units of " + where, part, part.units); !ok) return ok;
    if (auto ok = check_range(where, part); !ok) return ok;
    return check_pixels(where, part);
  }

  Result<void> check_pixels(const std::string& where, const RecordPart& part) {
    if (auto ok = check_texts("orientation of " + where, part.pixels.orientation); !ok)
      return ok;
    if (auto ok = check_texts("modalities of " + where, part.pixels.modalities); !ok) return ok;
    const std::string fault = fault_of_pixels(part);
    if (fault.empty()) return {};
    return invalid(where + ": " + fault);
  }

  Result<void> check_parts() {
    const std::vector<RecordPart>& parts = manifest_.parts;
    if (parts.size() > kMaxParts) {
      return invalid(
          fmt::format("there are {} [[inputs]]; expected {} at most", parts.size(), kMaxParts));
    }
    std::uint64_t elements = 0;
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string where = fmt::format("[[inputs]] {}", i + 1);
      if (auto ok = check_part(where, parts[i]); !ok) return ok;
      if (!names.insert(parts[i].name).second)
        return invalid("name of " + where + " is there twice");
      elements += elements_of(parts[i].shape);
    }
    if (parts.empty() || elements == features_) return {};
    return invalid(fmt::format("the [[inputs]] have {} elements; the model takes {}", elements,
                               features_));
  }

  /// By the keys that they are written under.
  static Result<void> check_step_numbers(const std::string& where, const Preprocessing& step) {
    const std::span<const double> numbers = step.numbers;
    if (step.kind == StepKind::kInvert) return check_numbers("from" + where, numbers);
    if (step.kind == StepKind::kResize) return check_numbers("fill" + where, numbers);
    const bool is_scale = step.kind == StepKind::kScale;
    const std::size_t first = numbers.size() / 2;
    if (auto ok = check_numbers((is_scale ? "factor" : "mean") + where, numbers.first(first));
        !ok) {
      return ok;
    }
    return check_numbers((is_scale ? "offset" : "deviation") + where, numbers.subspan(first));
  }

  Result<void> check_step(const std::string& where, const Preprocessing& step) {
    if (step.part >= manifest_.parts.size()) {
      return invalid("input of " + where + " names none of the [[inputs]]");
    }
    const RecordPart& part = manifest_.parts[step.part];
    const bool plain =
        step.filter == ResizeFilter::kBilinear && step.aspect == ResizeAspect::kStretch;
    if (step.kind != StepKind::kResize && !plain) {
      return invalid("filter and aspect of " + where + " are for the step resize");
    }
    const std::vector<double>& numbers = step.numbers;
    if (auto ok = check_step_numbers(" of " + where, step); !ok) return ok;
    const auto expect = [&](bool holds, const char* what) -> Result<void> {
      if (holds) return {};
      return invalid(fmt::format("{} ({}): expected {}", where, step_name(step.kind), what));
    };
    switch (step.kind) {
      case StepKind::kScale:
        return expect(numbers.size() == 2 && std::isnormal(numbers[0]),
                      "a factor that is not 0, and an offset");
      case StepKind::kInvert:
        return expect(numbers.size() == 1, "one number");
      case StepKind::kNormalise: {
        const std::size_t count = numbers.size() / 2;
        const bool fits = numbers.size() % 2 == 0 && (count == 1 || count == channels_of(part));
        return expect(fits && std::all_of(numbers.begin() + static_cast<std::ptrdiff_t>(count),
                                          numbers.end(),
                                          [](double x) { return std::isnormal(x) && x > 0; }),
                      "means, and as many deviations above 0: one, or one a channel");
      }
      case StepKind::kResize: {
        const std::string fault = fault_of_resize(step, part);
        if (fault.empty()) return {};
        return invalid(fmt::format("{} (resize): {}", where, fault));
      }
    }
    return invalid("step of " + where + " is unknown");
  }

  Result<void> check_preprocessing() {
    const std::size_t count = manifest_.preprocessing.size();
    if (count > kMaxPreprocessing) {
      return invalid(fmt::format("there are {} [[preprocessing]]; expected {} at most", count,
                                 kMaxPreprocessing));
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::string where = fmt::format("[[preprocessing]] {}", i + 1);
      if (auto ok = check_step(where, manifest_.preprocessing[i]); !ok) return ok;
    }
    return {};
  }

  Result<void> check_labels(std::size_t expected) {
    const std::vector<std::string>& labels = manifest_.outcome.labels;
    if (auto ok = check_texts("labels", labels); !ok) return ok;
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::string entry = fmt::format("entry {} of labels is ", i + 1);
      if (labels[i].empty()) return invalid(entry + "empty");
      if (!names.insert(labels[i]).second) return invalid(entry + "there before");
    }
    if (labels.empty() || labels.size() == expected) return {};
    return invalid(fmt::format("labels has {} entries; a task '{}' with {} results has {}",
                               labels.size(), task_name(manifest_.outcome.task), results_,
                               expected));
  }

  Result<void> check_thresholds(std::size_t expected) const {
    const std::vector<double>& thresholds = manifest_.outcome.thresholds;
    if (thresholds.size() != expected) {
      return invalid(fmt::format("threshold has {} entries; a task '{}' with {} results has {}",
                                 thresholds.size(), task_name(manifest_.outcome.task), results_,
                                 expected));
    }
    for (std::size_t i = 0; i < expected; ++i) {
      if (thresholds[i] > 0 && thresholds[i] < 1) continue;
      return invalid(fmt::format("entry {} of threshold is not between 0 and 1", i + 1));
    }
    return {};
  }

  Result<void> check_labels_and_thresholds(std::size_t labels, std::size_t thresholds) {
    if (auto ok = check_labels(labels); !ok) return ok;
    return check_thresholds(thresholds);
  }

  Result<void> check_outcome() {
    const Outcome& outcome = manifest_.outcome;
    if (outcome.task > TaskKind::kMap) return invalid("its task is unknown");
    if (auto ok = check_text("unit", outcome.unit); !ok) return ok;
    if (!outcome.unit.empty() && outcome.task != TaskKind::kNumber) {
      return invalid("unit is for the task 'number', and the task is another");
    }
    if (outcome.shape.empty() && outcome.task == TaskKind::kClasses) {
      return check_labels_and_thresholds(results_, 0);
    }
    if (auto ok = check_shape("the shape of a result", outcome.shape); !ok) return ok;
    if (elements_of(outcome.shape) != results_) {
      return invalid(
          fmt::format("the shape of a result has {} elements; the model has {} results",
                      elements_of(outcome.shape), results_));
    }
    switch (outcome.task) {
      case TaskKind::kClasses:
        if (results_ == 1) return invalid("one result is no choice among classes");
        return check_labels_and_thresholds(results_, 0);
      case TaskKind::kBinary:
        if (results_ > 2) {
          return invalid(
              fmt::format("a binary task has 1 or 2 results, and the model {}", results_));
        }
        return check_labels_and_thresholds(2, 1);
      case TaskKind::kFindings:
        return check_labels_and_thresholds(results_, results_);
      case TaskKind::kNumber:
        return check_labels_and_thresholds(results_, 0);
      case TaskKind::kMap:
        if (outcome.shape.size() < 2)
          return invalid("the task is 'map', and a result has no pixels");
        return check_labels_and_thresholds(std::max(outcome.shape.front(), 2U), 0);
    }
    return {};
  }

  const Manifest& manifest_;
  std::uint32_t features_;
  std::uint32_t results_;
  std::size_t text_bytes_ = 0;
  std::set<std::string_view> features_named_;  ///< over all parts
};

}  // namespace

Result<void> validate(const Manifest& manifest, std::uint32_t features, std::uint32_t results) {
  return ManifestCheck(manifest, features, results).run();
}

}  // namespace medisc
