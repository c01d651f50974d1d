/// A TCP relay that makes loopback as slow as a distant machine: every connection to it is
/// passed on, each direction through a DelayLine of its own. One thread. A connection's set-up
/// is not delayed; half-closes are passed on; a reset arrives as an end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <netinet/in.h>

#include "bench/relay/delay_line.hpp"
#include "error/error.hpp"

namespace medisc::bench {

/// "127.0.0.1:7801": an IPv4 address in numbers and a port. Errors: kUsage.
Result<sockaddr_in> parse_address(const std::string& text);

class Relay {
 public:
  /// Listens; port 0: any free one. Errors: kPeerUnavailable.
  static Result<std::unique_ptr<Relay>> open(const sockaddr_in& listen, const sockaddr_in& to,
                                             LineLimits limits);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;
  ~Relay();

  /// Where it listens.
  std::string address() const;
  /// Relays until the process is told to end.
  [[noreturn]] void run();

 private:
  struct Direction;
  struct Connection;
  struct State;

  explicit Relay(std::unique_ptr<State> state);
  void admit();

  std::unique_ptr<State> state_;
};

}  // namespace medisc::bench
