/// Times in files of tokens.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace medisc {

using TokenTime = std::chrono::sys_seconds;

/// In UTC, "2026-11-30T22:00:00Z".
std::string to_string(TokenTime time);
/// There is one way to write a time: nothing for February 30th, or a missing zero.
std::optional<TokenTime> parse_token_time(std::string_view text);

}  // namespace medisc
