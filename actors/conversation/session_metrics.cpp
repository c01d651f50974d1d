#include "actors/conversation/session_metrics.hpp"

namespace medisc {
namespace {

double seconds(std::int64_t microseconds) {
  return static_cast<double>(microseconds) / 1e6;
}

}  // namespace

void count_session(Metrics& metrics, const SessionStart& session, const std::string& peer,
                   const SessionEnd& end) {
  const std::string& model = session.model;
  metrics.add(metric::kSessions,
              {{"model", model}, {"peer", peer}, {"outcome", end.error ? "failed" : "done"}});
  if (end.error) return;
  const SessionCosts& costs = end.costs;
  metrics.add(metric::kRecords, {{"model", model}, {"peer", peer}},
              static_cast<double>(session.records));
  metrics.add(metric::kFlights, {{"model", model}}, static_cast<double>(costs.flights));
  metrics.observe(metric::kOnlineSeconds, {{"model", model}}, seconds(costs.online_us));
  metrics.observe(metric::kSessionSeconds, {{"model", model}}, seconds(costs.total_us));
  const auto one_way = [&](const char* direction, std::int64_t payload, std::int64_t wire) {
    const Metrics::Labels labels{{"model", model}, {"direction", direction}};
    metrics.add(metric::kPayloadBytes, labels, static_cast<double>(payload));
    metrics.add(metric::kWireBytes, labels, static_cast<double>(wire));
    metrics.observe(metric::kSessionBytes, labels, static_cast<double>(wire));
  };
  one_way("up", costs.payload_up, costs.wire_up);
  one_way("down", costs.payload_down, costs.wire_down);
}

}  // namespace medisc
