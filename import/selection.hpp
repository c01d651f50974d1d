/// Elements of a tensor picked, moved or repeated, as linear layers of the network.
///
/// y_i = x[order[i]] is a product by a matrix of zeros and ones: exact, whatever the precision.
/// As a Dense that takes size x size weights, so it is split into convolutions whose kernels
/// hold a single one each, along the structure that the order has:
///
///   runs        elements that stay side by side, as the pixels of a channel
///   repetition  the same order in each of several blocks, as in each channel
///   steps       every s-th element from o on, as in a crop: one filter of one row
///   turns       [P][Q] to [Q][P]: Q filters of Q taps
///   products    an order of rows, and one in each row: one after the other
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/network.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

/// Most weights that all of its convolutions have.
inline constexpr std::uint64_t kMostSelectionWeights = 1u << 24;

/// Convolutions, one after the other, that give element order[i] of a tensor of `size` elements
/// at i; none for an order that stays as it is. Without a result: they would have over
/// kMostSelectionWeights, or take too much work. Entries are below `size`, which is positive,
/// and there is at least one.
std::optional<std::vector<Conv>> selection(const Order& order, std::uint32_t size);

/// Whether each element of a tensor of `size` elements is there exactly once.
bool is_permutation(const Order& order, std::uint32_t size);

}  // namespace medisc
