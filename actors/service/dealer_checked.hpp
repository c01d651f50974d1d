/// A service that has just started may have an older copy of its database, and so may its
/// hospitals: then the dealer alone knows. Sessions wait until it was heard, or could not be.
#pragma once

#include "actors/conversation/process.hpp"

namespace medisc {

/// Used on the network thread alone.
class DealerChecked {
 public:
  /// `started`: when the service did.
  explicit DealerChecked(SteadyTime started) : started_(started) {}

  /// The dealer has said what it knows, or is not there.
  void settle() { settled_ = true; }

  /// Returns once it is settled, or a little after the start: a dealer that does not answer
  /// must not keep a service from working.
  Task<void> wait(Process& process) const;

 private:
  SteadyTime started_;
  bool settled_ = false;
};

}  // namespace medisc
