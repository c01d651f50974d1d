#include "config/sections.hpp"

#include <algorithm>

namespace medisc {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::int64_t kMostBundles = 10'000'000;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '-' || c == '_' || c == '.';
}

// The names and keys that a list has used so far.
struct Taken {
  std::vector<std::string> names;
  std::vector<PublicKey> keys;

  void expect_new_peer(TomlSection& section, const std::string& name, const PublicKey& key) {
    expect_new(section, "name", name, names, "the name \"" + name + "\"");
    expect_new(section, "public_key", key, keys, "the public key of \"" + name + "\"");
  }
};

}  // namespace

Levels read_levels(TomlSection& section, Levels fallback) {
  Levels levels = fallback;
  if (const auto low = section.integer("low", 1, kMostBundles)) {
    levels.low = static_cast<std::uint64_t>(*low);
    levels.high = std::max(levels.high, 2 * levels.low);
  }
  if (const auto high = section.integer("high", 1, 2 * kMostBundles)) {
    levels.high = static_cast<std::uint64_t>(*high);
    if (levels.high <= levels.low) {
      section.complain(
          "high",
          "high is " + std::to_string(levels.high) + ", and low " + std::to_string(levels.low),
          "fill a pool to more than the level at which it is low");
    }
  }
  return levels;
}

LogConfig read_log(TomlReader& reader) {
  auto section = reader.optional_section("log");
  const auto level = section.choice_or("level", "info", {"debug", "info", "warning", "error"});
  const auto format = section.choice_or("format", "text", {"text", "json"});
  LogConfig log;
  log.level = level == "debug"     ? LogLevel::kDebug
              : level == "warning" ? LogLevel::kWarning
              : level == "error"   ? LogLevel::kError
                                   : LogLevel::kInfo;
  log.format = format == "json" ? LogFormat::kJson : LogFormat::kText;
  return log;
}

std::optional<Address> read_metrics(TomlReader& reader) {
  auto section = reader.optional_section("metrics");
  Address listen = section.parsed("listen", [](std::string_view text) -> Result<Address> {
    auto address = parse_address(text);
    if (address && address->host.find(':') != std::string::npos) {
      return fail(ErrorCode::kUsage, "metrics are not served over IPv6",
                  "write an IPv4 address, such as 127.0.0.1:9090");
    }
    return address;
  });
  if (listen.host.empty()) return std::nullopt;
  return listen;
}

RemotePeer read_dealer(TomlReader& reader) {
  auto section = reader.section("dealer");
  return {"dealer", read_peer_address(section, "address"),
          read_public_key(section, "public_key")};
}

std::vector<NamedKey> read_peers(TomlReader& reader, const std::string& list) {
  std::vector<NamedKey> peers;
  Taken taken;
  for (auto& section : reader.sections(list)) {
    const NamedKey peer{read_name(section, "name"), read_public_key(section, "public_key")};
    taken.expect_new_peer(section, peer.name, peer.public_key);
    peers.push_back(peer);
  }
  return peers;
}

std::vector<RemotePeer> read_remote_peers(TomlReader& reader, const std::string& list) {
  std::vector<RemotePeer> peers;
  Taken taken;
  for (auto& section : reader.sections(list)) {
    const RemotePeer peer{read_name(section, "name"), read_peer_address(section, "address"),
                          read_public_key(section, "public_key")};
    taken.expect_new_peer(section, peer.name, peer.public_key);
    peers.push_back(peer);
  }
  return peers;
}

std::string read_name(TomlSection& section, const std::string& key) {
  return section.parsed(key, [](std::string_view text) -> Result<std::string> {
    if (text.empty() || text.size() > kLongestName ||
        !std::ranges::all_of(text, is_name_character)) {
      return fail(ErrorCode::kUsage, std::string("\"").append(text) + "\" is no name",
                  "use 1 to 64 letters, digits, '-', '_' or '.'");
    }
    return std::string(text);
  });
}

Address read_peer_address(TomlSection& section, const std::string& key) {
  return section.parsed(key, [](std::string_view text) -> Result<Address> {
    auto address = parse_address(text);
    if (address && address->port == 0) {
      return fail(ErrorCode::kUsage,
                  std::string("'").append(text) + "' can't be called: its port is 0",
                  "write the port that the peer listens at");
    }
    return address;
  });
}

PublicKey read_public_key(TomlSection& section, const std::string& key) {
  return section.parsed(
      key, [](std::string_view text) { return from_hex<PublicKey>(text, "public key"); });
}

}  // namespace medisc
