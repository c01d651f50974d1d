#include "config/peer_names.hpp"

#include <set>

namespace medisc {
namespace {

constexpr const char* kUnknown = "unregistered";

}  // namespace

std::optional<std::string> PeerNames::find(const std::string& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> PeerNames::key_of(const std::string& name) const {
  for (const auto& [key, named] : by_key_) {
    if (named == name) return key;
  }
  return std::nullopt;
}

std::string PeerNames::listed() const {
  std::set<std::string> sorted;
  for (const auto& [key, name] : by_key_) sorted.insert(name);
  std::string names;
  for (const std::string& name : sorted) names += (names.empty() ? "" : ", ") + name;
  return names;
}

NameOf name_of(PeerNames names) {
  return [names = std::move(names)](const std::string& key) {
    return names.find(key).value_or(kUnknown);
  };
}

void CurrentPeerNames::replace(PeerNames names) {
  names_.store(std::make_shared<const PeerNames>(std::move(names)));
}

NameOf name_of(std::shared_ptr<const CurrentPeerNames> names) {
  return [names = std::move(names)](const std::string& key) {
    return names->get()->find(key).value_or(kUnknown);
  };
}

}  // namespace medisc
