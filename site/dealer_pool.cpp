#include "site/dealer_pool.hpp"

#include "actors/dealer/fill_pool.hpp"
#include "config/dealer_config.hpp"
#include "messages/plan_codec.hpp"
#include "site/selection.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

/// The service's plan that is chosen: the model's newest, or the only one with this prefix.
Result<PlanRow> choose_plan(DealerPools& pools, const PoolChoice& choice,
                            const NamedKey& service) {
  const auto plans = pools.plans();
  if (!plans) return tl::unexpected<Error>(plans.error());
  std::vector<PlanRow> fitting;
  for (const PlanRow& plan : *plans) {
    const bool named = choice.model.empty() || plan.model == choice.model ||
                       plan.model.starts_with(choice.model + "/");  // of any version
    const bool theirs = plan.service.empty() || plan.service == to_hex(service.public_key);
    if (theirs && named && plan.hash.starts_with(choice.plan)) fitting.push_back(plan);
  }
  if (fitting.empty()) {
    return fail(ErrorCode::kPeerUnavailable,
                "service '" + service.name + "' has not registered " +
                    (choice.plan.empty() ? "a plan of model '" + choice.model + "'"
                                         : "a plan that starts with " + choice.plan),
                "start the service while the dealer runs; it registers its plans");
  }
  if (choice.model.empty() && fitting.size() > 1) {
    return fail(ErrorCode::kUsage, "several plans are registered",
                "choose one: --model or --plan");
  }
  return fitting.front();
}

}  // namespace

struct DealerPool::Opened {
  std::unique_ptr<DealerPools> pools;
  PlanRow row;
  FillOrder order;  ///< `count`: as fill is told
  std::string hospital;
  std::string service;
};

DealerPool::DealerPool(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
DealerPool::DealerPool(DealerPool&&) noexcept = default;
DealerPool& DealerPool::operator=(DealerPool&&) noexcept = default;
DealerPool::~DealerPool() = default;

Result<DealerPool> DealerPool::open(const ConfigSource& dealer, const PoolChoice& choice) {
  const auto config = load_dealer_config(dealer);
  if (!config) return tl::unexpected<Error>(config.error());
  const auto hospital = choose(config->hospitals, choice.hospital, "hospital", dealer.file);
  if (!hospital) return tl::unexpected<Error>(hospital.error());
  const auto service = choose(config->services, choice.service, "service", dealer.file);
  if (!service) return tl::unexpected<Error>(service.error());
  auto pools = open_dealer_pools(config->database);
  if (!pools) return tl::unexpected<Error>(pools.error());
  auto row = choose_plan(**pools, choice, **service);
  if (!row) return tl::unexpected<Error>(row.error());
  auto plan = decode_plan(row->encoded);
  if (!plan) return tl::unexpected<Error>(plan.error());

  auto opened = std::make_unique<Opened>();
  opened->pools = std::move(*pools);
  opened->row = std::move(*row);
  opened->order.plan_hash = hash_of(*plan);
  opened->order.plan = std::move(*plan);
  opened->order.hospital = (*hospital)->public_key;
  opened->order.service = (*service)->public_key;
  opened->hospital = (*hospital)->name;
  opened->service = (*service)->name;
  return DealerPool(std::move(opened));
}

const std::string& DealerPool::model() const {
  return opened_->row.model;
}
const std::string& DealerPool::plan() const {
  return opened_->row.hash;
}
const std::string& DealerPool::hospital() const {
  return opened_->hospital;
}
const std::string& DealerPool::service() const {
  return opened_->service;
}

Result<std::uint64_t> DealerPool::fill(
    std::uint64_t count, const std::function<bool(std::uint64_t done)>& progress) {
  opened_->order.count = count;
  return fill_pool(*opened_->pools, opened_->order, progress);
}

Result<std::uint64_t> DealerPool::waiting() const {
  const FillOrder& order = opened_->order;
  const auto pool = opened_->pools->find_pool(
      {opened_->row.hash, to_hex(order.hospital), to_hex(order.service)});
  if (!pool) return tl::unexpected<Error>(pool.error());
  if (!*pool) return 0;  // nothing was dealt into it yet
  const auto level = opened_->pools->level(**pool);
  if (!level) return tl::unexpected<Error>(level.error());
  return level->in(BundleState::kDealt);
}

}  // namespace medisc
