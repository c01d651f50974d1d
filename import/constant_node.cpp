#include "import/constant_node.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr double kLargestIndex = 0x1p62;  ///< stands for what exporters write as "to the end"

}  // namespace

Result<const ConstantTensor*> ConstantNode::input(std::size_t index) const {
  if (has(index)) return inputs[index];
  return damaged(fmt::format("its input {} is missing", index + 1));
}

Result<std::vector<std::int64_t>> ConstantNode::integers(
    std::size_t index, const char* attribute, std::vector<std::int64_t> absent) const {
  if (attributes.has(attribute)) return attributes.integers(attribute, {});
  if (!has(index)) return absent;
  std::vector<std::int64_t> values;
  for (const double value : inputs[index]->values) {
    if (std::isnan(value)) return damaged(fmt::format("its input {} is no integer", index + 1));
    values.push_back(
        static_cast<std::int64_t>(std::clamp(value, -kLargestIndex, kLargestIndex)));
  }
  return values;
}

Result<std::size_t> ConstantNode::axis(std::int64_t given, std::size_t rank) const {
  const auto count = static_cast<std::int64_t>(rank);
  const std::int64_t forward = given < 0 ? given + count : given;
  if (forward >= 0 && forward < count) return static_cast<std::size_t>(forward);
  return damaged(fmt::format("axis {} is outside of {} dimensions", given, rank));
}

Result<std::vector<bool>> ConstantNode::marked_axes(const std::vector<std::int64_t>& given,
                                                    std::size_t rank) const {
  std::vector<bool> marked(rank, false);
  for (const std::int64_t value : given) {
    const auto at = axis(value, rank);
    if (!at) return tl::unexpected(at.error());
    if (marked[*at]) return damaged("it names an axis twice");
    marked[*at] = true;
  }
  return marked;
}

Result<void> ConstantNode::expect_room(const std::vector<std::uint64_t>& dims) const {
  if (dims.size() > kMaxRank) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: its result has over {} dimensions", place.text(), kMaxRank));
  }
  if (element_count(dims) <= std::min(most, kMaxWeights)) return {};
  return fail(ErrorCode::kUnsupported, place.text() + ": its result is too large",
              "export the model with constants folded");
}

Result<std::vector<std::uint64_t>> ConstantNode::common_shape(
    const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) const {
  std::vector<std::uint64_t> dims(std::max(a.size(), b.size()), 1);
  const std::size_t offset_a = dims.size() - a.size();
  const std::size_t offset_b = dims.size() - b.size();
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const std::uint64_t from_a = axis < offset_a ? 1 : a[axis - offset_a];
    const std::uint64_t from_b = axis < offset_b ? 1 : b[axis - offset_b];
    if (from_a != from_b && from_a != 1 && from_b != 1) {
      return damaged(fmt::format("shapes {} and {} don't fit", shape_text(a), shape_text(b)));
    }
    dims[axis] = from_a == 1 ? from_b : from_a;
  }
  if (auto room = expect_room(dims); !room) return tl::unexpected(room.error());
  return dims;
}

}  // namespace medisc
