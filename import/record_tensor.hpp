/// A tensor of an ONNX graph that depends on the record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "import/window.hpp"

namespace medisc {

/// Where element i of a tensor stands among the elements of another; none: at i, and there are
/// as many. It may leave elements out, and name some several times.
using Order = std::vector<std::uint32_t>;

/// What the hospital does with the model's result on its own, up to this tensor.
struct PendingEnding {
  NetworkEnding kind = NetworkEnding::kNone;
  std::uint32_t class_axis = 0;  ///< of the shape: along which a Softmax or ArgMax works
  bool complement = false;       ///< 1 - the probability of a single sigmoid
  bool binarised = false;        ///< yes or no of each sigmoid, at 0.5
  bool pair = false;             ///< both probabilities, [1 - p, p], of a single sigmoid
  std::shared_ptr<const std::vector<std::string>> class_names{};

  bool any() const { return kind != NetworkEnding::kNone; }
  bool is_label() const { return kind == NetworkEnding::kLabel; }
};

/// Integers q that stand for (q - zero) scale.
struct Quantised {
  double scale = 1;
  double zero = 0;
};

/// A tensor of the network, and what is still pending on it: layout ops and Pads become layers
/// only where the op that reads them can't take them in.
struct RecordTensor {
  std::uint32_t tensor = 0;          ///< of the network
  std::vector<std::uint64_t> shape;  ///< of one record, without what is padded
  Order order{};                     ///< of its elements in the network's tensor
  Padding padding{};                 ///< what a Pad has put around the tensor
  double pad_value = 0;              ///< and with which value
  std::string pad_name{};            ///< the Pad, as a layer's name
  PendingEnding ending{};
  bool integers = false;  ///< of an integer type: arithmetic would wrap around
  /// Of such: the network's tensor holds what they stand for.
  std::optional<Quantised> quantised{};
  bool resized = false;  ///< the channels of the layer that makes it are positions
  std::optional<std::uint32_t> part{};  ///< the input of the file that it is, in any shape

  bool is_padded() const { return padding != Padding{}; }
};

/// A map whose entries stand in the order of x's elements, for the network's tensor, of which
/// x is a permutation.
Affine as_stored(Affine affine, const RecordTensor& x);

/// Where elements `view` of x stand in the network's tensor, which has `size`; none for all of
/// them as they are.
Order viewed(const RecordTensor& x, Order view, std::uint32_t size);

/// The axis of another shape that holds what axis `axis` does, where that is all there is but
/// for axes of size 1; none if it is not.
std::optional<std::uint32_t> moved_axis(const std::vector<std::uint64_t>& from,
                                        std::uint32_t axis,
                                        const std::vector<std::uint64_t>& to);

}  // namespace medisc
