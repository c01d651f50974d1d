/// What Pads, Transposes and Concats have left pending on a tensor, written as layers: for ops
/// that know neither padding nor another order of elements.
#pragma once

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "import/place.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

/// The padding becomes a convolution that copies each pixel, named after the Pad, behind what
/// write_order makes; nothing to do where there is none. Errors, at `reader`: kUnsupported for
/// a tensor that is no image, for padding with infinity, or for too large a result.
Result<void> write_padding(RecordTensor& tensor, Network& network, const Place& reader);

/// The order goes into a copy of the Dense that makes the tensor, or becomes layers of its own
/// (import/selection.hpp); nothing to do where there is none. Errors, at `reader`: kUnsupported
/// where that takes too large a layer.
Result<void> write_order(RecordTensor& tensor, Network& network, const Place& reader);

}  // namespace medisc
