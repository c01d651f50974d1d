/// A network in single precision, in the clear: what one would run if privacy were no matter,
/// to set the cost of the secure inference against. Products, convolutions and pools are
/// oneDNN's, in whatever memory layout it likes best.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

class FloatNetwork {
 public:
  /// Chooses kernels and lays out the weights, once, for one thread and one record at a time.
  /// Errors: kUnsupported, naming the layer, where oneDNN has no kernel for it.
  static Result<FloatNetwork> build(const Network& network);

  FloatNetwork(FloatNetwork&&) noexcept;
  FloatNetwork& operator=(FloatNetwork&&) noexcept;
  ~FloatNetwork();

  /// The logits of one record of network.features values. Errors: kInternal, what oneDNN says.
  Result<std::vector<float>> run(std::span<const float> record);

 private:
  struct Compiled;
  explicit FloatNetwork(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace medisc
