/// Constants whose elements are moved, or of which some are picked.
#pragma once

#include <cstdint>
#include <vector>

#include "import/tensor.hpp"

namespace medisc {

/// By how many elements a step along each axis moves, row major.
std::vector<std::int64_t> strides_of(const std::vector<std::uint64_t>& dims);

/// For each element (i, j, ...) of a tensor of shape `dims`:
/// start + i strides[0] + j strides[1] + ...; all of them fit 32 bits.
std::vector<std::uint32_t> strided_order(const std::vector<std::uint64_t>& dims,
                                         std::int64_t start,
                                         const std::vector<std::int64_t>& strides);

/// Element (i, j, ...) of the result, whose shape is `dims`, is element
/// start + i strides[0] + j strides[1] + ... of `from`.
ConstantTensor strided(const ConstantTensor& from, std::vector<std::uint64_t> dims,
                       std::int64_t start, const std::vector<std::int64_t>& strides);

}  // namespace medisc
