/// Corrections of a tree: shares of monomials of r's bits, and of products of masks
/// (correlation/tree/material.hpp).
#pragma once

#include "correlation/tree/material.hpp"

namespace medisc {

/// Turns the service's shares from zero into its corrections. `mask_bits`: those of r, k rows;
/// `hospital`: what that party expands.
void deal_tree(const TreeCircuit& circuit, const BitPlanes& mask_bits,
               const TreeMaterial& hospital, TreeMaterial& service);

}  // namespace medisc
