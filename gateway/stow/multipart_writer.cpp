#include "gateway/stow/multipart_writer.hpp"

#include <algorithm>
#include <cstdint>

namespace medisc {
namespace {

/// The first of "medisc-part-0", "medisc-part-1", ... that no part holds.
std::string free_boundary(std::span<const std::string_view> parts) {
  for (std::uint64_t number = 0;; ++number) {
    std::string boundary = "medisc-part-" + std::to_string(number);
    const bool occurs = std::ranges::any_of(
        parts, [&](std::string_view part) { return part.find(boundary) != part.npos; });
    if (!occurs) return boundary;
  }
}

}  // namespace

MultipartBody write_multipart(std::span<const std::string_view> parts,
                              const std::string& part_type) {
  const std::string boundary = free_boundary(parts);
  const std::string head = "--" + boundary + "\r\nContent-Type: " + part_type + "\r\n\r\n";
  MultipartBody body;
  body.content_type =
      "multipart/related; type=\"" + part_type + "\"; boundary=\"" + boundary + "\"";
  std::size_t size = boundary.size() + 8;
  for (const std::string_view part : parts) size += head.size() + part.size() + 2;
  body.bytes.reserve(size);
  for (const std::string_view part : parts) {
    body.bytes += head;
    body.bytes += part;
    body.bytes += "\r\n";
  }
  body.bytes += "--" + boundary + "--\r\n";
  return body;
}

}  // namespace medisc
