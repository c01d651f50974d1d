#include "gateway/inference/datatype.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "gateway/inference/exact_integer.hpp"
#include "import/half.hpp"

namespace medisc {
namespace {

static_assert(std::endian::native == std::endian::little, "as the protocol's binary form");

struct Known {
  Datatype type;
  const char* name;
  std::size_t size;
};

constexpr std::array<Known, 13> kKnown{{{Datatype::kBool, "BOOL", 1},
                                        {Datatype::kUint8, "UINT8", 1},
                                        {Datatype::kUint16, "UINT16", 2},
                                        {Datatype::kUint32, "UINT32", 4},
                                        {Datatype::kUint64, "UINT64", 8},
                                        {Datatype::kInt8, "INT8", 1},
                                        {Datatype::kInt16, "INT16", 2},
                                        {Datatype::kInt32, "INT32", 4},
                                        {Datatype::kInt64, "INT64", 8},
                                        {Datatype::kFp16, "FP16", 2},
                                        {Datatype::kFp32, "FP32", 4},
                                        {Datatype::kFp64, "FP64", 8},
                                        {Datatype::kBytes, "BYTES", 0}}};

tl::unexpected<Error> wrong(std::string_view tensor, const std::string& what) {
  return fail(ErrorCode::kBadInput, "input '" + std::string(tensor) + "' " + what);
}

std::string beyond(Datatype type) {
  return std::string("holds a value that is not ") + datatype_name(type);
}

template <class Integer>
bool are_integers(const std::vector<double>& values) {
  // Both ends are exact, or powers of two that no double below reaches beyond.
  constexpr auto kLeast = static_cast<double>(std::numeric_limits<Integer>::min());
  constexpr auto kMost = static_cast<double>(std::numeric_limits<Integer>::max());
  bool good = true;
  for (const double value : values) {
    good = good && value >= kLeast && value <= kMost && value == std::trunc(value);
    if constexpr (sizeof(Integer) == 8) good = good && std::abs(value) <= 0x1p53;
  }
  return good;
}

bool are_booleans(const std::vector<double>& values) {
  bool good = true;
  for (const double value : values) good = good && (value == 0 || value == 1);
  return good;
}

bool are_finite(const std::vector<double>& values) {
  bool good = true;
  for (const double value : values) good = good && std::isfinite(value);
  return good;
}

bool are_of(Datatype type, const std::vector<double>& values) {
  switch (type) {
    case Datatype::kBool:
      return are_booleans(values);
    case Datatype::kUint8:
      return are_integers<std::uint8_t>(values);
    case Datatype::kUint16:
      return are_integers<std::uint16_t>(values);
    case Datatype::kUint32:
      return are_integers<std::uint32_t>(values);
    case Datatype::kUint64:
      return are_integers<std::uint64_t>(values);
    case Datatype::kInt8:
      return are_integers<std::int8_t>(values);
    case Datatype::kInt16:
      return are_integers<std::int16_t>(values);
    case Datatype::kInt32:
      return are_integers<std::int32_t>(values);
    case Datatype::kInt64:
      return are_integers<std::int64_t>(values);
    case Datatype::kFp16:
    case Datatype::kFp32:
    case Datatype::kFp64:
      return are_finite(values);
    case Datatype::kBytes:
      break;
  }
  return false;
}

bool is_float(Datatype type) {
  return type == Datatype::kFp16 || type == Datatype::kFp32 || type == Datatype::kFp64;
}

double rounded_to_float32(double value) {
  if (std::abs(value) >= 0x1.ffffffp127) return std::copysign(INFINITY, value);
  return static_cast<float>(value);
}

/// No number where a double does not hold it.
template <class Integer>
double from_long(Integer value) {
  return is_held_exactly(value) ? static_cast<double>(value) : NAN;
}

/// A bit pattern as what it stands for.
double from_half(std::uint16_t bits) {
  return from_float16(bits);
}

template <class Element, class Convert>
std::vector<double> read(std::string_view bytes, Convert convert) {
  std::vector<double> values(bytes.size() / sizeof(Element));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Element element;
    std::memcpy(&element, bytes.data() + i * sizeof(Element), sizeof(Element));
    values[i] = convert(element);
  }
  return values;
}

template <class Element>
std::vector<double> read(std::string_view bytes) {
  return read<Element>(bytes, [](Element element) { return static_cast<double>(element); });
}

std::vector<double> read_as(Datatype type, std::string_view bytes) {
  switch (type) {
    case Datatype::kBool:
    case Datatype::kUint8:
      return read<std::uint8_t>(bytes);
    case Datatype::kUint16:
      return read<std::uint16_t>(bytes);
    case Datatype::kUint32:
      return read<std::uint32_t>(bytes);
    case Datatype::kUint64:
      return read<std::uint64_t>(bytes, from_long<std::uint64_t>);
    case Datatype::kInt8:
      return read<std::int8_t>(bytes);
    case Datatype::kInt16:
      return read<std::int16_t>(bytes);
    case Datatype::kInt32:
      return read<std::int32_t>(bytes);
    case Datatype::kInt64:
      return read<std::int64_t>(bytes, from_long<std::int64_t>);
    case Datatype::kFp16:
      return read<std::uint16_t>(bytes, from_half);
    case Datatype::kFp32:
      return read<float>(bytes);
    case Datatype::kFp64:
      return read<double>(bytes);
    case Datatype::kBytes:
      break;
  }
  return {};
}

}  // namespace

const char* datatype_name(Datatype type) {
  return kKnown[static_cast<std::size_t>(type)].name;
}

std::optional<Datatype> datatype_named(std::string_view name) {
  for (const Known& known : kKnown) {
    if (known.name == name) return known.type;
  }
  return std::nullopt;
}

std::size_t size_of(Datatype type) {
  return kKnown[static_cast<std::size_t>(type)].size;
}

Result<std::vector<double>> values_of(JsonValues json, Datatype type, std::string_view tensor) {
  if (json.has_booleans && type != Datatype::kBool) {
    return wrong(tensor, "holds a boolean, and its datatype is a number");
  }
  if (json.is_inexact && !is_float(type)) return wrong(tensor, beyond(type));
  if (type == Datatype::kFp32) {
    for (double& value : json.values) value = rounded_to_float32(value);
  }
  if (type == Datatype::kFp16) {
    for (double& value : json.values) value = rounded_to_float16(value);
  }
  if (!are_of(type, json.values)) return wrong(tensor, beyond(type));
  return std::move(json.values);
}

Result<std::vector<double>> values_of(std::string_view bytes, Datatype type,
                                      std::string_view tensor) {
  auto values = read_as(type, bytes);
  if (are_of(type, values)) return values;
  return wrong(tensor, is_float(type) ? "holds a value that is not finite" : beyond(type));
}

}  // namespace medisc
