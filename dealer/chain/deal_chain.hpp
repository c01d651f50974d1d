/// Corrections of a borrow chain: its tables, masked (correlation/chain/material.hpp).
#pragma once

#include "correlation/chain/material.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {

/// Writes chain `index`'s tables to `service.tables`. `mask_bits`: those of r, k rows.
/// `blind`: masks the borrow out of the last digit; `carry_blind`: c_s, and is empty in a chain
/// that does not yield it. Both are sums of the parties' shares.
void deal_chain(const ChainLayout& layout, std::size_t index, const BitPlanes& mask_bits,
                ConstBitRow blind, ConstBitRow carry_blind, const ChainMaterial& hospital,
                ChainMaterial& service);

}  // namespace medisc
