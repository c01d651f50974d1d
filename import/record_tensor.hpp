/// A tensor of an ONNX graph that depends on the record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "import/window.hpp"

namespace medisc {

/// Where element i of a tensor stands among the elements of another; none: at i.
using Order = std::vector<std::uint32_t>;

/// What the hospital does with the model's result on its own.
enum class Ending { kNone, kProbabilities, kLabel };

/// A tensor of the network, and what is still pending on it: layout ops and Pads become layers
/// only where the op that reads them can't take them in.
struct RecordTensor {
  std::uint32_t tensor = 0;          ///< of the network
  std::vector<std::uint64_t> shape;  ///< of one record, without what is padded
  Order order{};                     ///< of its elements in the network's tensor
  Padding padding{};                 ///< what a Pad has put around the tensor
  double pad_value = 0;              ///< and with which value
  std::string pad_name{};            ///< the Pad, as a layer's name
  Ending ending = Ending::kNone;

  bool is_padded() const { return padding != Padding{}; }
};

/// A map whose entries stand in the order of x's elements, for the network's tensor.
Affine as_stored(Affine affine, const RecordTensor& x);

}  // namespace medisc
