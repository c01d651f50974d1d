#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {

/// An axis of a final op that has to run over all of a record's elements.
Result<void> NodeReader::require_whole_axis(std::int64_t given, bool to_the_end) const {
  const auto rank = static_cast<std::int64_t>(x().shape.size()) + 1;
  const std::int64_t axis = given < 0 ? given + rank : given;
  std::uint64_t covered = 0;
  if (axis > 0 && axis < rank) {
    const auto first = x().shape.begin() + (axis - 1);
    covered = element_count({first, to_the_end ? x().shape.end() : first + 1});
  }
  if (covered == features()) return {};
  return refuse(
      fmt::format("axis is {} on records of shape {}; supported is one result a "
                  "record, over all of its elements",
                  given, shape_text(x().shape)));
}

Result<void> NodeReader::read_probabilities(const onnx::NodeProto& node) {
  if (node.op_type() != "Sigmoid") {
    const bool to_the_end = opset_ < 13;
    const std::int64_t axis = int_attribute(node, "axis", to_the_end ? 1 : -1);
    if (auto whole = require_whole_axis(axis, to_the_end); !whole) return whole;
  }
  keep(x().shape);
  values_[result_name_].ending = Ending::kProbabilities;
  return {};
}

Result<void> NodeReader::read_arg_max(const onnx::NodeProto& node) {
  if (x().ending == Ending::kLabel) return refuse("it follows an ArgMax");
  const std::int64_t axis = int_attribute(node, "axis", 0);
  if (auto whole = require_whole_axis(axis, false); !whole) return whole;
  if (int_attribute(node, "select_last_index", 0) != 0) {
    return refuse("it takes the last of equal values; supported is the first");
  }
  keep(x().shape);
  values_[result_name_].ending = Ending::kLabel;
  return {};
}

}  // namespace medisc
