/// One party alone, against messages that a peer may send.
#pragma once

#include <vector>

#include "protocol/memory_link.hpp"
#include "tests/protocol/recording_link.hpp"

namespace medisc::test {

/// The messages of a party, in order.
inline std::vector<Bytes> messages_of(const std::vector<Crossing>& crossings, Party sender) {
  std::vector<Bytes> messages;
  for (const Crossing& crossing : crossings) {
    if (crossing.sender == sender) messages.push_back(crossing.payload);
  }
  return messages;
}

/// Runs `party(link)` on the peer's messages; its failure where it ends with one, kInternal
/// where it does not.
template <class RunParty>
Error failure_on(const std::vector<Bytes>& messages, RunParty&& party) {
  RecordingLink link;
  auto task = party(link);
  Trampoline trampoline;
  task.start(trampoline);
  for (const Bytes& message : messages) {
    if (task.done()) break;
    try {
      link.deliver(message);
    } catch (const Failure& failure) {
      link.break_off(failure.error());
    }
  }
  if (!task.done()) return {ErrorCode::kInternal, "the party still waits", ""};
  return failure_of([&] { task.result(); });
}

/// Every message in turn made a byte shorter and a byte longer.
inline std::vector<std::vector<Bytes>> with_wrong_lengths(const std::vector<Bytes>& right) {
  std::vector<std::vector<Bytes>> wrong;
  for (std::size_t i = 0; i < right.size(); ++i) {
    wrong.push_back(right);
    wrong.back()[i].pop_back();
    wrong.push_back(right);
    wrong.back()[i].push_back(0);
    wrong.push_back(right);
    wrong.back()[i].clear();
  }
  return wrong;
}

}  // namespace medisc::test
