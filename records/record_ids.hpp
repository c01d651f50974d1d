/// What may stand for a record in results and logs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace medisc {

constexpr const char* kRecordIdExpected = "expected an id of 1 to 256 bytes of text";

/// 1 to 256 bytes, none of which moves a cursor.
inline bool is_record_id(std::string_view id) {
  constexpr std::size_t kMaxIdBytes = 256;
  return !id.empty() && id.size() <= kMaxIdBytes &&
         std::none_of(id.begin(), id.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace medisc
