#include "actors/hospital/prepare_bundles.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/masked_weights.hpp"
#include "actors/hospital/peers.hpp"
#include "correlation/half.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/hospital.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// Bundles prepared with one message, bounded by what they weigh at the service.
constexpr std::size_t kBundlesAtOnce = 256;
constexpr std::size_t kBytesAtOnce = 32u << 20;

Result<Seed> open_half(Opener& opener, const Half& half) {
  const BundleId id = value_of(from_hex<BundleId>(half.id, "bundle id"));
  return opener.open(id, Role::kHospital, half.half);
}

/// What is in these halves. Those that don't open never will: their bundles are burned, so that
/// the next attempt takes others.
Task<std::vector<Seed>> open_halves(Process& process, Opener& opener, PoolKey pool,
                                    const Halves& halves) {
  std::vector<Seed> seeds;
  Ids useless;
  std::optional<Error> error;
  for (const Half& half : halves) {
    const auto seed = open_half(opener, half);
    if (seed) {
      seeds.push_back(*seed);
      continue;
    }
    useless.push_back(half.id);
    error = seed.error();
  }
  if (!error) co_return seeds;
  const std::string reason = "does not open: " + render(*error);
  error->hint =
      std::to_string(useless.size()) +
      " such bundles were burned, the next attempt takes others; check the disks here "
      "and at the dealer";
  value_of(co_await process.ask<Burn>(std::move(pool), std::move(useless), reason));
  throw Failure(*error);
}

/// The chunks in messages of about kChunksAtOnce bytes, in order.
std::vector<Prepare> in_messages(Prepare all) {
  std::vector<Prepare> messages;
  std::size_t bytes = kChunksAtOnce;
  for (OfflineOpenings& bundle : all.bundles) {
    for (std::uint32_t i = 0; i < bundle.openings.in_all; ++i) {
      if (bytes >= kChunksAtOnce) {
        messages.emplace_back();
        bytes = 0;
      }
      std::vector<OfflineOpenings>& bundles = messages.back().bundles;
      if (i == 0 || bundles.empty()) {
        bundles.push_back({bundle.id, {bundle.openings.in_all, i, {}}});
      }
      bytes += bundle.openings.parts[i].size();
      bundles.back().openings.parts.push_back(std::move(bundle.openings.parts[i]));
    }
  }
  return messages;
}

/// One job's bundles, some at a time, over two connections: while the service stores what came
/// over one, the next are computed, sent and fetched for the other.
class PreparationJob {
 public:
  PreparationJob(Process& process, const HospitalContext& hospital, const Plan& plan, Ids ids,
                 Progress progress)
      : process_(process),
        hospital_(hospital),
        plan_(plan),
        gates_(make_gates(plan)),
        pool_(hospital.pool_of(plan)),
        ids_(std::move(ids)),
        progress_(std::move(progress)),
        bundle_bytes_(
            std::max<std::size_t>(1, openings_bytes(gates_) + correction_bytes(gates_))),
        at_once_(std::clamp<std::size_t>(kBytesAtOnce / bundle_bytes_, 1, kBundlesAtOnce)),
        opener_(*hospital.settings.identity) {}

  Task<void> run(Connection& service) {
    co_await pack_weights(service);
    std::optional<Process::Branch<void>> second;
    if (ids_.size() > at_once_ && bundle_bytes_ <= kBytesAtOnce) {
      second.emplace(process_.branch(prepare_rest_too()));
    }
    const Result<void> taken = co_await attempt(prepare_rest(service));
    Result<void> taken_too;
    if (second) taken_too = co_await attempt(*second);
    value_of(taken);
    value_of(taken_too);
  }

 private:
  Task<void> pack_weights(Connection& service) {
    co_await fetch_masked_weights(process_, hospital_, service, plan_);
    const auto work_host = process_.work_host();
    const std::unique_ptr<PackingWeights> packing = make_packing(plan_, gates_);
    const std::uint32_t in_all = chunks_of(masked_weights_bytes(gates_));
    for (std::uint32_t next = 0; next < in_all;) {
      const ChunkList parts =
          value_of(co_await process_.ask<ReadWeights>(pool_, next, kChunksAtOnce));
      next += static_cast<std::uint32_t>(parts.size());
      auto adding = work(work_host.get(), masking_cost(gates_), [&](Workers&) {
        for (const Bytes& part : parts) packing->add(part);
      });
      co_await adding;
    }
    preparing_ = value_of(packing->finish());
  }

  /// The same over a connection of its own. Where that is not to be had, the first does all.
  Task<void> prepare_rest_too() {
    Connection* service = co_await connect_to_service_again(process_, hospital_);
    if (service == nullptr) co_return;
    const HangUp hang_up(service);
    co_await prepare_rest(*service);
  }

  /// Prepares what is left, a portion at a time, until there is none or one has failed.
  Task<void> prepare_rest(Connection& service) {
    const auto work_host = process_.work_host();
    while (taken_ < ids_.size()) {
      const auto first = ids_.begin() + static_cast<std::ptrdiff_t>(taken_);
      taken_ = std::min(taken_ + at_once_, ids_.size());
      Ids portion(first, ids_.begin() + static_cast<std::ptrdiff_t>(taken_));
      const Result<void> prepared =
          co_await attempt(prepare_portion(service, work_host.get(), std::move(portion)));
      if (!prepared) taken_ = ids_.size();
      value_of(prepared);
    }
  }

  Task<void> prepare_portion(Connection& service, WorkHost* work_host, Ids portion) {
    const Halves halves = value_of(co_await process_.ask<FindHalves>(pool_, portion));
    Prepare message{hash_of(plan_), {}};
    std::vector<PreparedOpenings> own;
    const std::vector<Seed> seeds = co_await open_halves(process_, opener_, pool_, halves);
    for (std::size_t i = 0; i < halves.size(); ++i) {
      Preparation preparation;
      auto computing = work(work_host, preparing_cost(gates_), [&](Workers& workers) {
        preparation = preparing_->prepare(seeds[i], workers);
      });
      co_await computing;
      message.bundles.push_back({value_of(from_hex<BundleId>(halves[i].id, "bundle id")),
                                 in_chunks(preparation.openings)});
      own.push_back({halves[i].id, in_chunks(preparation.shares)});
    }
    const std::size_t count = portion.size();
    co_await offer(service, std::move(portion), std::move(message));
    value_of(co_await process_.ask<PutPrepared>(pool_, std::move(own)));
    prepared_ += count;
    if (progress_) progress_(prepared_, ids_.size());
  }

  /// Sends openings. Bundles that the service refuses will never work: they are burned, so that
  /// the next attempt takes others.
  Task<void> offer(Connection& service, Ids ids, Prepare openings) {
    const Result<void> taken = co_await attempt(send_openings(service, std::move(openings)));
    if (taken) co_return;
    taken_ = ids_.size();
    if (taken.error().code == ErrorCode::kRefused) {
      value_of(co_await process_.ask<Burn>(pool_, std::move(ids),
                                           "not prepared: " + render(taken.error())));
    }
    throw Failure(taken.error());
  }

  /// As many messages as they need.
  Task<void> send_openings(Connection& service, Prepare openings) {
    const PlanHash plan = openings.plan_hash;
    for (Prepare& message : in_messages(std::move(openings))) {
      message.plan_hash = plan;
      co_await send_some(service, std::move(message));
    }
  }

  static Task<void> send_some(Connection& service, Prepare message) {
    const std::size_t count = message.bundles.size();
    const Prepared answer = co_await request_message<Prepared>(service, std::move(message));
    if (answer.ids.size() == count) co_return;
    throw Failure({ErrorCode::kProtocol, "the service took other bundles than were sent", ""});
  }

  Process& process_;
  const HospitalContext& hospital_;
  const Plan& plan_;
  const Gates gates_;
  const PoolKey pool_;
  const Ids ids_;
  const Progress progress_;
  const std::size_t bundle_bytes_;  ///< that one weighs at the service
  const std::size_t at_once_;
  Opener opener_;
  std::unique_ptr<Preparing> preparing_;
  std::size_t taken_ = 0;     ///< bundles that are in a portion
  std::size_t prepared_ = 0;  ///< bundles of portions that are done
};

}  // namespace

void count_prepared(const HospitalContext& hospital, const std::string& model,
                    std::size_t count) {
  hospital.settings.metrics->add(
      metric::kBundlesPrepared, {{"model", model}, {"service", hospital.settings.service_name}},
      static_cast<double>(count));
}

Task<void> prepare_bundles(Process& process, const HospitalContext& hospital,
                           Connection& service, const Plan& plan, Ids ids, Progress progress) {
  PreparationJob job(process, hospital, plan, std::move(ids), std::move(progress));
  co_await job.run(service);
}

}  // namespace medisc
