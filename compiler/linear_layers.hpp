/// What dense layers and convolutions have in common.
#pragma once

#include <cstddef>

#include "compiler/network.hpp"
#include "plan/image_size.hpp"

namespace medisc {

inline bool is_linear(const Layer& layer) {
  return std::holds_alternative<Dense>(layer.op) || std::holds_alternative<Conv>(layer.op);
}

/// Which channel of the input an entry of a convolution's matrix multiplies.
inline std::size_t channel_read(const Conv& conv, std::size_t entry) {
  const std::size_t kernel = taps(conv.window);
  const std::size_t reads = conv.in.channels / conv.groups;
  const std::size_t writes = conv.out.channels / conv.groups;
  return entry / (reads * kernel) / writes * reads + entry / kernel % reads;
}

/// Which channel of the result it goes into.
inline std::size_t channel_written(const Conv& conv, std::size_t entry) {
  return entry / (conv.matrix.size() / conv.out.channels);
}

}  // namespace medisc
