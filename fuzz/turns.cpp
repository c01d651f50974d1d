// Turns: a party that is sent other messages than its peer's either ends with kProtocol or goes
// on to its end, and with its peer's own messages it ends well; whole or in pieces.
#include <vector>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "fuzz/small_pool.hpp"

namespace medisc::fuzz {
namespace {

struct Outbox final : Link {
  Outbox() : Link([] { return std::chrono::nanoseconds{0}; }) {}
  void send(std::span<const std::uint8_t>, bool) override {}
};

const MemorySession& honest_session() {
  static const MemorySession session =
      small_pool().run(small_bundles(), test::kSmallRecord).value();
  return session;
}

std::vector<Bytes> messages_of(Party sender) {
  std::vector<Bytes> messages;
  for (const Crossing& crossing : honest_session().crossings) {
    if (crossing.sender == sender) messages.push_back(crossing.payload);
  }
  return messages;
}

/// Another message in the place of `honest`, or the same; whether it is another.
bool replace(Input& input, Bytes& honest) {
  enum { kPass, kAlter, kWrite, kActions };
  const Bytes before = honest;
  const unsigned action = input.byte() % kActions;
  if (action == kWrite) {
    const auto written = input.part();
    honest.assign(written.begin(), written.end());
  } else if (action == kAlter) {
    const auto by = input.part();
    for (std::size_t i = 0; i < std::min(by.size(), honest.size()); ++i) honest[i] ^= by[i];
  }
  return honest != before;
}

void deliver(Outbox& link, const Bytes& message, bool in_pieces) {
  const std::span bytes(message);
  const std::size_t first = in_pieces ? bytes.size() / 2 : 0;
  try {
    if (first > 0) link.deliver(bytes.first(first), false);
    link.deliver(bytes.subspan(first));
  } catch (const Failure& failure) {
    link.break_off(failure.error());
  }
}

/// Whether the party came to its end.
template <class Value>
bool delivered(Task<Value>& party, Outbox& link, const std::vector<Bytes>& messages,
               bool in_pieces) {
  Trampoline trampoline;
  party.start(trampoline);
  for (const Bytes& message : messages) {
    if (!party.done()) deliver(link, message, in_pieces);
  }
  require(party.done(), "a party that has heard everything has ended");
  try {
    party.result();
    return true;
  } catch (const Failure& failure) {
    require(failure.error().code == ErrorCode::kProtocol, "a bad turn is kProtocol");
    return false;
  }
}

bool serve(const std::vector<Bytes>& messages, bool in_pieces) {
  const auto session = small_pool().model().open_session(small_bundles().service).value();
  Outbox link;
  auto party = session->serve(link);
  return delivered(party, link, messages, in_pieces);
}

bool infer(const std::vector<Bytes>& messages, bool altered, bool in_pieces) {
  const MemoryPool& pool = small_pool();
  const auto session =
      open_hospital_session(pool.plan(), pool.gates(), small_bundles().hospital).value();
  Outbox link;
  std::vector<std::int64_t> logits;
  const auto infer_into = [&]() -> Task<void> {
    logits = co_await session->infer(link, test::kSmallRecord);
  };
  auto party = infer_into();
  const bool ended = delivered(party, link, messages, in_pieces);
  if (!altered) require(logits == honest_session().logits, "a session yields its logits");
  return ended;
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const bool at_service = input.byte() % 2 == 0;
  auto messages = messages_of(at_service ? Party::kHospital : Party::kService);
  bool altered = false;
  for (Bytes& message : messages) {
    if (!input.empty()) altered = replace(input, message) || altered;
  }
  const auto run = [&](bool in_pieces) {
    return at_service ? serve(messages, in_pieces) : infer(messages, altered, in_pieces);
  };
  const bool ended = run(false);
  require(ended || altered, "the peer's own messages are taken");
  require(run(true) == ended, "pieces change nothing");
  return 0;
}
