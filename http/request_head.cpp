#include "http/request_head.hpp"

#include <cstring>

#include "http/library.hpp"

namespace medisc {
namespace {

/// Walks over a head's parts.
struct Walk {
  RequestHead head;
  const char* expected = nullptr;  ///< where the next part begins

  void step(const char* part, std::size_t size, std::size_t separator) {
    if (part != expected) head.is_contiguous = false;
    expected = part + size + separator;
  }
};

std::string_view without_blanks(std::string_view value) {
  const auto last = value.find_last_not_of(" \t");
  return value.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

MHD_Result add_field(void* walk, MHD_ValueKind, const char* name, std::size_t name_size,
                     const char* value, std::size_t value_size) {
  auto& at = *static_cast<Walk*>(walk);
  const std::string_view text(value == nullptr ? "" : value, value_size);
  at.head.headers.add({name, name_size}, std::string(without_blanks(text)));
  // Between a name and its value there may be blanks.
  at.step(name, 0, 0);
  if (value != nullptr) at.expected = value + value_size + std::strlen("\r\n");
  return MHD_YES;
}

}  // namespace

RequestHead read_head(MHD_Connection* connection, const RequestLine& line) {
  Walk walk;
  if (line.target == nullptr) walk.head.is_contiguous = false;
  walk.expected = line.method;
  walk.step(line.method, std::strlen(line.method), 1);
  if (line.target != nullptr) walk.step(line.target, line.target_size, 1);
  walk.step(line.version, std::strlen(line.version), std::strlen("\r\n"));
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, add_field, &walk);
  const auto* const size =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  if (size != nullptr) walk.head.bytes = size->header_size;
  walk.step(line.method + walk.head.bytes - std::strlen("\r\n"), 0, 0);
  if (kLibraryIsStrict) walk.head.is_contiguous = true;
  return std::move(walk.head);
}

}  // namespace medisc
