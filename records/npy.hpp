/// NumPy's array files (format versions 1.0, 2.0 and 3.0).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "records/npy_elements.hpp"

namespace medisc {

/// One field of a structured array: a value an element.
struct NpyColumn {
  std::string name;
  ElementKind kind = ElementKind::kFloat;
  std::vector<double> values;      ///< of numbers
  std::vector<std::string> texts;  ///< of texts
};

struct NpyArray {
  std::vector<std::uint64_t> shape;  ///< empty for a scalar
  ElementKind kind = ElementKind::kFloat;
  std::vector<double> values;      ///< of numbers; row major, whatever the file's order
  std::vector<std::string> texts;  ///< of texts, likewise
  std::vector<NpyColumn> fields;   ///< of a structured array, which has neither
};

/// Reads float16 to float64, integers of 8 to 64 bits with and without sign, booleans (as 0 and
/// 1), texts, and structures of these, in either byte order and either order of dimensions,
/// whatever the values. `file` stands for the bytes in errors. Errors: kBadInput for anything
/// else (objects among it: nothing of a pickle is ever run), for a header that is malformed,
/// for sizes that do not match, and for an integer beyond 2^53.
Result<NpyArray> parse_npy(std::string_view bytes, const std::string& file);

/// The same, from a file.
Result<NpyArray> read_npy(const std::filesystem::path& file);

}  // namespace medisc
