/// A link whose messages, and pieces of them, are kept, and whose peer is the test.
#pragma once

#include <vector>

#include "protocol/link.hpp"

namespace medisc::test {

struct RecordingLink final : Link {
  explicit RecordingLink(Clock clock = [] { return std::chrono::nanoseconds{0}; })
      : Link(std::move(clock)) {}
  void send(std::span<const std::uint8_t> piece, bool last) override {
    sent.emplace_back(piece.begin(), piece.end());
    ended.push_back(last);
  }

  std::vector<Bytes> sent;
  std::vector<bool> ended;  ///< whether each was a message's last piece
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
