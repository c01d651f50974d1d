#include "cli/bench_report.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli/scoring.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

std::int64_t whole(double mean) {
  return std::llround(mean);
}

std::vector<Fact> session_facts(const SessionFigures& sessions) {
  const Spread online = spread_of(sessions.online_ms);
  const ProcessorCosts& cpu = sessions.cpu_ms;
  return {{"records_a_session", "records a session", sessions.records_a_session},
          {"online_ms.min", "online ms a session, least", online.least, 3},
          {"online_ms.median", "online ms a session, median", online.median, 3},
          {"online_ms.max", "online ms a session, most", online.most, 3},
          {"payload_bytes", "payload bytes a session, both ways",
           sessions.costs.payload_up + sessions.costs.payload_down},
          {"wire_bytes", "bytes on the wire a session, both ways",
           sessions.costs.wire_up + sessions.costs.wire_down},
          {"flights", "flights a session", sessions.costs.flights},
          {"dealt_per_s", "bundles dealt and stored a second", sessions.dealt_per_second},
          {"first_prepare_ms", "ms to fetch plan and masked weights and prepare a bundle",
           sessions.first_prepare_ms, 3},
          {"prepare_ms", "ms to prepare a bundle", sessions.prepare_ms, 3},
          {"cpu_ms.dealing", "ms of processors to deal, a record", cpu.dealing, 3},
          {"cpu_ms.preparing", "ms of processors to prepare, a record", cpu.preparing, 3},
          {"cpu_ms.online", "ms of processors in sessions, a record", cpu.online, 3},
          {"cpu_ms.total", "ms of processors a record, in all",
           cpu.dealing + cpu.preparing + cpu.online, 3}};
}

/// Of a session; medians and means over the timed ones.
Table layers_table(const std::vector<LayerSummary>& layers,
                   const std::vector<LayerSummary>& service_layers) {
  Table table{"layers",
              {{"step", "step"},
               {"name", "layer"},
               {"op", "op"},
               {"median_online_ms", "median ms", 3},
               {"median_service_ms", "at the service", 3},
               {"bytes", "bytes"},
               {"flights", "flights"}},
              {}};
  for (const LayerSummary& layer : layers) {
    const auto same =
        std::find_if(service_layers.begin(), service_layers.end(),
                     [&](const LayerSummary& other) { return other.step == layer.step; });
    table.rows.push_back(
        {layer.step, layer.name, layer.op, layer.median_online_us / 1000,
         same == service_layers.end() ? Cell{} : Cell{same->median_online_us / 1000},
         whole((layer.mean_bits_up + layer.mean_bits_down) / 8), whole(layer.mean_flights)});
  }
  return table;
}

}  // namespace

void print(const BenchArguments& arguments, const Plan& plan, const BenchFigures& figures) {
  std::vector<Fact> facts{
      {"model", "model", arguments.model},
      {"plan", "plan", to_hex(hash_of(plan))},
      {"ring_bits", "bits of the ring", static_cast<std::int64_t>(plan.ring_bits)},
      {"runs", "timed sessions", static_cast<std::int64_t>(figures.sessions.online_ms.size())},
      {"batch", "records a session, at most", static_cast<std::int64_t>(arguments.batch)},
      {"tls", "channels encrypted", arguments.tls}};
  const std::vector<Fact> sessions = session_facts(figures.sessions);
  facts.insert(facts.end(), sessions.begin(), sessions.end());
  const std::vector<Fact> rest{
      {"records_per_s", "records a second, session after session", figures.records_per_second},
      {"records_per_s_alone", "records a second, none opened ahead",
       figures.sessions.records_per_second},
      {"pipeline_records_per_s", "records a second, dealing and preparing beside",
       figures.pipeline_records_per_second},
      {"plaintext_ms", "ms a record in plaintext, one thread", figures.plaintext_ms, 4},
      {"rtt_us_channel", "us a round trip, MediSC's channel", figures.round_trips.channel_us,
       1},
      {"rtt_us_tcp", "us a round trip, plain TCP", figures.round_trips.tcp_us, 1},
      {"rss_mb.hospital", "MB of memory, hospital", megabytes(figures.peak.hospital), 1},
      {"rss_mb.service", "MB of memory, service", megabytes(figures.peak.service), 1},
      {"rss_mb.dealer", "MB of memory, dealer", megabytes(figures.peak.dealer), 1}};
  facts.insert(facts.end(), rest.begin(), rest.end());
  std::vector<Table> tables;
  if (arguments.format != Format::kCsv)
    tables.push_back(layers_table(figures.layers, figures.service_layers));
  print(std::cout, facts, tables, arguments.format);
}

}  // namespace medisc
