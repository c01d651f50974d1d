/// Element types of the Open Inference Protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

enum class Datatype : std::uint8_t {
  kBool,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kFp16,
  kFp32,
  kFp64,
  kBytes,  ///< texts; of outputs alone
};

/// "BOOL", "UINT8", ..., "FP64", "BYTES".
const char* datatype_name(Datatype type);
std::optional<Datatype> datatype_named(std::string_view name);
/// Bytes of an element in binary form; 0 for BYTES.
std::size_t size_of(Datatype type);

/// What JSON held for a tensor, as doubles; false and true are 0 and 1.
struct JsonValues {
  std::vector<double> values;
  bool has_booleans = false;
  bool has_numbers = false;
  bool is_inexact = false;  ///< an integer was there that a double does not hold
};

/// The values as that type holds them: rounded to FP16 or FP32. `tensor` names them in errors.
/// Errors, kBadInput, which never show a value: one out of range or that is no integer, a
/// boolean among numbers or the reverse (but for 0 and 1), a 64-bit integer beyond 2^53 that a
/// double does not hold.
Result<std::vector<double>> values_of(JsonValues json, Datatype type, std::string_view tensor);

/// Of little-endian elements, one behind the other: size_of(type) * count bytes. Errors,
/// kBadInput: what is not finite, a boolean that is neither 0 nor 1, integers as above.
Result<std::vector<double>> values_of(std::string_view bytes, Datatype type,
                                      std::string_view tensor);

}  // namespace medisc
