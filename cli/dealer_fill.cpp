#include <chrono>
#include <iostream>

#include "actors/dealer/fill_pool.hpp"
#include "cli/peak_memory.hpp"
#include "cli/progress.hpp"
#include "cli/selection.hpp"
#include "cli/verbs.hpp"
#include "config/dealer_config.hpp"
#include "messages/plan_codec.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

/// The service's plan that --model or --plan names: the model's newest, or the only one with
/// this prefix.
Result<PlanRow> choose_plan(DealerPools& pools, const DealerFillArguments& arguments,
                            const NamedKey& service) {
  const auto plans = pools.plans();
  if (!plans) return tl::unexpected<Error>(plans.error());
  std::vector<PlanRow> fitting;
  for (const PlanRow& plan : *plans) {
    const bool named = arguments.model.empty() || plan.model == arguments.model ||
                       plan.model.starts_with(arguments.model + "/");  // of any version
    const bool theirs = plan.service.empty() || plan.service == to_hex(service.public_key);
    if (theirs && named && plan.hash.starts_with(arguments.plan)) fitting.push_back(plan);
  }
  if (fitting.empty()) {
    return fail(ErrorCode::kPeerUnavailable,
                "service '" + service.name + "' has not registered " +
                    (arguments.plan.empty() ? "a plan of model '" + arguments.model + "'"
                                            : "a plan that starts with " + arguments.plan),
                "start the service while the dealer runs; it registers its plans");
  }
  if (arguments.model.empty() && fitting.size() > 1) {
    return fail(ErrorCode::kUsage, "several plans are registered",
                "choose one: --model or --plan");
  }
  return fitting.front();
}

}  // namespace

Result<void> run(const DealerFillArguments& arguments) {
  const auto config = load_dealer_config(arguments.config);
  if (!config) return tl::unexpected<Error>(config.error());
  const std::string& file = arguments.config.file;
  const auto hospital = choose(config->hospitals, arguments.hospital, "hospital", file);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto service = choose(config->services, arguments.service, "service", file);
  if (!service) return tl::unexpected<Error>(service.error());
  const auto store = open_dealer_pools(config->database);
  if (!store) return tl::unexpected<Error>(store.error());
  const auto row = choose_plan(**store, arguments, **service);
  if (!row) return tl::unexpected<Error>(row.error());
  auto plan = decode_plan(row->encoded);
  if (!plan) return tl::unexpected<Error>(plan.error());

  FillOrder order{hash_of(*plan), std::move(*plan), (*hospital)->public_key,
                  (*service)->public_key, arguments.count};
  Result<std::uint64_t> added = 0;
  const auto started = std::chrono::steady_clock::now();
  {
    ProgressLine progress("dealing", "bundles", arguments.count);
    added = fill_pool(**store, order, [&](std::uint64_t done) {
      progress.show(done);
      return true;
    });
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!added) return tl::unexpected<Error>(added.error());
  const auto pool =
      (*store)->find_pool({row->hash, to_hex(order.hospital), to_hex(order.service)});
  if (!pool) return tl::unexpected<Error>(pool.error());
  const auto level = (*store)->level(**pool);
  if (!level) return tl::unexpected<Error>(level.error());
  print(std::cout,
        {{"model", "model", row->model},
         {"plan", "plan", row->hash},
         {"hospital", "hospital", (*hospital)->name},
         {"service", "service", (*service)->name},
         {"added", "bundles added", static_cast<std::int64_t>(*added)},
         {"dealt", "waiting for their owners",
          static_cast<std::int64_t>(level->in(BundleState::kDealt))},
         {"seconds", "seconds", seconds, 3},
         {"peak_bytes", "bytes of memory, at most", static_cast<std::int64_t>(peak_memory())}},
        {}, arguments.format);
  return {};
}

}  // namespace medisc
