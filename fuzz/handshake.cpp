// The handshake: whatever comes in between, nobody is met but on the hellos that the peer sent.
//
// The input is a network between an honest peer and the side that is looked at: it lets the
// peer's messages through, alters them, or writes its own.
#include <deque>
#include <optional>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "messages/codec.hpp"
#include "messages/frame.hpp"
#include "messages/hello.hpp"
#include "messages/refusal.hpp"

namespace medisc::fuzz {
namespace {

Identity identity(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> bytes;
  bytes.fill(byte);
  return Identity::from_seed(Seed(bytes)).value();
}

Nonce nonce(std::uint8_t byte) {
  Nonce bytes;
  bytes.fill(byte);
  return bytes;
}

struct Parties {
  Identity hospital = identity(1);
  Identity service = identity(2);

  Handshake initiator() const {
    return Handshake::initiator({&hospital, Role::kHospital},
                                {service.public_key(), Role::kService}, kPlainChannel,
                                [] { return nonce(3); });
  }
  Handshake responder() const {
    const Peer registered{hospital.public_key(), Role::kHospital};
    return Handshake::responder(
        {{&service, Role::kService}}, [=](const Peer& peer) { return peer == registered; },
        kPlainChannel, [] { return nonce(4); });
  }
};

/// The side that is looked at, and the honest one.
class Meeting {
 public:
  explicit Meeting(bool initiates)
      : looked_at_(initiates ? parties().initiator() : parties().responder()),
        honest_(initiates ? parties().responder() : parties().initiator()) {
    answer(looked_at_.start());
    for (const Message& message : honest_.start()) sent_.push_back(encode(message));
  }

  /// The honest side's next message; none where it waits.
  std::optional<Bytes> next_honest() {
    if (sent_.empty()) return std::nullopt;
    Bytes message = std::move(sent_.front());
    sent_.pop_front();
    if (!honest_hello_) honest_hello_ = message;
    return message;
  }

  void deliver(const Bytes& message) {
    const bool failed_before = failed_;
    const bool done_before = looked_at_.done();
    const auto answers = looked_at_.on_message(message);
    failed_ = failed_ || !answers;
    require(answers || !looked_at_.done(), "who fails meets nobody");
    require(!answers || (!failed_before && !done_before), "nothing follows the end");
    if (!answers) {
      const Refusal refusal = to_refusal(answers.error());
      require(decode(encode(refusal)) == Message(refusal), "an error can be told");
      return;
    }
    if (!first_taken_) first_taken_ = message;
    if (looked_at_.done()) {
      require(first_taken_ == honest_hello_, "who is met has sent the hello that was taken");
    }
    answer(*answers);
  }

 private:
  static const Parties& parties() {
    static const Parties made;
    return made;
  }

  void answer(const std::vector<Message>& messages) {
    for (const Message& message : messages) {
      const Bytes encoded = encode(message);
      require(encoded.size() <= kHandshakeLimit, "a handshake's messages are short");
      const auto answers = honest_.on_message(encoded);
      if (!answers) continue;
      for (const Message& more : *answers) sent_.push_back(encode(more));
    }
  }

  Handshake looked_at_;
  Handshake honest_;
  std::deque<Bytes> sent_;
  std::optional<Bytes> honest_hello_;
  std::optional<Bytes> first_taken_;
  bool failed_ = false;
};

Bytes copy_of(std::span<const std::uint8_t> bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  enum { kWrite, kPass, kAlter, kCut, kActions };
  Input input(data, size);
  Meeting meeting(input.byte() % 2 == 0);
  for (int step = 0; step < 8 && !input.empty(); ++step) {
    const unsigned action = input.byte() % kActions;
    if (action == kWrite) {
      meeting.deliver(copy_of(input.part()));
      continue;
    }
    auto message = meeting.next_honest();
    if (!message) continue;
    const std::size_t at = input.byte() % message->size();
    if (action == kAlter) (*message)[at] ^= input.byte();
    if (action == kCut) message->resize(at);
    meeting.deliver(*message);
  }
  return 0;
}
