/// Choosing one of several configured peers by its name.
#pragma once

#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// The entry of `peers` named `name`; where no name is given, the only one there is.
/// Errors: kUsage naming the configuration and the names it has.
template <class NamedPeer>
Result<const NamedPeer*> choose(const std::vector<NamedPeer>& peers, const std::string& name,
                                const std::string& what, const std::string& config) {
  std::string names;
  for (const NamedPeer& peer : peers) {
    if (peer.name == name || (name.empty() && peers.size() == 1)) return &peer;
    names += (names.empty() ? "" : ", ") + peer.name;
  }
  if (peers.empty()) return fail(ErrorCode::kUsage, config + ": there is no " + what);
  return fail(ErrorCode::kUsage,
              name.empty() ? config + ": there are several " + what + "s"
                           : config + ": there is no " + what + " named '" + name + "'",
              "choose one of " + names + " with --" + what);
}

}  // namespace medisc
