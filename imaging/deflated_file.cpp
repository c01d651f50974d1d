#include "imaging/deflated_file.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <zlib.h>

namespace medisc {
namespace {

/// Both fill the same bytes, nulls behind the shorter one.
constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";
constexpr std::string_view kExplicit{"1.2.840.10008.1.2.1\0\0\0", kDeflated.size()};
/// Of a Part 10 file: preamble, mark, and the element with the length of the rest of the
/// header.
constexpr std::size_t kGroupLengthAt = 132;
constexpr std::size_t kHeaderAt = 144;
constexpr std::string_view kGroupLength{"\x02\x00\x00\x00UL\x04\x00", 8};

/// Where the data set begins; nothing where the header does not tell.
std::optional<std::size_t> dataset_at(std::string_view file) {
  if (file.size() < kHeaderAt || file.substr(kGroupLengthAt, 8) != kGroupLength) {
    return std::nullopt;
  }
  std::uint64_t length = 0;
  for (std::size_t i = 4; i-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(file[kGroupLengthAt + 8 + i]);
  }
  if (length > file.size() - kHeaderAt) return std::nullopt;
  return kHeaderAt + static_cast<std::size_t>(length);
}

tl::unexpected<Error> refused(const std::string& name, const char* fault) {
  return fail(ErrorCode::kBadInput, name + ": its deflated data set " + fault,
              "fetch the file again");
}

}  // namespace

Result<std::optional<std::string>> inflated_file(std::string_view file, std::uint64_t most,
                                                 const std::string& name) {
  const auto begin = dataset_at(file);
  if (!begin) return std::optional<std::string>();
  const std::size_t syntax = file.substr(0, *begin).find(kDeflated, kHeaderAt);
  if (syntax == std::string_view::npos) return std::optional<std::string>();
  std::string whole(file.substr(0, *begin));
  whole.replace(syntax, kExplicit.size(), kExplicit);

  std::string_view packed = file.substr(*begin);
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    return fail(ErrorCode::kInternal, name + ": no memory to inflate");
  }
  std::array<char, 1u << 16> out{};
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<unsigned>(
      std::min<std::size_t>(packed.size(), std::numeric_limits<unsigned>::max()));
  int status = Z_OK;
  while (status == Z_OK && whole.size() - *begin <= most) {
    stream.next_out = reinterpret_cast<unsigned char*>(out.data());
    stream.avail_out = out.size();
    status = inflate(&stream, Z_NO_FLUSH);
    whole.append(out.data(), out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (whole.size() - *begin > most) return refused(name, "is larger than expected");
  if (status != Z_STREAM_END) return refused(name, "is damaged or truncated");
  return std::optional(std::move(whole));
}

}  // namespace medisc
