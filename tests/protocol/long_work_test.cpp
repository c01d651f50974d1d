// Sessions whose long work is done elsewhere, in scattered pieces, give the same bits.
#include "protocol/long_work.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/differential/records.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/recording_link.hpp"
#include "tests/ring/scattered_workers.hpp"

namespace medisc::test {
namespace {

/// Does what was handed over when it is told to.
class Elsewhere final : public WorkHost {
 public:
  explicit Elsewhere(Trampoline& trampoline) : trampoline_(trampoline) {}
  void start(LongWork& work) override { waiting_ = &work; }

  /// Whether there was something to do.
  bool go_on() {
    if (waiting_ == nullptr) return false;
    ++done;
    LongWork& work = *std::exchange(waiting_, nullptr);
    work.run(workers_);
    trampoline_.schedule(work.waiting);
    trampoline_.run();
    return true;
  }

  int done = 0;

 private:
  Trampoline& trampoline_;
  ScatteredWorkers workers_;
  LongWork* waiting_ = nullptr;
};

struct Piece {
  Bytes bytes;
  bool last;
};

/// One party, its link and where its long work goes.
struct Side {
  Trampoline trampoline;
  Elsewhere elsewhere{trampoline};
  struct End final : Link {
    explicit End(WorkHost* host) : Link([] { return std::chrono::nanoseconds{0}; }, host) {}
    void send(std::span<const std::uint8_t> piece, bool last) override {
      sent.push_back({{piece.begin(), piece.end()}, last});
    }
    std::vector<Piece> sent;
  } link{&elsewhere};

  /// Delivers what it has sent to `other`, and lets it work.
  bool speak(Side& other) {
    const std::vector<Piece> pieces = std::exchange(link.sent, {});
    for (const Piece& piece : pieces) {
      other.link.deliver(piece.bytes, piece.last);
      while (other.elsewhere.go_on()) {
      }
    }
    return !pieces.empty();
  }
};

/// Two convolutions with ReLUs that are live or not, a max-pool, a sum.
Plan large_plan() {
  const Window three{3, 3, 1, 1, 1, 1, 1, 1};
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {64 * 64, 3, {0}};
  const Image image{8, 64, 64};
  plan.steps = {{"conv1", 0, ConvStep{{1, 64, 64}, image, three, 1, 26}},
                {"relu1", 0, relu_step(8 * 64 * 64, 26, 4, 26)},
                {"conv2", 0, ConvStep{image, image, three, 1, 26}},
                {"sum", 0, SumStep{8 * 64 * 64, {1, 1}, 3, 26}},
                {"relu2", 0, relu_step(8 * 64 * 64, 26, 3, 24)}};
  plan.steps[3].inputs = {2, 3};
  return plan;
}

Weights small_random_weights(const Plan& plan, std::mt19937_64& random) {
  Weights weights;
  for (const Gate& gate : make_gates(plan)) {
    const auto* linear = std::get_if<LinearGate>(&gate);
    if (linear == nullptr) continue;
    LinearWeights layer;
    const auto small = [&] {
      return static_cast<int>(random() % 15) - 7;
    };
    for (std::size_t i = 0; i < linear->weights; ++i) layer.matrix.push_back(small());
    for (std::size_t i = 0; i < linear->biases; ++i) layer.bias.push_back(small());
    weights.push_back(std::move(layer));
  }
  return weights;
}

TEST(LongWork, ElsewhereAndInPiecesItGivesTheSameBits) {
  std::mt19937_64 random(4);
  const Plan plan = large_plan();
  ASSERT_TRUE(validate(plan)) << render(validate(plan).error());
  const Weights weights = small_random_weights(plan, random);
  std::vector<std::int64_t> records(2 * plan.input.features);
  for (std::int64_t& value : records) value = static_cast<std::int64_t>(random() % 9) - 4;
  InferencePool pool(plan, weights, 1);
  const Bundles bundles = pool.deal(2);
  ScatteredWorkers workers;

  EXPECT_EQ(pool.model().masked_weights(pool.weight_mask_seed(), workers),
            pool.masked_weights());
  const Preparation again = pool.preparing().prepare(bundles.hospital[0].seed, workers);
  EXPECT_EQ(again.shares, bundles.hospital[0].shares);
  EXPECT_EQ(again.openings, bundles.service[0].openings);

  const auto up =
      expect_value(open_hospital_session(pool.plan(), pool.gates(), bundles.hospital, workers));
  const auto down = expect_value(pool.model().open_session(bundles.service, workers));
  Side hospital;
  Side service;
  auto inferring = up->infer(hospital.link, records);
  auto serving = down->serve(service.link);
  serving.start(service.trampoline);
  inferring.start(hospital.trampoline);
  while (hospital.elsewhere.go_on()) {
  }
  while (hospital.speak(service) || service.speak(hospital)) {
  }
  ASSERT_TRUE(serving.done() && inferring.done());
  serving.result();
  EXPECT_EQ(inferring.result(), reference_batch(plan, weights, records));
  EXPECT_GE(hospital.elsewhere.done, 6);
  EXPECT_GE(service.elsewhere.done, 8);
}

TEST(LongWork, WhatItThrowsComesToTheCoroutine) {
  Trampoline trampoline;
  Elsewhere elsewhere(trampoline);
  const auto run = [&]() -> Task<void> {
    auto failing = work(&elsewhere, kLongWork, [](Workers&) {
      throw Failure(Error{ErrorCode::kProtocol, "far away", ""});
    });
    co_await failing;
  };
  auto task = run();
  task.start(trampoline);
  EXPECT_FALSE(task.done());
  EXPECT_TRUE(elsewhere.go_on());
  ASSERT_TRUE(task.done());
  EXPECT_EQ(failure_of([&] { task.result(); }).context, "far away");
}

}  // namespace
}  // namespace medisc::test
