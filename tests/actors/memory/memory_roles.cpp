#include "tests/actors/memory/memory_roles.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "actors/dealer/fill_pool.hpp"
#include "actors/dealer/serve_party.hpp"
#include "actors/service/register_models.hpp"
#include "actors/service/serve_hospital.hpp"
#include "messages/plan_codec.hpp"
#include "plan/reference.hpp"
#include "tests/faults/once.hpp"
#include "tests/messages/samples.hpp"

namespace medisc::test {

using namespace std::chrono_literals;

namespace {

const std::shared_ptr<const Identity>& identity_of(Role role) {
  static const auto dealer = std::make_shared<const Identity>(samples::identity(1));
  static const auto service = std::make_shared<const Identity>(samples::identity(2));
  static const auto hospital = std::make_shared<const Identity>(samples::identity(3));
  return role == Role::kDealer ? dealer : role == Role::kService ? service : hospital;
}

PeerAddress address_of(Role role, std::uint16_t port) {
  return {{"127.0.0.1", port}, {identity_of(role)->public_key(), role}};
}

template <class AnswersOf, class... Arguments>
Answers answers_from(Store*& store, Arguments... arguments) {
  auto own = std::make_unique<MemoryStore>();
  store = own.get();
  auto answers = std::make_shared<AnswersOf>(std::move(own), arguments...);
  return [answers](const LedgerRequest& request) {
    return answers->answer(request);
  };
}

}  // namespace

MemoryRoles::MemoryRoles(std::uint64_t dealt, SmallModel model, std::size_t grant_bytes)
    : weights(std::move(model.weights)),
      plan(std::move(model.plan)),
      dealer_answers(answers_from<DealerAnswers>(dealer_store, grant_bytes)),
      service_answers(answers_from<PartyAnswers>(service_store, Owner::kService)),
      hospital_answers(answers_from<PartyAnswers>(hospital_store, Owner::kHospital)) {
  deal(dealt);
  const auto everybody = [](const Peer&) {
    return true;
  };
  DealerSettings dealer;
  dealer.identity = identity_of(Role::kDealer);
  dealer.is_registered = everybody;
  dealer.event_log = notes;
  network.listen(
      kDealerPort,
      [dealer](Process& process, Connection& connection) {
        return serve_party(process, connection, dealer);
      },
      [this](const LedgerRequest& request) { return dealer_answers(request); });

  service_settings.identity = identity_of(Role::kService);
  service_settings.dealer = address_of(Role::kDealer, kDealerPort);
  service_settings.is_registered = everybody;
  service_settings.models = {
      std::make_shared<const LoadedModel>("small", CompiledModel{plan, weights, {}, {}, {}})};
  service_settings.event_log = notes;
  const PutPlan own_plan{"small", to_hex(identity_of(Role::kService)->public_key()), plan};
  (void)service_answers(own_plan);
  make_service();

  hospital.settings.identity = identity_of(Role::kHospital);
  hospital.settings.dealer = address_of(Role::kDealer, kDealerPort);
  hospital.settings.service = address_of(Role::kService, kServicePort);
  hospital.settings.service_name = "acme";
  hospital.settings.event_log = notes;
}

void MemoryRoles::make_service() {
  service = std::make_shared<ServiceContext>(service_settings, nullptr, network.clock());
  service->dealer_checked.settle();
  network.listen(
      kServicePort,
      [context = service](Process& process, Connection& connection) {
        return serve_hospital(process, connection, *context);
      },
      service_answers);
}

void MemoryRoles::deal(std::uint64_t count) {
  PlanRow row;
  row.hash = to_hex(hash_of(plan));
  row.model = "small";
  row.ring_bits = plan.ring_bits;
  row.encoded = encode_plan(plan);
  value_of(dealer_store->put_plan(row));
  const FillOrder order{hash_of(plan), plan, identity_of(Role::kHospital)->public_key(),
                        identity_of(Role::kService)->public_key(), count};
  value_of(fill_pool(*dealer_store, order, [](std::uint64_t) { return true; }));
}

Result<PrepareOutcome> MemoryRoles::prepare(std::size_t count, std::chrono::seconds wait) {
  PrepareOutcome outcome;
  const PrepareOrder order{"small", count, nullptr, wait};
  const Result<void> prepared = as_hospital([&](Process& process) -> Task<void> {
    outcome = co_await run_prepare(process, hospital, order);
  });
  if (!prepared) return tl::unexpected<Error>(prepared.error());
  return outcome;
}

Result<void> MemoryRoles::diagnose(std::size_t count, std::size_t batch,
                                   std::chrono::seconds wait) {
  DiagnoseOrder order;
  order.model = "small";
  order.plan = plan;
  order.batch = batch;
  order.wait = wait;
  order.ahead = ahead;
  records.clear();
  diagnoses.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<std::int64_t>(i % 19);  // within the input's range
    const std::array values{x * 5 - 30, 64 - 3 * x, (x * x) % 60};
    records.emplace_back();
    for (std::uint32_t feature = 0; feature < plan.input.features; ++feature) {
      records.back().push_back(values[feature % values.size()]);
    }
  }
  order.records = records;
  order.report = [this](std::size_t first, std::span<const Diagnosis> reported) {
    for (std::size_t i = 0; i < reported.size(); ++i) {
      EXPECT_TRUE(diagnoses.emplace(first + i, reported[i]).second) << "reported twice";
    }
    return Result<void>();
  };
  return as_hospital([&](Process& process) { return run_diagnose(process, hospital, order); });
}

Result<void> MemoryRoles::as_hospital(std::function<Task<void>(Process&)> conversation) {
  return network.run(std::move(conversation), hospital_answers);
}

bool MemoryRoles::are_right() const {
  return std::ranges::all_of(diagnoses, [this](const auto& diagnosed) {
    const auto& [record, diagnosis] = diagnosed;
    return diagnosis.logits == reference(plan, weights, records.at(record));
  });
}

namespace {

Spent spent_in(Store& store) {
  Spent spent;
  for (const PoolLevel& pool : value_of(store.pool_levels())) {
    for (const BundleState state : {BundleState::kConsumed, BundleState::kBurned}) {
      const Ids ids = value_of(store.bundles_in(pool.id, state, SIZE_MAX));
      spent.ids.insert(ids.begin(), ids.end());
    }
  }
  for (const SessionRow& row : value_of(store.sessions(SIZE_MAX))) {
    spent.sessions[row.start.id] = {row.start.plan_hash,
                                    static_cast<std::size_t>(row.start.records)};
  }
  return spent;
}

}  // namespace

std::vector<std::string> MemoryRoles::reused_masks() {
  return reuse_in(network.sent(), spent_in(*hospital_store), spent_in(*service_store));
}

std::uint64_t MemoryRoles::count_in(Store& store, BundleState state) {
  const auto levels = store.pool_levels();
  return levels && !levels->empty() ? levels->front().bundles.in(state) : 0;
}

std::size_t MemoryRoles::claimable() {
  Ids claimed;
  const PoolKey pool = hospital.pool_of(plan);
  for (const BundleState state : {BundleState::kPrepared, BundleState::kDelivered}) {
    const LedgerAnswer answer = hospital_answers(Claim{pool, state, SIZE_MAX});
    const auto& more = std::get<Result<Ids>>(answer);
    if (!more) return 0;  // it does not know the plan yet
    claimed.insert(claimed.end(), more->begin(), more->end());
  }
  (void)hospital_answers(Release{pool, claimed});
  return claimed.size();
}

namespace {

const char* name_of(MemoryNetwork::Fault fault) {
  switch (fault) {
    case MemoryNetwork::Fault::kCut:
      return "cut";
    case MemoryNetwork::Fault::kStall:
      return "stall";
    case MemoryNetwork::Fault::kLedger:
      return "ledger";
  }
  return "";
}

void expect_all_well(MemoryRoles& site) {
  site.network.advance(10min);
  EXPECT_EQ(site.network.running(), 0U) << "a conversation is left over";
  EXPECT_TRUE(site.are_right());
  // What could not be given back stays claimed as long as its process lives.
  if (!site.network.release_failed()) {
    EXPECT_EQ(site.claimable(), site.at_hospital(BundleState::kPrepared) +
                                    site.at_hospital(BundleState::kDelivered))
        << "a bundle is claimed still";
  }
  const auto prepared = site.prepare(2);
  EXPECT_TRUE(prepared) << render(prepared.error());
  const auto diagnosed = site.diagnose(2);
  EXPECT_TRUE(diagnosed) << render(diagnosed.error());
  EXPECT_EQ(site.diagnoses.size(), 2U);
  EXPECT_TRUE(site.are_right());
  for (const std::string& problem : site.reused_masks()) ADD_FAILURE() << problem;
}

}  // namespace

std::size_t strike_at_every_await(const std::function<std::unique_ptr<MemoryRoles>()>& arrange,
                                  const std::function<void(MemoryRoles&)>& act) {
  using Fault = MemoryNetwork::Fault;
  std::size_t struck = 0;
  for (const Fault fault : {Fault::kCut, Fault::kStall, Fault::kLedger}) {
    for (std::uint64_t number = 0;; ++number) {
      SCOPED_TRACE(std::string(name_of(fault)) + " at " + std::to_string(number));
      const auto site = arrange();
      site->network.strike(fault, number);
      act(*site);
      if (!site->network.has_struck()) break;
      ++struck;
      expect_all_well(*site);
      if (testing::Test::HasFailure()) return struck;
    }
  }
  return struck;
}

}  // namespace medisc::test
