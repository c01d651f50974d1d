/// The sections that several roles' configurations share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/address.hpp"
#include "config/log_config.hpp"
#include "config/toml_reader.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

/// A party that may call us.
struct NamedKey {
  std::string name;
  PublicKey public_key{};
};

/// A party that we call. The dealer's `name` is "dealer".
struct RemotePeer {
  std::string name;
  Address address;
  PublicKey public_key{};
};

/// How full to keep a pool: from below `low` it is filled up to `high` bundles.
struct Levels {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// Reads the keys low and high; high is more than low, and twice low where it is missing.
Levels read_levels(TomlSection& section, Levels fallback);

/// Reads [log], which may be missing.
LogConfig read_log(TomlReader& reader);

/// Reads the address in [metrics], which may be missing; an IPv6 one is a mistake.
std::optional<Address> read_metrics(TomlReader& reader);

/// Reads [dealer] with address and public_key.
RemotePeer read_dealer(TomlReader& reader);

/// Reads every [[list]] with name and public_key; names and keys must differ.
std::vector<NamedKey> read_peers(TomlReader& reader, const std::string& list);

/// Reads every [[list]] with name, address and public_key; names and keys must differ.
std::vector<RemotePeer> read_remote_peers(TomlReader& reader, const std::string& list);

/// Reads `key` as a name: 1 to 64 letters, digits, '-', '_' or '.'; it goes into file names,
/// logs and metrics.
std::string read_name(TomlSection& section, const std::string& key);

/// Reads `key` as the address of a peer, whose port can't be 0.
Address read_peer_address(TomlSection& section, const std::string& key);

/// Reads `key` as 64 hexadecimal characters.
PublicKey read_public_key(TomlSection& section, const std::string& key);

/// Remembers a mistake at `key` if `value` is in `taken`, else adds it there. `what` names it.
template <class Value>
void expect_new(TomlSection& section, const std::string& key, const Value& value,
                std::vector<Value>& taken, const std::string& what) {
  for (const auto& other : taken) {
    if (other == value) {
      section.complain(key, what + " is there twice", "give each its own " + key);
      return;
    }
  }
  taken.push_back(value);
}

}  // namespace medisc
