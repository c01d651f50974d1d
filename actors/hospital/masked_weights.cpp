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

Task<TaggedWeights> fetch_masked_weights(Host& host, const HospitalContext& hospital,
                                         Connection& service, const Plan& plan) {
  const PoolKey pool = hospital.pool_of(plan);
  auto looked = host.ask<Bytes>(hospital.ledger, FindPoolSecret{pool});
  Bytes stored = value_of(co_await looked);
  if (!stored.empty()) co_return TaggedWeights(std::move(stored));
  auto asked = request<MaskedWeights>(service, WeightsRequest{hash_of(plan)});
  const MaskedWeights answer = co_await asked;
  const Gates gates = make_gates(plan);
  PooledWork pooled(host, *hospital.workers);
  auto packing = work(&pooled, masking_cost(gates), [&](Workers&) {
    value_of(make_preparing(plan, gates, answer.words));  // what does not fit is not kept
  });
  co_await packing;
  TaggedWeights weights(answer);
  auto kept = host.ask<void>(hospital.ledger, PutPoolSecret{pool, weights.stored()});
  value_of(co_await kept);
  co_return weights;
}

}  // namespace medisc
