/// Builds the Dense, Relu, ..., Dense chain of a Network from the ops of a model, one by one.
#pragma once

#include <optional>
#include <string>

#include "error/error.hpp"
#include "model/folding.hpp"
#include "model/network.hpp"

namespace medisc {

/// Element-wise maps fold into the Dense before them, or, where there is none (on the record,
/// after a ReLU), into the next one; a Dense after a Dense folds into it. Where a Dense must
/// stand and none does, a diagonal one is put in.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(std::uint32_t features);

  /// Elements of the tensor that the next op works on.
  std::uint32_t size() const { return size_; }

  /// dense.inputs == size().
  void add(std::string name, Dense dense);
  /// Both vectors of size() elements.
  void add(std::string name, const Affine& affine);
  /// Errors: kUnsupported where a diagonal layer would exceed kMaxWeights.
  Result<void> add_relu(std::string name);

  /// Errors: kBadInput naming the layer if folding left a weight that is not finite;
  /// kUnsupported as for add_relu.
  Result<Network> finish() &&;

 private:
  bool ends_with_dense() const;
  Result<void> end_with_dense();

  Network network_;
  std::uint32_t size_;
  std::optional<Affine> pending_;  ///< waits for the next Dense
  std::string pending_name_;
};

}  // namespace medisc
