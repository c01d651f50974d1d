// Whole inferences whose secrets valgrind's memcheck takes for uninitialised: it reports every
// branch and every address that depends on them. Run under valgrind, it exits with 1 on a
// report.
//
// Secret are records, weights and the seeds of every mask and share; what follows from them
// stays so, messages included. Idea: Adam Langley, ctgrind, 2010.
#include <cstdio>
#include <cstring>

#include <valgrind/memcheck.h>

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

/// Whether the logits are the reference's.
bool infer(const Plan& plan, Weights weights, std::vector<std::int64_t> records) {
  const auto expected = reference_batch(plan, weights, records);
  make_secret(weights);
  make_secret(records);
  const auto pool = expect_value(MemoryPool::make(
      plan, weights, [next = std::uint64_t{0}]() mutable { return secret_seed(next++); }));
  const auto bundles = pool->deal(records.size() / plan.input.features);
  auto logits = expect_value(pool->run(bundles, records)).logits;
  VALGRIND_MAKE_MEM_DEFINED(logits.data(), logits.size() * sizeof(logits[0]));
  return logits == expected;
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
  bool equal = infer(small_plan(), small_weights(), kSmallRecord);
  int networks = 1;
  for (const std::uint32_t ring : {32U, 64U}) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      const DrawnPlan graph = image_plan(ring, seed);
      std::vector<std::int64_t> records(2 * graph.plan.input.features, 3);
      records.front() = -4;
      equal = infer(graph.plan, graph.weights, records) && equal;
      ++networks;
    }
  }
  const auto reports = VALGRIND_COUNT_ERRORS;
  std::printf("%d networks, %s the reference, %u reports\n", networks,
              equal ? "equal to" : "DIFFERENT from", reports);
  return equal && reports == 0 ? 0 : 1;
}

}  // namespace
}  // namespace medisc::test

int main(int argc, char** argv) {
  return medisc::test::run(argc > 1 && std::strcmp(argv[1], "--leak") == 0);
}
