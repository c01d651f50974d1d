#include "actors/service/hospital_requests.hpp"
#include "actors/service/own_dealer.hpp"
#include "protocol/hospital.hpp"

namespace medisc {
namespace {

/// Chunks of openings of so many bytes.
void expect_chunks(const OfflineOpenings& bundle, std::size_t bytes) {
  const Chunks& chunks = bundle.openings;
  bool fit = chunks.in_all == chunks_of(bytes) && !chunks.parts.empty();
  for (std::uint32_t i = chunks.first; fit && i < chunks.end(); ++i) {
    fit = chunks.parts[i - chunks.first].size() == chunk_bytes(bytes, i);
  }
  if (fit) return;
  throw Failure({ErrorCode::kProtocol,
                 "the openings of bundle " + to_hex(bundle.id) + " are not the " +
                     std::to_string(bytes) + " bytes that the plan asks for",
                 ""});
}

void note_prepared(const ConnectedHospital& hospital, const LoadedModel& model,
                   std::size_t bundles) {
  EventLog::Fields about = hospital.fields();
  about.emplace_back("model", model.label());
  about.emplace_back("count", std::to_string(bundles));
  const ServiceSettings& settings = hospital.context.settings;
  settings.event_log->info("bundles-prepared", about);
  settings.metrics->add(metric::kBundlesPrepared,
                        {{"model", model.label()}, {"hospital", hospital.name()}},
                        static_cast<double>(bundles));
}

}  // namespace

Task<void> take_openings(ConnectedHospital& hospital, const Prepare& prepare) {
  Process& process = hospital.process;
  const auto model = hospital.model_of(prepare.plan_hash);
  const PoolKey pool = hospital.pool_of(prepare.plan_hash);
  const std::size_t wanted = openings_bytes(model->gates);
  Ids ids;
  std::vector<PreparedOpenings> openings;
  std::size_t whole = 0;
  for (const OfflineOpenings& bundle : prepare.bundles) {
    expect_chunks(bundle, wanted);
    if (bundle.openings.end() == bundle.openings.in_all) ++whole;
    ids.push_back(to_hex(bundle.id));
    openings.push_back({ids.back(), bundle.openings});
  }
  co_await fetch_halves(process, hospital.context, pool, prepare.plan_hash, hospital.peer.key,
                        std::move(ids));
  value_of(co_await process.ask<PutPrepared>(pool, std::move(openings)));
  Prepared answer;
  for (const OfflineOpenings& bundle : prepare.bundles) answer.ids.push_back(bundle.id);
  if (whole > 0) note_prepared(hospital, *model, whole);
  hospital.connection.send(answer);
}

}  // namespace medisc
