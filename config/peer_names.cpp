#include "config/peer_names.hpp"

namespace medisc {

std::optional<std::string> PeerNames::find(const std::string& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

std::string PeerNames::label(const std::string& key) const {
  return find(key).value_or("unregistered");
}

std::optional<std::string> PeerNames::key_of(const std::string& name) const {
  for (const auto& [key, named] : by_key_) {
    if (named == name) return key;
  }
  return std::nullopt;
}

std::string PeerNames::listed() const {
  std::string names;
  for (const auto& [key, name] : by_key_) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace medisc
