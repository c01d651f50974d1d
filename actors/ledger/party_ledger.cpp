#include "actors/ledger/party_ledger.hpp"

#include <array>
#include <mutex>

#include "actors/conversation/actor_errors.hpp"
#include "actors/ledger/delayed_action.hpp"
#include "actors/ledger/spent_reports.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {
namespace {

/// LOCAL: how long a session's traces stay. Emptying the database's log waits for the disk, and
/// keeps whatever spends bundles next waiting.
constexpr std::chrono::milliseconds kTracesStay{1'000};

class PartyStore {
 public:
  PartyStore(std::unique_ptr<Store> store, Owner owner)
      : store_(std::move(store)), owner_(owner) {}
  PartyStore(const PartyStore&) = delete;
  PartyStore& operator=(const PartyStore&) = delete;
  ~PartyStore() {
    if (has_traces_) erase_traces();
  }

  Result<OptionalPlan> find_plan(const FindPlan& request) {
    auto row = store_->find_plan_by_model(request.model, request.service);
    if (!row) return tl::unexpected<Error>(row.error());
    if (!*row) return OptionalPlan{};
    auto plan = decode_plan((*row)->encoded);
    if (!plan) return tl::unexpected<Error>(plan.error());
    return OptionalPlan{*plan};
  }

  Result<void> put_plan(const PutPlan& request) {
    PlanRow row;
    row.hash = to_hex(hash_of(request.plan));
    row.model = request.model;
    row.ring_bits = request.plan.ring_bits;
    row.encoded = encode_plan(request.plan);
    row.service = request.service;
    return store_->put_plan(row);
  }

  Result<Bytes> find_secret(const FindPoolSecret& request) {
    return in_pool(request.pool, [&](PoolId pool) -> Result<Bytes> {
      auto secret =
          owner_ == Owner::kService ? store_->mask(pool) : store_->masked_weights(pool);
      if (!secret) return tl::unexpected<Error>(secret.error());
      return secret->value_or(Bytes{});
    });
  }

  Result<void> put_secret(const PutPoolSecret& request) {
    return in_pool(request.pool, [&](PoolId pool) {
      return owner_ == Owner::kService ? store_->set_mask(pool, request.secret)
                                       : store_->set_masked_weights(pool, request.secret);
    });
  }

  Result<Ids> find_missing(const FindMissing& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->unknown_ids(pool, request.ids); });
  }

  Result<Ids> find_unprepared(const FindUnprepared& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->unprepared_ids(pool, request.ids); });
  }

  Result<Ids> deposit(const Deposit& request) {
    return in_pool(request.pool, [&](PoolId pool) {
      std::vector<NewBundle> bundles;
      for (const SealedHalf& half : request.halves) {
        NewBundle bundle{to_hex(half.id), std::nullopt, std::nullopt};
        (owner_ == Owner::kService ? bundle.service_half : bundle.hospital_half) = half.sealed;
        bundles.push_back(std::move(bundle));
      }
      return store_->add_missing(pool, bundles);
    });
  }

  Result<Pace> find_pace(const FindPace& request) {
    return in_pool(request.pool, [&](PoolId pool) -> Result<Pace> {
      auto pace = store_->pace(pool);
      if (!pace) return tl::unexpected<Error>(pace.error());
      return *pace ? Pace(**pace) : Pace();
    });
  }

  Result<void> put_pace(const PutPace& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->set_pace(pool, request.pace.count()); });
  }

  Result<Ids> find_bundles(const FindBundles& request) {
    return in_pool(request.pool, [&](PoolId pool) {
      return store_->bundles_in(pool, request.state, request.limit);
    });
  }

  Result<Ids> claim(const Claim& request) {
    return in_pool(request.pool, [&](PoolId pool) {
      return store_->claim(pool, request.state, request.limit);
    });
  }

  Result<void> release(const Release& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->release(pool, request.ids); });
  }

  Result<Halves> find_halves(const FindHalves& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->halves(pool, request.ids); });
  }

  Result<void> put_prepared(const PutPrepared& request) {
    return in_pool(request.pool,
                   [&](PoolId pool) { return store_->store_prepared(pool, request.bundles); });
  }

  Result<ConsumedBundles> consume(const Consume& request) {
    return in_pool(request.pool, [&](PoolId pool) -> Result<ConsumedBundles> {
      auto bundles = store_->consume(pool, request.ids, request.session.id);
      if (!bundles) return bundles;
      has_traces_ = true;
      if (auto started = store_->start_session(request.session); !started) {
        return tl::unexpected<Error>(started.error());
      }
      return bundles;
    });
  }

  void erase_traces() {
    store_->erase_traces();
    has_traces_ = false;
  }

  Result<void> burn(const Burn& request) {
    return in_pool(request.pool, [&](PoolId pool) -> Result<void> {
      auto burned = store_->burn(pool, request.ids, request.reason);
      if (!burned) return tl::unexpected<Error>(burned.error());
      return {};
    });
  }

  Result<OwnSpent> exchange(const ExchangeSpent& request) {
    constexpr std::array kUnspent{BundleState::kDelivered, BundleState::kPrepared};
    return exchange_spent(*store_, request, kUnspent);
  }

  Result<void> end_session(const EndSession& request) {
    return store_->finish_session(request.id, request.end);
  }

 private:
  template <class Operation>
  std::invoke_result_t<Operation, PoolId> in_pool(const PoolKey& key, Operation operation) {
    auto pool = store_->ensure_pool(key);
    if (!pool) return tl::unexpected<Error>(pool.error());
    return operation(*pool);
  }

  std::unique_ptr<Store> store_;
  Owner owner_;
  bool has_traces_ = false;  ///< of bundles that are spent
};

/// Books that two threads use: the ledger's, and the one that erases traces.
class SharedStore {
 public:
  SharedStore(std::unique_ptr<Store> store, Owner owner) : books_(std::move(store), owner) {}

  /// The books, until the expression ends.
  class Use {
   public:
    explicit Use(SharedStore& shared) : lock_(shared.mutex_), books_(&shared.books_) {}
    PartyStore* operator->() { return books_; }

   private:
    std::unique_lock<std::mutex> lock_;
    PartyStore* books_;
  };
  Use operator->() { return Use(*this); }

  void erase_traces_soon() { erasing_.ask(); }

 private:
  std::mutex mutex_;
  PartyStore books_;
  DelayedAction erasing_{kTracesStay, [this] {
                           Use(*this)->erase_traces();
                         }};
};

PartyLedger::behavior_type keep_books(const std::shared_ptr<SharedStore>& books) {
  return {
      [=](const FindPlan& r) { return answer((*books)->find_plan(r)); },
      [=](const PutPlan& r) { return answer((*books)->put_plan(r)); },
      [=](const FindPoolSecret& r) { return answer((*books)->find_secret(r)); },
      [=](const PutPoolSecret& r) { return answer((*books)->put_secret(r)); },
      [=](const FindMissing& r) { return answer((*books)->find_missing(r)); },
      [=](const FindUnprepared& r) { return answer((*books)->find_unprepared(r)); },
      [=](const Deposit& r) { return answer((*books)->deposit(r)); },
      [=](const FindPace& r) { return answer((*books)->find_pace(r)); },
      [=](const PutPace& r) { return answer((*books)->put_pace(r)); },
      [=](const FindBundles& r) { return answer((*books)->find_bundles(r)); },
      [=](const Claim& r) { return answer((*books)->claim(r)); },
      [=](const Release& r) { return answer((*books)->release(r)); },
      [=](const FindHalves& r) { return answer((*books)->find_halves(r)); },
      [=](const PutPrepared& r) { return answer((*books)->put_prepared(r)); },
      [=](const Consume& r) { return answer((*books)->consume(r)); },
      [=](const Burn& r) { return answer((*books)->burn(r)); },
      [=](const ExchangeSpent& r) { return answer((*books)->exchange(r)); },
      [=](const EndSession& r) {
        books->erase_traces_soon();
        return answer((*books)->end_session(r));
      },
  };
}

}  // namespace

PartyLedger spawn_party_ledger(caf::actor_system& system, std::unique_ptr<Store> store,
                               Owner owner) {
  auto books = std::make_shared<SharedStore>(std::move(store), owner);
  return system.spawn<caf::detached>(keep_books, books);
}

}  // namespace medisc
