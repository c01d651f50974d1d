/// The names that a configuration gives to public keys.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "config/sections.hpp"

namespace medisc {

class PeerNames {
 public:
  /// NamedKey or RemotePeer.
  template <class Peer>
  void add(const std::vector<Peer>& peers) {
    for (const Peer& peer : peers) by_key_.emplace(to_hex(peer.public_key), peer.name);
  }

  /// Keys are hexadecimal.
  std::optional<std::string> find(const std::string& key) const;
  /// For logs and metrics: the name, or "unregistered".
  std::string label(const std::string& key) const;
  std::optional<std::string> key_of(const std::string& name) const;
  /// All names, for a hint: "a, b".
  std::string listed() const;

 private:
  std::map<std::string, std::string> by_key_;
};

}  // namespace medisc
