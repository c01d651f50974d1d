#include "actors/ledger/party_answers.hpp"

#include "actors/ledger/spent_reports.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {

PartyAnswers::~PartyAnswers() {
  if (has_traces_) erase_traces();
}

LedgerAnswer PartyAnswers::answer(LedgerRequest request) {
  return std::visit([this](auto& asked) -> LedgerAnswer { return this->answer_to(asked); },
                    request);
}

void PartyAnswers::erase_traces() {
  pools_->erase_traces();
  has_traces_ = false;
}

template <class Operation>
std::invoke_result_t<Operation, PoolId> PartyAnswers::in_pool(const PoolKey& key,
                                                              Operation operation) {
  auto pool = pools_->ensure_pool(key);
  if (!pool) return tl::unexpected<Error>(pool.error());
  return operation(*pool);
}

Result<OptionalPlan> PartyAnswers::answer_to(const FindPlan& request) {
  auto row = pools_->find_plan_by_model(request.model, request.service);
  if (!row) return tl::unexpected<Error>(row.error());
  if (!*row) return OptionalPlan{};
  auto plan = decode_plan((*row)->encoded);
  if (!plan) return tl::unexpected<Error>(plan.error());
  return OptionalPlan{*plan};
}

Result<std::optional<std::string>> PartyAnswers::answer_to(const FindPlanHash& request) {
  auto hash = pools_->newest_plan(request.model, request.service);
  if (!hash) return tl::unexpected<Error>(hash.error());
  return *hash;
}

Result<void> PartyAnswers::answer_to(const PutPlan& request) {
  PlanRow row;
  row.hash = to_hex(hash_of(request.plan));
  row.model = request.model;
  row.ring_bits = request.plan.ring_bits;
  row.encoded = encode_plan(request.plan);
  row.service = request.service;
  return pools_->put_plan(row);
}

Result<Bytes> PartyAnswers::answer_to(const FindMask& request) {
  return in_pool(request.pool, [&](PoolId pool) -> Result<Bytes> {
    auto mask = pools_->mask(pool);
    if (!mask) return tl::unexpected<Error>(mask.error());
    return mask->value_or(Bytes{});
  });
}

Result<void> PartyAnswers::answer_to(const PutMask& request) {
  return in_pool(request.pool,
                 [&](PoolId pool) { return pools_->set_mask(pool, request.sealed); });
}

Result<HeldWeights> PartyAnswers::answer_to(const FindWeights& request) {
  return in_pool(request.pool, [&](PoolId pool) { return pools_->held_weights(pool); });
}

Result<HeldWeights> PartyAnswers::answer_to(const PutWeights& request) {
  const Bytes tag(request.mask_tag.begin(), request.mask_tag.end());
  return in_pool(request.pool,
                 [&](PoolId pool) { return pools_->add_weights(pool, tag, request.chunks); });
}

Result<ChunkList> PartyAnswers::answer_to(const ReadWeights& request) {
  return in_pool(request.pool, [&](PoolId pool) {
    return pools_->weights(pool, request.first, request.bytes);
  });
}

Result<MissingHalves> PartyAnswers::answer_to(const FindMissing& request) {
  return in_pool(request.pool, [&](PoolId pool) { return pools_->missing(pool, request.ids); });
}

Result<Ids> PartyAnswers::answer_to(const FindUnprepared& request) {
  return in_pool(request.pool,
                 [&](PoolId pool) { return pools_->unprepared_ids(pool, request.ids); });
}

Result<Ids> PartyAnswers::answer_to(Deposit& request) {
  return in_pool(request.pool, [&](PoolId pool) {
    std::vector<NewBundle> bundles;
    for (SealedHalf& half : request.halves) {
      NewBundle bundle{to_hex(half.id), std::nullopt, std::nullopt, std::move(half.chunks)};
      if (bundle.chunks.first == 0) {
        (owner_ == Owner::kService ? bundle.service_half : bundle.hospital_half) =
            std::move(half.sealed);
      }
      bundles.push_back(std::move(bundle));
    }
    return pools_->add_missing(pool, bundles);
  });
}

Result<Pace> PartyAnswers::answer_to(const FindPace& request) {
  return in_pool(request.pool, [&](PoolId pool) -> Result<Pace> {
    auto pace = pools_->pace(pool);
    if (!pace) return tl::unexpected<Error>(pace.error());
    return *pace ? Pace(**pace) : Pace();
  });
}

Result<void> PartyAnswers::answer_to(const PutPace& request) {
  return in_pool(request.pool,
                 [&](PoolId pool) { return pools_->set_pace(pool, request.pace.count()); });
}

Result<Ids> PartyAnswers::answer_to(const FindBundles& request) {
  return in_pool(request.pool, [&](PoolId pool) {
    return pools_->bundles_in(pool, request.state, request.limit);
  });
}

Result<Ids> PartyAnswers::answer_to(const Claim& request) {
  return in_pool(request.pool, [&](PoolId pool) {
    return pools_->claim(pool, request.state, request.limit);
  });
}

Result<void> PartyAnswers::answer_to(const Release& request) {
  return in_pool(request.pool, [&](PoolId pool) { return pools_->release(pool, request.ids); });
}

Result<Halves> PartyAnswers::answer_to(const FindHalves& request) {
  return in_pool(request.pool, [&](PoolId pool) { return pools_->halves(pool, request.ids); });
}

Result<void> PartyAnswers::answer_to(const PutPrepared& request) {
  return in_pool(request.pool,
                 [&](PoolId pool) { return pools_->store_prepared(pool, request.bundles); });
}

Result<ConsumedBundles> PartyAnswers::answer_to(const Consume& request) {
  return in_pool(request.pool, [&](PoolId pool) -> Result<ConsumedBundles> {
    auto bundles = pools_->consume(pool, request.ids, request.session.id);
    if (!bundles) return bundles;
    has_traces_ = true;
    if (auto started = pools_->start_session(request.session); !started) {
      return tl::unexpected<Error>(started.error());
    }
    return bundles;
  });
}

Result<ChunkList> PartyAnswers::answer_to(const ReadOn& request) {
  return pools_->read_on(request.bundle, request.which, request.first, request.bytes);
}

Result<void> PartyAnswers::answer_to(const Burn& request) {
  return in_pool(request.pool, [&](PoolId pool) -> Result<void> {
    auto burned = pools_->burn(pool, request.ids, request.reason);
    if (!burned) return tl::unexpected<Error>(burned.error());
    return {};
  });
}

Result<OwnSpent> PartyAnswers::answer_to(const ExchangeSpent& request) {
  return exchange_spent(*pools_, request);
}

Result<void> PartyAnswers::answer_to(const EndSession& request) {
  SessionResults results{{}, request.answers.ended, request.answers.audit};
  for (const KeptResult& result : request.answers.results) {
    results.results.push_back({result.request, result.place, keys_->record_tag(result.record),
                               seal_result(keys_->sealing(), result)});
  }
  return pools_->finish_session(request.id, request.end, results);
}

Result<Message> PartyAnswers::answer_to(const PeerRequest&) {
  return fail(ErrorCode::kInternal, "a party's ledger answers no peer");
}

}  // namespace medisc
