/// What a sender is told of an object that was not taken (PS3.4, B.2.3; PS3.7, 9.1.1.1.9).
#pragma once

#include <cstdint>
#include <string>

#include "error/error.hpp"

namespace medisc {

inline constexpr std::uint16_t kStoreOutOfResources = 0xA700;  ///< later it may be taken
inline constexpr std::uint16_t kStoreNotUnderstood = 0xC000;
inline constexpr std::uint16_t kStoreRefused = 0xC001;  ///< no rule takes it, say

std::uint16_t store_status(const Error& error);

/// Error Comment (0000,0902): 64 letters of ASCII at most.
std::string store_comment(const Error& error);

}  // namespace medisc
