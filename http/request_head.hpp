/// A request's head as the library has read it.
#pragma once

#include <string>

#include "http/headers.hpp"

struct MHD_Connection;

namespace medisc {

/// The request line, where it lies in the library's buffer.
struct RequestLine {
  const char* method = nullptr;
  const char* target = nullptr;  ///< before the library took its query off
  std::size_t target_size = 0;
  const char* version = nullptr;
};

struct RequestHead {
  HttpHeaders headers;
  std::size_t bytes = 0;
  /// Each part lies right behind the one before. Otherwise there is something between them that
  /// the library passed over and another reader may not: a NUL byte, a line's end without CR, a
  /// folded line.
  bool is_contiguous = true;
};

RequestHead read_head(MHD_Connection* connection, const RequestLine& line);

}  // namespace medisc
