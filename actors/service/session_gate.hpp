/// How many sessions a service runs at once, in how much memory, and who is next.
#pragma once

#include <chrono>
#include <list>
#include <map>

#include "actors/conversation/process.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

struct SessionLimits {
  std::size_t sessions = 32;                      ///< that run at once
  std::size_t waiting = 256;                      ///< that may wait for one of these to end
  std::chrono::milliseconds patience{20'000};     ///< how long one waits
  std::uint64_t memory = std::uint64_t{4} << 30;  ///< bytes of all that run (session_size.hpp)
};

/// Lets in so many sessions, as many as there is memory for. Of those that wait, the hospital
/// with the fewest sessions is next, and of its sessions the one that has waited longest: many
/// requests of one hospital do not hold up another's. While there is no room for who is next,
/// nobody else is let in. Used on the network thread alone, and outlives its places.
class SessionGate {
 public:
  explicit SessionGate(SessionLimits limits) : limits_(limits) {}
  SessionGate(const SessionGate&) = delete;
  SessionGate& operator=(const SessionGate&) = delete;

  /// A session's right to run, for as long as it lives.
  class Place {
   public:
    Place(SessionGate& gate, PublicKey hospital, std::uint64_t bytes)
        : gate_(&gate), hospital_(hospital), bytes_(bytes) {}
    Place(Place&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)),
          hospital_(other.hospital_),
          bytes_(other.bytes_) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(gate_, other.gate_);
      std::swap(hospital_, other.hospital_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Place() {
      if (gate_ != nullptr) gate_->leave(hospital_, bytes_);
    }

   private:
    SessionGate* gate_;
    PublicKey hospital_;
    std::uint64_t bytes_;
  };

  /// Waits for a place, of so many bytes of memory. Throws Failure, kBusy: too many wait
  /// already, or it took too long; kRefused: there is never so much.
  Task<Place> enter(Process& process, PublicKey hospital, std::uint64_t bytes);

  /// A place, if there is one now.
  std::optional<Place> try_enter(const PublicKey& hospital, std::uint64_t bytes);

  std::size_t running() const { return running_; }
  std::uint64_t taken() const { return taken_; }  ///< bytes
  std::size_t waiting() const { return waiting_.size(); }

 private:
  class Turn;

  bool has_room(std::uint64_t bytes) const {
    return running_ < limits_.sessions && bytes <= limits_.memory - taken_;
  }
  void take(const PublicKey& hospital, std::uint64_t bytes);
  void leave(const PublicKey& hospital, std::uint64_t bytes);
  /// Those that wait, as far as there is room.
  void admit_next();

  SessionLimits limits_;
  std::size_t running_ = 0;
  std::uint64_t taken_ = 0;
  std::map<PublicKey, std::size_t> running_of_;
  std::list<Turn*> waiting_;  ///< the longest first
};

}  // namespace medisc
