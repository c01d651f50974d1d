#include "actors/hospital/claim_bundles.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/delivered_bundles.hpp"
#include "actors/hospital/prepare_bundles.hpp"

namespace medisc {
namespace {

/// "a refill takes about 1.5 s", as far as the last one tells.
Task<std::string> refill_text(Process& process, PoolKey pool, std::size_t missing) {
  const Pace pace = value_of(co_await process.ask<FindPace>(std::move(pool)));
  if (!pace) co_return std::string();
  const double seconds = std::max(0.1, std::chrono::duration<double>(*pace * missing).count());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "; a refill of them takes about %.1f s", seconds);
  co_return std::string(text.data());
}

}  // namespace

Task<void> throw_dry(Process& process, const HospitalContext& hospital,
                     const DiagnoseOrder& order, std::size_t needed, std::size_t left) {
  const std::string refill =
      co_await refill_text(process, hospital.pool_of(order.plan), needed - left);
  throw Failure({ErrorCode::kPoolDry,
                 "the pool of model '" + order.model + "' with service '" +
                     hospital.settings.service_name + "' is dry: " + std::to_string(needed) +
                     (needed == 1 ? " record needs as many bundles, "
                                  : " records need as many bundles, ") +
                     std::to_string(left) + " are left" + refill,
                 "run: medisc hospital prepare --model " + order.model + " --count " +
                     std::to_string(needed - left) + "; or fetch them meanwhile: --wait"});
}

Task<std::size_t> claim_bundles(Process& process, const HospitalContext& hospital,
                                Connection& service, const DiagnoseOrder& order,
                                std::size_t count, Ids& held) {
  const PoolKey pool = hospital.pool_of(order.plan);
  const Ids prepared =
      value_of(co_await process.ask<Claim>(pool, BundleState::kPrepared, count - held.size()));
  held.insert(held.end(), prepared.begin(), prepared.end());
  if (held.size() == count) co_return std::size_t{0};
  const std::size_t missing = count - held.size();
  Ids fresh = value_of(co_await process.ask<Claim>(pool, BundleState::kDelivered, missing));
  Result<void> asked;
  if (fresh.size() < missing && order.wait.count() > 0) {
    constexpr std::chrono::seconds kOnce{0};
    asked = co_await attempt(
        claim_from_dealer(process, hospital, service, order.plan, missing, kOnce, fresh));
  }
  held.insert(held.end(), fresh.begin(), fresh.end());  // to be released, whatever comes
  value_of(asked);
  const std::size_t left = missing - fresh.size();
  if (left > 0 && order.wait.count() == 0) co_return left;  // prepared for nothing
  co_await prepare_bundles(process, hospital, service, order.plan, fresh, nullptr);
  count_prepared(hospital, order.model, fresh.size());
  co_return left;
}

}  // namespace medisc
