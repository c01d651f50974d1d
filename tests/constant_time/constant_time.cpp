// Whole inferences whose secrets valgrind's memcheck takes for uninitialised: it reports every
// branch and every address that depends on them. Run under valgrind, it exits with 1 on a
// report, where something that should depend on secrets does not, and where a kind of gate has
// not run.
//
// Secret are records, weights and the seeds of every mask and share; what follows from them
// stays so, messages included. Dealing, preparing and both parties' sessions are watched. Idea:
// Adam Langley, ctgrind, 2010.
#include <algorithm>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <valgrind/memcheck.h>

#include "ring/simd_target.hpp"
#include "tests/constant_time/every_gate.hpp"
#include "tests/constant_time/gates_run.hpp"
#include "tests/differential/dense_plan.hpp"
#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

template <class Value>
void make_secret(std::vector<Value>& values) {
  VALGRIND_MAKE_MEM_UNDEFINED(values.data(), values.size() * sizeof(Value));
}

/// Whether a layer's weights fit 16 bits chooses its kernel, and may be known: of a weight's
/// bits the lowest 15 are secret.
void make_secret(Weights& weights) {
  for (LinearWeights& layer : weights) {
    for (auto& w : layer.matrix) {
      const std::decay_t<decltype(w)> secret = 0x7fff;
      (void)VALGRIND_SET_VBITS(&w, &secret, sizeof secret);
    }
    make_secret(layer.bias);
  }
}

Seed secret_seed(std::uint64_t number) {
  Seed seed = numbered_seed(number, 1);
  VALGRIND_MAKE_MEM_UNDEFINED(&seed, sizeof seed);
  return seed;
}

/// Whether memcheck takes all of it for secret, but for the bits that fill up its last byte.
bool is_secret(const Bytes& bytes) {
  Bytes secret(bytes.size());
  (void)VALGRIND_GET_VBITS(bytes.data(), secret.data(), bytes.size());
  const std::size_t whole = bytes.empty() ? 0 : bytes.size() - 1;
  return std::all_of(secret.begin(), secret.begin() + static_cast<std::ptrdiff_t>(whole),
                     [](std::uint8_t bits) { return bits == 0xff; });
}

/// What inferences have shown, one after the other.
class Watch {
 public:
  /// `records`: batch x features.
  void infer(const Plan& plan, Weights weights, std::vector<std::int64_t> records) {
    const std::size_t batch = records.size() / plan.input.features;
    const auto expected = reference_batch(plan, weights, records);
    run_.add(plan, weights, batch);
    make_secret(weights);
    make_secret(records);
    const auto pool = expect_value(MemoryPool::make(
        plan, weights, [next = std::uint64_t{0}]() mutable { return secret_seed(next++); }));
    expect_secret(pool->masked_weights(), "masked weights");
    const MemoryBundles bundles = pool->deal(batch);
    for (const ServiceBundle& bundle : bundles.service) {
      expect_secret(bundle.half.corrections, "corrections");
      expect_secret(bundle.openings, "openings");
    }
    for (const HospitalBundle& bundle : bundles.hospital)
      expect_secret(bundle.shares, "shares");
    MemorySession session = expect_value(pool->run(bundles, records));
    // Of the result's shares, which are sent last, a sum or a shift may have made low bits 0.
    for (std::size_t i = 0; i + 1 < session.crossings.size(); ++i) {
      const auto& [sender, payload] = session.crossings[i];
      expect_secret(payload, sender == Party::kHospital ? "bits up" : "bits down");
    }
    auto& logits = session.logits;
    VALGRIND_MAKE_MEM_DEFINED(logits.data(), logits.size() * sizeof(logits[0]));
    if (logits != expected) {
      complain(fmt::format("network {}: its logits are not the reference's", networks_));
    }
    ++networks_;
  }

  /// Whether all was as it should be.
  bool ends_well() {
    for (const std::string& kind : required_kinds()) {
      if (!run_.kinds().contains(kind)) complain("not run in a batch: " + kind);
    }
    const auto reports = VALGRIND_COUNT_ERRORS;
    std::printf("%zu networks, %zu kinds of gates, on %s: %u reports, %zu complaints\n",
                networks_, run_.kinds().size(), name_of(best_target()), reports, complaints_);
    return reports == 0 && complaints_ == 0;
  }

 private:
  void expect_secret(const Bytes& bytes, const char* what) {
    if (is_secret(bytes)) return;
    complain(fmt::format("network {}: {} are not secret", networks_, what));
  }

  void complain(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    ++complaints_;
  }

  GatesRun run_;
  std::size_t networks_ = 0;
  std::size_t complaints_ = 0;
};

std::vector<std::int64_t> some_records(const DrawnPlan& drawn, std::size_t batch) {
  std::vector<std::int64_t> records(batch * drawn.plan.input.features, 3);
  records.front() = -4;
  return records;
}

/// Shows that memcheck sees what it should: a branch on a secret.
bool branches_on_a_secret() {
  std::vector<int> secret{1};
  make_secret(secret);
  return secret[0] == 1;
}

int run(bool leak) {
  if (RUNNING_ON_VALGRIND == 0) {
    std::fputs("run it under valgrind: it shows nothing by itself\n", stderr);
    return 2;
  }
  if (leak && branches_on_a_secret()) return 0;
  Watch watch;
  watch.infer(small_plan(), small_weights(), kSmallRecord);
  for (const std::uint32_t ring_bits : {32U, 64U}) {
    for (const std::uint32_t chain : {0U, 4U}) {
      for (const bool widening : {false, true}) {
        const DrawnPlan every = every_gate({ring_bits, chain, widening});
        watch.infer(every.plan, every.weights, some_records(every, 2));
      }
      const DrawnPlan longer = long_gates({ring_bits, chain});
      watch.infer(longer.plan, longer.weights, some_records(longer, kLongBatch));
    }
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
      Chance chance(seed);
      const DrawnPlan drawn = seed % 4 == 0 ? dense_plan(ring_bits, chance)
                                            : image_plan(ring_bits, Extent::kSmall, chance);
      watch.infer(drawn.plan, drawn.weights, some_records(drawn, 2));
    }
  }
  return watch.ends_well() ? 0 : 1;
}

}  // namespace
}  // namespace medisc::test

int main(int argc, char** argv) {
  return medisc::test::run(argc > 1 && std::strcmp(argv[1], "--leak") == 0);
}
