#include <array>
#include <iostream>

#include "cli/database_path.hpp"
#include "cli/verbs.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

constexpr std::array<BundleState, kBundleStates> kStates{
    BundleState::kDealt, BundleState::kDelivered, BundleState::kPrepared,
    BundleState::kConsumed, BundleState::kBurned};

/// In text, enough of a hash or key to tell it from others.
std::string shown(const std::string& hex, Format format) {
  return format == Format::kTable ? hex.substr(0, 12) : hex;
}

Result<Table> pools_table(Store& store, Format format) {
  const auto levels = store.pool_levels();
  if (!levels) return tl::unexpected<Error>(levels.error());
  Table table{
      "pools",
      {{"model", "model"}, {"plan", "plan"}, {"hospital", "hospital"}, {"service", "service"}},
      {}};
  for (const BundleState state : kStates) {
    table.columns.push_back({state_name(state), state_name(state)});
  }
  for (const PoolLevel& level : *levels) {
    std::vector<Cell> row{level.model, shown(level.key.plan_hash, format),
                          shown(level.key.hospital, format), shown(level.key.service, format)};
    for (const BundleState state : kStates) {
      row.emplace_back(static_cast<std::int64_t>(level.bundles.in(state)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Result<Table> sessions_table(Store& store, std::size_t limit, Format format) {
  const auto sessions = store.sessions(limit);
  if (!sessions) return tl::unexpected<Error>(sessions.error());
  Table table{"sessions",
              {{"session", "session"},
               {"started_at", "started"},
               {"role", "role"},
               {"model", "model"},
               {"peer", "peer"},
               {"records", "records"},
               {"state", "state"},
               {"online_ms", "online ms"},
               {"total_ms", "total ms"},
               {"payload_up", "bytes up"},
               {"payload_down", "bytes down"},
               {"wire_up", "wire up"},
               {"wire_down", "wire down"},
               {"flights", "flights"},
               {"error", "error"}},
              {}};
  for (const SessionRow& session : *sessions) {
    const SessionCosts& costs = session.costs;
    table.rows.push_back(
        {shown(session.start.id, format), session.started_at, session.start.role,
         session.start.model, shown(session.start.peer, format), session.start.records,
         std::string(state_name(session.state)), static_cast<double>(costs.online_us) / 1000,
         static_cast<double>(costs.total_us) / 1000, costs.payload_up, costs.payload_down,
         costs.wire_up, costs.wire_down, costs.flights,
         session.error ? Cell{*session.error} : Cell{}});
  }
  return table;
}

Result<Table> layers_table(Store& store, std::size_t limit, Format format) {
  const auto layers = store.layer_summaries(limit);
  if (!layers) return tl::unexpected<Error>(layers.error());
  Table table{"layers",
              {{"model", "model"},
               {"plan", "plan"},
               {"step", "step"},
               {"name", "layer"},
               {"op", "op"},
               {"sessions", "sessions"},
               {"records", "records"},
               {"median_online_ms", "median ms", 3},
               {"mean_online_ms", "mean ms", 3},
               {"mean_bits_up", "bits up", 0},
               {"mean_bits_down", "bits down", 0},
               {"mean_flights", "flights", 0}},
              {}};
  for (const LayerSummary& layer : *layers) {
    table.rows.push_back({layer.model, shown(layer.plan_hash, format), layer.step, layer.name,
                          layer.op, layer.sessions, layer.records,
                          layer.median_online_us / 1000, layer.mean_online_us / 1000,
                          layer.mean_bits_up, layer.mean_bits_down, layer.mean_flights});
  }
  return table;
}

Result<Table> table_of(Store& store, const StatsArguments& arguments) {
  switch (arguments.what) {
    case Statistics::kPools:
      return pools_table(store, arguments.format);
    case Statistics::kSessions:
      return sessions_table(store, arguments.limit, arguments.format);
    case Statistics::kLayers:
      return layers_table(store, arguments.limit, arguments.format);
  }
  return fail(ErrorCode::kInternal, "unknown statistics");
}

}  // namespace

Result<void> run(const StatsArguments& arguments) {
  const auto path = database_path(arguments);
  if (!path) return tl::unexpected<Error>(path.error());
  StoreOptions options;
  options.create = false;
  const auto store = open_store(*path, options);
  if (!store) return tl::unexpected<Error>(store.error());
  auto table = table_of(**store, arguments);
  if (!table) return tl::unexpected<Error>(table.error());
  print(std::cout, {std::move(*table)}, arguments.format);
  return {};
}

}  // namespace medisc
