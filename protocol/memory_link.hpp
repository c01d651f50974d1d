/// Two links joined in memory, in one thread. Counts flights as the longest chain of messages.
#pragma once

#include <algorithm>
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
      channel.crossings_.push_back({party, {message.begin(), message.end()}});
      channel.depths_.push_back(depth + 1);
    }
    MemoryChannel& channel;
    Party party;
    std::uint64_t depth = 0;
  };

  void carry() {
    for (; delivered_ < crossings_.size(); ++delivered_) {
      const Crossing& next = crossings_[delivered_];
      End& receiver = next.sender == Party::kHospital ? service_ : hospital_;
      receiver.depth = std::max(receiver.depth, depths_[delivered_]);
      receiver.deliver(next.payload);
    }
  }

  End hospital_;
  End service_;
  Trampoline hospital_trampoline_;
  Trampoline service_trampoline_;
  std::vector<Crossing> crossings_;
  std::vector<std::uint64_t> depths_;  ///< of each, in the longest chain that it ends
  std::size_t delivered_ = 0;          ///< of them
};

}  // namespace medisc
