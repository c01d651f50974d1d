/// Two links joined in memory, in one thread. Counts flights as the longest chain of messages.
#pragma once

#include <algorithm>
#include <deque>
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
  explicit MemoryChannel(Link::Clock clock = [] { return std::chrono::nanoseconds{0}; })
      : hospital_(*this, Party::kHospital, clock), service_(*this, Party::kService, clock) {}

  Link& hospital() { return hospital_; }
  Link& service() { return service_; }

  /// Starts both tasks and carries messages until neither has anything to say.
  template <class Up, class Down>
  void run(Task<Up>& hospital, Task<Down>& service) {
    service.start(service_trampoline_);
    hospital.start(hospital_trampoline_);
    carry();
  }

  /// Every message so far, in the order it was sent.
  const std::vector<Crossing>& crossings() const { return crossings_; }

  /// The longest chain of messages, each sent after the one before it had arrived.
  std::uint64_t flights() const { return std::max(hospital_.depth, service_.depth); }

 private:
  struct End final : Link {
    End(MemoryChannel& owner, Party who, Clock clock)
        : Link(std::move(clock)), channel(owner), party(who) {}
    void send(std::span<const std::uint8_t> message) override {
      const Bytes payload(message.begin(), message.end());
      channel.crossings_.push_back({party, payload});
      channel.travelling_.push_back({party, depth + 1, payload});
    }
    MemoryChannel& channel;
    Party party;
    std::uint64_t depth = 0;
  };

  struct Travelling {
    Party sender;
    std::uint64_t depth;
    Bytes payload;
  };

  void carry() {
    while (!travelling_.empty()) {
      Travelling next = std::move(travelling_.front());
      travelling_.pop_front();
      End& receiver = next.sender == Party::kHospital ? service_ : hospital_;
      receiver.depth = std::max(receiver.depth, next.depth);
      receiver.deliver(next.payload);
    }
  }

  End hospital_;
  End service_;
  Trampoline hospital_trampoline_;
  Trampoline service_trampoline_;
  std::vector<Crossing> crossings_;
  std::deque<Travelling> travelling_;
};

}  // namespace medisc
