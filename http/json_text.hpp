/// Texts in JSON.
#pragma once

#include <string>
#include <string_view>

namespace medisc {

/// In quotation marks. What is valid UTF-8 reads back as it is, other bytes as U+FFFD.
std::string json_quoted(std::string_view text);

}  // namespace medisc
