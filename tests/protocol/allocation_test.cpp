// While a session runs it allocates nothing: what it works in is made when it opens.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace {

std::atomic<bool> counting{false};
std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) {
  if (counting) ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The array forms call these.
void* operator new(std::size_t size) {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace medisc::test {
namespace {

/// A link that keeps its last message in memory of its own.
struct QuietLink final : Link {
  QuietLink() : Link([] { return std::chrono::nanoseconds{0}; }) {
    sent.reserve(1 << 22);
    ends.reserve(1 << 10);
  }
  void send(std::span<const std::uint8_t> piece, bool last) override {
    sent.insert(sent.end(), piece.begin(), piece.end());
    ends.push_back(sent.size());
    full = last;
  }
  bool full = false;
  Bytes sent;
  std::vector<std::size_t> ends;  ///< of its pieces
};

bool carry(QuietLink& from, QuietLink& to) {
  if (!std::exchange(from.full, false)) return false;
  std::size_t begin = 0;
  for (const std::size_t end : from.ends) {
    to.deliver(std::span(from.sent).subspan(begin, end - begin), end == from.sent.size());
    begin = end;
  }
  from.sent.clear();
  from.ends.clear();
  return true;
}

/// Allocations from the first turn's arrival to the last turn's, and their logits.
std::size_t allocations_of(InferencePool& pool, std::span<const std::int64_t> records,
                           std::vector<std::int64_t>& logits) {
  const Bundles bundles = pool.deal(records.size() / pool.plan().input.features);
  const auto up =
      expect_value(open_hospital_session(pool.plan(), pool.gates(), bundles.hospital));
  const auto down = expect_value(pool.model().open_session(bundles.service));
  QuietLink hospital;
  QuietLink service;
  Trampoline hospital_trampoline;
  Trampoline service_trampoline;
  auto inferring = up->infer(hospital, records);
  auto serving = down->serve(service);
  serving.start(service_trampoline);
  inferring.start(hospital_trampoline);
  allocations = 0;
  counting = true;
  while (!serving.done() && carry(hospital, service) && !serving.done())
    carry(service, hospital);
  counting = false;
  carry(service, hospital);
  serving.result();
  logits = inferring.result();
  return allocations;
}

TEST(Allocation, IsCountedHere) {
  counting = true;
  allocations = 0;
  delete new int(1);
  counting = false;
  EXPECT_EQ(allocations, 1U);
}

TEST(Allocation, NoneWhileASessionRuns) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    const DrawnPlan graph = image_plan(seed % 2 == 0 ? 32 : 64, seed);
    const auto records = encoded_records(graph.plan, 1 + seed % 2, seed);
    InferencePool pool(graph.plan, graph.weights, seed);
    std::vector<std::int64_t> logits;
    EXPECT_EQ(allocations_of(pool, records, logits), 0U);
    EXPECT_EQ(logits, reference_batch(graph.plan, graph.weights, records));
  }
}

/// Levels of such a maximum are larger than the image.
TEST(Allocation, NoneInAPoolOfOverlappingWindows) {
  const Image image{2, 5, 5};
  const Window overlapping{3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  Plan plan;
  plan.input = {50, 4, {0}};
  plan.steps = {{"conv", 0, ConvStep{image, image, Window{}, 2, 8}},
                {"max", 0, MaxPoolStep{image, image, overlapping, 8}}};
  const Weights weights{{{1, -1}, {0, 3}}};
  const std::vector<std::int64_t> records(2 * plan.input.features, 5);
  InferencePool pool(plan, weights, 1);
  std::vector<std::int64_t> logits;
  EXPECT_EQ(allocations_of(pool, records, logits), 0U);
  EXPECT_EQ(logits, reference_batch(plan, weights, records));
}

}  // namespace
}  // namespace medisc::test
