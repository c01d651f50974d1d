#include "actors/hospital/masked_weights.hpp"

#include <algorithm>

#include "protocol/hospital.hpp"

namespace medisc {
namespace {

MaskTag tag_of(const HeldWeights& held) {
  MaskTag tag;
  if (held.mask_tag.size() != tag.size()) {
    throw Failure({ErrorCode::kStorage, "the masked weights of the pool have no tag",
                   "check the disk, move the file away, and start with a new one"});
  }
  std::ranges::copy(held.mask_tag, tag.begin());
  return tag;
}

/// Chunks of this plan's D, from the one on that was asked for, of the mask that was met
/// before.
void expect_asked(const MaskedWeights& answer, const WeightsRequest& asked, const Gates& gates,
                  const std::optional<MaskTag>& met) {
  const bool fits = answer.plan_hash == asked.plan_hash &&
                    answer.words.first == asked.first_chunk &&
                    are_of_masked_weights(answer.words, gates);
  if (!fits) {
    throw Failure({ErrorCode::kProtocol,
                   "the service sent other masked weights than the plan has, from chunk " +
                       std::to_string(asked.first_chunk) + " on",
                   "check that both sides run the same version"});
  }
  if (met && *met != answer.mask_tag) {
    throw Failure({ErrorCode::kProtocol, "the service sends masked weights of several masks",
                   "check the service's database"});
  }
}

/// Each part brings chunks that were not here: so the asking ends.
void expect_progress(std::uint32_t before, std::uint32_t after) {
  if (after > before) return;
  throw Failure({ErrorCode::kProtocol, "another job's masked weights have another mask", ""});
}

}  // namespace

Task<MaskTag> fetch_masked_weights(Process& process, const HospitalContext& hospital,
                                   Connection& service, const Plan& plan) {
  const PoolKey pool = hospital.pool_of(plan);
  const Gates gates = make_gates(plan);
  HeldWeights held = value_of(co_await process.ask<FindWeights>(pool));
  std::optional<MaskTag> met;
  while (!held.is_whole()) {
    const WeightsRequest asked{hash_of(plan), held.here};
    MaskedWeights answer = co_await request_message<MaskedWeights>(service, asked);
    expect_asked(answer, asked, gates, met);
    const bool is_first = !met;
    met = answer.mask_tag;
    held = value_of(
        co_await process.ask<PutWeights>(pool, answer.mask_tag, std::move(answer.words)));
    // What was here of another mask may have gone with the first part.
    if (!is_first) expect_progress(asked.first_chunk, held.here);
  }
  co_return tag_of(held);
}

}  // namespace medisc
