/// Two links joined in memory, in one thread, with a stopwatch a party: what it computed, not
/// what it waited for.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "protocol/link.hpp"

namespace medisc::bench {

class TimedPair {
 public:
  using Seconds = std::chrono::duration<double>;

  Link& hospital() { return hospital_; }
  Link& service() { return service_; }
  Seconds hospital_time() const { return hospital_.busy; }
  Seconds service_time() const { return service_.busy; }
  /// Bytes of all messages, both ways.
  std::uint64_t bytes() const { return hospital_.bytes_sent() + service_.bytes_sent(); }

  /// Runs both tasks to their ends.
  template <class Up, class Down>
  void run(Task<Up>& hospital, Task<Down>& service) {
    measure(service_, [&] { service.start(service_trampoline_); });
    measure(hospital_, [&] { hospital.start(hospital_trampoline_); });
    while (carry(hospital_, service_) || carry(service_, hospital_)) {
    }
  }

 private:
  struct Piece {
    Bytes bytes;
    bool last;
  };

  struct End final : Link {
    End() : Link([] { return std::chrono::steady_clock::now().time_since_epoch(); }) {}
    void send(std::span<const std::uint8_t> piece, bool last) override {
      sent.push_back({{piece.begin(), piece.end()}, last});
    }
    std::vector<Piece> sent;
    Seconds busy{0};
  };

  template <class Work>
  static void measure(End& party, Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    party.busy += std::chrono::steady_clock::now() - start;
  }

  static bool carry(End& from, End& to) {
    if (from.sent.empty()) return false;
    for (const Piece& piece : std::exchange(from.sent, {})) {
      measure(to, [&] { to.deliver(piece.bytes, piece.last); });
    }
    return true;
  }

  End hospital_;
  End service_;
  Trampoline hospital_trampoline_;
  Trampoline service_trampoline_;
};

}  // namespace medisc::bench
