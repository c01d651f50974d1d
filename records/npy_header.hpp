/// The text header of a NumPy array file: a Python dictionary of three keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace medisc {

/// A field of a structured element type.
struct NpyField {
  std::string name;                  ///< "" for bytes between fields
  std::string descr;                 ///< element type, e.g. "<f4"
  std::vector<std::uint64_t> shape;  ///< of an array within each element; else empty
};

struct NpyHeader {
  std::string descr;             ///< element type, e.g. "<f4"; empty where there are fields
  std::vector<NpyField> fields;  ///< of a structured array
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
};

/// Reads "{'descr': '<f4', 'fortran_order': False, 'shape': (114, 30), }", keys in any order
/// and each exactly once; `descr` may be a list of fields, "[('age', '<f8'), ('x', '<f4',
/// (2,))]", that hold no fields themselves. Nothing for any other text.
std::optional<NpyHeader> parse_npy_header(std::string_view text);

}  // namespace medisc
