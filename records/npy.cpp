#include "records/npy.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "records/file_bytes.hpp"
#include "records/npy_header.hpp"

namespace medisc {
namespace {

static_assert(std::endian::native == std::endian::little, "array files are little endian");

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeader = 1U << 16;
constexpr std::size_t kMaxDimensions = 32;  // NumPy's own limit

tl::unexpected<Error> refuse(const std::string& file, const std::string& reason) {
  return fail(ErrorCode::kBadInput, file + ": " + reason,
              "save it with numpy.save, as a C-ordered array of float32, float64, int32, int64 "
              "or uint8");
}

/// The values of `count` elements, whose bytes are all there.
template <class T>
std::vector<double> read_elements(std::string_view bytes, std::uint64_t count) {
  std::vector<double> values(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(value);
  }
  return values;
}

struct ElementType {
  std::string_view descr;
  std::size_t bytes;
  std::vector<double> (*read)(std::string_view bytes, std::uint64_t count);
};

constexpr ElementType kElementTypes[] = {
    {"<f4", 4, &read_elements<float>},        {"<f8", 8, &read_elements<double>},
    {"<i4", 4, &read_elements<std::int32_t>}, {"<i8", 8, &read_elements<std::int64_t>},
    {"|u1", 1, &read_elements<std::uint8_t>},
};

/// Takes the magic, the version and the header off the front of `bytes`.
Result<NpyHeader> take_header(std::string_view& bytes, const std::string& file) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 10) {
    return refuse(file, "it does not begin like a NumPy array file");
  }
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
  };
  const unsigned version = byte(6);
  if ((version != 1 && version != 2) || byte(7) != 0) {
    return refuse(file, fmt::format("it is of format version {}.{}; expected 1.0 or 2.0",
                                    version, byte(7)));
  }
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::size_t length = 0;
  if (bytes.size() < 8 + length_bytes) return refuse(file, "it ends within its header");
  for (std::size_t i = 0; i < length_bytes; ++i) length |= std::size_t{byte(8 + i)} << (8 * i);
  bytes.remove_prefix(8 + length_bytes);
  if (length > kMaxHeader || length > bytes.size()) {
    return refuse(file, "it ends within its header");
  }
  auto header = parse_npy_header(bytes.substr(0, length));
  bytes.remove_prefix(length);
  if (!header) return refuse(file, "its header is malformed");
  return std::move(*header);
}

}  // namespace

Result<NpyArray> parse_npy(std::string_view bytes, const std::string& file) {
  auto header = take_header(bytes, file);
  if (!header) return tl::unexpected(header.error());
  const auto* type =
      std::find_if(std::begin(kElementTypes), std::end(kElementTypes),
                   [&](const auto& known) { return known.descr == header->descr; });
  if (type == std::end(kElementTypes)) return refuse(file, "its element type is not supported");
  if (header->fortran_order) return refuse(file, "it is in Fortran order");
  if (header->shape.size() > kMaxDimensions) return refuse(file, "it has over 32 dimensions");

  std::uint64_t count = 1;
  for (const std::uint64_t dim : header->shape) {
    // No product overflows: no true count exceeds the bytes that are there.
    if (dim != 0 && count > bytes.size() / dim) return refuse(file, "it is cut short");
    count *= dim;
  }
  if (count * type->bytes != bytes.size()) {
    return refuse(file, fmt::format("it holds {} bytes of values, and its shape asks for {}",
                                    bytes.size(), count * type->bytes));
  }
  NpyArray array{std::move(header->shape), type->read(bytes, count),
                 type->descr[1] != 'f'};
  const bool wide = type->descr == "<i8";
  const auto inexact = [](double value) {
    return std::abs(value) > 0x1p53;
  };
  if (wide && std::any_of(array.values.begin(), array.values.end(), inexact)) {
    return refuse(file, "it holds an integer beyond 2^53");
  }
  return array;
}

Result<NpyArray> read_npy(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  return parse_npy(*bytes, file.string());
}

}  // namespace medisc
