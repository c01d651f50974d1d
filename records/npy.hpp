/// NumPy's array files (format versions 1 and 2).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct NpyArray {
  std::vector<std::uint64_t> shape;  ///< empty for a scalar
  std::vector<double> values;        ///< row major
  bool integers = false;             ///< the element type is one of integers
};

/// Reads little-endian float32, float64, int32, int64 and uint8 in C order, whatever the
/// values. `file` stands for the bytes in errors. Errors: kBadInput for anything else, for a
/// header that is malformed, for sizes that do not match, and for an int64 beyond 2^53.
Result<NpyArray> parse_npy(std::string_view bytes, const std::string& file);

/// The same, from a file.
Result<NpyArray> read_npy(const std::filesystem::path& file);

}  // namespace medisc
