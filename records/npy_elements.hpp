/// Elements of NumPy arrays, by their type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace medisc {

enum class ElementKind : std::uint8_t {
  kFloat,    ///< f2, f4, f8
  kInteger,  ///< i1 to i8, u1 to u8
  kBool,
  kText,     ///< S (bytes) and U (UTF-32)
  kPadding,  ///< V: bytes that mean nothing
};

struct ElementType {
  ElementKind kind = ElementKind::kFloat;
  char letter = 'f';  ///< NumPy's
  bool big_endian = false;
  std::size_t bytes = 0;  ///< of one element, above 0
};

/// Reads "<f4", "|u1", ">i8", "<U12". Nothing for other types, among them objects.
std::optional<ElementType> element_type(std::string_view descr);

/// Why `descr` is no element type that is read: "Python objects, ...", say.
std::string foreign_type(std::string_view descr);

/// The number at the front of `bytes`, of which all are there. Nothing for a 64-bit integer
/// that a double can't hold exactly, beyond 2^53.
std::optional<double> number_at(const char* bytes, const ElementType& type);

/// The text at the front of `bytes`, without the zeros at its end; as UTF-8.
std::string text_at(const char* bytes, const ElementType& type);

}  // namespace medisc
