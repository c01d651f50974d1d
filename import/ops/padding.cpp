/// Pad with a constant around an image or a series.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

/// Leaves the padding to what reads the result: a Conv or pool takes it into its window.
Result<void> import_pad(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its pads are not constant");
  if (node.attributes().text("mode", "constant") != "constant") {
    return node.refuse("supported is padding with a constant");
  }
  const auto value = node.number(2, "value", 0);
  if (!value) return tl::unexpected(value.error());
  auto pads = node.integers(1, "pads");
  if (!pads) return tl::unexpected(pads.error());
  const RecordTensor& x = node.x();
  const std::size_t rank = x.shape.size() + 1;
  if (pads->size() != 2 * rank) {
    return node.damaged(fmt::format("it has {} pads; expected {}", pads->size(), 2 * rank));
  }
  if (std::all_of(pads->begin(), pads->end(), [](std::int64_t pad) { return pad == 0; })) {
    node.emit_x();
    return {};
  }
  const bool outside = std::any_of(pads->begin(), pads->end(),
                                   [](std::int64_t pad) { return pad < 0 || pad > 1024; });
  const bool moves =
      (*pads)[0] != 0 || (*pads)[1] != 0 || (*pads)[rank] != 0 || (*pads)[rank + 1] != 0;
  if (outside || moves || (rank != 3 && rank != 4)) {
    return node.refuse(
        "supported is padding of an image's height and width, or of a series' length, by at "
        "most 1024");
  }
  if (std::isinf(*value) && *value > 0) return node.damaged("its value is infinity");
  const bool lowest = *value <= std::numeric_limits<float>::lowest();
  if (x.is_padded() && x.pad_value != *value && !(lowest && std::isinf(x.pad_value))) {
    if (auto written = node.write_padding(0); !written) return written;
  }
  Padding more{};
  more[1] = static_cast<std::uint32_t>((*pads)[rank - 1]);
  more[3] = static_cast<std::uint32_t>((*pads)[2 * rank - 1]);
  if (rank == 4) {
    more[0] = static_cast<std::uint32_t>((*pads)[2]);
    more[2] = static_cast<std::uint32_t>((*pads)[rank + 2]);
  }
  RecordTensor padded = x;
  for (std::size_t i = 0; i < more.size(); ++i) {
    padded.padding[i] += more[i];
    if (padded.padding[i] > kMaxWindow) {
      return node.refuse(
          fmt::format("with the Pads before it, it pads by over {}", kMaxWindow));
    }
  }
  padded.pad_value = lowest ? -std::numeric_limits<double>::infinity() : *value;
  padded.pad_name = node.name();
  node.emit(std::move(padded));
  return {};
}

}  // namespace

OnnxOps padding_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Pad", import_pad, {}, kTakesPadding},
  };
  return kOps;
}

}  // namespace medisc
