/// The names that a configuration gives to public keys.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "config/sections.hpp"

namespace medisc {

/// What logs and metrics call the peer with this key, in hexadecimal: its name, or
/// "unregistered".
using NameOf = std::function<std::string(const std::string& key)>;

class PeerNames {
 public:
  /// NamedKey or RemotePeer.
  template <class Peer>
  void add(const std::vector<Peer>& peers) {
    for (const Peer& peer : peers) by_key_.emplace(to_hex(peer.public_key), peer.name);
  }

  /// Keys are hexadecimal.
  std::optional<std::string> find(const std::string& key) const;
  std::optional<std::string> key_of(const std::string& name) const;
  /// All names in order, for a hint: "a, b".
  std::string listed() const;

 private:
  std::map<std::string, std::string> by_key_;
};

NameOf name_of(PeerNames names);

/// Names that may be replaced while others ask for them.
class CurrentPeerNames {
 public:
  void replace(PeerNames names);
  std::shared_ptr<const PeerNames> get() const { return names_.load(); }

 private:
  std::atomic<std::shared_ptr<const PeerNames>> names_{std::make_shared<const PeerNames>()};
};

/// Asks them as they are at that moment.
NameOf name_of(std::shared_ptr<const CurrentPeerNames> names);

}  // namespace medisc
