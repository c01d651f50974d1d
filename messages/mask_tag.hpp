/// The public tag of a weight mask.
#pragma once

#include <algorithm>

#include "messages/identifiers.hpp"
#include "ring/derivation.hpp"

namespace medisc {

/// Tells the mask a1 of one seed from that of another, and nothing about either.
inline MaskTag mask_tag(const Seed& weight_mask) {
  const Seed derived = derived_seed(weight_mask, Purpose::kMaskTag);
  MaskTag tag;
  std::copy_n(derived.bytes().begin(), tag.size(), tag.begin());
  return tag;
}

}  // namespace medisc
