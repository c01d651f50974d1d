#include "actors/service/hospital_requests.hpp"
#include "actors/service/own_dealer.hpp"
#include "protocol/hospital.hpp"

namespace medisc {

Task<void> take_openings(ConnectedHospital& hospital, const Prepare& prepare) {
  Process& process = hospital.process;
  const auto model = hospital.model_of(prepare.plan_hash);
  const PoolKey pool = hospital.pool_of(prepare.plan_hash);
  const std::size_t wanted = openings_bytes(model->gates);
  Ids ids;
  std::vector<PreparedOpenings> openings;
  for (const OfflineOpenings& bundle : prepare.bundles) {
    if (bundle.openings.size() != wanted) {
      throw Failure({ErrorCode::kProtocol,
                     "the openings of bundle " + to_hex(bundle.id) + " have " +
                         std::to_string(bundle.openings.size()) + " bytes; the plan asks for " +
                         std::to_string(wanted),
                     ""});
    }
    ids.push_back(to_hex(bundle.id));
    openings.push_back({ids.back(), bundle.openings});
  }
  co_await fetch_halves(process, hospital.context, pool, prepare.plan_hash, hospital.peer.key,
                        std::move(ids));
  value_of(co_await process.ask<PutPrepared>(pool, std::move(openings)));
  Prepared answer;
  for (const OfflineOpenings& bundle : prepare.bundles) answer.ids.push_back(bundle.id);
  EventLog::Fields about = hospital.fields();
  about.emplace_back("model", model->label());
  about.emplace_back("count", std::to_string(answer.ids.size()));
  const ServiceSettings& settings = hospital.context.settings;
  settings.event_log->info("bundles-prepared", about);
  settings.metrics->add(metric::kBundlesPrepared,
                        {{"model", model->label()}, {"hospital", hospital.name()}},
                        static_cast<double>(answer.ids.size()));
  hospital.connection.send(answer);
}

}  // namespace medisc
