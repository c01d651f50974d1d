/// The tag that tells two models of one architecture apart.
#pragma once

#include <array>
#include <cstdint>

#include "plan/weights.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// BLAKE2b-128 over every weight and every size, keyed: without the key, a guess at the weights
/// can't be checked against the tag.
std::array<std::uint8_t, 16> tag_of(const Weights& weights, const Seed& key);

}  // namespace medisc
