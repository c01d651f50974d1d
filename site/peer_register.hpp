/// Whom a daemon answers, replaceable while it runs.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "config/peer_names.hpp"
#include "messages/hello.hpp"

namespace medisc {

class PeerRegister {
 public:
  PeerRegister(const std::vector<NamedKey>& hospitals, const std::vector<NamedKey>& services);

  void replace(const std::vector<NamedKey>& hospitals, const std::vector<NamedKey>& services);
  bool has(const Peer& peer) const;
  std::shared_ptr<const CurrentPeerNames> names() const { return names_; }

 private:
  std::atomic<std::shared_ptr<const std::vector<Peer>>> peers_;
  std::shared_ptr<CurrentPeerNames> names_ = std::make_shared<CurrentPeerNames>();
};

/// Asks the register, as it is at that moment.
IsRegistered registered_in(std::shared_ptr<const PeerRegister> peers);

}  // namespace medisc
