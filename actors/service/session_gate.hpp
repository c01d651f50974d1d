/// How many sessions a service runs at once, and who is next.
#pragma once

#include <chrono>
#include <list>
#include <map>

#include "actors/conversation/process.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

struct SessionLimits {
  std::size_t sessions = 32;                   ///< that run at once
  std::size_t waiting = 256;                   ///< that may wait for one of these to end
  std::chrono::milliseconds patience{20'000};  ///< how long one waits
};

/// Lets in so many sessions. Of those that wait, the hospital with the fewest sessions is next,
/// and of its sessions the one that has waited longest: many requests of one hospital do not
/// hold up another's. Used on the network thread alone, and outlives its places.
class SessionGate {
 public:
  explicit SessionGate(SessionLimits limits) : limits_(limits) {}
  SessionGate(const SessionGate&) = delete;
  SessionGate& operator=(const SessionGate&) = delete;

  /// A session's right to run, for as long as it lives.
  class Place {
   public:
    Place(SessionGate& gate, PublicKey hospital) : gate_(&gate), hospital_(hospital) {}
    Place(Place&& other) noexcept
        : gate_(std::exchange(other.gate_, nullptr)), hospital_(other.hospital_) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(gate_, other.gate_);
      std::swap(hospital_, other.hospital_);
      return *this;
    }
    ~Place() {
      if (gate_ != nullptr) gate_->leave(hospital_);
    }

   private:
    SessionGate* gate_;
    PublicKey hospital_;
  };

  /// Waits for a place. Throws Failure, kBusy: too many wait already, or it took too long.
  Task<Place> enter(Process& process, PublicKey hospital);

  /// A place, if there is one now.
  std::optional<Place> try_enter(const PublicKey& hospital);

  std::size_t running() const { return running_; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  class Turn;

  void take(const PublicKey& hospital);
  void leave(const PublicKey& hospital);
  void admit_next();

  SessionLimits limits_;
  std::size_t running_ = 0;
  std::map<PublicKey, std::size_t> running_of_;
  std::list<Turn*> waiting_;  ///< the longest first
};

}  // namespace medisc
