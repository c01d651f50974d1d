#include "error/error_named.hpp"

namespace medisc {

std::optional<ErrorCode> error_named(std::string_view id) {
  for (int value = 0; value <= static_cast<int>(ErrorCode::kInternal); ++value) {
    const auto code = static_cast<ErrorCode>(value);
    if (id == error_id(code)) return code;
  }
  return std::nullopt;
}

}  // namespace medisc
