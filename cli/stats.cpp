#include "cli/stats.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include "cli/since.hpp"
#include "cli/stats_watch.hpp"
#include "cli/verbs.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

constexpr double kLongestInterval = 86'400;

Result<std::filesystem::path> database_of(const StatsArguments& arguments,
                                          const std::optional<DatabaseOwner>& owner) {
  if (!arguments.database.empty()) return std::filesystem::path(arguments.database);
  if (owner) return owner->database;
  return fail(ErrorCode::kUsage, "no database is named",
              "give --database FILE, or --config with a party's configuration");
}

/// The key, or its beginning, that --peer stands for.
Result<std::string> peer_key(const std::string& peer,
                             const std::optional<DatabaseOwner>& owner) {
  if (owner) {
    if (const auto key = owner->names.key_of(peer)) return *key;
  }
  if (peer.find_first_not_of("0123456789abcdef") == std::string::npos) return peer;
  return fail(ErrorCode::kUsage, "--peer: '" + peer + "' is neither a peer's name nor a key",
              owner ? "the configuration names: " + owner->names.listed()
                    : "names need --config; a key may be cut short");
}

Result<std::chrono::milliseconds> interval_of(const std::string& text) {
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || rest != end || !(seconds >= 0.1 && seconds <= kLongestInterval)) {
    return fail(ErrorCode::kUsage, "--watch: '" + text + "' is no number of seconds",
                "write 0.1 to 86400");
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

Result<StatsReport> report_on(History& history, const StatsArguments& arguments,
                              const StatsQuery& query) {
  switch (arguments.what) {
    case Statistics::kPools:
      return pools_report(history, query);
    case Statistics::kSessions:
      return arguments.histogram ? latency_report(history, query)
                                 : sessions_report(history, query);
    case Statistics::kLayers:
      return layers_report(history, query);
    case Statistics::kPeers:
      return peers_report(history, query);
  }
  return fail(ErrorCode::kInternal, "unknown statistics");
}

}  // namespace

Result<void> run(const StatsArguments& arguments) {
  StatsQuery query;
  query.format = arguments.format;
  query.limit = arguments.limit;
  query.filter.model = arguments.model;
  if (!arguments.config.file.empty()) {
    auto owner = load_database_owner(arguments.config);
    if (!owner) return tl::unexpected<Error>(owner.error());
    query.owner = std::move(*owner);
  }
  const auto path = database_of(arguments, query.owner);
  if (!path) return tl::unexpected<Error>(path.error());
  auto peer = peer_key(arguments.peer, query.owner);
  if (!peer) return tl::unexpected<Error>(peer.error());
  query.filter.peer = std::move(*peer);
  const auto history = open_history(*path);
  if (!history) return tl::unexpected<Error>(history.error());

  const Look look = [&](TimePoint now) -> Result<StatsReport> {
    query.now = now;
    if (!arguments.since.empty()) {
      auto since = parse_since(arguments.since, now);
      if (!since) return tl::unexpected<Error>(since.error());
      query.filter.since = std::move(*since);
    }
    return report_on(**history, arguments, query);
  };
  if (!arguments.watch.empty()) {
    const auto interval = interval_of(arguments.watch);
    if (!interval) return tl::unexpected<Error>(interval.error());
    return watch(look, *interval, path->string(), arguments.format);
  }
  const auto report = look(system_clock()());
  if (!report) return tl::unexpected<Error>(report.error());
  print(std::cout, report->facts, report->tables, arguments.format);
  return {};
}

}  // namespace medisc
