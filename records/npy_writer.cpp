#include "records/npy_writer.hpp"

#include <bit>

namespace medisc {
namespace {

/// As Python writes a tuple: "(5,)", "(2, 3)".
std::string tuple_of(const std::vector<std::uint32_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

/// Magic, version and a text of a length that lets the values begin at a multiple of 64.
std::string header_of(const std::vector<std::uint32_t>& shape, const std::string& type) {
  constexpr std::size_t kBefore = 10;
  constexpr std::size_t kAlignment = 64;
  std::string text =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + tuple_of(shape) + ", }";
  text.append(kAlignment - 1 - (kBefore + text.size()) % kAlignment, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xFF);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

template <class Value>
std::string file_of(const std::vector<std::uint32_t>& shape, std::span<const Value> values,
                    char letter) {
  const char* const order = sizeof(Value) == 1                           ? "|"
                            : std::endian::native == std::endian::little ? "<"
                                                                         : ">";
  std::string file = header_of(shape, order + (letter + std::to_string(sizeof(Value))));
  return file.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

std::string npy_file(const std::vector<std::uint32_t>& shape,
                     std::span<const std::uint8_t> values) {
  return file_of(shape, values, 'u');
}

std::string npy_file(const std::vector<std::uint32_t>& shape,
                     std::span<const std::uint16_t> values) {
  return file_of(shape, values, 'u');
}

std::string npy_file(const std::vector<std::uint32_t>& shape, std::span<const double> values) {
  return file_of(shape, values, 'f');
}

}  // namespace medisc
