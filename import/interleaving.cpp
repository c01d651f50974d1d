#include "import/interleaving.hpp"

#include <utility>

#include "import/strides.hpp"

namespace medisc {
namespace {

/// Elements [outer][first][second][inner] as [outer][second][first][inner].
Order turned(std::uint64_t outer, std::uint64_t first, std::uint64_t second,
             std::uint64_t inner) {
  const auto run = static_cast<std::int64_t>(inner);
  const auto row = static_cast<std::int64_t>(second) * run;
  return strided_order({outer, second, first, inner}, 0,
                       {static_cast<std::int64_t>(first) * row, run, row, 1});
}

}  // namespace

Result<RecordTensor> interleaved(NodeContext& node, RecordTensor classes,
                                 const Interleaved& sizes) {
  const std::uint64_t height = std::uint64_t{sizes.height} * sizes.rows_between;
  const std::uint64_t width = std::uint64_t{sizes.width} * sizes.columns_between;
  classes.shape = {sizes.channels, height, width};
  // One turn after the other: each is a layer of few weights, both at once are not.
  if (std::uint64_t{sizes.rows_between} * sizes.columns_between > 1 && sizes.height > 1) {
    classes.order =
        viewed(classes,
               turned(sizes.channels, std::uint64_t{sizes.rows_between} * sizes.columns_between,
                      sizes.height, sizes.width),
               node.stored(classes));
    if (auto written = node.write_order(classes); !written) {
      return tl::unexpected(written.error());
    }
  }
  classes.order =
      viewed(classes, turned(sizes.channels * height, sizes.columns_between, sizes.width, 1),
             node.stored(classes));
  if (auto written = node.write_order(classes); !written) {
    return tl::unexpected(written.error());
  }
  return classes;
}

}  // namespace medisc
