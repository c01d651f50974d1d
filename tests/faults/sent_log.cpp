#include "tests/faults/sent_log.hpp"

#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>

#include "messages/codec.hpp"
#include "messages/frame.hpp"

namespace medisc::test {
namespace {

template <class Integer>
bool read(std::istream& log, Integer& value) {
  return static_cast<bool>(log.read(reinterpret_cast<char*>(&value), sizeof value));
}

void feed(FrameReader& frames, std::span<const std::uint8_t> bytes) {
  if (const auto fed = frames.feed(bytes); !fed) throw std::runtime_error(render(fed.error()));
}

std::vector<Message> decoded(FrameReader& frames) {
  std::vector<Message> messages;
  while (const auto frame = frames.next()) {
    auto message = decode(*frame);
    if (!message) throw std::runtime_error("sent, and no message: " + render(message.error()));
    messages.push_back(std::move(*message));
  }
  return messages;
}

}  // namespace

std::vector<Message> messages_in(std::span<const std::uint8_t> bytes) {
  FrameReader frames(kConversationLimit);
  feed(frames, bytes);
  return decoded(frames);
}

std::vector<SentStream> read_sent_logs(const std::filesystem::path& folder) {
  std::vector<SentStream> streams;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream log(file.path(), std::ios::binary);
    std::map<std::pair<std::uint32_t, std::uint32_t>, FrameReader> connections;
    std::uint32_t descriptor = 0;
    while (read(log, descriptor)) {
      std::uint32_t generation = 0;
      std::uint64_t count = 0;
      if (!read(log, generation) || !read(log, count))
        throw std::runtime_error("a damaged log");
      Bytes bytes(count);
      log.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(count));
      if (!log) throw std::runtime_error("a damaged log");
      auto& frames =
          connections.try_emplace({descriptor, generation}, kConversationLimit).first->second;
      feed(frames, bytes);
    }
    for (auto& [connection, frames] : connections) {
      auto messages = decoded(frames);
      if (!messages.empty()) streams.push_back({file.path().filename(), std::move(messages)});
    }
  }
  return streams;
}

}  // namespace medisc::test
