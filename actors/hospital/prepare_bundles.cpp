#include <algorithm>
#include <exception>

#include "actors/hospital/hospital_conversation.hpp"
#include "actors/hospital/masked_weights.hpp"
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
  auto bytes = opener.open(id, Role::kHospital, half.half);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  auto seed = unpack_hospital_half(*bytes);
  wipe(*bytes);
  return seed;
}

/// What is in these halves. Those that don't open never will: their bundles are burned, so that
/// the next attempt takes others.
Task<std::vector<Seed>> open_halves(Host& host, const HospitalContext& hospital, Opener& opener,
                                    PoolKey pool, const Halves& halves) {
  std::vector<Seed> seeds;
  Burn useless{std::move(pool), {}, ""};
  std::optional<Error> error;
  for (const Half& half : halves) {
    const auto seed = open_half(opener, half);
    if (seed) {
      seeds.push_back(*seed);
      continue;
    }
    useless.ids.push_back(half.id);
    error = seed.error();
  }
  if (!error) co_return seeds;
  useless.reason = "does not open: " + render(*error);
  error->hint =
      std::to_string(useless.ids.size()) +
      " such bundles were burned, the next attempt takes others; check the disks here "
      "and at the dealer";
  auto burning = host.ask<void>(hospital.ledger, std::move(useless));
  value_of(co_await burning);
  throw Failure(*error);
}

/// One job's bundles, chunk by chunk, over two connections: while the service stores what came
/// over one, the next chunk is computed, sent and fetched for the other.
class PreparationJob {
 public:
  PreparationJob(Host& host, const HospitalContext& hospital, const Plan& plan, Ids ids,
                 Progress progress)
      : host_(host),
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
    auto packing = pack_weights(service);
    co_await packing;
    auto first = take_chunks(service);
    std::optional<Host::Branch<void>> second;
    if (ids_.size() > at_once_ && bundle_bytes_ <= kBytesAtOnce) {
      second.emplace(host_.branch(take_chunks_too()));
    }
    // Whatever happens, the branch is waited for.
    std::exception_ptr failed;
    try {
      co_await first;
    } catch (...) {
      failed = std::current_exception();
    }
    if (second) {
      auto& branch = *second;
      try {
        co_await branch;
      } catch (...) {
        if (!failed) failed = std::current_exception();
      }
    }
    if (failed) std::rethrow_exception(failed);
  }

 private:
  Task<void> pack_weights(Connection& service) {
    auto fetching = fetch_masked_weights(host_, hospital_, service, plan_);
    const TaggedWeights weights = co_await fetching;
    PooledWork pooled(host_, *hospital_.workers);
    auto packing = work(&pooled, masking_cost(gates_), [&](Workers&) {
      preparing_ = value_of(make_preparing(plan_, gates_, weights.words()));
    });
    co_await packing;
  }

  /// The same over a connection of its own. Where that is not to be had, the first does all.
  Task<void> take_chunks_too() {
    auto meeting = connect_to_service_again(host_, hospital_);
    Connection* service = co_await meeting;
    if (service == nullptr) co_return;
    const HangUp hang_up(service);
    auto taking = take_chunks(*service);
    co_await taking;
  }

  /// Takes chunks until none is left, or one has failed.
  Task<void> take_chunks(Connection& service) {
    PooledWork pooled(host_, *hospital_.workers);
    while (taken_ < ids_.size()) {
      const auto first = ids_.begin() + static_cast<std::ptrdiff_t>(taken_);
      taken_ = std::min(taken_ + at_once_, ids_.size());
      Ids chunk(first, ids_.begin() + static_cast<std::ptrdiff_t>(taken_));
      auto preparing = prepare_chunk(service, pooled, std::move(chunk));
      try {
        co_await preparing;
      } catch (...) {
        taken_ = ids_.size();
        throw;
      }
    }
  }

  Task<void> prepare_chunk(Connection& service, PooledWork& pooled, Ids chunk) {
    auto found = host_.ask<Halves>(hospital_.ledger, FindHalves{pool_, chunk});
    const Halves halves = value_of(co_await found);
    Prepare message{hash_of(plan_), {}};
    std::vector<PreparedOpenings> own;
    auto opening = open_halves(host_, hospital_, opener_, pool_, halves);
    const std::vector<Seed> seeds = co_await opening;
    for (std::size_t i = 0; i < halves.size(); ++i) {
      Preparation preparation;
      auto computing = work(&pooled, preparing_cost(gates_), [&](Workers& workers) {
        preparation = preparing_->prepare(seeds[i], workers);
      });
      co_await computing;
      message.bundles.push_back({value_of(from_hex<BundleId>(halves[i].id, "bundle id")),
                                 std::move(preparation.openings)});
      own.push_back({halves[i].id, std::move(preparation.shares)});
    }
    const std::size_t count = chunk.size();
    auto offered = offer(service, std::move(chunk), std::move(message));
    const Prepared answer = co_await offered;
    if (answer.ids.size() != own.size()) {
      throw Failure(
          {ErrorCode::kProtocol, "the service took other bundles than were sent", ""});
    }
    auto kept = host_.ask<void>(hospital_.ledger, PutPrepared{pool_, std::move(own)});
    value_of(co_await kept);
    prepared_ += count;
    if (progress_) progress_(prepared_, ids_.size());
  }

  /// Sends openings. Bundles that the service refuses will never work: they are burned, so that
  /// the next attempt takes others.
  Task<Prepared> offer(Connection& service, Ids ids, Prepare openings) {
    std::optional<Error> error;
    auto asked = request<Prepared>(service, std::move(openings));
    try {
      co_return co_await asked;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    taken_ = ids_.size();
    if (error->code == ErrorCode::kRefused) {
      Burn refused{pool_, std::move(ids), "not prepared: " + render(*error)};
      auto burning = host_.ask<void>(hospital_.ledger, std::move(refused));
      value_of(co_await burning);
    }
    throw Failure(*error);
  }

  Host& host_;
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
  std::size_t taken_ = 0;     ///< bundles that are in a chunk
  std::size_t prepared_ = 0;  ///< bundles of chunks that are done
};

}  // namespace

Task<void> prepare_bundles(Host& host, const HospitalContext& hospital, Connection& service,
                           const Plan& plan, Ids ids, Progress progress) {
  PreparationJob job(host, hospital, plan, std::move(ids), std::move(progress));
  auto running = job.run(service);
  co_await running;
}

}  // namespace medisc
