/// Images that are put between one another, as DepthToSpace does.
#pragma once

#include <cstdint>

#include "error/error.hpp"
#include "import/node_context.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

/// Elements [channel][i][j][row][column].
struct Interleaved {
  std::uint32_t channels = 0;
  std::uint32_t rows_between = 1;     ///< i
  std::uint32_t columns_between = 1;  ///< j
  std::uint32_t height = 0;
  std::uint32_t width = 0;
};

/// The image whose pixel (row rows_between + i, column columns_between + j) is element
/// (i, j, row, column); its shape has three dimensions. Errors: kUnsupported where that takes
/// too large a layer.
Result<RecordTensor> interleaved(NodeContext& node, RecordTensor classes,
                                 const Interleaved& sizes);

}  // namespace medisc
