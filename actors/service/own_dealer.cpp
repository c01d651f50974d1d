#include "actors/service/own_dealer.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/conversation/rollback_check.hpp"

namespace medisc {
namespace {

/// For a hospital's sake: what keeps us from our dealer tells it nothing of itself.
Task<Connection*> connect_for_hospital(Process& process, const ServiceContext& context) {
  const Result<Connection*> dealer = co_await attempt(connect_to_dealer(process, context));
  if (dealer) co_return *dealer;
  Error error = dealer.error();
  error.code = ErrorCode::kPeerUnavailable;
  error.context = "the service can't meet the dealer: " + error.context;
  throw Failure(error);
}

/// For these halves, one that is here in part first.
BundleRequest request_for(MissingHalves& missing, const PlanHash& plan,
                          const PublicKey& hospital) {
  std::stable_partition(missing.begin(), missing.end(),
                        [](const MissingHalf& half) { return half.chunks > 0; });
  BundleRequest request{plan, hospital, 0, {}, missing.front().chunks};
  for (const MissingHalf& half : missing) {
    request.ids.push_back(value_of(from_hex<BundleId>(half.id, "bundle id")));
  }
  return request;
}

/// Each grant brings a half to its end, or chunks that were not here: so the asking ends.
void expect_progress(const MissingHalves& before, const MissingHalves& after) {
  const auto chunks = [](const MissingHalves& halves) {
    std::uint64_t here = 0;
    for (const MissingHalf& half : halves) here += half.chunks;
    return here;
  };
  if (after.size() < before.size() || chunks(after) > chunks(before)) return;
  throw Failure({ErrorCode::kProtocol, "the dealer sends chunks that are here already", ""});
}

/// Something of what was asked for, and nothing else.
void expect_asked(const BundleGrant& grant, const BundleRequest& asked) {
  bool some = false;
  bool others = false;
  for (const SealedHalf& half : grant.halves) {
    some = some || !half.chunks.parts.empty();
    others = others || std::ranges::find(asked.ids, half.id) == asked.ids.end();
  }
  if (some && !others) return;
  throw Failure({ErrorCode::kRefused,
                 "the dealer does not have " + std::to_string(asked.ids.size()) +
                     " of the bundles that the hospital prepared",
                 ""});
}

}  // namespace

Task<Connection*> connect_to_dealer(Process& process, const ServiceContext& context) {
  return connect_checked(process, context.self(), context.settings.dealer,
                         context.settings.patience, context.settings.event_log);
}

Task<void> register_plan(Connection& dealer, std::shared_ptr<const LoadedModel> model) {
  co_await request<PlanRegistered, RegisterPlan>(dealer, model->label(), model->compiled.plan);
}

Task<Bytes> fetch_mask(Process& process, const ServiceContext& context, PlanHash plan,
                       PublicKey hospital) {
  Connection* dealer = co_await connect_for_hospital(process, context);
  const HangUp hang_up(dealer);
  co_await register_plan(*dealer, context.models.get()->with_plan(plan));
  MaskGrant grant = co_await request<MaskGrant, MaskRequest>(*dealer, plan, hospital);
  co_return std::move(grant.sealed);
}

Task<void> fetch_halves(Process& process, const ServiceContext& context, PoolKey pool,
                        PlanHash plan, PublicKey hospital, Ids ids) {
  MissingHalves missing = value_of(co_await process.ask<FindMissing>(pool, ids));
  if (missing.empty()) co_return;

  Connection* dealer = co_await connect_for_hospital(process, context);
  const HangUp hang_up(dealer);
  while (!missing.empty()) {
    const BundleRequest asked = request_for(missing, plan, hospital);
    BundleGrant grant = co_await request_message<BundleGrant>(*dealer, asked);
    expect_asked(grant, asked);
    std::vector<BundleId> whole;
    for (const SealedHalf& half : grant.halves) {
      if (half.chunks.end() == half.chunks.in_all) whole.push_back(half.id);
    }
    // Stored durably before the receipt: the dealer erases its copy for that.
    value_of(co_await process.ask<Deposit>(pool, std::move(grant.halves)));
    if (!whole.empty()) {
      co_await request<ReceiptTaken, BundleReceipt>(*dealer, plan, hospital, std::move(whole));
    }
    MissingHalves left = value_of(co_await process.ask<FindMissing>(pool, ids));
    expect_progress(missing, left);
    missing = std::move(left);
  }
}

}  // namespace medisc
