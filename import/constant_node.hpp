/// An ONNX node whose inputs are all constant: the sub-graphs that exporters write before a Pad
/// or a Reshape, and weights that are transposed or scaled on the way to their layer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/attributes.hpp"
#include "import/place.hpp"
#include "import/tensor.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// A node and its inputs, counted from 0; null stands for one that is left out.
struct ConstantNode {
  Attributes attributes;
  std::vector<const ConstantTensor*> inputs;
  Place place;                       ///< of errors
  std::uint64_t most = kMaxWeights;  ///< elements that the result may have

  bool has(std::size_t input) const {
    return input < inputs.size() && inputs[input] != nullptr;
  }
  /// Errors: kBadInput if it is left out.
  Result<const ConstantTensor*> input(std::size_t index) const;
  /// The integers of an attribute (older opsets) or of an input; `absent` if there is neither.
  Result<std::vector<std::int64_t>> integers(std::size_t index, const char* attribute,
                                             std::vector<std::int64_t> absent) const;
  /// Counted from the front; -1 is the last of `rank`.
  Result<std::size_t> axis(std::int64_t given, std::size_t rank) const;
  /// Which of `rank` axes are given. Errors: kBadInput if one is not there, or given twice.
  Result<std::vector<bool>> marked_axes(const std::vector<std::int64_t>& given,
                                        std::size_t rank) const;
  tl::unexpected<Error> damaged(const std::string& reason) const {
    return place.damaged(reason);
  }
  /// kUnsupported for a result of over `most` elements, or over kMaxRank dimensions.
  Result<void> expect_room(const std::vector<std::uint64_t>& dims) const;
  /// The shape to which ONNX broadcasts both. Errors: kBadInput if they don't fit, those of
  /// expect_room.
  Result<std::vector<std::uint64_t>> common_shape(const std::vector<std::uint64_t>& a,
                                                  const std::vector<std::uint64_t>& b) const;
};

/// The node's result. Its values are exact for integers up to 2^53, else in double precision.
/// Errors: kBadInput for inputs that don't fit each other, kUnsupported for a result that is
/// too large, or for an element type other than read_tensor's.
using Fold = Result<ConstantTensor> (*)(const ConstantNode&);

}  // namespace medisc
