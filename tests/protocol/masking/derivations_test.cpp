/// Each (purpose, step) of a seed serves one array: those of a plan's gates are distinct, and
/// dealing, preparing and a session of both parties derive these alone, at one length each.
#include <map>
#include <mutex>
#include <set>

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/differential/dense_plan.hpp"
#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

/// By crypto_kdf: step * 256 + purpose.
using Key = std::uint64_t;
using SeedBytes = std::array<std::uint8_t, Seed::kBytes>;

/// What was derived while it listens: of each seed the keys, and the lengths of their streams.
struct Derived {
  std::mutex mutex;
  bool listens = false;
  std::map<SeedBytes, std::map<Key, std::set<std::size_t>>> lengths;
};

Derived& derived() {
  static Derived all;
  return all;
}

/// What this thread derived last, whose stream it asks for next.
thread_local SeedBytes last_seed;
thread_local Key last_key;

}  // namespace
}  // namespace medisc::test

// The linker puts these in place of libsodium's and of ring/cipher's, see CMakeLists.txt.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
int __real_crypto_kdf_derive_from_key(unsigned char* key, std::size_t size, std::uint64_t id,
                                      const char* context, const unsigned char* seed);
// medisc::chacha20_stream.
void __real__ZN6medisc15chacha20_streamESt4spanIKhLm32EEjS0_IhLm18446744073709551615EE(
    std::span<const std::uint8_t, 32> key, std::uint32_t block, std::span<std::uint8_t> out);

int __wrap_crypto_kdf_derive_from_key(unsigned char* key, std::size_t size, std::uint64_t id,
                                      const char* context, const unsigned char* seed) {
  std::copy_n(seed, medisc::test::last_seed.size(), medisc::test::last_seed.begin());
  medisc::test::last_key = id;
  return __real_crypto_kdf_derive_from_key(key, size, id, context, seed);
}

void __wrap__ZN6medisc15chacha20_streamESt4spanIKhLm32EEjS0_IhLm18446744073709551615EE(
    std::span<const std::uint8_t, 32> key, std::uint32_t block, std::span<std::uint8_t> out) {
  medisc::test::Derived& all = medisc::test::derived();
  {
    const std::lock_guard lock(all.mutex);
    if (all.listens) {
      all.lengths[medisc::test::last_seed][medisc::test::last_key].insert(out.size());
    }
  }
  __real__ZN6medisc15chacha20_streamESt4spanIKhLm32EEjS0_IhLm18446744073709551615EE(key, block,
                                                                                    out);
}
// NOLINTEND(bugprone-reserved-identifier)
}

namespace medisc::test {
namespace {

Key key_of(Purpose purpose, std::uint32_t step) {
  return (Key{step} << 8) | static_cast<std::uint8_t>(purpose);
}

/// The keys of every seed of a plan, in the order of its gates.
struct PlanKeys {
  std::vector<Key> hospital;
  std::vector<Key> service;
  std::vector<Key> pool;

  explicit PlanKeys(const Gates& gates) {
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      std::visit([&](const auto& gate) { add(gate, step); }, gates[step]);
    }
  }

 private:
  void add(const LinearGate&, std::uint32_t step) {
    hospital.push_back(key_of(Purpose::kInputMask, step));
    hospital.push_back(key_of(Purpose::kOutputShare, step));
    pool.push_back(key_of(Purpose::kWeightMask, step));
  }
  void add(const ThresholdGate& gate, std::uint32_t) {
    ThresholdMaterial<std::uint64_t> none;
    for (const auto& array : arrays_of(gate, none)) {
      if (array.bits == 0) continue;
      const Key key = key_of(array.purpose, array.step);
      // The hospital adds r0 ahead of a session, where it does not expand it within.
      const bool is_ahead = array.purpose == Purpose::kRevealMask;
      if (is_ahead || expands(Party::kHospital, array.held)) hospital.push_back(key);
      if (expands(Party::kService, array.held)) service.push_back(key);
    }
  }
  void add(const MaxPoolGate& gate, std::uint32_t step) {
    for (const MaxLevel& level : gate.levels) add(level.relu, step);
  }
  void add(const ProductGate& gate, std::uint32_t step) {
    for (const Reveal& factor : gate.factors) {
      hospital.push_back(key_of(Purpose::kRevealMask, factor.step));
      service.push_back(key_of(Purpose::kRevealMask, factor.step));
    }
    hospital.push_back(key_of(Purpose::kMaskProduct, step));
  }
  void add(const LocalGate&, std::uint32_t) {}
};

std::set<Key> distinct(const std::vector<Key>& keys) {
  std::set<Key> all(keys.begin(), keys.end());
  EXPECT_EQ(all.size(), keys.size());
  return all;
}

std::vector<DrawnPlan> drawn_plans() {
  std::vector<DrawnPlan> plans;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Chance chance(seed);
    const std::uint32_t ring_bits = seed % 2 == 0 ? 32 : 64;
    plans.push_back(seed % 5 == 0 ? dense_plan(ring_bits, chance)
                                  : image_plan(ring_bits, seed));
  }
  return plans;
}

/// Where a linear layer's result is revealed ahead, its mask is that of the gate that reads it.
/// Counts such layers.
std::size_t expect_revealed_by_a_gate(const Gates& gates, const std::set<Key>& hospital) {
  std::size_t revealed = 0;
  for (const Gate& gate : gates) {
    const auto* linear = std::get_if<LinearGate>(&gate);
    if (linear == nullptr || !linear->revealed_at) continue;
    EXPECT_TRUE(hospital.contains(key_of(Purpose::kRevealMask, *linear->revealed_at)));
    ++revealed;
  }
  return revealed;
}

TEST(Derivations, OfAPlanAreDistinct) {
  std::size_t levels = 0;
  std::size_t revealed = 0;
  for (const DrawnPlan& drawn : drawn_plans()) {
    const Gates gates = make_gates(drawn.plan);
    const PlanKeys keys(gates);
    revealed += expect_revealed_by_a_gate(gates, distinct(keys.hospital));
    distinct(keys.service);
    distinct(keys.pool);
    for (const Gate& gate : gates) {
      const auto* pool = std::get_if<MaxPoolGate>(&gate);
      if (pool != nullptr) levels = std::max(levels, pool->levels.size());
    }
  }
  EXPECT_GT(levels, 1U);  // or no key of a max-pool's levels was seen
  EXPECT_GT(revealed, 0U);
}

/// The thresholds of a gate are derived apart, and apart from gates beside it.
TEST(Derivations, OfThresholdsAreDistinct) {
  const Piecewise function{1, 0, {{-2, 1, 0}, {0, 1, 0}, {1, 1, 0}, {3, -1, 0}}};
  for (const BorrowChoice& choice : {BorrowChoice{}, BorrowChoice{BorrowKind::kChain}}) {
    Gates gates;
    for (const std::uint32_t step : {0U, 1U, 2U}) {
      gates.push_back(make_threshold_gate({5, 26, 13, 20, function}, choice, step, step == 2));
    }
    const PlanKeys keys(gates);
    distinct(keys.hospital);
    distinct(keys.service);
  }
}

SeedBytes bytes_of(const Seed& seed) {
  SeedBytes bytes;
  std::copy(seed.bytes().begin(), seed.bytes().end(), bytes.begin());
  return bytes;
}

/// The keys that were derived of a seed; each at one length.
std::set<Key> derived_of(const Seed& seed) {
  std::set<Key> keys;
  for (const auto& [key, lengths] : derived().lengths[bytes_of(seed)]) {
    EXPECT_EQ(lengths.size(), 1U) << "purpose " << (key & 255) << " step " << (key >> 8);
    keys.insert(key);
  }
  return keys;
}

void expect_session_derives_its_keys(const DrawnPlan& drawn, std::uint64_t series) {
  derived().lengths.clear();
  derived().listens = true;
  InferencePool pool(drawn.plan, drawn.weights, series);
  const Bundles bundles = pool.deal(2);
  pool.run(bundles, any_records(drawn.plan, 2, series));
  derived().listens = false;

  const PlanKeys keys(pool.gates());
  for (const HospitalBundle& bundle : bundles.hospital) {
    EXPECT_EQ(derived_of(bundle.seed), distinct(keys.hospital));
  }
  for (const ServiceBundle& bundle : bundles.service) {
    EXPECT_EQ(derived_of(bundle.half.seed), distinct(keys.service));
  }
  EXPECT_EQ(derived_of(pool.weight_mask_seed()), distinct(keys.pool));
  EXPECT_EQ(derived().lengths.size(), 5U);  // no other seed
}

TEST(Derivations, OfASessionAreThoseOfItsGates) {
  std::uint64_t series = 0;
  for (const DrawnPlan& drawn : drawn_plans()) expect_session_derives_its_keys(drawn, ++series);
}

}  // namespace
}  // namespace medisc::test
