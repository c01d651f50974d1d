#include "records/range_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "records/row_problems.hpp"

namespace medisc {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Range {
  double least = -kInfinity;
  double largest = kInfinity;
};

/// Of one list: the entry of an element. `channel` is the element's.
double entry(const std::vector<double>& list, std::size_t element, std::size_t channel,
             std::size_t elements, double none) {
  if (list.empty()) return none;
  if (list.size() == 1) return list.front();
  return list[list.size() == elements ? element : channel];
}

/// The ranges of the elements of a part, as the file has it.
class PartRanges {
 public:
  PartRanges(const FormPart& part, const std::vector<std::uint64_t>& shape) : part_(part) {
    const std::size_t dim = part.channel_dimension();
    const auto& dims = shape.empty() ? part.shape : shape;
    elements_ = 1;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      elements_ *= dims[i];
      if (i > dim) run_ *= dims[i];
    }
    channels_ = part.layout == Layout::kFlat || dims.empty() ? 1 : dims[dim];
  }

  std::size_t elements() const { return elements_; }
  /// One range for all of them.
  bool is_uniform() const {
    return part_.least.size() <= 1 && part_.largest.size() <= 1 && elements_ > 0;
  }

  Range of(std::size_t element) const {
    const std::size_t channel = element / run_ % channels_;
    return {entry(part_.least, element, channel, elements_, -kInfinity),
            entry(part_.largest, element, channel, elements_, kInfinity)};
  }

 private:
  const FormPart& part_;
  std::size_t elements_ = 1;
  std::size_t run_ = 1;  ///< elements between one channel and the next
  std::size_t channels_ = 1;
};

/// By how much float32 may round a value of this range.
double slack(const Range& range) {
  const auto magnitude = [](double end) {
    return std::isfinite(end) ? std::abs(end) : 0.0;
  };
  return std::max(magnitude(range.least), magnitude(range.largest)) * 0x1p-23;
}

bool has_ranges(const RecordForm& form) {
  return std::any_of(form.parts.begin(), form.parts.end(), [](const FormPart& part) {
    return !part.least.empty() || !part.largest.empty();
  });
}

/// The ranges of all elements of a record.
std::vector<Range> ranges_of(const RecordTable& table, const RecordForm& form) {
  std::vector<Range> ranges;
  ranges.reserve(table.columns);
  for (std::size_t i = 0; i < form.parts.size(); ++i) {
    const PartRanges part(form.parts[i],
                          i < table.shapes.size() ? table.shapes[i] : form.parts[i].shape);
    if (part.is_uniform()) {
      ranges.insert(ranges.end(), part.elements(), part.of(0));
      continue;
    }
    for (std::size_t k = 0; k < part.elements(); ++k) ranges.push_back(part.of(k));
  }
  ranges.resize(table.columns);
  return ranges;
}

constexpr const char* kHint =
    "check units, and the order of columns or dimensions; or say --out-of-range clip or warn";

}  // namespace

Result<void> check_ranges(RecordTable& table, const RecordForm& form,
                          const ReadOptions& options, const std::string& file,
                          const Place& place) {
  if (!has_ranges(form)) return {};
  const std::vector<Range> ranges = ranges_of(table, form);
  RowProblems problems(file, options.skip_bad, "values are out of the model's range");
  ToldList outside;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!table.good(row)) continue;
    for (std::size_t i = 0; i < table.columns; ++i) {
      double& value = table.values[row * table.columns + i];
      const double inside = std::clamp(value, ranges[i].least, ranges[i].largest);
      if (inside == value) continue;
      if (std::abs(value - inside) <= slack(ranges[i])) {
        value = inside;
        continue;
      }
      if (options.out_of_range == OutOfRange::kRefuse) {
        problems.add([&] { return place(row, i) + ": out of the model's range"; }, kHint);
        continue;
      }
      outside.add([&] { return place(row, i); });
      if (options.out_of_range == OutOfRange::kClip) value = inside;
    }
    problems.end_row(table, row);
  }
  if (outside.count() > 0) {
    table.notes.push_back(fmt::format(
        "{} value{} out of the model's range, and {}: {}", outside.count(),
        outside.count() == 1 ? " is" : "s are",
        options.out_of_range == OutOfRange::kClip ? "set to its end" : "left as it stands",
        outside.text()));
  }
  return problems.end();
}

}  // namespace medisc
