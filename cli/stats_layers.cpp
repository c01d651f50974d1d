#include "cli/stats.hpp"

namespace medisc {
namespace {

constexpr std::size_t kNewest = 20;

}  // namespace

Result<StatsReport> layers_report(History& history, const StatsQuery& query) {
  const auto layers = history.layer_summaries(query.limit.value_or(kNewest), query.filter);
  if (!layers) return tl::unexpected<Error>(layers.error());
  StatsTable table("layers", query);
  table.add_column({"model", "model"});
  table.add_column({"plan", "plan"});
  table.add_column({"step", "step"});
  table.add_column({"name", "layer"});
  table.add_column({"op", "op"});
  table.add_column({"sessions", "sessions"});
  table.add_column({"records", "records"});
  table.add_column({"median_online_ms", "median ms", 3});
  table.add_column({"mean_online_ms", "mean ms", 3});
  table.add_column({"mean_bits_up", "bits up", 0});
  table.add_column({"mean_bits_down", "bits down", 0});
  table.add_column({"mean_flights", "flights", 0});
  for (const LayerSummary& layer : *layers) {
    table.add_row() << layer.model;
    table.add_hash(layer.plan_hash)
        << layer.step << layer.name << layer.op << layer.sessions << layer.records
        << layer.median_online_us / 1000 << layer.mean_online_us / 1000 << layer.mean_bits_up
        << layer.mean_bits_down << layer.mean_flights;
  }
  return StatsReport{{}, {table.take()}};
}

}  // namespace medisc
