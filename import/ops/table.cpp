#include "import/ops/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace medisc {
namespace {

std::vector<OnnxOp> sorted_ops() {
  std::vector<OnnxOp> ops;
  for (const OnnxOps table : {activation_ops(),   arithmetic_ops(),
                              batch_norm_ops(),   block_ops(),
                              classical_ops(),    convolution_ops(),
                              ending_ops(),       extreme_ops(),
                              layout_ops(),       linear_ops(),
                              making_ops(),       moving_ops(),
                              padding_ops(),      passing_ops(),
                              picking_ops(),      pooling_ops(),
                              quantisation_ops(), reduction_ops(),
                              resizing_ops(),     smooth_ops(),
                              sum_ops(),          transposed_convolution_ops()}) {
    ops.insert(ops.end(), table.begin(), table.end());
  }
  std::ranges::sort(ops, {}, &OnnxOp::name);
  return ops;
}

}  // namespace

const std::vector<OnnxOp>& all_ops() {
  static const std::vector<OnnxOp> ops = sorted_ops();
  return ops;
}

const OnnxOp* find_op(std::string_view name) {
  const auto found = std::ranges::lower_bound(all_ops(), name, {}, &OnnxOp::name);
  return found != all_ops().end() && found->name == name ? &*found : nullptr;
}

std::string supported_ops() {
  std::vector<std::string_view> names;
  for (const OnnxOp& op : all_ops()) {
    if (op.on_record != nullptr && (op.takes & kTakesShapeOnly) == 0) names.push_back(op.name);
  }
  return fmt::format("supported are {}; Softmax, LogSoftmax and ArgMax only at the end",
                     fmt::join(names, ", "));
}

}  // namespace medisc
