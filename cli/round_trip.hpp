/// How fast a message can go to another process of this machine and back.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// Sends a message to a process that echoes it, `count` times one after the other, over a plain
/// TCP connection of the loopback interface without delay (TCP_NODELAY). Errors: kInternal.
Result<std::vector<std::chrono::nanoseconds>> tcp_round_trips(std::size_t count,
                                                              std::size_t message_bytes);

}  // namespace medisc
