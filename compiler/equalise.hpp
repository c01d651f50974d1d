/// Equalisation: channels of very different size become alike, in private.
///
/// A ReLU, |x|, a maximum and a sum are positively homogeneous, f(2^e x) = 2^e f(x): a power of
/// two moves from a channel's weights into the columns that read it, and the network computes
/// the same function. One scale a tensor then serves all of its channels; without it the
/// largest would take all bits.
#pragma once

#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// The largest |value| of each tensor, in runs: entry k of a tensor holds for the k-th of as
/// many equal runs of elements as there are entries.
using Magnitudes = std::vector<std::vector<double>>;

/// The same function, in double precision to the bit where nothing under- or overflows. In each
/// tensor that only linear layers read, if need be through ReLUs and their kind, pools, sums
/// without an offset and concatenations, the channels of `magnitudes` are raised to the
/// largest, by a power of two, 2^kMostRaised at most. The record and the results stay as they
/// are. `network` is in normal form.
Network equalised(Network network, const Magnitudes& magnitudes);

inline constexpr int kMostRaised = 24;

}  // namespace medisc
