/// A link whose messages are kept, and whose peer is the test.
#pragma once

#include <vector>

#include "protocol/link.hpp"

namespace medisc::test {

struct RecordingLink final : Link {
  explicit RecordingLink(Clock clock = [] { return std::chrono::nanoseconds{0}; })
      : Link(std::move(clock)) {}
  void send(std::span<const std::uint8_t> message) override {
    sent.emplace_back(message.begin(), message.end());
  }

  std::vector<Bytes> sent;
};

/// The error with which `call` fails; kInternal where it does not.
template <class Call>
Error failure_of(Call&& call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.error();
  }
  return {ErrorCode::kInternal, "nothing was thrown", ""};
}

}  // namespace medisc::test
