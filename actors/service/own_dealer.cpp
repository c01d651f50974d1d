#include "actors/service/own_dealer.hpp"

#include <set>

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
  const Ids missing = value_of(co_await process.ask<FindMissing>(pool, std::move(ids)));
  if (missing.empty()) co_return;

  Connection* dealer = co_await connect_for_hospital(process, context);
  const HangUp hang_up(dealer);
  std::set<BundleId> wanted;
  for (const std::string& id : missing) {
    wanted.insert(value_of(from_hex<BundleId>(id, "bundle id")));
  }
  while (!wanted.empty()) {
    std::vector<BundleId> asked(wanted.begin(), wanted.end());
    BundleGrant grant = co_await request<BundleGrant, BundleRequest>(
        *dealer, plan, hospital, std::uint32_t{0}, std::move(asked));
    std::vector<BundleId> received;
    for (const SealedHalf& half : grant.halves) {
      if (wanted.erase(half.id) != 0) received.push_back(half.id);
    }
    if (received.empty() || received.size() != grant.halves.size()) {
      throw Failure({ErrorCode::kRefused,
                     "the dealer does not have " + std::to_string(wanted.size()) +
                         " of the bundles that the hospital prepared",
                     ""});
    }
    // Stored durably before the receipt: the dealer erases its copy for that.
    value_of(co_await process.ask<Deposit>(pool, std::move(grant.halves)));
    co_await request<ReceiptTaken, BundleReceipt>(*dealer, plan, hospital, std::move(received));
  }
}

}  // namespace medisc
