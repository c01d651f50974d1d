/// What left a machine: read from the logs that the injector (injector.cpp) writes, or from
/// wires in memory.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "messages/message.hpp"

namespace medisc::test {

/// What a process sent over one of its connections, in order. A message cut short is left out.
struct SentStream {
  std::string process;
  std::vector<Message> messages;
};

/// The messages that these bytes begin with. Throws std::runtime_error where one does not
/// decode.
std::vector<Message> messages_in(std::span<const std::uint8_t> bytes);

/// Every connection of every process that has a log in `folder`. Throws std::runtime_error
/// where a log is damaged, or what was sent does not decode.
std::vector<SentStream> read_sent_logs(const std::filesystem::path& folder);

}  // namespace medisc::test
