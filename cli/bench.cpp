#include <algorithm>

#include "cli/bench_inputs.hpp"
#include "cli/bench_pipeline.hpp"
#include "cli/bench_report.hpp"
#include "cli/bench_sessions.hpp"
#include "cli/daemon.hpp"
#include "cli/peak_memory.hpp"
#include "cli/plaintext_time.hpp"
#include "cli/round_trip.hpp"
#include "cli/scoring.hpp"
#include "cli/stop_signal.hpp"
#include "cli/verbs.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

constexpr std::size_t kRoundTrips = 1000;
constexpr std::size_t kTurns = 10;
constexpr std::size_t kWarmRoundTrips = 20;  ///< of each turn
constexpr std::size_t kTcpMessage = 64;

void keep(const RoundTrips& trips, std::vector<double>& microseconds) {
  for (std::size_t i = kWarmRoundTrips; i < trips.size(); ++i) {
    microseconds.push_back(std::chrono::duration<double, std::micro>(trips[i]).count());
  }
}

/// In turns, so that both see the same machine.
Result<RoundTripTimes> time_round_trips(Hospital& hospital) {
  constexpr std::size_t kEach = kWarmRoundTrips + kRoundTrips / kTurns;
  std::vector<double> channel_us;
  std::vector<double> tcp_us;
  for (std::size_t turn = 0; turn < kTurns; ++turn) {
    const auto channel = hospital.ping(kEach);
    if (!channel) return tl::unexpected<Error>(channel.error());
    keep(*channel, channel_us);
    const auto tcp = tcp_round_trips(kEach, kTcpMessage);
    if (!tcp) return tl::unexpected<Error>(tcp.error());
    keep(*tcp, tcp_us);
  }
  return RoundTripTimes{spread_of(std::move(channel_us)).median,
                        spread_of(std::move(tcp_us)).median};
}

/// Of the newest sessions in a party's books.
Result<std::vector<LayerSummary>> layers_of(const std::string& database, std::size_t sessions) {
  const auto history = open_history(database);
  if (!history) return tl::unexpected<Error>(history.error());
  return (*history)->layer_summaries(sessions);
}

Result<BenchFigures> measure(const BenchArguments& arguments, const BenchInputs& inputs,
                             LocalSite& site, const std::function<Result<void>()>& check) {
  restart_peak_memory();
  auto hospital = Hospital::open(site.hospital_config());
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  BenchFigures figures;
  auto sessions = time_sessions(arguments, inputs, false, site, *hospital, check);
  if (!sessions) return tl::unexpected<Error>(sessions.error());
  figures.sessions = std::move(*sessions);
  figures.peak = {peak_memory(), site.service_peak(),
                  std::max(site.dealer_peak(), figures.sessions.fill_peak_bytes)};
  for (const auto& [database, layers] :
       {std::pair{site.hospital_database(), &figures.layers},
        std::pair{site.service_database(), &figures.service_layers}}) {
    auto summaries = layers_of(database, figures.sessions.online_ms.size());
    if (!summaries) return tl::unexpected<Error>(summaries.error());
    *layers = std::move(*summaries);
  }
  const auto trips = time_round_trips(*hospital);
  if (!trips) return tl::unexpected<Error>(trips.error());
  figures.round_trips = *trips;
  const auto ahead = time_sessions(arguments, inputs, true, site, *hospital, check);
  if (!ahead) return tl::unexpected<Error>(ahead.error());
  figures.records_per_second = ahead->records_per_second;
  const auto pipeline = pipeline_records_per_second(arguments, inputs, site, *hospital, check);
  if (!pipeline) return tl::unexpected<Error>(pipeline.error());
  figures.pipeline_records_per_second = *pipeline;
  return figures;
}

}  // namespace

Result<void> run(const BenchArguments& arguments) {
  block_signals();  // one that comes before StopSignal listens waits, and leaves no folder
  const auto folder = TemporaryFolder::make();
  if (!folder) return tl::unexpected<Error>(folder.error());
  const StopSignal stop([&] { folder->remove(); });
  const std::function<Result<void>()> check = [&] {
    return stop.check("the benchmark was stopped", "");
  };
  auto inputs = load_bench_inputs(arguments, check);
  if (!inputs) return tl::unexpected<Error>(inputs.error());

  const auto plaintext = plaintext_time(arguments.model, arguments.runs, *folder, check);
  if (!plaintext) return tl::unexpected<Error>(plaintext.error());
  auto site = LocalSite::start_new(*folder, std::move(inputs->model), check,
                                   arguments.tls ? TlsMode::kAlways : TlsMode::kAuto);
  if (!site) return tl::unexpected<Error>(site.error());
  site->forget_model();
  auto figures = measure(arguments, *inputs, *site, check);
  if (!figures) return tl::unexpected<Error>(figures.error());
  figures->plaintext_ms = *plaintext;
  print(arguments, site->plan(), *figures);
  return {};
}

}  // namespace medisc
