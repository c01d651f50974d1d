#include "actors/conversation/session_record.hpp"

#include <set>

#include "actors/conversation/dialer.hpp"
#include "protocol/hospital.hpp"
#include "protocol/service.hpp"
#include "protocol/traffic.hpp"
#include "tests/actors/world.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

TEST(SessionRecord, BothPartiesBookTheSameCosts) {
  World world;
  InferencePool pool(small_plan(), small_weights(), 1);
  const Bundles bundles = pool.deal(1);
  const auto up = open_hospital_session(pool.plan(), pool.gates(), bundles.hospital).value();
  const auto down = pool.model().open_session(bundles.service).value();

  std::promise<SessionEnd> at_service;
  const Listener listener = world.serve([&](Process&, Connection& connection) -> Task<void> {
    SessionLink link(connection);
    co_await down->serve(link);
    at_service.set_value(session_end(link, Party::kService, pool.plan(), 5ms));
  });
  SessionEnd hospital;
  std::vector<std::int64_t> logits;
  ASSERT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
    auto socket = value_of(co_await process.dial(at(listener), 1s));
    Connection& connection = process.adopt(std::move(socket), "the service");
    SessionLink link(connection);
    logits = co_await up->infer(link, kSmallRecord);
    hospital = session_end(link, Party::kHospital, pool.plan(), 7ms);
  })));
  const SessionEnd service = at_service.get_future().get();

  const Traffic declared = declared_traffic(pool.gates(), 1);
  for (const SessionEnd& end : {hospital, service}) {
    EXPECT_FALSE(end.error.has_value());
    EXPECT_EQ(end.costs.payload_up, static_cast<std::int64_t>(declared.bytes_up()));
    EXPECT_EQ(end.costs.payload_down, static_cast<std::int64_t>(declared.bytes_down()));
    EXPECT_EQ(end.costs.flights, static_cast<std::int64_t>(declared.flights()));
    EXPECT_GT(end.costs.wire_up, end.costs.payload_up);
    ASSERT_EQ(end.layers.size(), 3U);
    for (std::size_t step = 0; step < 3; ++step) {
      EXPECT_EQ(end.layers[step].step, static_cast<std::int64_t>(step));
      EXPECT_EQ(end.layers[step].name, pool.plan().steps[step].name);
      EXPECT_EQ(end.layers[step].op, step == 1 ? "relu" : "dense");
      EXPECT_EQ(end.layers[step].bits_up,
                static_cast<std::int64_t>(declared.steps[step].bits_up));
      EXPECT_EQ(end.layers[step].bits_down,
                static_cast<std::int64_t>(declared.steps[step].bits_down));
    }
  }
  EXPECT_EQ(hospital.costs.wire_up, service.costs.wire_up);
  EXPECT_EQ(hospital.costs.wire_down, service.costs.wire_down);
  EXPECT_EQ(hospital.costs.total_us, 7000);
  EXPECT_EQ(service.costs.total_us, 5000);
}

TEST(SessionRecord, IdsAreFresh) {
  std::set<SessionId> ids;
  for (int i = 0; i < 100; ++i) ids.insert(fresh_session_id());
  EXPECT_EQ(ids.size(), 100U);
}

}  // namespace
}  // namespace medisc::test
