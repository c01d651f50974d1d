/// The text header of a NumPy array file: a Python dictionary of three keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace medisc {

struct NpyHeader {
  std::string descr;  ///< element type, e.g. "<f4"
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
};

/// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (114, 30), }", keys in any order
/// and each exactly once. Nothing for any other text.
std::optional<NpyHeader> parse_npy_header(std::string_view text);

}  // namespace medisc
