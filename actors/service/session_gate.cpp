#include "actors/service/session_gate.hpp"

#include <algorithm>
#include <string>

namespace medisc {
namespace {

Failure busy(const SessionLimits& limits, const std::string& why) {
  return Failure(
      {ErrorCode::kBusy,
       "the service runs " + std::to_string(limits.sessions) + " sessions at once, and " + why,
       "try again later; diagnose --wait does so"});
}

}  // namespace

/// One who waits, as long as its coroutine lives.
class SessionGate::Turn {
 public:
  Turn(SessionGate& gate, const PublicKey& hospital, Process::Signal& signal)
      : gate_(gate), hospital_(hospital), signal_(signal) {
    gate_.waiting_.push_back(this);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (!admitted_) gate_.waiting_.remove(this);
    if (admitted_ && !taken_) gate_.leave(hospital_);
  }

  const PublicKey& hospital() const { return hospital_; }
  bool admitted() const { return admitted_; }

  void admit() {
    gate_.waiting_.remove(this);
    gate_.take(hospital_);
    admitted_ = true;
    signal_.give();
  }

  Place take() {
    taken_ = true;
    return {gate_, hospital_};
  }

 private:
  SessionGate& gate_;
  PublicKey hospital_;
  Process::Signal& signal_;
  bool admitted_ = false;
  bool taken_ = false;
};

Task<SessionGate::Place> SessionGate::enter(Process& process, PublicKey hospital) {
  if (auto place = try_enter(hospital)) co_return std::move(*place);
  if (waiting_.size() >= limits_.waiting) {
    throw busy(limits_, std::to_string(waiting_.size()) + " wait");
  }
  Process::Signal signal(process, limits_.patience);
  Turn turn(*this, hospital, signal);
  co_await signal;
  if (!turn.admitted()) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limits_.patience);
    throw busy(limits_, "none has ended for " + std::to_string(seconds.count()) + " s");
  }
  co_return turn.take();
}

std::optional<SessionGate::Place> SessionGate::try_enter(const PublicKey& hospital) {
  if (running_ >= limits_.sessions) return std::nullopt;
  take(hospital);
  return Place(*this, hospital);
}

void SessionGate::take(const PublicKey& hospital) {
  ++running_;
  ++running_of_[hospital];
}

void SessionGate::leave(const PublicKey& hospital) {
  --running_;
  if (const auto own = running_of_.find(hospital); --own->second == 0) running_of_.erase(own);
  admit_next();
}

void SessionGate::admit_next() {
  const auto sessions = [&](const Turn* turn) {
    const auto own = running_of_.find(turn->hospital());
    return own == running_of_.end() ? std::size_t{0} : own->second;
  };
  const auto next = std::ranges::min_element(waiting_, {}, sessions);  // the first of equals
  if (next != waiting_.end()) (*next)->admit();
}

}  // namespace medisc
