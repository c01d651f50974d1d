#include "records/npy.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "records/file_bytes.hpp"
#include "records/foreign_format.hpp"
#include "records/npy_header.hpp"

namespace medisc {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeader = 1U << 20;
constexpr std::size_t kMaxDimensions = 32;  // NumPy's own limit
constexpr std::size_t kMaxFields = 1U << 14;
constexpr std::size_t kMaxTexts = 1U << 24;  // each takes 32 bytes, whatever its length

tl::unexpected<Error> refuse(const std::string& file, const std::string& reason) {
  return fail(ErrorCode::kBadInput, file + ": " + reason,
              "save it with numpy.save, as an array of numbers: "
              "numpy.asarray(array, dtype='float64')");
}

/// Takes the magic, the version and the header off the front of `bytes`.
Result<NpyHeader> take_header(std::string_view& bytes, const std::string& file) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 10) {
    const auto foreign = foreign_format(bytes);
    return refuse(file, foreign && !bytes.starts_with(kMagic)
                            ? "it is " + *foreign + ", and no NumPy array file"
                            : "it does not begin like a NumPy array file");
  }
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
  };
  const unsigned version = byte(6);
  if (version < 1 || version > 3 || byte(7) != 0) {
    return refuse(file, fmt::format("it is of format version {}.{}; expected 1.0, 2.0 or 3.0",
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
  if (!header) return refuse(file, "its header is malformed, or its fields hold fields");
  return std::move(*header);
}

/// Where each element of the array lies in the file, counted in elements, in row-major order.
class FileOrder {
 public:
  explicit FileOrder(const NpyHeader& header) : shape_(header.shape) {
    strides_.resize(shape_.size());
    std::uint64_t stride = 1;
    for (std::size_t i = 0; i < shape_.size(); ++i) {
      const std::size_t dim = header.fortran_order ? i : shape_.size() - 1 - i;
      strides_[dim] = stride;
      stride *= shape_[dim];
    }
    index_.resize(shape_.size());
  }

  /// The next element's place.
  std::uint64_t next() {
    const std::uint64_t place = place_;
    for (std::size_t dim = shape_.size(); dim-- > 0;) {
      place_ += strides_[dim];
      if (++index_[dim] < shape_[dim]) break;
      place_ -= strides_[dim] * shape_[dim];
      index_[dim] = 0;
    }
    return place;
  }

 private:
  const std::vector<std::uint64_t>& shape_;
  std::vector<std::uint64_t> strides_;
  std::vector<std::uint64_t> index_;
  std::uint64_t place_ = 0;
};

/// Reads one value an element, `offset` bytes into each element of `stride` bytes.
Result<void> read_column(std::string_view bytes, const NpyHeader& header, std::uint64_t count,
                         std::size_t offset, std::size_t stride, const ElementType& type,
                         const std::string& file, std::vector<double>& values,
                         std::vector<std::string>& texts) {
  FileOrder order(header);
  if (type.kind == ElementKind::kText) {
    if (count > kMaxTexts) return refuse(file, "it holds over 16 million texts");
    texts.reserve(count);
  } else {
    values.reserve(count);
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const char* at = bytes.data() + order.next() * stride + offset;
    if (type.kind == ElementKind::kText) {
      texts.push_back(text_at(at, type));
      continue;
    }
    const auto value = number_at(at, type);
    if (!value) return refuse(file, "it holds an integer beyond 2^53");
    values.push_back(*value);
  }
  return {};
}

/// The number of elements, all of whose bytes are there.
Result<std::uint64_t> checked_count(const NpyHeader& header, std::size_t element_bytes,
                                    std::size_t bytes, const std::string& file) {
  if (header.shape.size() > kMaxDimensions) return refuse(file, "it has over 32 dimensions");
  std::uint64_t count = 1;
  const bool empty =
      std::find(header.shape.begin(), header.shape.end(), 0U) != header.shape.end();
  for (const std::uint64_t dim : header.shape) {
    // No product overflows: no true count exceeds the bytes that are there.
    if (empty) count = 0;
    if (dim != 0 && count > bytes / dim) return refuse(file, "it is cut short");
    count *= dim;
  }
  if (count > bytes / element_bytes || count * element_bytes != bytes) {
    return refuse(file, fmt::format("it holds {} bytes of values, and its shape asks for {} "
                                    "elements of {}",
                                    bytes, count, element_bytes));
  }
  return count;
}

Result<NpyArray> read_plain(std::string_view bytes, const NpyHeader& header,
                            const std::string& file) {
  const auto type = element_type(header.descr);
  if (!type || type->kind == ElementKind::kPadding) {
    return refuse(file, foreign_type(header.descr));
  }
  const auto count = checked_count(header, type->bytes, bytes.size(), file);
  if (!count) return tl::unexpected(count.error());
  NpyArray array;
  array.shape = header.shape;
  array.kind = type->kind;
  auto read = read_column(bytes, header, *count, 0, type->bytes, *type, file, array.values,
                          array.texts);
  if (!read) return tl::unexpected(read.error());
  return array;
}

Result<NpyArray> read_structured(std::string_view bytes, const NpyHeader& header,
                                 const std::string& file) {
  if (header.fields.size() > kMaxFields) return refuse(file, "it has over 16384 fields");
  std::vector<ElementType> types;
  std::size_t stride = 0;
  for (const NpyField& field : header.fields) {
    const auto type = element_type(field.descr);
    if (!type) return refuse(file, "a field: " + foreign_type(field.descr));
    if (!field.shape.empty()) {
      return refuse(file,
                    "a field holds an array of its own; save such parts with numpy.savez");
    }
    types.push_back(*type);
    stride += type->bytes;
  }
  const auto count = checked_count(header, stride, bytes.size(), file);
  if (!count) return tl::unexpected(count.error());
  NpyArray array;
  array.shape = header.shape;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::size_t at = std::exchange(offset, offset + types[i].bytes);
    if (types[i].kind == ElementKind::kPadding) continue;
    NpyColumn column;
    column.name = header.fields[i].name;
    column.kind = types[i].kind;
    auto read = read_column(bytes, header, *count, at, stride, types[i], file, column.values,
                            column.texts);
    if (!read) return tl::unexpected(read.error());
    array.fields.push_back(std::move(column));
  }
  if (array.fields.empty()) return refuse(file, "it has no field with a value");
  return array;
}

}  // namespace

Result<NpyArray> parse_npy(std::string_view bytes, const std::string& file) {
  const auto header = take_header(bytes, file);
  if (!header) return tl::unexpected(header.error());
  return header->fields.empty() ? read_plain(bytes, *header, file)
                                : read_structured(bytes, *header, file);
}

Result<NpyArray> read_npy(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  return parse_npy(*bytes, file.string());
}

}  // namespace medisc
