#include "site/peer_register.hpp"

#include <algorithm>

namespace medisc {

PeerRegister::PeerRegister(const std::vector<NamedKey>& hospitals,
                           const std::vector<NamedKey>& services) {
  replace(hospitals, services);
}

void PeerRegister::replace(const std::vector<NamedKey>& hospitals,
                           const std::vector<NamedKey>& services) {
  std::vector<Peer> peers;
  for (const NamedKey& named : hospitals) peers.push_back({named.public_key, Role::kHospital});
  for (const NamedKey& named : services) peers.push_back({named.public_key, Role::kService});
  peers_.store(std::make_shared<const std::vector<Peer>>(std::move(peers)));
  PeerNames names;
  names.add(hospitals);
  names.add(services);
  names_->replace(std::move(names));
}

bool PeerRegister::has(const Peer& peer) const {
  const auto peers = peers_.load();
  return std::ranges::find(*peers, peer) != peers->end();
}

IsRegistered registered_in(std::shared_ptr<const PeerRegister> peers) {
  return [peers = std::move(peers)](const Peer& peer) {
    return peers->has(peer);
  };
}

}  // namespace medisc
