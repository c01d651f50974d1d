#include "actors/hospital/masked_weights.hpp"

#include "protocol/hospital.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {

TaggedWeights::TaggedWeights(Bytes stored) : stored_(std::move(stored)) {
  if (stored_.size() < MaskTag{}.size()) {
    throw Failure({ErrorCode::kStorage, "the masked weights of the pool are cut short", ""});
  }
}

TaggedWeights::TaggedWeights(const MaskedWeights& answer)
    : stored_(answer.mask_tag.begin(), answer.mask_tag.end()) {
  stored_.insert(stored_.end(), answer.words.begin(), answer.words.end());
}

Task<TaggedWeights> fetch_masked_weights(Process& process, const HospitalContext& hospital,
                                         Connection& service, const Plan& plan) {
  const PoolKey pool = hospital.pool_of(plan);
  Bytes stored = value_of(co_await process.ask<FindPoolSecret>(pool));
  if (!stored.empty()) co_return TaggedWeights(std::move(stored));
  const MaskedWeights answer =
      co_await request<MaskedWeights, WeightsRequest>(service, hash_of(plan));
  const Gates gates = make_gates(plan);
  const auto work_host = process.work_host();
  auto packing = work(work_host.get(), masking_cost(gates), [&](Workers&) {
    value_of(make_preparing(plan, gates, answer.words));  // what does not fit is not kept
  });
  co_await packing;
  TaggedWeights weights(answer);
  value_of(co_await process.ask<PutPoolSecret>(pool, weights.stored()));
  co_return weights;
}

}  // namespace medisc
