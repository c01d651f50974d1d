/// A service that has just started may have an older copy of its database, and so may its
/// hospitals: then the dealer alone knows. Sessions wait until it was heard, or could not be.
#pragma once

#include <chrono>

#include "actors/conversation/host.hpp"

namespace medisc {

/// Used on the network thread alone.
class DealerChecked {
 public:
  /// The dealer has said what it knows, or is not there.
  void settle() { settled_ = true; }

  /// Returns once it is settled, or a little after the start: a dealer that does not answer
  /// must not keep a service from working.
  Task<void> wait(Host& host) const;

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  bool settled_ = false;
};

}  // namespace medisc
