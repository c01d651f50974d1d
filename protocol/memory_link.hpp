/// Two links joined in memory, in one thread. A message counts once, whatever pieces it is sent
/// in. Counts flights as the longest chain of messages.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "correlation/party.hpp"
#include "protocol/link.hpp"

namespace medisc {

/// One message that crossed.
struct Crossing {
  Party sender;
  Bytes payload;
};

class MemoryChannel {
 public:
  /// `clock` times both sides' steps; without one, time stands still.
  explicit MemoryChannel(const Link::Clock& clock = [] { return std::chrono::nanoseconds{0}; })
      : hospital_(*this, Party::kHospital, clock), service_(*this, Party::kService, clock) {}

  Link& hospital() { return hospital_; }
  Link& service() { return service_; }

  /// Starts both tasks and carries messages until neither has anything to say.
  template <class Up, class Down>
  void run(Task<Up>& hospital, Task<Down>& service) {
    service.start(trampoline_);
    hospital.start(trampoline_);
    carry();
  }

  /// For tasks that run beside them.
  Trampoline& trampoline() { return trampoline_; }

  /// Every message so far, in the order it was sent.
  const std::vector<Crossing>& crossings() const { return crossings_; }

  /// The longest chain of messages, each sent after the one before it had arrived.
  std::uint64_t flights() const { return std::max(hospital_.depth, service_.depth); }

 private:
  struct End final : Link {
    End(MemoryChannel& owner, Party who, Clock clock)
        : Link(std::move(clock)), channel(owner), party(who) {}
    void send(std::span<const std::uint8_t> piece, bool last) override {
      if (!message) {
        message = channel.crossings_.size();
        channel.crossings_.push_back({party, {}});
        channel.depths_.push_back(depth + 1);
      }
      Bytes& payload = channel.crossings_[*message].payload;
      channel.pieces_.push_back({*message, payload.size(), piece.size(), last});
      payload.insert(payload.end(), piece.begin(), piece.end());
      if (last) message.reset();
    }
    MemoryChannel& channel;
    Party party;
    std::optional<std::size_t> message;  ///< that it has begun and not ended
    std::uint64_t depth = 0;
  };

  /// Of a message, its last or not.
  struct Piece {
    std::size_t message;
    std::size_t begin;
    std::size_t size;
    bool last;
  };

  void carry() {
    for (; delivered_ < pieces_.size(); ++delivered_) {
      const Piece piece = pieces_[delivered_];
      const Crossing& message = crossings_[piece.message];
      End& receiver = message.sender == Party::kHospital ? service_ : hospital_;
      receiver.depth = std::max(receiver.depth, depths_[piece.message]);
      const Bytes bytes(
          message.payload.begin() + static_cast<std::ptrdiff_t>(piece.begin),
          message.payload.begin() + static_cast<std::ptrdiff_t>(piece.begin + piece.size));
      receiver.deliver(bytes, piece.last);
    }
  }

  End hospital_;
  End service_;
  Trampoline trampoline_;
  std::vector<Crossing> crossings_;
  std::vector<std::uint64_t> depths_;  ///< of each, in the longest chain that it ends
  std::vector<Piece> pieces_;          ///< that the messages were sent in
  std::size_t delivered_ = 0;          ///< of them
};

}  // namespace medisc
