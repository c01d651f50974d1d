/// Who has connected and not yet proven who it is: so many at once. One more, and whoever has
/// been here longest goes, since a handshake takes milliseconds: crowds that say nothing keep
/// nobody out, and hold no more of the machine than this.
#pragma once

#include <cstddef>
#include <list>
#include <memory>

#include <caf/all.hpp>

#include "actors/conversation/connection.hpp"

namespace medisc {

/// To a conversation's broker: its connection breaks off, and the peer is told.
using Dismiss = caf::atom_constant<caf::atom("dismiss")>;

/// One of them, until it has proven who it is, or ends.
struct UnprovenConnection {
  caf::actor_addr broker;
  const Connection* connection = nullptr;  ///< none: over
};

/// Used on the network thread alone.
class UnprovenConnections {
 public:
  static constexpr std::size_t kMost = 512;

  explicit UnprovenConnections(std::size_t most = kMost) : most_(most) {}

  void enter(std::shared_ptr<UnprovenConnection> unproven);

 private:
  std::size_t most_;
  std::list<std::shared_ptr<UnprovenConnection>> connections_;  ///< oldest first
};

}  // namespace medisc
