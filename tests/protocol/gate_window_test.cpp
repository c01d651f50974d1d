// Sessions whose gates are open in part only: the same messages and logits in whatever room,
// the material read in order and once, and an end to all that wait.
#include "protocol/gate_window.hpp"

#include <gtest/gtest.h>

#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

TEST(GateWindow, OpensAsFarAsThereIsRoom) {
  GateWindow window({40, 30, 50, 0, 200}, 100);
  Trampoline trampoline;
  std::vector<int> events;
  const auto opener = [&]() -> Task<void> {
    for (std::size_t step = 0; step < 5; ++step) {
      const bool goes_on = co_await window.room_for(step);
      if (!goes_on) co_return;
      events.push_back(static_cast<int>(step));
      window.opened();
    }
  };
  const auto run = [&]() -> Task<void> {
    for (std::size_t step = 0; step < 5; ++step) {
      co_await window.is_open(step);
      events.push_back(100 + static_cast<int>(step));
      window.closed(step);
    }
  };
  Task<void> opening = opener();
  opening.start(trampoline);
  EXPECT_EQ(events, (std::vector<int>{0, 1}));
  EXPECT_FALSE(opening.done());
  Task<void> running = run();
  running.start(trampoline);
  EXPECT_TRUE(opening.done());
  EXPECT_TRUE(running.done());
  ASSERT_EQ(events.size(), 10U);
  // The gate that is wider than the room opens once it is alone.
  EXPECT_EQ(events.back(), 104);
  EXPECT_EQ(events[8], 4);
}

TEST(GateWindow, WhoWaitsIsToldOfTheOthersEnd) {
  const auto wait_for_room = [](GateWindow& window, bool& went_on) -> Task<void> {
    went_on = co_await window.room_for(1);
  };
  const auto wait_for_gate = [](GateWindow& window) -> Task<void> {
    co_await window.is_open(1);
  };
  Trampoline trampoline;
  GateWindow window({10, 10}, 10);
  window.opened();
  bool went_on = true;
  Task<void> opening = wait_for_room(window, went_on);
  opening.start(trampoline);
  EXPECT_FALSE(opening.done());
  window.end();
  trampoline.run();
  EXPECT_TRUE(opening.done());
  EXPECT_FALSE(went_on);

  GateWindow failing({10, 10}, 10);
  Task<void> running = wait_for_gate(failing);
  running.start(trampoline);
  EXPECT_FALSE(running.done());
  failing.fail(std::make_exception_ptr(Failure({ErrorCode::kStorage, "lost", ""})));
  trampoline.run();
  ASSERT_TRUE(running.done());
  EXPECT_THROW(running.result(), Failure);
}

/// Hands out the pool's bundles, and counts what is asked for.
class CountingMaterial final : public MaterialSource {
 public:
  explicit CountingMaterial(std::vector<MemoryMaterial::Record> records, std::size_t fails_at)
      : material_(std::move(records)), fails_at_(fails_at) {}

  Task<Bytes> next(std::size_t record, Material which) override {
    if (++asked_ == fails_at_) throw Failure({ErrorCode::kStorage, "the disk is gone", ""});
    return material_.next(record, which);
  }
  std::size_t opened_bytes(Material which, const Bytes& chunk) const override {
    return material_.opened_bytes(which, chunk);
  }
  void open(std::size_t record, Material which, std::uint32_t index, const Bytes& chunk,
            std::span<std::uint8_t> to) const override {
    material_.open(record, which, index, chunk, to);
  }
  std::size_t asked() const { return asked_; }

 private:
  MemoryMaterial material_;
  std::size_t fails_at_;
  std::size_t asked_ = 0;
};

template <class Bundle>
std::vector<Seed> seeds_of(const std::vector<Bundle>& bundles) {
  std::vector<Seed> seeds;
  for (const Bundle& bundle : bundles) {
    if constexpr (requires { bundle.half; }) {
      seeds.push_back(bundle.half.seed);
    } else {
      seeds.push_back(bundle.seed);
    }
  }
  return seeds;
}

std::vector<MemoryMaterial::Record> records_of(const Bundles& bundles, Party party) {
  std::vector<MemoryMaterial::Record> records;
  for (std::size_t b = 0; b < bundles.hospital.size(); ++b) {
    const ServiceBundle& down = bundles.service[b];
    records.push_back(party == Party::kHospital
                          ? MemoryMaterial::Record{{}, bundles.hospital[b].shares}
                          : MemoryMaterial::Record{down.half.corrections, down.openings});
  }
  return records;
}

/// What a session yields whose parties have so much room each.
struct Windowed {
  std::vector<std::int64_t> logits;
  std::vector<Crossing> crossings;
  std::size_t chunks = 0;  ///< of corrections and openings that the service has read
};

Windowed run_windowed(const InferencePool& pool, const Bundles& bundles,
                      std::span<const std::int64_t> records, std::uint64_t room,
                      std::size_t fails_at = 0) {
  CountingMaterial up(records_of(bundles, Party::kHospital), 0);
  CountingMaterial down(records_of(bundles, Party::kService), fails_at);
  const auto hospital =
      make_hospital_session(pool.plan(), pool.gates(), seeds_of(bundles.hospital), room);
  const auto service = pool.model().make_session(seeds_of(bundles.service), room, 1);
  MemoryChannel channel;
  Task<void> opening_up = hospital->open(up, nullptr);
  Task<void> opening_down = service->open(down, nullptr);
  opening_up.start(channel.trampoline());
  opening_down.start(channel.trampoline());
  auto inferring = hospital->infer(channel.hospital(), records);
  auto serving = service->serve(channel.service());
  channel.run(inferring, serving);
  if (serving.done()) serving.result();  // may throw
  EXPECT_TRUE(opening_up.done());
  EXPECT_TRUE(opening_down.done());
  return {inferring.result(), channel.crossings(), down.asked()};
}

TEST(WindowedSession, SaysTheSameInWhateverRoom) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    const DrawnPlan graph = image_plan(seed % 2 == 0 ? 32 : 64, seed);
    const auto records = encoded_records(graph.plan, 1 + seed % 3, seed);
    InferencePool pool(graph.plan, graph.weights, seed);
    const Bundles bundles = pool.deal(1 + seed % 3);
    const InferenceRun whole = pool.run(bundles, records);
    for (const std::uint64_t room : {std::uint64_t{0}, std::uint64_t{2000}, UINT64_MAX}) {
      const Windowed windowed = run_windowed(pool, bundles, records, room);
      EXPECT_EQ(windowed.logits, whole.logits);
      ASSERT_EQ(windowed.crossings.size(), whole.crossings.size());
      for (std::size_t i = 0; i < whole.crossings.size(); ++i) {
        EXPECT_EQ(windowed.crossings[i].payload, whole.crossings[i].payload) << i;
      }
      EXPECT_GE(windowed.chunks, bundles.service.size());
      EXPECT_LE(windowed.chunks, 2 * bundles.service.size()) << "each is read once";
    }
  }
}

/// Chunks that end within gates, and gates that begin within chunks.
TEST(WindowedSession, ReadsLongMaterialChunkByChunk) {
  const std::uint32_t size = 20'000;
  Plan plan;
  plan.input = {size, 6, {0}};
  const Image image{1, 100, 200};
  plan.steps = {{"conv1", 0, ConvStep{image, image, Window{}, 1, 26}},
                {"relu1", 0, relu_step(size, 26, 4, 22)},
                {"conv2", 0, ConvStep{image, image, Window{}, 1, 22}},
                {"relu2", 0, relu_step(size, 22, 2, 20)},
                {"conv3", 0, ConvStep{image, image, Window{}, 1, 20}}};
  const Weights weights{{{3}, {1}}, {{-2}, {5}}, {{1}, {0}}};
  std::vector<std::int64_t> records(2 * size);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i] = static_cast<std::int64_t>(i * 37 % 127) - 63;
  }
  InferencePool pool(plan, weights, 4);
  const Bundles bundles = pool.deal(2);
  ASSERT_GT(bundles.service[0].half.corrections.size(), kChunkBytes);
  const Windowed windowed = run_windowed(pool, bundles, records, 1);
  EXPECT_EQ(windowed.logits, reference_batch(plan, weights, records));
  EXPECT_EQ(windowed.chunks, 2 * (chunks_of(bundles.service[0].half.corrections.size()) +
                                  chunks_of(bundles.service[0].openings.size())));
}

TEST(WindowedSession, EndsWithWhatItsMaterialFailsWith) {
  const DrawnPlan graph = image_plan(32, 3);
  const auto records = encoded_records(graph.plan, 1, 3);
  InferencePool pool(graph.plan, graph.weights, 3);
  for (const std::size_t at : {std::size_t{1}, std::size_t{2}}) {
    try {
      run_windowed(pool, pool.deal(1), records, 0, at);
      FAIL() << "it has material that nobody could read";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().context, "the disk is gone");
    }
  }
}

}  // namespace
}  // namespace medisc::test
