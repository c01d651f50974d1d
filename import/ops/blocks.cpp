/// DepthToSpace and SpaceToDepth: elements moved between channels and blocks of pixels.
#include <utility>

#include "import/interleaving.hpp"
#include "import/ops/op.hpp"
#include "import/strides.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

/// Its block size, where that divides what it has to. Errors: kUnsupported.
Result<std::uint64_t> block_of(const NodeContext& node) {
  const std::int64_t block = node.attributes().integer("blocksize", 0);
  if (block >= 1 && block <= 1024 && node.x().shape.size() == 3) {
    return static_cast<std::uint64_t>(block);
  }
  return node.refuse("supported are blocks of 1 to 1024 pixels of images");
}

Result<void> import_depth_to_space(NodeContext& node) {
  const auto block = block_of(node);
  if (!block) return tl::unexpected(block.error());
  const Dims shape = node.x().shape;
  const std::uint64_t squared = *block * *block;
  if (shape[0] % squared != 0) return node.damaged("its blocks do not fit the channels");
  const std::uint64_t channels = shape[0] / squared;
  RecordTensor x = node.x();
  const std::string mode = node.attributes().text("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") return node.damaged("its mode is none of ONNX's");
  if (mode == "DCR") {  // [i j][channel] to [channel][i j]
    const auto plane = static_cast<std::int64_t>(shape[1] * shape[2]);
    x.order = viewed(x,
                     strided_order({channels, squared, shape[1] * shape[2]}, 0,
                                   {plane, static_cast<std::int64_t>(channels) * plane, 1}),
                     node.stored(x));
  }
  if (auto written = node.write_order(x); !written) return written;
  const auto side = static_cast<std::uint32_t>(*block);
  auto image =
      interleaved(node, std::move(x),
                  {static_cast<std::uint32_t>(channels), side, side,
                   static_cast<std::uint32_t>(shape[1]), static_cast<std::uint32_t>(shape[2])});
  if (!image) return tl::unexpected(image.error());
  image->part.reset();
  node.emit(std::move(*image));
  return {};
}

/// [c][row i][column j] to [i j c][row][column].
Result<void> import_space_to_depth(NodeContext& node) {
  const auto block = block_of(node);
  if (!block) return tl::unexpected(block.error());
  const Dims shape = node.x().shape;
  if (shape[1] % *block != 0 || shape[2] % *block != 0) {
    return node.damaged("its blocks do not fit the image");
  }
  const Dims out{*block, *block, shape[0], shape[1] / *block, shape[2] / *block};
  const auto width = static_cast<std::int64_t>(shape[2]);
  const auto side = static_cast<std::int64_t>(*block);
  node.emit_view(
      {shape[0] * *block * *block, out[3], out[4]},
      strided_order(
          out, 0, {width, 1, static_cast<std::int64_t>(shape[1]) * width, side * width, side}));
  return {};
}

}  // namespace

OnnxOps block_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection;
  static constexpr OnnxOp kOps[] = {
      {"DepthToSpace", import_depth_to_space, {}, kTakes},
      {"SpaceToDepth", import_space_to_depth, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
