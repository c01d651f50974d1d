/// Codes by their stable names.
#pragma once

#include <optional>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

/// The code whose error_id this is.
std::optional<ErrorCode> error_named(std::string_view id);

}  // namespace medisc
