#include "actors/service/session_gate.hpp"

#include <algorithm>
#include <string>

namespace medisc {
namespace {

std::string megabytes(std::uint64_t bytes) {
  return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MB";
}

Failure busy(const SessionLimits& limits, const std::string& why) {
  return Failure({ErrorCode::kBusy,
                  "the service runs " + std::to_string(limits.sessions) +
                      " sessions at once, in " + megabytes(limits.memory) + ", and " + why,
                  "try again later; diagnose --wait does so"});
}

void expect_possible(const SessionLimits& limits, std::uint64_t bytes) {
  if (bytes <= limits.memory) return;
  throw Failure({ErrorCode::kRefused,
                 "a session of these records needs " + megabytes(bytes) +
                     " at the service; its limit is " + megabytes(limits.memory),
                 "diagnose fewer at once (--batch), or raise [limits] memory_mb there"});
}

}  // namespace

/// One who waits, as long as its coroutine lives.
class SessionGate::Turn {
 public:
  Turn(SessionGate& gate, const PublicKey& hospital, std::uint64_t bytes,
       Process::Signal& signal)
      : gate_(gate), hospital_(hospital), bytes_(bytes), signal_(signal) {
    gate_.waiting_.push_back(this);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (admitted_ && !taken_) gate_.leave(hospital_, bytes_);
    if (admitted_) return;
    gate_.waiting_.remove(this);
    gate_.admit_next();  // it may have stood in others' way
  }

  const PublicKey& hospital() const { return hospital_; }
  std::uint64_t bytes() const { return bytes_; }
  bool admitted() const { return admitted_; }

  void admit() {
    gate_.waiting_.remove(this);
    gate_.take(hospital_, bytes_);
    admitted_ = true;
    signal_.give();
  }

  Place take() {
    taken_ = true;
    return {gate_, hospital_, bytes_};
  }

 private:
  SessionGate& gate_;
  PublicKey hospital_;
  std::uint64_t bytes_;
  Process::Signal& signal_;
  bool admitted_ = false;
  bool taken_ = false;
};

Task<SessionGate::Place> SessionGate::enter(Process& process, PublicKey hospital,
                                            std::uint64_t bytes) {
  expect_possible(limits_, bytes);
  if (auto place = try_enter(hospital, bytes)) co_return std::move(*place);
  if (waiting_.size() >= limits_.waiting) {
    throw busy(limits_, std::to_string(waiting_.size()) + " wait");
  }
  Process::Signal signal(process, limits_.patience);
  Turn turn(*this, hospital, bytes, signal);
  co_await signal;
  if (!turn.admitted()) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits_.patience);
    throw busy(limits_, "none has ended for " + std::to_string(seconds.count()) + " s");
  }
  co_return turn.take();
}

std::optional<SessionGate::Place> SessionGate::try_enter(const PublicKey& hospital,
                                                         std::uint64_t bytes) {
  if (!waiting_.empty() || !has_room(bytes)) return std::nullopt;
  take(hospital, bytes);
  return Place(*this, hospital, bytes);
}

void SessionGate::take(const PublicKey& hospital, std::uint64_t bytes) {
  ++running_;
  taken_ += bytes;
  ++running_of_[hospital];
}

void SessionGate::leave(const PublicKey& hospital, std::uint64_t bytes) {
  --running_;
  taken_ -= bytes;
  if (const auto own = running_of_.find(hospital); --own->second == 0) running_of_.erase(own);
  admit_next();
}

void SessionGate::admit_next() {
  const auto sessions = [&](const Turn* turn) {
    const auto own = running_of_.find(turn->hospital());
    return own == running_of_.end() ? std::size_t{0} : own->second;
  };
  while (!waiting_.empty()) {
    Turn& next = **std::ranges::min_element(waiting_, {}, sessions);  // the first of equals
    if (!has_room(next.bytes())) return;
    next.admit();
  }
}

}  // namespace medisc
