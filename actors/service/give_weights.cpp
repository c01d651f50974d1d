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

/// The pool's mask.
Task<Seed> find_mask(ConnectedHospital& hospital, const PlanHash& plan) {
  Process& process = hospital.process;
  const PoolKey pool = hospital.pool_of(plan);
  Bytes sealed = value_of(co_await process.ask<FindMask>(pool));
  const bool fresh = sealed.empty();
  if (fresh) sealed = co_await fetch_mask(process, hospital.context, plan, hospital.peer.key);
  const Seed seed = open_mask(hospital, plan, sealed);
  if (fresh) {  // kept once it is known to open
    const Result<void> kept = co_await process.ask<PutMask>(pool, std::move(sealed));
    // Another conversation may have kept the same seed just now, sealed anew.
    if (!kept && kept.error().code != ErrorCode::kRefused) throw Failure(kept.error());
  }
  co_return seed;
}

/// As many chunks as make a message, from one on that there is.
Chunks chunks_to_mask(const ServiceModel& model, std::uint32_t first) {
  Chunks chunks{chunks_of(model.masked_weights_bytes()), first, {}};
  if (first < chunks.in_all) return chunks;
  throw Failure({ErrorCode::kProtocol,
                 "masked weights were asked for from chunk " + std::to_string(first) +
                     " on; there are " + std::to_string(chunks.in_all),
                 ""});
}

void mask_chunks(const ServiceModel& model, const Seed& seed, std::size_t at_once,
                 Chunks& chunks, Workers& workers) {
  const std::size_t bytes = model.masked_weights_bytes();
  for (std::size_t masked = 0; masked < at_once && chunks.end() < chunks.in_all;) {
    const std::size_t count = chunk_bytes(bytes, chunks.end());
    chunks.parts.push_back(
        model.masked_weights(seed, chunks.end() * kChunkBytes, count, workers));
    masked += kChunkBytes;
  }
}

}  // namespace

Task<void> give_weights(ConnectedHospital& hospital, const WeightsRequest& request) {
  const auto model = hospital.model_of(request.plan_hash);
  MaskedWeights answer;
  answer.plan_hash = request.plan_hash;
  answer.words = chunks_to_mask(*model->runner, request.first_chunk);
  const Seed seed = co_await find_mask(hospital, request.plan_hash);
  answer.mask_tag = mask_tag(seed);
  auto masking =
      work(hospital.work_host.get(), masking_cost(model->gates), [&](Workers& workers) {
        mask_chunks(*model->runner, seed, hospital.context.settings.weights_at_once,
                    answer.words, workers);
      });
  co_await masking;
  hospital.connection.send(answer);
}

}  // namespace medisc
