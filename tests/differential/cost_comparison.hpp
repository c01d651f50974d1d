/// What a session cost, against what was declared.
#pragma once

#include <optional>
#include <string>

#include "protocol/traffic.hpp"
#include "simulation/memory_pool.hpp"

namespace medisc::test {

/// The first difference between the two: messages, who sends them and their bytes; flights; the
/// bits that each step sent and took at either party. Bits taken tell that no message was left
/// over. None: there is none.
std::optional<std::string> cost_disagreement(const MemorySession& session,
                                             const Traffic& declared);

}  // namespace medisc::test
