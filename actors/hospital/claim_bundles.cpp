#include "actors/hospital/claim_bundles.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "actors/hospital/hospital_conversation.hpp"

namespace medisc {
namespace {

/// "a refill takes about 1.5 s", as far as the last one tells.
Task<std::string> refill_text(Host& host, const HospitalContext& hospital, PoolKey pool,
                              std::size_t missing) {
  auto asked = host.ask<Pace>(hospital.ledger, FindPace{std::move(pool)});
  const Pace pace = value_of(co_await asked);
  if (!pace) co_return std::string();
  const double seconds = std::max(0.1, std::chrono::duration<double>(*pace * missing).count());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "; a refill of them takes about %.1f s", seconds);
  co_return std::string(text.data());
}

Task<void> throw_dry(Host& host, const HospitalContext& hospital, const DiagnoseOrder& order,
                     std::size_t needed, std::size_t left) {
  auto estimating = refill_text(host, hospital, hospital.pool_of(order.plan), needed - left);
  const std::string refill = co_await estimating;
  throw Failure({ErrorCode::kPoolDry,
                 "the pool of model '" + order.model + "' with service '" +
                     hospital.settings.service_name + "' is dry: " + std::to_string(needed) +
                     (needed == 1 ? " record needs as many bundles, "
                                  : " records need as many bundles, ") +
                     std::to_string(left) + " are left" + refill,
                 "run: medisc hospital prepare --model " + order.model + " --count " +
                     std::to_string(needed - left) + "; or fetch them meanwhile: --wait"});
}

}  // namespace

Task<void> claim_bundles(Host& host, const HospitalContext& hospital, Connection& service,
                         const DiagnoseOrder& order, std::size_t count, Ids& held) {
  const PoolKey pool = hospital.pool_of(order.plan);
  auto claiming = claim_in_state(host, hospital, pool, BundleState::kPrepared, count);
  const Ids prepared = co_await claiming;
  held.insert(held.end(), prepared.begin(), prepared.end());
  const std::size_t missing = count - prepared.size();
  if (missing == 0) co_return;
  auto searching = claim_in_state(host, hospital, pool, BundleState::kDelivered, missing);
  Ids fresh = co_await searching;
  std::optional<Error> error;
  if (fresh.size() < missing && order.wait.count() > 0) {
    auto waiting =
        claim_from_dealer(host, hospital, service, order.plan, missing, order.wait, fresh);
    try {
      co_await waiting;
    } catch (...) {
      error = current_error();
    }
  }
  held.insert(held.end(), fresh.begin(), fresh.end());  // to be released, whatever comes
  if (error) throw Failure(*error);
  if (fresh.size() < missing) {
    auto throwing = throw_dry(host, hospital, order, count, prepared.size() + fresh.size());
    co_await throwing;
  }
  auto preparing = prepare_bundles(host, hospital, service, order.plan, fresh, nullptr);
  co_await preparing;
  count_prepared(hospital, order.model, fresh.size());
}

}  // namespace medisc
