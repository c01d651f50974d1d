/// Corrections of a select: ring shares of blinds, of r's high part and of their products
/// (correlation/select_material.hpp).
#pragma once

#include <span>

#include "correlation/select_material.hpp"
#include "ring/bit_planes.hpp"

namespace medisc {

/// Turns the service's shares from zero into its corrections. `mask`: r; `blinds`: the rows of
/// blind_l, then blind', sums of both parties'.
template <RingWord Word>
void deal_select(const SelectShape& shape, std::span<const Word> mask, const BitPlanes& blinds,
                 const SelectMaterial<Word>& hospital, SelectMaterial<Word>& service);

}  // namespace medisc
