/// Element-wise maps and how they combine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "compiler/network.hpp"

namespace medisc {

/// y = x over `size` elements.
Affine identity_affine(std::uint32_t size);

bool is_identity(const Affine& affine);

/// No shift, and no scale below zero: the map commutes with ReLU and with sums.
bool is_positive_scale(const Affine& affine);

/// The same map with one entry for each `run` elements; `run` divides the present runs.
Affine refined(const Affine& affine, std::size_t run);

/// The same map with `entries` entries, each for a run; none if elements of a run differ.
std::optional<Affine> with_entries(const Affine& affine, std::size_t entries);

/// The same map with as few entries as 1, `channels` or all.
Affine compacted(Affine affine, std::size_t channels);

/// Gives both as many entries as the finer needs; of one size.
void align(Affine& a, Affine& b);

/// `second` after `first`, of one size.
Affine compose(const Affine& first, const Affine& second);

/// The maps of tensors that stand one after the other.
Affine concatenated(std::span<const Affine> parts);

}  // namespace medisc
