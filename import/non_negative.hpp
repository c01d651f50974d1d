/// Which tensors of a network are never negative, whatever the record.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// Remembers what it has found, for a network that grows by layers at its end only: asking of
/// every tensor takes time in proportion to the layers.
class NonNegativeTensors {
 public:
  /// True for results of a Relu and its kind, and for what pools, sums and maps without
  /// negative factors make of such; false where that is not known.
  bool contains(std::uint32_t tensor, const Network& network);

 private:
  bool keeps_from_negative(std::size_t layer, const Network& network) const;

  std::vector<bool> known_{false};  ///< by tensor; the record may be anything
};

}  // namespace medisc
