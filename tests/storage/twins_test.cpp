// The two stores go through the same random days and must answer every question alike.
#include <random>

#include "stores.hpp"

namespace medisc::test {
namespace {

template <class T>
std::string described(const Result<T>& result) {
  return result ? "an answer" : render(result.error());
}

class Twins : public testing::TestWithParam<unsigned> {
 protected:
  template <class Ask>
  void both(Ask ask) {
    const auto memory = ask(*memory_);
    const auto sqlite = ask(*sqlite_);
    ASSERT_EQ(described(memory), described(sqlite));
    if constexpr (!std::is_same_v<decltype(memory), const Result<void>>) {
      if (memory) {
        ASSERT_TRUE(*memory == *sqlite) << "the answers differ";
      }
    }
  }

  unsigned below(unsigned end) { return std::uniform_int_distribution(0u, end - 1)(random_); }
  PoolId pool() { return PoolId{1 + below(3)}; }
  Owner owner() { return below(2) == 0 ? Owner::kHospital : Owner::kService; }
  std::string id() { return bundle_id(below(40)); }
  std::vector<std::string> ids() {
    std::vector<std::string> ids(below(4));
    for (auto& one : ids) one = id();
    return ids;
  }

  Filter some_filter() {
    Filter filter;
    if (below(2) == 0) filter.since = utc_text(time_ - std::chrono::milliseconds(below(60)));
    if (below(3) == 0) filter.model = "m" + std::to_string(below(2));
    if (below(2) == 0) filter.peer = below(3) == 0 ? "aa" : below(2) == 0 ? "b" : "c";
    return filter;
  }

  void change();
  void compare();

  Folder folder_;
  TimePoint time_{};
  Clock clock_ = [this] {
    return time_;
  };
  std::unique_ptr<Store> memory_ = std::make_unique<MemoryStore>(clock_);
  std::unique_ptr<Store> sqlite_ = open_store(folder_ / "twin.db", {.clock = clock_}).value();
  std::mt19937 random_{GetParam()};
};

void Twins::change() {
  const PoolId at = pool();
  const Owner who = owner();
  const auto some = ids();
  const auto number = below(40);
  const std::string session = "s" + std::to_string(below(12));
  switch (below(18)) {
    case 0: {
      const PlanRow plan =
          plan_row("h" + std::to_string(below(3)), "m" + std::to_string(below(2)));
      return both([&](Store& store) { return store.put_plan(plan); });
    }
    case 1: {
      const PoolKey key = {"h" + std::to_string(below(4)), "aa", "cc"};
      return both([&](Store& store) { return store.ensure_pool(key); });
    }
    case 2: {
      const Bytes mask = {static_cast<std::uint8_t>(below(2))};
      return both([&](Store& store) { return store.set_mask(at, mask); });
    }
    case 3: {
      const auto bundles = dealt_bundles(number, below(4));
      return both([&](Store& store) { return store.add_dealt(at, bundles); });
    }
    case 4:
    case 5: {
      const auto bundles = party_bundles(number, below(4));
      return both([&](Store& store) { return store.add_missing(at, bundles); });
    }
    case 6:
      return both([&](Store& store) { return store.acknowledge(at, who, some); });
    case 7:
    case 8: {
      auto prepared = openings_for(number, below(4));
      if (below(4) == 0) prepared.push_back({id(), in_chunks(Bytes{1})});
      return both([&](Store& store) { return store.store_prepared(at, prepared); });
    }
    case 9:
      return both([&](Store& store) { return store.consume(at, some, session); });
    case 10:
      return both([&](Store& store) { return store.burn(at, some, "twins"); });
    case 11: {
      const auto state = below(2) == 0 ? BundleState::kDelivered : BundleState::kPrepared;
      const std::size_t limit = below(4);
      return both([&](Store& store) { return store.claim(at, state, limit); });
    }
    case 12:
      return both([&](Store& store) { return store.release(at, some); });
    case 13: {
      const SpentCounts least{below(9), below(9)};
      return both([&](Store& store) { return store.raise_spent("aa", Scope::kPeer, least); });
    }
    case 14:
      return both([&](Store& store) { return store.set_pace(at, number); });
    case 15: {
      const Bytes tag(1, static_cast<std::uint8_t>(below(2)));
      Chunks weights{3, below(4), {}};
      while (weights.end() < weights.in_all && below(3) > 0) weights.parts.push_back(tag);
      return both([&](Store& store) { return store.add_weights(at, tag, weights); });
    }
    default: {
      const SessionStart start = {session,
                                  below(4) == 0 ? "hospital" : "service",
                                  "m" + std::to_string(below(2)),
                                  "h",
                                  below(3) == 0 ? "bb" : "aa",
                                  below(5)};
      both([&](Store& store) { return store.start_session(start); });
      SessionEnd end;
      end.costs.online_us = below(3000);
      if (below(4) == 0) end.error = "stopped";
      for (unsigned i = 0; i < below(4); ++i) {
        end.layers.push_back({below(3), "n", "dense", below(100), 1, 2, 3});
      }
      if (below(3) == 0) return;
      return both([&](Store& store) { return store.finish_session(session, end); });
    }
  }
}

void Twins::compare() {
  both([](Store& store) { return store.plans(); });
  both([](Store& store) { return store.find_plan_by_model("m0", ""); });
  both([](Store& store) { return store.pool_levels(); });
  both([](Store& store) { return store.sessions(5); });
  both([](Store& store) { return store.peers(); });
  const Filter filter = some_filter();
  both([&](Store& store) { return store.pool_levels(filter); });
  both([&](Store& store) { return store.sessions(3, filter); });
  both([&](Store& store) { return store.layer_summaries(2, filter); });
  both([&](Store& store) { return store.latency(3, filter); });
  both([&](Store& store) { return store.peers(filter); });
  both([](Store& store) { return store.pools(); });
  both([](Store& store) { return store.find_plan("h1"); });
  both([](Store& store) { return store.spent_with("aa", Scope::kPeer); });
  both([](Store& store) { return store.spent_with("aa", Scope::kAll); });
  both([](Store& store) { return store.layer_summaries(3); });
  for (const PoolId at : {PoolId{1}, PoolId{2}, PoolId{3}}) {
    both([&](Store& store) { return store.mask(at); });
    both([&](Store& store) { return store.held_weights(at); });
    const auto part = below(4);
    both([&](Store& store) { return store.weights(at, part, part); });
    both([&](Store& store) { return store.pace(at); });
    const auto asked = ids();
    both([&](Store& store) { return store.states_of(at, asked); });
    both([&](Store& store) { return store.level(at); });
    for (const auto who : {Owner::kHospital, Owner::kService}) {
      both([&](Store& store) { return store.undelivered(at, who, 3); });
      both([&](Store& store) { return store.undelivered_count(at, who); });
      const auto some = ids();
      both([&](Store& store) { return store.undelivered_by_id(at, who, some); });
      both([&](Store& store) { return store.halves(at, some); });
    }
    for (std::size_t i = 0; i < kBundleStates; ++i) {
      const auto state = static_cast<BundleState>(i);
      both([&](Store& store) { return store.bundles_in(at, state, 4); });
    }
  }
}

TEST_P(Twins, answer_alike) {
  for (int day = 0; day < 150; ++day) {
    // Some changes fall into one millisecond.
    time_ += std::chrono::milliseconds(below(2));
    change();
    if (HasFatalFailure()) FAIL() << "change " << day;
    compare();
    if (HasFatalFailure()) FAIL() << "after change " << day;
  }
  both([](Store& store) { return store.recover(); });
  compare();
}

INSTANTIATE_TEST_SUITE_P(Seeds, Twins, testing::Range(0u, 6u));

}  // namespace
}  // namespace medisc::test
