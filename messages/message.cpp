#include "messages/message.hpp"

#include <array>

namespace medisc {

const char* message_name(const Message& message) {
  static constexpr std::array<const char*, std::variant_size_v<Message>> kNames = {
      "hello",
      "proof",
      "refusal",
      "plan registration",
      "plan receipt",
      "mask request",
      "mask grant",
      "bundle request",
      "bundle grant",
      "bundle receipt",
      "receipt taken",
      "plan request",
      "plan offer",
      "weights request",
      "masked weights",
      "preparation",
      "prepared",
      "session request",
      "session opened",
      "turn",
      "ping",
      "pong",
      "session acceptance",
      "spent bundles",
      "spent report"};
  return message.valueless_by_exception() ? "nothing" : kNames[message.index()];
}

}  // namespace medisc
