/// When nobody waits for an answer any more.
#pragma once

#include <chrono>

namespace medisc {

/// Of one request. Handlers that wait and streams look at it between steps.
class HttpEnding {
 public:
  /// Never.
  HttpEnding() = default;
  /// Once the other end of `socket` is closed, or `event` can be read from. Both are somebody
  /// else's. A client that closes the half it sends on counts as gone.
  HttpEnding(int socket, int event) : socket_(socket), event_(event) {}

  /// Waits for it, `time` at most, and says whether it has come.
  bool within(std::chrono::milliseconds time) const;
  bool reached() const { return within(std::chrono::milliseconds(0)); }

 private:
  int socket_ = -1;
  int event_ = -1;
};

}  // namespace medisc
