/// NumPy's array files, format version 1.0, row major and in this machine's byte order: what
/// records/npy.hpp reads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace medisc {

/// The bytes of a file; `values` has as many as the shape says.
std::string npy_file(const std::vector<std::uint32_t>& shape,
                     std::span<const std::uint8_t> values);
std::string npy_file(const std::vector<std::uint32_t>& shape,
                     std::span<const std::uint16_t> values);
std::string npy_file(const std::vector<std::uint32_t>& shape, std::span<const double> values);

}  // namespace medisc
