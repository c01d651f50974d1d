#include "actors/service/hospital_requests.hpp"
#include "actors/service/own_dealer.hpp"
#include "messages/mask_tag.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

Seed open_mask(const ConnectedHospital& hospital, const PlanHash& plan, const Bytes& sealed) {
  return value_of(open_sealed(*hospital.context.settings.identity,
                              mask_id(plan, hospital.peer.key), Role::kService, sealed));
}

}  // namespace

Task<void> give_weights(ConnectedHospital& hospital, PlanHash plan) {
  Process& process = hospital.process;
  const auto model = hospital.model_of(plan);
  const PoolKey pool = hospital.pool_of(plan);
  Bytes sealed = value_of(co_await process.ask<FindPoolSecret>(pool));
  const bool fresh = sealed.empty();
  if (fresh) sealed = co_await fetch_mask(process, hospital.context, plan, hospital.peer.key);
  const Seed seed = open_mask(hospital, plan, sealed);
  if (fresh) {  // kept once it is known to open
    const Result<void> kept = co_await process.ask<PutPoolSecret>(pool, std::move(sealed));
    // Another conversation may have kept the same seed just now, sealed anew.
    if (!kept && kept.error().code != ErrorCode::kRefused) throw Failure(kept.error());
  }
  MaskedWeights answer{plan, {}, mask_tag(seed)};
  auto masking = work(
      hospital.work_host.get(), masking_cost(model->gates),
      [&](Workers& workers) { answer.words = model->runner->masked_weights(seed, workers); });
  co_await masking;
  hospital.connection.send(answer);
}

}  // namespace medisc
